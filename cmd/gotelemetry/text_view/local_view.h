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

#ifndef CMD_GOTELEMETRY_TEXT_VIEW_LOCAL_VIEW_H_
#define CMD_GOTELEMETRY_TEXT_VIEW_LOCAL_VIEW_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "cmd/gotelemetry/text_view/text_style.h"
#include "report/report.pb.h"

namespace telemetry::cmd {

// What part of the counts may be uploaded.
struct UploadOutlook {
  // Why nothing may be uploaded; empty if something may.
  std::string why_nothing;
  // The collector that it goes to, HOST:PORT.
  std::string collector;
  // The approved part of each approved program, as FilterReport() keeps it. Ignored unless
  // `why_nothing` is empty.
  std::vector<v1::ProgramReport> approved;
};

// Renders the programs in the given order, one section each, then what may be uploaded. No line is
// wider than the style's width or 100 columns; longer ones are visibly cut. Pure.
std::string RenderLocalView(absl::Span<const v1::ProgramReport> programs,
                            const UploadOutlook& outlook, const TextStyle& style);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_TEXT_VIEW_LOCAL_VIEW_H_
