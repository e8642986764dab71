// Any bytes as what a client sends while the question about consent is open: only the exact answer
// is a yes, and nothing is counted that may not be.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/prompt/consent_prompt_lsp.h"
#include "config/prompt/internal/prompt_messages.h"
#include "config/prompt/prompt_record.h"
#include "storage/json/json_document.h"
#include "storage/json/json_view.h"
#include "tests/fuzz/fuzz_check.h"
#include "tests/fuzz/fuzz_directory.h"

namespace telemetry {
namespace {

constexpr char kYes[] = "Yes, upload to telemetry.example.com";
const std::vector<std::string>& Choices() {
  static const auto* const choices = new std::vector<std::string>{"Show", kYes, "No"};
  return *choices;
}

// The one value of a field, read by another parser; empty if there is no such, or there are several.
std::optional<JsonValue> OnlyField(JsonValue object, absl::string_view name) {
  std::vector<JsonValue> found;
  if (!object.is_object()) return std::nullopt;
  object
      .ForEachField([&](absl::string_view key, JsonValue value) {
        if (key == name) found.push_back(value);
        return absl::OkStatus();
      })
      .IgnoreError();
  if (found.size() != 1) return std::nullopt;
  return found[0];
}

bool SaysYes(absl::string_view text) {
  const absl::StatusOr<JsonDocument> document = JsonDocument::Parse(text);
  if (!document.ok()) return false;
  const std::optional<JsonValue> result = OnlyField(document->root(), "result");
  if (!result.has_value()) return false;
  const std::optional<JsonValue> title = OnlyField(*result, "title");
  return title.has_value() && title->String().value_or("") == kYes;
}

void CheckAnswer(absl::string_view text) {
  const JsonView message = JsonView::Parse(text).value_or(JsonView());
  const std::optional<size_t> chosen = config_internal::ChosenAction(message, Choices());
  if (chosen == 1u) Check(SaysYes(text), "something else is taken for a yes");
  (void)config_internal::ResponseId(message);
}

void CheckReplies(absl::string_view text) {
  // Without a collector nobody is asked, and no file is touched.
  ConsentPromptLsp prompt({.tool = "mytool",
                           .collector = "",
                           .count =
                               [](absl::string_view name, uint64_t n) {
                                 Check(absl::StartsWith(name, "mytool/editor/"),
                                       "a name without prefix");
                                 Check(n >= 1, "nothing is counted");
                                 for (const char c : name) {
                                   Check(c > ' ' && c < 0x7f, "a name that is not printable");
                                 }
                               },
                           .editor_counter_prefix = "mytool/editor/"});
  prompt.OnInitialized(ReadClientFacts(text));
  Check(!prompt.OnResponse(text).handled, "an answer without a question");
  for (const std::string& reply : prompt.OnExecuteCommand(text).messages) {
    Check(JsonView::Parse(reply).has_value(), "a reply is not JSON");
  }
  Check(prompt.OnConfigurationChange(text).messages.empty(), "a question without a collector");
}

absl::Time Clock() { return absl::FromUnixSeconds(1'800'000'000); }

// A user who is due to be asked, in a directory of this target's own.
const std::string& CollectorDirectory() {
  static const std::string& directory = *[] {
    for (const char* name : {"GOTELEMETRY", "DO_NOT_TRACK", "CI", "GITHUB_ACTIONS", "GITLAB_CI",
                             "BUILDKITE", "GOTELEMETRY_BIN", "XDG_CONFIG_HOME", "HOME"}) {
      unsetenv(name);
    }
    setenv("PATH", "/nonexistent", 1);  // There is no program to preview with.
    auto* const path =
        new std::string(FuzzDirectory() + "/root/collectors/telemetry.example.com_443");
    std::filesystem::create_directories(*path);
    return path;
  }();
  return directory;
}

// The question is open when `response` comes, and then in whatever state that leaves.
void CheckResponse(const std::string& response) {
  const std::string& directory = CollectorDirectory();
  const std::string mode = directory + "/mode";
  std::filesystem::remove(mode);
  std::ofstream(directory + "/prompt") << "- 0 1714521600 5";
  ConsentPromptLsp prompt({.tool = "mytool",
                           .collector = "telemetry.example.com",
                           .telemetry_dir = FuzzDirectory() + "/root",
                           .clock = Clock});
  Check(prompt.OnInitialized({.shows_documents = true}).messages.size() == 1, "nobody is asked");
  const PromptReply reply = prompt.OnResponse(response);
  Check(reply.handled || reply.messages.empty(), "a reply to what is not handled");
  for (const std::string& message : reply.messages) {
    Check(JsonView::Parse(message).has_value(), "a reply is not JSON");
  }
  const bool consented = std::filesystem::exists(mode);
  Check(!consented || SaysYes(response), "consent without a yes");
  prompt.OnResponse(response);
  Check(std::filesystem::exists(mode) == consented, "an answer counts twice");
  prompt.OnShutdown();
}

void CheckOpenQuestion(absl::string_view text) {
  CheckResponse(std::string(text));
  // Most bytes are no response to the question, so here they are a part of one.
  CheckResponse(absl::StrCat(R"({"jsonrpc":"2.0","id":"telemetryprompt:1",)", text, "}"));
  CheckResponse(absl::StrCat(R"({"id":"telemetryprompt:1","result":{"title":")", text, "\"}}"));
}

void CheckRecord(absl::string_view text) {
  const PromptRecord record = ParsePromptRecord(text);
  Check(record.attempts >= 0 && record.token >= 0 && record.token <= kMaxPromptToken &&
            record.created_unix_seconds >= 0,
        "a field of a record is out of bounds");
  if (record.state == PromptState::kNone) return;
  Check(ParsePromptRecord(FormatPromptRecord(record)) == record,
        "a record is not what was written");
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  telemetry::CheckAnswer(text);
  telemetry::CheckReplies(text);
  telemetry::CheckOpenQuestion(text);
  telemetry::CheckRecord(text);
  return 0;
}
