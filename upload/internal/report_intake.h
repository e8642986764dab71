// Takes in reports: checks one against the collector's config, removes what is not approved, and
// stores the rest durably. The same for gRPC and HTTP.
//
//   ReportIntake intake(&approved, &store, log);
//   intake.Take(std::move(report), [](absl::StatusOr<std::vector<v1::DroppedItem>> dropped) { ... });
//
// `store` must be opened with IsSameReport() (same_report.h) as its Options::is_same, so that a
// report that is sent again is a success also if the config has changed meanwhile.
//
// Thread-safe.

#ifndef UPLOAD_INTERNAL_REPORT_INTAKE_H_
#define UPLOAD_INTERNAL_REPORT_INTAKE_H_

#include <cstddef>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/approved_counters.h"
#include "report/report.pb.h"
#include "storage/report_store.h"
#include "upload/upload.pb.h"

namespace telemetry::internal {

// When a sender whose report could not be stored should try again.
inline constexpr absl::Duration kRetryLaterHint = absl::Seconds(10);

class ReportIntake {
 public:
  // Gets a line for the collector's operator. Called on the store's committing thread.
  using Log = std::function<void(absl::string_view line)>;
  // What of the report was dropped, or why the report was not taken. A list that was cut ends with
  // an item of the kind "more" whose reason says how many items are missing.
  using Done = std::function<void(absl::StatusOr<std::vector<v1::DroppedItem>>)>;

  // Gets what became of each report, as `done` does and before it, and how long that took. Any
  // thread.
  using Observe = std::function<void(const absl::StatusOr<std::vector<v1::DroppedItem>>& taken,
                                     absl::Duration duration)>;

  // `approved` and `store` must outlive this and all calls that are pending.
  ReportIntake(
      const ApprovedCounters* approved, ReportStore* store, Log log,
      Observe observe = [](const auto&, absl::Duration) {});

  ReportIntake(const ReportIntake&) = delete;
  ReportIntake& operator=(const ReportIntake&) = delete;

  // Takes the report of a request, or why there is none in it (INVALID_ARGUMENT), which is observed
  // and answered as any other refusal.
  //
  // Calls `done` once: inside Take() or later on the store's committing thread, which must not be
  // held up. With OK the report is durable. Errors, whose messages are for the sender:
  //   INVALID_ARGUMENT    the report is malformed, or the request holds none;
  //   ALREADY_EXISTS      another report of that week has its X;
  //   RESOURCE_EXHAUSTED  too many reports are waiting: later;
  //   UNAVAILABLE         the store fails: later. The operator gets to know why.
  void Take(absl::StatusOr<v1::Report> report, Done done);

 private:
  // One line when the store begins to fail and one when it works again, not one for each report.
  void NoteStoreHealth(const absl::Status& stored);

  const ApprovedCounters* const approved_;
  ReportStore* const store_;
  const Log log_;
  const Observe observe_;
  // Used by the store's committing thread only.
  bool store_fails_ = false;
};

}  // namespace telemetry::internal

#endif  // UPLOAD_INTERNAL_REPORT_INTAKE_H_
