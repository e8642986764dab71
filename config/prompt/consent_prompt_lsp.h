// The dialog about consent, for a server of the Language Server Protocol: it asks the user through
// the editor, and does what is written in consent_prompt.h.
//
//   ConsentPromptLsp prompt({.tool = "mytool", .collector = "telemetry.example.com",
//                            .count = [](absl::string_view name, uint64_t n) {
//                              FindOrCreateCounter(name).Add(n);
//                            }});
//   // `message` is the JSON text of a message from the client; Send() writes one to it.
//   if (method == "initialize") facts = ReadClientFacts(message);
//   if (method == "initialized") Send(prompt.OnInitialized(facts));
//   if (is_response) Send(prompt.OnResponse(message));
//   if (method == "workspace/executeCommand") Send(prompt.OnExecuteCommand(message));
//   if (method == "workspace/didChangeConfiguration") Send(prompt.OnConfigurationChange(message));
//   if (method == "shutdown") Send(prompt.OnShutdown());
//
// It takes JSON text and gives back JSON text, whole messages without their headers. It owns no
// thread, no socket and no event loop, so it fits into any server. Its requests have ids that begin
// with "telemetryprompt:", so the server's own must not. A response to anything else, and a command
// that is not its own, it leaves alone: `handled` is false.
//
// Nothing that a client sends gives consent but the answer "Yes, upload to HOST" to the open
// question. A response to it that is not exactly one of its choices is a no for now. A text that is
// larger than a megabyte or is not JSON is a response to nothing: the question stays open, until
// OnShutdown() ends it. If telemetry is turned off elsewhere meanwhile, the question ends instead of
// showing what would be sent.
//
// For programs that count: no protobuf, gRPC, absl::Status or exceptions. Not thread-safe: call it
// from the thread that handles messages. Each call reads and writes a few small files at most,
// except when the user wants to see what would be sent: that runs `gotelemetry preview`, which takes
// some milliseconds and is stopped after five seconds.

#ifndef CONFIG_PROMPT_CONSENT_PROMPT_LSP_H_
#define CONFIG_PROMPT_CONSENT_PROMPT_LSP_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/prompt/consent_prompt.h"
#include "config/prompt/internal/editor_counters.h"
#include "config/prompt/prompt_decision.h"
#include "storage/host_port.h"
#include "storage/telemetry_root.h"

namespace telemetry {

// The commands of workspace/executeCommand. The first has no arguments, and asks if it is time to;
// the second has one, {"names": [...], "values": [...]}, and adds to counters. Do not list them in
// executeCommandProvider: VS Code registers what is listed for the whole editor, where a second
// server with the same commands then fails to start. Extensions can send them all the same.
inline constexpr absl::string_view kMaybePromptCommand = "telemetry.maybePrompt";
inline constexpr absl::string_view kAddCountersCommand = "telemetry.addCounters";

struct ConsentPromptLspOptions {
  // What users call the tool; also the beginning of the names of the counters that this counts,
  // TOOL/telemetryprompt:{asked,accepted,declined,dismissed,shown,expired}.
  std::string tool;
  // As in OpenOptions (counter/open.h). If it is no address, nobody is asked.
  std::string collector;
  // The telemetry root; if empty, the user's own.
  std::string telemetry_dir = {};
  PromptPolicy policy = {};
  // What the collector approves, in Go's JSON, as shipped with the tool. Before a user has consented
  // nothing is known of that on the machine, so without it there is nothing exact to show.
  std::string upload_config = {};
  // Adds `n` to a counter of this program; null counts nothing.
  std::function<void(absl::string_view name, uint64_t n)> count = nullptr;
  // What the names of kAddCountersCommand begin with, such as "mytool/editor/". If empty, the
  // command is refused.
  std::string editor_counter_prefix = {};
  // Whether OnInitialized() asks. If not, only kMaybePromptCommand does.
  bool ask_when_initialized = true;
  // The clock and random numbers; null for the system's.
  absl::Time (*clock)() = nullptr;
  uint32_t (*random)() = nullptr;
};

// What a client says of itself.
struct ClientFacts {
  EditorTelemetry telemetry = EditorTelemetry::kUnknown;
  // Whether it can ask its user.
  bool has_window = true;
  // Whether it has window/showDocument.
  bool shows_documents = false;
};

// Reads them from the client's `initialize` request. Its own switch is
// initializationOptions.telemetry.enabled. has_window is false if the request cannot be read, and
// for a client that says that it has no such messages or is known not to.
ClientFacts ReadClientFacts(absl::string_view initialize_request);

struct PromptReply {
  // Whether the message was for this. If not, the server has to deal with it.
  bool handled = false;
  // What to send to the client, in this order.
  std::vector<std::string> messages = {};
};

class ConsentPromptLsp {
 public:
  explicit ConsentPromptLsp(ConsentPromptLspOptions options);
  ConsentPromptLsp(const ConsentPromptLsp&) = delete;
  ConsentPromptLsp& operator=(const ConsentPromptLsp&) = delete;

  // On the client's `initialized`, after the counters were opened. Asks if it is time to.
  PromptReply OnInitialized(const ClientFacts& facts);

  // On any response of the client.
  PromptReply OnResponse(absl::string_view response);

  // On a request workspace/executeCommand. If it was handled, the messages begin with its response.
  PromptReply OnExecuteCommand(absl::string_view request);

  // On workspace/didChangeConfiguration: settings.telemetry.enabled or
  // settings.TOOL.telemetry.enabled is the editor's switch. Never `handled`, since the rest is for
  // the server.
  PromptReply OnConfigurationChange(absl::string_view notification);

  // On `shutdown`, or the end of the input. A question without an answer has expired: it may be
  // shown again, as PromptPolicy says.
  PromptReply OnShutdown();

 private:
  enum class Waiting { kForNothing, kForAnswer, kForDocument };

  std::optional<PromptRequest> Request() const;
  void Count(absl::string_view bucket) const;
  // Asks if it is time to.
  std::vector<std::string> MaybeAsk();
  std::string Question();
  // Whether the question may be shown once more. If not, it has ended.
  bool StaysOpen();
  std::vector<std::string> Choices() const;
  std::vector<std::string> Answer(std::optional<size_t> chosen);
  std::vector<std::string> ShowPreview();
  std::string PreviewPath() const;
  void RemovePreview();
  void RemovePreviewOfAKilledServer() const;
  // Why consent alone does not upload anything yet; empty if it does.
  std::string WhyNoUpload() const;
  // Ends the question with an answer.
  PromptOutcome End(PromptAnswer answer, absl::string_view bucket);

  const ConsentPromptLspOptions options_;
  const std::optional<HostPort> collector_;
  const TelemetryRoot root_;
  config_internal::EditorCounters editor_counters_;
  ClientFacts facts_;
  bool initialized_ = false;
  Waiting waiting_ = Waiting::kForNothing;
  // The id of the open request, and how many there have been.
  std::string open_id_;
  int requests_ = 0;
  int previews_ = 0;
  // The file with what would be sent; empty if there is none.
  std::string preview_path_;
};

}  // namespace telemetry

#endif  // CONFIG_PROMPT_CONSENT_PROMPT_LSP_H_
