// Chart records: the text from which an upload config is made. A counter may be uploaded because
// somebody proposed a chart of it and others agreed; the record says which chart and where.
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
// and so on, records separated by lines that are exactly `---`. The format is that of Go's
// golang.org/x/telemetry/internal/chartconfig, and what Go refuses is refused. So are some things
// that Go lets pass: text after the '}' of a list of buckets, a type that is neither partition nor
// stack, and a depth of more than 32 bits.
//
// A stack without a depth is listed among the ordinary counters, as Go does it (its own records have
// some), and no stack counter matches it there: to have stacks uploaded, give a depth.
//
// All functions are pure.

#ifndef CONFIG_CHART_CONFIG_H_
#define CONFIG_CHART_CONFIG_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "config/upload_config.pb.h"

namespace telemetry {

struct ChartRecord {
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

// Parses the records of a file; `name` is what errors call it. Empty records are left out.
//
// InvalidArgument if a line is none of the above, if a field but `issue` is repeated or if a record
// lacks a field or contradicts itself; the message begins with the file's name and the line, of the
// record's first field for a fault of the whole record: `charts.txt:12: title is missing`.
absl::StatusOr<std::vector<ChartRecord>> ParseChartRecords(absl::string_view text,
                                                           absl::string_view name);

// The programs of an upload config with what the records approve for each, at rate 1, sorted by
// name; counters and stacks in the records' order. A record with a depth is of a stack counter, any
// other of ordinary ones.
//
// The versions are left empty: which ones there are is for the caller to know.
std::vector<v1::ProgramConfig> ProgramConfigsFromCharts(const std::vector<ChartRecord>& records);

}  // namespace telemetry

#endif  // CONFIG_CHART_CONFIG_H_
