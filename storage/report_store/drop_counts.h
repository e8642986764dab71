// How much a collector has dropped from the reports that it accepted, day by day, in the store
// itself: for its operator, who may have forgotten to approve a version.
//
//   std::unique_ptr<DropCounts> counts = store.OpenDrops(StoreAccess::kReadWrite).value();
//   absl::Status status = counts->Add({{.day = day, .program = "example.com/tool",
//                                       .version = "v1.3.0", .kind = "program",
//                                       .reason = "the version is not approved",
//                                       .is_approved = true, .reports = 12, .items = 12}});
//
// Names in it come from strangers, so it is bounded: in number by the limits below, in length by
// whoever adds. Of a day that has more, the rows with the fewest reports are summed up in one, so
// that junk which occurs once does not push out what many reports have.
//
// Every error names the store, and has the codes of config_history.h.
//
// Thread-compatible: one thread at a time. Any number of processes may use the same store.

#ifndef STORAGE_REPORT_STORE_DROP_COUNTS_H_
#define STORAGE_REPORT_STORE_DROP_COUNTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace telemetry {

// What was dropped on a day, of one program and version, for one reason.
struct DropCount {
  absl::CivilDay day;
  std::string program;
  std::string version;
  std::string kind;  // such as "counter"; empty in the row that sums up others
  std::string reason;
  bool is_approved = false;  // whether the program is approved, whatever else is not
  int64_t reports = 0;
  int64_t items = 0;

  friend bool operator==(const DropCount& a, const DropCount& b) = default;
};

class DropCounts {
 public:
  // The rows of a day of programs that are approved, and of others.
  static constexpr int64_t kMaxApprovedRows = 1000;
  static constexpr int64_t kMaxOtherRows = 200;
  // Older days are removed.
  static constexpr int64_t kKeptDays = 90;

  virtual ~DropCounts() = default;

  // Adds to what is there, all of it durably or none.
  virtual absl::Status Add(const std::vector<DropCount>& counts) = 0;

  // All rows: the newest day first, of a day those with the most reports.
  virtual absl::StatusOr<std::vector<DropCount>> List() = 0;
};

}  // namespace telemetry

#endif  // STORAGE_REPORT_STORE_DROP_COUNTS_H_
