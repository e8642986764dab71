// What of a report is dropped, for the operator: how much, of which program and version, and why.
//
//   for (const Drop& drop : DropsOf(report, approved, today)) Note(drop);
//
// The names of counters and stacks that are not approved are not in it: the collector keeps nothing
// that is not approved, and a program may have counted what nobody was to see. Programs and versions
// are, since the operator has to see which ones were forgotten, but only their first bytes.
//
// Pure; thread-safe.

#ifndef UPLOAD_COLLECTOR_INTAKE_DROPS_H_
#define UPLOAD_COLLECTOR_INTAKE_DROPS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"
#include "report/left_out.h"
#include "report/report.pb.h"

namespace telemetry::upload_internal {

enum class DropReason {
  // Of an entry: what the config does not list.
  kGoos,
  kGoarch,
  kGoVersion,
  kProgram,
  kVersion,
  // Of a counter or a stack: not listed, or its approval has ended. Of frames: their build is not
  // listed.
  kUnlisted,
  kEnded,
  // Of a stack that is listed: its frames are none (report/stack_check.h).
  kMalformed,
};

// A word for each: "GOOS", "GOARCH", "GoVersion", "program", "version", "unlisted", "ended",
// "malformed".
absl::string_view DropReasonName(DropReason reason);

// Names that come from strangers are cut to this.
inline constexpr size_t kMaxDropNameBytes = 100;

struct Drop {
  std::string program;
  std::string version;
  bool program_is_approved = false;
  ItemKind kind = ItemKind::kProgram;
  DropReason reason = DropReason::kProgram;
  // The reason as a sentence without its full stop: `GOOS "plan9" is not approved`.
  std::string text;
  int64_t items = 0;

  friend bool operator==(const Drop& a, const Drop& b) = default;
};

// What CheckUpload() (report/making/check_upload.h) drops from the report on that day, summed up for
// each entry, kind and reason.
std::vector<Drop> DropsOf(const v1::Report& report, const ApprovedCounters& approved,
                          absl::CivilDay day);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_INTAKE_DROPS_H_
