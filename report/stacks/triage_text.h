// Triaged stacks (stack_triage.h) as text, Markdown and JSON. Pure.
//
//   out << TriageToText(triage);
//
// Text and Markdown may contain bytes that programs chose: print text with PrintableLines().

#ifndef REPORT_STACKS_TRIAGE_TEXT_H_
#define REPORT_STACKS_TRIAGE_TEXT_H_

#include <string>

#include "report/stacks/stack_triage.h"

namespace telemetry {

// For a terminal: of each stack a line that begins with its identifier, then its frames.
std::string TriageToText(const StackTriage& triage);

// For an issue: of each stack a section, with its frames in a block of code.
std::string TriageToMarkdown(const StackTriage& triage);

// An array of objects. Readers must ignore keys that they do not know.
std::string TriageToJson(const StackTriage& triage);

}  // namespace telemetry

#endif  // REPORT_STACKS_TRIAGE_TEXT_H_
