#include "cmd/gotelemetry/consent/prompt_command.h"

#include <cerrno>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/directories.h"
#include "cmd/internal/command.h"
#include "config/prompt/consent_prompt.h"
#include "config/prompt/prompt_decision.h"
#include "config/prompt/prompt_record.h"
#include "storage/errno_error.h"
#include "storage/json/json_writer.h"

namespace telemetry::cmd {
namespace {

struct Status {
  std::string collector;
  PromptInputs inputs;
  // What a tool would do now that asks everybody.
  PromptDecision decision;
};

Status ReadStatus(const Directory& directory) {
  Status status;
  status.collector = directory.name();
  status.inputs = ReadPromptInputs({.root = directory.root, .collector = *directory.collector});
  status.decision = DecidePrompt(status.inputs, {.per_mille_asked = kMaxPromptToken});
  return status;
}

std::string Day(int64_t unix_seconds) {
  return absl::FormatTime("%Y-%m-%d", absl::FromUnixSeconds(unix_seconds), absl::UTCTimeZone());
}

std::string Times(int n) { return n == 1 ? "once" : absl::StrCat(n, " times"); }

absl::string_view AnswerText(PromptState state) {
  switch (state) {
    case PromptState::kYes:
      return "the answer was yes";
    case PromptState::kNo:
      return "the answer was no";
    case PromptState::kPending:
      return "there is no answer yet";
    default:
      return "there was no answer";
  }
}

std::string RecordText(const Status& status) {
  const PromptRecord& record = status.inputs.record;
  if (status.inputs.record_unreadable) return "the record cannot be read";
  if (record.state == PromptState::kNone) return "no tool has looked yet whether to ask";
  if (record.attempts == 0 && record.state == PromptState::kNotReady) {
    return absl::StrCat("not asked; a tool first looked on ", Day(record.created_unix_seconds));
  }
  return absl::StrCat("asked ", Times(record.attempts), ", last on ",
                      Day(record.written_unix_seconds), "; ", AnswerText(record.state));
}

void PrintText(const std::vector<Status>& statuses, std::ostream& out) {
  if (statuses.empty()) out << "No program on this machine has named a collector.\n";
  for (const Status& status : statuses) {
    out << status.collector << ": " << RecordText(status) << ".\n";
    const bool may_ask = status.decision.action == PromptAction::kAsk;
    out << "  A tool " << (may_ask ? "may ask now" : "does not ask now: ")
        << (may_ask ? "" : PromptReasonText(status.decision.reason)) << ".\n";
    if (const int token = status.inputs.record.token; token != 0) {
      out << "  Your token is " << token << ": you are among those whom a tool asks that asks "
          << token << " or more of " << kMaxPromptToken << " users.\n";
    }
  }
}

void PrintJson(const std::vector<Status>& statuses, std::ostream& out) {
  JsonWriter json("  ");
  json.BeginObject();
  json.Array("collectors", statuses, [](JsonWriter& writer, const Status& status) {
    const PromptRecord& record = status.inputs.record;
    writer.BeginObject();
    writer.Field("collector", status.collector);
    writer.Field("state", PromptStateName(record.state));
    writer.Field("attempts", record.attempts);
    writer.Field("created", record.created_unix_seconds);
    writer.Field("token", record.token);
    writer.Field("written", record.written_unix_seconds);
    writer.Field("unreadable", status.inputs.record_unreadable);
    writer.Field("declined_gopls", status.inputs.gopls_was_told_no);
    writer.Field("may_ask", status.decision.action == PromptAction::kAsk);
    writer.Field("reason", PromptReasonText(status.decision.reason));
    writer.EndObject();
  });
  json.EndObject();
  out << json.text() << "\n";
}

void ShowStatus(const DirectoryChoice& choice, bool json, CommandContext& context) {
  const absl::StatusOr<std::vector<Directory>> directories =
      ChosenDirectories(choice, DefaultDirectories::kCollectors, context);
  if (!context.Check(directories.status())) return;
  std::vector<Status> statuses;
  for (const Directory& directory : *directories) statuses.push_back(ReadStatus(directory));
  json ? PrintJson(statuses, context.out) : PrintText(statuses, context.out);
}

void Reset(const DirectoryChoice& choice, CommandContext& context) {
  const absl::StatusOr<std::vector<Directory>> directories =
      ChosenDirectories(choice, DefaultDirectories::kCollectors, context);
  if (!context.Check(directories.status())) return;
  for (const Directory& directory : *directories) {
    errno = ForgetPrompt(directory.dir());
    if (errno != 0) {
      context.Check(ErrnoError("remove", PromptRecordPath(directory.dir())));
      continue;
    }
    context.out << directory.name() << ": forgotten. A tool may ask again after its days of grace; "
                << "the mode is as it was.\n";
  }
}

}  // namespace

void AddPromptCommand(Command& app, CommandContext& context) {
  Command& command =
      app.AddCommand("prompt", "Whether editors have asked you for consent, and your answer");

  Command& status = command.AddCommand("status", "Show it, and whether they would ask now");
  const auto shown = AddDirectoryOptions(status, "Only for these collectors", nullptr);
  const auto json = std::make_shared<bool>(false);
  status.AddFlag("--json", *json, "Print JSON");
  status.SetAction([&context, shown, json] { ShowStatus(*shown, *json, context); });

  Command& reset = command.AddCommand("reset", "Forget it, so that they may ask again");
  const auto forgotten = AddDirectoryOptions(reset, "For these collectors", nullptr);
  reset.option("--collector").Required();
  reset.SetAction([&context, forgotten] { Reset(*forgotten, context); });
}

}  // namespace telemetry::cmd
