// Accepts reports: checks each against the collector's config, removes what is not approved, and
// stores the rest durably. Used by both gRPC and HTTP.
//
//   ReportIntake intake(&config, &store, log);
//   intake.Take([&] { return ParseReportJson(body, "report"); },
//               [](absl::StatusOr<v1::UploadReportResponse> taken) { ... });
//
// What is dropped is lost for good, since the first report of a key stays. So before anything is
// dropped, the store is asked which config is in force by now.
//
// `store` must be opened with Options::is_same = IsSameReport (same_report.h), so that sending a
// report again succeeds even if the config has changed meanwhile.
//
// Thread-safe.

#ifndef UPLOAD_COLLECTOR_INTAKE_REPORT_INTAKE_H_
#define UPLOAD_COLLECTOR_INTAKE_REPORT_INTAKE_H_

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "report/making/check_upload.h"
#include "report/report.pb.h"
#include "storage/report_store/intake_counts.h"
#include "storage/report_store/report_store.h"
#include "upload/collector/intake/drops.h"
#include "upload/collector/internal/config_in_force.h"
#include "upload/upload.pb.h"

namespace telemetry::upload_internal {

// When to retry a report that could not be stored.
inline constexpr absl::Duration kRetryLaterHint = absl::Seconds(10);

// What became of a report.
struct TakenReport {
  const absl::StatusOr<v1::UploadReportResponse>& answer;
  // Whether nothing in it was approved, so that there was nothing to store.
  bool is_empty;
  absl::Duration duration;
};

class ReportIntake {
 public:
  // Receives messages for the operator, one line each. Any thread.
  using Log = std::function<void(absl::string_view line)>;
  // Receives what was dropped from the report, or why the report was not accepted.
  using Done = std::function<void(absl::StatusOr<v1::UploadReportResponse>)>;

  // Receives each report's outcome, just before `done` does. Any thread.
  using Observe = std::function<void(const TakenReport& report)>;

  // Receives what was dropped from each report that is accepted, and on which day. Any thread.
  using NoteDrops = std::function<void(absl::CivilDay day, const std::vector<Drop>& drops)>;

  // Counts a report that has no week and X to count by, since it is malformed (storage/report_store/intake_counts.h).
  // Any thread.
  using CountIntake = std::function<void(const ReportArrival& arrival, absl::string_view outcome)>;

  // The time, whose day in UTC decides which approvals have ended. Any thread.
  using Clock = std::function<absl::Time()>;

  // Reads the report of a request. May be called more than once, always inside Take().
  using ParseReport = absl::FunctionRef<absl::StatusOr<v1::Report>()>;

  // `config`, which must have been started, and `store` must outlive this object and all pending
  // calls.
  ReportIntake(
      ConfigInForce* config, ReportStore* store, Log log,
      Observe observe = [](const TakenReport&) {}, Clock clock = absl::Now,
      NoteDrops note_drops = [](absl::CivilDay, const auto&) {},
      CountIntake count_intake = [](const ReportArrival&, absl::string_view) {});

  ReportIntake(const ReportIntake&) = delete;
  ReportIntake& operator=(const ReportIntake&) = delete;

  // Takes the report of a request. The error of `parse` (INVALID_ARGUMENT), if the request holds
  // none, is observed and answered like any other refusal.
  //
  // Calls `done` once: inside Take() or later on the store's committing thread, which it must not
  // block. OK means that the report is durable, or that all of it was dropped and nothing is left to
  // store but that it has counted. Errors, whose messages are for the sender:
  //   INVALID_ARGUMENT    the report is malformed, or the request holds none
  //   ALREADY_EXISTS      another report of that week has its X
  //   RESOURCE_EXHAUSTED  too many reports are waiting; try later
  //   UNAVAILABLE         the store fails; try later. The operator is told why.
  void Take(ParseReport parse, Done done);

  // Whether the store could not take the last report that it was given, or failed the last test.
  bool store_fails() const { return store_fails_; }

  // Notes how the store fares, as a test of it says. Logs one line when it begins to fail and one
  // when it works again, not one per report.
  void NoteStore(const absl::Status& status);

 private:
  struct Checked {
    CheckedUpload upload;
    std::vector<Drop> drops;  // the same as `upload.dropped`, summed up
    std::string config;       // the version of the config
  };

  // What is left of the report on that day under the config in force.
  absl::StatusOr<Checked> Check(ParseReport parse, absl::CivilDay day) const;

  ConfigInForce* const config_;
  ReportStore* const store_;
  const Log log_;
  const Observe observe_;
  const Clock clock_;
  const NoteDrops note_drops_;
  const CountIntake count_intake_;
  // Whoever changes it tells the operator.
  std::atomic<bool> store_fails_ = false;
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_INTAKE_REPORT_INTAKE_H_
