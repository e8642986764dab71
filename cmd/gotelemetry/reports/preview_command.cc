#include "cmd/gotelemetry/reports/preview_command.h"

#include <memory>
#include <ostream>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "cmd/gotelemetry/directories.h"
#include "cmd/gotelemetry/offline_config.h"
#include "cmd/gotelemetry/options.h"
#include "cmd/internal/command.h"
#include "cmd/internal/printable.h"
#include "config/approval/config_diff.h"
#include "config/mode.h"
#include "config/upload_config/approvals.h"
#include "config/upload_config/received_configs.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/left_out.h"
#include "report/local_counts/report_preview.h"
#include "report/making/no_upload.h"
#include "report/making/report_builder.h"
#include "report/purpose.h"
#include "report/random_x.h"
#include "report/report.pb.h"
#include "report/report_json.h"

namespace telemetry::cmd {
namespace {

void PrintLeftOut(const WeekReports& week, std::ostream& out) {
  if (week.left_out.empty()) {
    out << "Nothing is left out.\n";
    return;
  }
  out << "Left out:\n";
  for (const LeftOut& item : week.left_out) {
    out << "  " << Printable(item.program) << ": " << ItemKindName(item.kind)
        << (item.name.empty() ? "" : " " + Printable(item.name)) << ": " << Printable(item.reason)
        << "\n";
  }
}

void PrintPurposes(const v1::Report& upload, const v1::UploadConfig& config, std::ostream& out) {
  const std::vector<Purpose> purposes = PurposesOf(upload, config);
  if (!purposes.empty()) out << "What it is for:\n";
  for (const Purpose& purpose : purposes) {
    out << "  " << Printable(purpose.program) << ": " << ItemKindName(purpose.kind) << " "
        << Printable(purpose.name);
    if (!purpose.title.empty()) out << ": " << Printable(purpose.title);
    if (!purpose.expires.empty()) out << ", until " << Printable(purpose.expires);
    if (!purpose.owners.empty()) {
      out << ", owner " << Printable(absl::StrJoin(purpose.owners, ", "));
    }
    if (!purpose.issues.empty()) {
      out << ", proposed in " << Printable(absl::StrJoin(purpose.issues, ", "));
    }
    out << "\n";
  }
}

// What will become of the report that follows. Consent covers only what is counted after the day on
// which it is given, so giving it now would not send this report.
std::string UploadSentence(const Directory& directory, const ModeDecision& decision) {
  constexpr absl::string_view kWithConsent =
      "If you had consented before this week, this would be uploaded:";
  if (decision.mode != Mode::kOn) {
    return absl::StrCat("the mode is ", ModeName(decision.mode), ", so nothing is uploaded. ",
                        kWithConsent);
  }
  return absl::StrCat("this would be uploaded to ", directory.name(), ":");
}

void Print(const ReportPreview& preview, const Directory& directory, const ModeDecision& decision,
           const v1::UploadConfig& config, std::ostream& out) {
  if (preview.weeks.empty()) out << "Nothing has been counted since the last report.\n";
  for (const WeekReports& week : preview.weeks) {
    out << "The week ending " << week.local.week() << ": ";
    if (const auto* why = std::get_if<NoUpload>(&week.upload)) {
      out << "nothing would be uploaded: " << NoUploadText(*why) << ".\n";
      continue;
    }
    const v1::Report& upload = std::get<v1::Report>(week.upload);
    out << UploadSentence(directory, decision) << "\n" << ReportToJson(upload) << "\n";
    PrintPurposes(upload, config, out);
    PrintLeftOut(week, out);
  }
}

void PrintChanges(const Directory& directory, std::ostream& out) {
  const absl::StatusOr<ReceivedConfigs> configs = ReadReceivedConfigs(directory.dir());
  if (!configs.ok() || configs->shown() == nullptr) return;
  if (DiffConfigs(*configs->shown(), *configs->latest()).empty()) return;
  out << "What is approved has changed since you consented: gotelemetry approved --collector "
      << directory.name() << "\n";
}

void PreviewOne(const Directory& directory, const std::string& config_path,
                CommandContext& context) {
  const ModeDecision decision = directory.decision();
  const absl::StatusOr<Approvals> approvals = LoadOfflineConfig(directory.dir(), config_path);
  if (!context.Check(approvals.status())) return;
  const absl::StatusOr<ReportPreview> preview =
      PreviewReports(directory.dir(), *approvals, AsIfConsented(decision, absl::Now()), DrawX);
  if (!context.Check(preview.status())) return;
  Print(*preview, directory, decision, approvals->latest().config(), context.out);
  PrintChanges(directory, context.out);
  for (const std::string& warning : preview->warnings) context.Warn(warning);
}

void Preview(const DirectoryChoice& choice, const std::string& config_path,
             CommandContext& context) {
  const absl::StatusOr<std::vector<Directory>> directories =
      ChosenDirectories(choice, DefaultDirectories::kCollectors, context);
  if (!context.Check(directories.status())) return;
  if (directories->empty()) {
    context.out << "No program on this machine has named a collector: nothing is ever uploaded.\n";
  }
  for (const Directory& directory : *directories) {
    if (directories->size() > 1) context.out << "For " << directory.name() << "\n";
    PreviewOne(directory, config_path, context);
  }
}

}  // namespace

void AddPreviewCommand(Command& app, CommandContext& context) {
  Command& command =
      app.AddCommand("preview", "Show what would be uploaded now, and why the rest would not");
  const auto choice = AddDirectoryOptions(command, "Only these collectors", nullptr);
  const auto config_path = AddConfigOption(command, "the collector's last");
  command.SetFooter(
      "Nothing is written or sent. X decides about counters with a rate below 1; the real report\n"
      "draws a new X.");
  command.AddExample("gotelemetry preview --collector telemetry.example.com",
                     "See exactly what it would get");
  command.SetAction([&context, choice, config_path] { Preview(*choice, *config_path, context); });
}

}  // namespace telemetry::cmd
