// What was counted on this machine, as text for a terminal.
//
//   std::string text = RenderLocalView(programs, outlook, DetectTextStyle(1, getenv));
//
//   example.com/wordcount v1.0.0 (gcc12.2.0, linux/amd64)
//
//     wordcount/files                                   45 ^
//     wordcount/latency                                123
//       <1ms   ##############################          100 ^
//       <10ms  ######                                   20 ^
//       >=10ms #                                         3
//
//     wordcount/bug                                      2
//       main.check:+2,+0x17
//       main.main:+34,+0xcd2
//
// A mark shows what is approved for upload.

#ifndef CMD_GOTELEMETRY_VIEW_LOCAL_VIEW_H_
#define CMD_GOTELEMETRY_VIEW_LOCAL_VIEW_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "cmd/gotelemetry/view/text_style.h"
#include "report/report.pb.h"

namespace telemetry::cmd {

// What may be uploaded of the counts.
struct UploadOutlook {
  // Why nothing is; empty if something may be.
  std::string why_nothing;
  // Whom it goes to, HOST:PORT.
  std::string collector;
  // The approved part of each program that is approved, as FilterReport() keeps it. Only looked at
  // if `why_nothing` is empty.
  std::vector<v1::ProgramReport> approved;
};

// Renders the programs in the order given, a section each, then what may be uploaded. No line is
// wider than the style's width or 100 columns; what does not fit is cut and shows it. Pure.
std::string RenderLocalView(absl::Span<const v1::ProgramReport> programs,
                            const UploadOutlook& outlook, const TextStyle& style);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_VIEW_LOCAL_VIEW_H_
