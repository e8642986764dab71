#include "config/prompt/internal/prompt_messages.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "storage/concat.h"
#include "storage/json/json_view.h"
#include "storage/json/json_writer.h"

namespace telemetry::config_internal {
namespace {

// Begins a request with an id, or a notification without one, up to its params.
void Begin(JsonWriter& json, absl::string_view id, absl::string_view method) {
  json.BeginObject();
  json.Field("jsonrpc", "2.0");
  if (!id.empty()) json.Field("id", id);
  json.Field("method", method);
  json.Key("params");
  json.BeginObject();
}

std::string Finished(JsonWriter& json) {
  json.EndObject();
  json.EndObject();
  return std::string(json.text());
}

// An id as the client wrote it. Its text is JSON already, so it is put in as it is.
std::string ResponseStart(JsonView id) {
  return Concat(R"({"jsonrpc":"2.0","id":)", id.missing() ? "null" : id.text(), ",");
}

}  // namespace

std::string ShowMessageRequest(absl::string_view id, absl::string_view text,
                               const std::vector<std::string>& actions) {
  JsonWriter json;
  Begin(json, id, "window/showMessageRequest");
  json.Field("type", static_cast<int>(MessageType::kInfo));
  json.Field("message", text);
  json.Array("actions", actions, [](JsonWriter& writer, const std::string& title) {
    writer.BeginObject();
    writer.Field("title", title);
    writer.EndObject();
  });
  return Finished(json);
}

std::string ShowMessage(MessageType type, absl::string_view text) {
  JsonWriter json;
  Begin(json, "", "window/showMessage");
  json.Field("type", static_cast<int>(type));
  json.Field("message", text);
  return Finished(json);
}

std::string ShowDocument(absl::string_view id, absl::string_view path) {
  JsonWriter json;
  Begin(json, id, "window/showDocument");
  json.Field("uri", FileUri(path));
  json.Field("external", false);
  json.Field("takeFocus", true);
  return Finished(json);
}

std::string NullResponse(JsonView id) { return Concat(ResponseStart(id), R"("result":null})"); }

std::string ErrorResponse(JsonView id, int code, absl::string_view text) {
  JsonWriter error;
  error.BeginObject();
  error.Field("code", code);
  error.Field("message", text);
  error.EndObject();
  return Concat(ResponseStart(id), R"("error":)", error.text(), "}");
}

std::optional<std::string> ResponseId(JsonView message) {
  if (!message.Field("method").missing()) return std::nullopt;
  return message.Field("id").String();
}

std::optional<size_t> ChosenAction(JsonView response, const std::vector<std::string>& actions) {
  if (!response.Field("error").missing()) return std::nullopt;
  const std::optional<std::string> title = response.Field("result").Field("title").String();
  for (size_t i = 0; title.has_value() && i < actions.size(); ++i) {
    if (*title == actions[i]) return i;
  }
  return std::nullopt;
}

std::string FileUri(absl::string_view path) {
  constexpr char kHexDigits[] = "0123456789ABCDEF";
  std::string uri = "file://";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) ||
        absl::string_view("/-._~").find(c) != absl::string_view::npos) {
      uri.push_back(c);
    } else {
      uri.append({'%', kHexDigits[byte >> 4], kHexDigits[byte & 0xf]});
    }
  }
  return uri;
}

}  // namespace telemetry::config_internal
