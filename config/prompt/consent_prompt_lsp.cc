#include "config/prompt/consent_prompt_lsp.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/prompt/consent_prompt.h"
#include "config/prompt/internal/editor_counters.h"
#include "config/prompt/internal/preview_program.h"
#include "config/prompt/internal/prompt_messages.h"
#include "config/prompt/prompt_decision.h"
#include "config/prompt/prompt_texts.h"
#include "storage/concat.h"
#include "storage/directory/held_directory.h"
#include "storage/host_port.h"
#include "storage/json/json_view.h"
#include "storage/telemetry_root.h"
#include "storage/upload_run/upload_program.h"

namespace telemetry {
namespace {

using config_internal::EditorCount;
using config_internal::ErrorResponse;
using config_internal::MessageType;
using config_internal::NullResponse;
using config_internal::ShowMessage;

constexpr size_t kMaxMessageBytes = size_t{1} << 20;
// How often what would be sent is shown in one session. An editor that takes the first choice for a
// mere Enter could go on forever.
constexpr int kMaxPreviews = 20;
// How long a preview stays that its server did not remove.
constexpr int64_t kPreviewSeconds = int64_t{24} * 60 * 60;
constexpr int kInvalidParams = -32602;

// Choices() in words.
enum Choice : size_t { kShow, kYes, kNo };

JsonView Parse(absl::string_view message) {
  if (message.size() > kMaxMessageBytes) return {};
  return JsonView::Parse(message).value_or(JsonView());
}

EditorTelemetry Switch(JsonView settings) {
  const std::optional<bool> enabled = settings.Field("telemetry").Field("enabled").Bool();
  if (!enabled.has_value()) return EditorTelemetry::kUnknown;
  return *enabled ? EditorTelemetry::kOn : EditorTelemetry::kOff;
}

}  // namespace

ClientFacts ReadClientFacts(absl::string_view initialize_request) {
  const JsonView params = Parse(initialize_request).Field("params");
  ClientFacts facts;
  facts.telemetry = Switch(params.Field("initializationOptions"));
  const JsonView window = params.Field("capabilities").Field("window");
  facts.shows_documents = window.Field("showDocument").Field("support").Bool().value_or(false);
  // Older clients show messages without saying so. Helix answers that it does not know the request,
  // and will say `showMessage` when it does.
  const bool is_helix = params.Field("clientInfo").Field("name").String() == "helix";
  facts.has_window = params.is_object() && !window.is_null() &&
                     !(is_helix && window.Field("showMessage").missing());
  return facts;
}

ConsentPromptLsp::ConsentPromptLsp(ConsentPromptLspOptions options)
    : options_(std::move(options)),
      collector_(ParseCollector(options_.collector)),
      root_(options_.telemetry_dir.empty() ? TelemetryRoot::DefaultPath() : options_.telemetry_dir),
      editor_counters_(options_.editor_counter_prefix) {}

std::optional<PromptRequest> ConsentPromptLsp::Request() const {
  if (!collector_.has_value() || !root_.exists()) return std::nullopt;
  PromptRequest request{.root = root_,
                        .collector = *collector_,
                        .policy = options_.policy,
                        .editor = facts_.telemetry,
                        .has_window = facts_.has_window};
  if (options_.clock != nullptr) request.now = options_.clock();
  if (options_.random != nullptr) request.random = options_.random();
  return request;
}

void ConsentPromptLsp::Count(absl::string_view bucket) const {
  if (options_.count) options_.count(Concat(options_.tool, "/telemetryprompt:", bucket), 1);
}

std::vector<std::string> ConsentPromptLsp::Choices() const {
  return {std::string(kShowChoice), YesChoice(*collector_), std::string(kNoChoice)};
}

std::string ConsentPromptLsp::Question() {
  waiting_ = Waiting::kForAnswer;
  open_id_ = Concat("telemetryprompt:", ++requests_);
  return config_internal::ShowMessageRequest(
      open_id_, PromptQuestion(options_.tool, *collector_, preview_path_), Choices());
}

bool ConsentPromptLsp::StaysOpen() {
  const std::optional<PromptRequest> request = Request();
  if (request.has_value() && MayShowAgain(*request)) return true;
  End(PromptAnswer::kDismissed, "dismissed");
  return false;
}

std::vector<std::string> ConsentPromptLsp::MaybeAsk() {
  if (!initialized_ || waiting_ != Waiting::kForNothing) return {};
  const std::optional<PromptRequest> request = Request();
  if (!request.has_value() || BeginPrompt(*request).action != PromptAction::kAsk) return {};
  Count("asked");
  return {Question()};
}

PromptOutcome ConsentPromptLsp::End(PromptAnswer answer, absl::string_view bucket) {
  waiting_ = Waiting::kForNothing;
  open_id_.clear();
  Count(bucket);
  const std::optional<PromptRequest> request = Request();
  return request.has_value() ? EndPrompt(*request, answer) : PromptOutcome();
}

std::vector<std::string> ConsentPromptLsp::Answer(std::optional<size_t> chosen) {
  if (chosen == kYes) {
    const PromptOutcome outcome = End(PromptAnswer::kYes, "accepted");
    if (!outcome.consented) {
      return {ShowMessage(MessageType::kError, PromptFailure(*collector_, outcome.problem))};
    }
    return {ShowMessage(MessageType::kInfo, PromptThanks(*collector_, WhyNoUpload()))};
  }
  if (chosen == kNo) {
    const PromptOutcome outcome = End(PromptAnswer::kNo, "declined");
    if (outcome.problem.empty()) return {};
    return {ShowMessage(MessageType::kError, outcome.problem)};
  }
  if (chosen == kShow && previews_ < kMaxPreviews) return ShowPreview();
  End(PromptAnswer::kDismissed, "dismissed");
  return {};
}

std::string ConsentPromptLsp::WhyNoUpload() const {
  return FindUploadProgram(root_.collector(*collector_),
                           [](const char* name) -> const char* { return getenv(name); })
      .why_none;
}

std::vector<std::string> ConsentPromptLsp::ShowPreview() {
  const HeldDirectory held(root_.path());
  if (!StaysOpen()) return {};
  ++previews_;
  Count("shown");
  const std::string path = PreviewPath();
  const config_internal::Preview preview =
      config_internal::RunPreview(root_, *collector_, options_.upload_config);
  if (!preview.exact) return {ShowMessage(MessageType::kError, preview.text), Question()};
  if (!config_internal::WritePreview(path, preview.text)) {
    return {ShowMessage(MessageType::kError, Concat("cannot write ", path)), Question()};
  }
  preview_path_ = path;
  if (!facts_.shows_documents) return {Question()};
  waiting_ = Waiting::kForDocument;
  open_id_ = Concat("telemetryprompt:", ++requests_);
  return {config_internal::ShowDocument(open_id_, path)};
}

std::string ConsentPromptLsp::PreviewPath() const {
  return root_.collector(*collector_).path() + "/preview.txt";
}

void ConsentPromptLsp::RemovePreview() {
  if (preview_path_.empty()) return;
  const HeldDirectory held(root_.path());
  const At at(preview_path_);
  unlinkat(at.directory(), at.name(), 0);
  preview_path_.clear();
}

void ConsentPromptLsp::RemovePreviewOfAKilledServer() const {
  const std::optional<PromptRequest> request = Request();
  if (!request.has_value()) return;
  const HeldDirectory held(root_.path());
  const std::string path = PreviewPath();
  const At at(path);
  struct stat info = {};
  if (fstatat(at.directory(), at.name(), &info, AT_SYMLINK_NOFOLLOW) != 0) return;
  // A younger one may be that of a question that is open elsewhere.
  const int64_t now = request->now.has_value()
                          ? absl::ToInt64Seconds(*request->now - absl::UnixEpoch())
                          : time(nullptr);
  if (now - info.st_mtime < kPreviewSeconds) return;
  unlinkat(at.directory(), at.name(), 0);
}

PromptReply ConsentPromptLsp::OnInitialized(const ClientFacts& facts) {
  facts_ = facts;
  initialized_ = true;
  RemovePreviewOfAKilledServer();
  PromptReply reply{.handled = true};
  if (options_.ask_when_initialized) reply.messages = MaybeAsk();
  return reply;
}

PromptReply ConsentPromptLsp::OnResponse(absl::string_view response) {
  const JsonView message = Parse(response);
  const std::optional<std::string> id = config_internal::ResponseId(message);
  if (waiting_ == Waiting::kForNothing || !id.has_value() || *id != open_id_) return {};
  PromptReply reply{.handled = true};
  if (waiting_ == Waiting::kForDocument) {
    // Whether it is shown or not: the question names the file.
    if (StaysOpen()) reply.messages = {Question()};
  } else {
    reply.messages = Answer(config_internal::ChosenAction(message, Choices()));
  }
  return reply;
}

PromptReply ConsentPromptLsp::OnExecuteCommand(absl::string_view request) {
  const JsonView message = Parse(request);
  const JsonView params = message.Field("params");
  const std::optional<std::string> command = params.Field("command").String();
  PromptReply reply;
  if (command == kMaybePromptCommand) {
    reply.handled = true;
    reply.messages = MaybeAsk();
    reply.messages.insert(reply.messages.begin(), NullResponse(message.Field("id")));
  } else if (command == kAddCountersCommand) {
    reply.handled = true;
    const std::optional<std::vector<EditorCount>> counts =
        editor_counters_.Read(params.Field("arguments"));
    if (!counts.has_value()) {
      reply.messages = {ErrorResponse(message.Field("id"), kInvalidParams,
                                      "not names and values that may be counted")};
      return reply;
    }
    for (const EditorCount& count : *counts) {
      if (options_.count) options_.count(count.name, count.value);
    }
    reply.messages = {NullResponse(message.Field("id"))};
  }
  return reply;
}

PromptReply ConsentPromptLsp::OnConfigurationChange(absl::string_view notification) {
  const JsonView settings = Parse(notification).Field("params").Field("settings");
  EditorTelemetry now = Switch(settings.Field(options_.tool));
  if (now == EditorTelemetry::kUnknown) now = Switch(settings);
  PromptReply reply;
  if (now == EditorTelemetry::kUnknown) return reply;
  const bool was_off = facts_.telemetry == EditorTelemetry::kOff;
  facts_.telemetry = now;
  if (was_off && options_.ask_when_initialized) reply.messages = MaybeAsk();
  return reply;
}

PromptReply ConsentPromptLsp::OnShutdown() {
  if (waiting_ != Waiting::kForNothing) End(PromptAnswer::kDismissed, "expired");
  RemovePreview();
  initialized_ = false;
  return {.handled = true};
}

}  // namespace telemetry
