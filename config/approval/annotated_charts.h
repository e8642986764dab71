// Chart records (config/upload_config/chart_config.h) with what an approval needs and Go's records lack. It
// stands in comments, which Go's parser drops, on lines of their own within the record:
//
//   title: Editors
//   #@ owner: editors@example.com          (who answers for it: mail or URL; repeatable)
//   #@ expires: 2027-11-30                 (the first day on which nothing of it is taken)
//   #@ expires: never: the crash counters stay as long as the program   (instead; with the reason)
//   #@ sensitivity: interaction            (what it is about: technical, the machine and the
//                                           program; interaction, what somebody did)
//   #@ allow: NAME_TOO_SIMILAR             (a lint that does not apply; repeatable)
//   type: partition
//   ...
//
//   absl::StatusOr<std::vector<AnnotatedChart>> charts = ReadAnnotatedCharts("charts.txt");
//
// All functions but ReadAnnotatedCharts() are pure.

#ifndef CONFIG_APPROVAL_ANNOTATED_CHARTS_H_
#define CONFIG_APPROVAL_ANNOTATED_CHARTS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/chart_config.h"

namespace telemetry {

// When an approval ends.
struct ChartExpiry {
  enum class Kind { kMissing, kDay, kNever };

  Kind kind = Kind::kMissing;
  absl::CivilDay day;  // kDay: the first day on which nothing is taken
  std::string reason;  // kNever: why; empty if none was given
};

struct AnnotatedChart {
  ChartRecord record;
  std::vector<std::string> owners;
  ChartExpiry expiry;
  std::string sensitivity;  // "technical", "interaction", or empty
  // Names of lints, each with its line; whether there is such a lint is not checked here.
  std::vector<std::pair<std::string, int>> allowed;
  // The first line of each field and annotation, by its key.
  std::map<std::string, int, std::less<>> lines;

  // The line of `key`, or of the record's first field if it has no such key.
  int LineOf(absl::string_view key) const;

  // A stack without a depth is listed among the counters (config/upload_config/chart_config.h).
  bool is_stack() const { return record.depth > 0; }
};

// Parses the records of a file; errors call it `name`. Besides what ParseChartRecords() refuses,
// InvalidArgument for an annotation with an unknown key, with a value that is none of the above, or
// outside of a record; for one that follows other text on its line; and for two days of expiry or
// two sensitivities. The message begins with the file's name and the line.
absl::StatusOr<std::vector<AnnotatedChart>> ParseAnnotatedCharts(absl::string_view text,
                                                                 absl::string_view name);

// Reads and parses a file of at most 16 MiB. Also returns the errors of ReadFile() (file.h).
absl::StatusOr<std::vector<AnnotatedChart>> ReadAnnotatedCharts(const std::string& path);

// The part of a counter's name that names its chart: all before the first ':'.
absl::string_view ChartOf(absl::string_view counter);

}  // namespace telemetry

#endif  // CONFIG_APPROVAL_ANNOTATED_CHARTS_H_
