// Why a config does not approve an item, in words: the part that the client's and the collector's
// rules (report_filter.h, check_upload.h) have in common. Pure and thread-safe.
//
//   std::string why = WhyNotProgram(entry, approved, approved.FindProgram(entry.program()));
//   if (!why.empty()) leave_out(entry, why);

#ifndef REPORT_MAKING_INTERNAL_APPROVAL_H_
#define REPORT_MAKING_INTERNAL_APPROVAL_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"
#include "report/report.pb.h"

namespace telemetry::report_internal {

// Messages repeat at most this much of a value that somebody else chose.
inline constexpr size_t kMaxQuotedBytes = 100;

// `text` as valid UTF-8. If it is longer than kMaxQuotedBytes: its beginning, and "...".
std::string Shortened(absl::string_view text);

// The value in quotation marks, shortened and with special characters escaped.
std::string Quoted(absl::string_view value);

// `what "value" is not in the config`.
std::string NotInConfig(absl::string_view what, absl::string_view value);

// Why the config does not approve a counter or stack on `day`; empty if it does. `approval` is what
// the config says of it; may be null.
std::string WhyNotApproved(absl::string_view what, absl::string_view name, const Approval* approval,
                           absl::CivilDay day);

// Why the config does not approve an entry's GoVersion, its program or that program's version;
// empty if it does. `program` is what the config says of the entry's program; may be null.
std::string WhyNotProgram(const v1::ProgramReport& entry, const ApprovedCounters& approved,
                          const ApprovedProgram* program);

}  // namespace telemetry::report_internal

#endif  // REPORT_MAKING_INTERNAL_APPROVAL_H_
