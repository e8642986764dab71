#include "upload/collector/intake/report_intake.h"

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "report/left_out.h"
#include "report/report_json.h"
#include "storage/civil_day.h"
#include "upload/collector/intake/dropped_items.h"

namespace telemetry::upload_internal {
namespace {

// What the sender may learn of the store's result: nothing about the collector's disk.
absl::Status PublicStatus(const absl::Status& stored) {
  if (stored.ok() || absl::IsAlreadyExists(stored)) return stored;
  if (absl::IsResourceExhausted(stored)) {
    return absl::ResourceExhaustedError("too many reports are arriving");
  }
  return absl::UnavailableError("the report cannot be stored now");
}

// What a report counts for.
ReportArrival ArrivalOf(absl::CivilDay day, absl::CivilDay week, const std::string& config,
                        const std::vector<Drop>& drops) {
  std::set<IntakeKey> keys = {{IntakeKind::kConfig, config},
                              {IntakeKind::kDelay, IntakeDelayName(day - week)}};
  for (const Drop& drop : drops) {
    if (!drop.program_is_approved) continue;
    keys.insert({IntakeKind::kDrop, absl::StrCat(drop.program, "\n", ItemKindName(drop.kind), "\n",
                                                 DropReasonName(drop.reason))});
  }
  return {.day = day, .keys = {keys.begin(), keys.end()}};
}

}  // namespace

ReportIntake::ReportIntake(ConfigInForce* config, ReportStore* store, Log log, Observe observe,
                           Clock clock, NoteDrops note_drops, CountIntake count_intake)
    : config_(config),
      store_(store),
      log_(std::move(log)),
      observe_(std::move(observe)),
      clock_(std::move(clock)),
      note_drops_(std::move(note_drops)),
      count_intake_(std::move(count_intake)) {}

absl::StatusOr<ReportIntake::Checked> ReportIntake::Check(ParseReport parse,
                                                          absl::CivilDay day) const {
  absl::StatusOr<v1::Report> report = parse();
  if (!report.ok()) return report.status();
  const ConfigInForce::Approved approved = config_->Get();
  absl::StatusOr<CheckedUpload> checked = CheckUpload(*std::move(report), *approved, day);
  if (!checked.ok()) return checked.status();
  if (checked->dropped.empty()) return Checked{*std::move(checked), {}, approved->version()};
  const absl::StatusOr<ConfigInForce::Approved> newest = config_->Newest();
  if (!newest.ok()) return PublicStatus(newest.status());
  report = parse();
  if (!report.ok()) return report.status();
  std::vector<Drop> drops = DropsOf(*report, **newest, day);
  if (*newest != approved) checked = CheckUpload(*std::move(report), **newest, day);
  if (!checked.ok()) return checked.status();
  return Checked{*std::move(checked), std::move(drops), (*newest)->version()};
}

void ReportIntake::Take(ParseReport parse, Done answer) {
  const auto done = [this, start = absl::Now(), answer = std::move(answer)](
                        absl::StatusOr<v1::UploadReportResponse> taken, bool is_empty) {
    observe_({.answer = taken, .is_empty = is_empty, .duration = absl::Now() - start});
    answer(std::move(taken));
  };
  const absl::CivilDay day = absl::ToCivilDay(clock_(), absl::UTCTimeZone());
  absl::StatusOr<Checked> checked = Check(parse, day);
  if (!checked.ok()) {
    if (absl::IsInvalidArgument(checked.status())) count_intake_({.day = day}, kIntakeMalformed);
    return done(checked.status(), false);
  }
  const v1::Report& accepted = checked->upload.accepted;
  const std::optional<absl::CivilDay> week = ParseCivilDay(accepted.week());
  if (!week.has_value()) return done(absl::InvalidArgumentError("Week is not a day"), false);
  v1::UploadReportResponse response =
      DroppedItemsToProto(std::move(checked->upload.dropped), checked->upload.num_dropped_unlisted);
  ReportArrival arrival = ArrivalOf(day, *week, checked->config, checked->drops);
  const bool is_empty = accepted.programs().empty() && response.dropped_size() > 0;
  auto stored = [this, day, is_empty, response = std::move(response),
                 drops = std::move(checked->drops), done](const absl::Status& status) mutable {
    NoteStore(status);
    if (!status.ok()) return done(PublicStatus(status), false);
    if (!drops.empty()) note_drops_(day, drops);
    done(std::move(response), is_empty);
  };
  if (is_empty) {
    return store_->PutEmpty(*week, accepted.x(), std::move(stored), arrival);
  }
  store_->Put(*week, accepted.x(), ReportToCompactJson(accepted), std::move(stored),
              std::move(arrival));
}

void ReportIntake::NoteStore(const absl::Status& stored) {
  // A full queue is not a failure of the store, and is reported on the sender's thread.
  if (absl::IsResourceExhausted(stored)) return;
  const bool fails = !stored.ok() && !absl::IsAlreadyExists(stored);
  if (fails == store_fails_.exchange(fails)) return;
  if (fails) {
    log_(absl::StrCat("reports cannot be stored: ", std::string(stored.message())));
  } else {
    log_("reports are stored again");
  }
}

}  // namespace telemetry::upload_internal
