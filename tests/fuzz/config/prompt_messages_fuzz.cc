// Any bytes as what a client sends while the question about consent is open: only the exact answer
// is a yes, and nothing is counted that may not be.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "config/prompt/consent_prompt_lsp.h"
#include "config/prompt/internal/prompt_messages.h"
#include "config/prompt/prompt_record.h"
#include "storage/json/json_document.h"
#include "storage/json/json_view.h"
#include "tests/fuzz/fuzz_check.h"

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
  telemetry::CheckRecord(text);
  return 0;
}
