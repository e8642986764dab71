// Chart records: the text from which an upload config is made. A counter may be uploaded because
// somebody proposed a chart of it and others agreed; the record names the chart and the proposal.
//
//   # comment, to the end of any line
//   title: Editor Distribution
//   description: which editors people use        (optional)
//   issue: https://example.com/issues/7          (the proposal; once or more)
//   type: partition                              (or stack)
//   program: example.com/mytool
//   module: example.com/mytool                   (a prefix of program; optional if that is cmd/...)
//   counter: mytool/client:{vim,emacs,other}     (the list may go on over several lines)
//   depth: 16                                    (only of a stack: frames to record; see below)
//   version: v0.13.0                             (optional; the lowest that the chart is for)
//   error: 0.1                                   (optional; the desired error rate)
//   ---
//
// and so on; lines of exactly `---` separate records. The format is that of Go's
// golang.org/x/telemetry/internal/chartconfig. Whatever Go refuses is refused, and also a few
// things that Go accepts: text after the '}' of a bucket list, a type that is neither partition nor
// stack, and a depth that does not fit into 32 bits.
//
// As in Go (whose own records have some), a stack without a depth is listed among the ordinary
// counters, where no stack counter matches it. To have stacks uploaded, give a depth.
//
// What Go's records lack, such as an owner and a day on which the approval ends, stands in comments
// (config/approval/annotated_charts.h).
//
// All functions are pure.

#ifndef CONFIG_UPLOAD_CONFIG_CHART_CONFIG_H_
#define CONFIG_UPLOAD_CONFIG_CHART_CONFIG_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/upload_config.pb.h"

namespace telemetry {

struct ChartRecord {
  int line = 0;  // in the file, counted from 1, of the first field
  std::string title;
  std::string description;
  std::vector<std::string> issues;
  std::string type;
  std::string program;
  std::string module;
  std::string counter;  // with its bucket list in braces, on one line
  int32_t depth = 0;
  double error = 0;
  std::string version;
};

// Parses the records of a file; errors call it `name`. Empty records are skipped.
//
// InvalidArgument if a line is none of the above, if a field other than `issue` is repeated, or if
// a record lacks a field or contradicts itself. The message begins with the file's name and the
// line; for a fault of a whole record, that is the line of its first field: `charts.txt:12: title
// is missing`.
absl::StatusOr<std::vector<ChartRecord>> ParseChartRecords(absl::string_view text,
                                                           absl::string_view name);

// The programs of an upload config, sorted by name, each with what the records approve for it, at
// rate 1. Counters and stacks keep the records' order. A record with a depth is for a stack
// counter, any other for ordinary counters.
//
// The versions are left empty; the caller has to fill them in.
std::vector<v1::ProgramConfig> ProgramConfigsFromCharts(const std::vector<ChartRecord>& records);

}  // namespace telemetry

#endif  // CONFIG_UPLOAD_CONFIG_CHART_CONFIG_H_
