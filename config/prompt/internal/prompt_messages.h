// The messages of the Language Server Protocol that the dialog consists of, as JSON text, both ways.
//
//   std::string request = ShowMessageRequest("telemetryprompt:1", question, {"Show", "Yes", "No"});
//   std::optional<int> chosen = ChosenAction(*response, {"Show", "Yes", "No"});
//
// Pure; without absl::Status and exceptions.

#ifndef CONFIG_PROMPT_INTERNAL_PROMPT_MESSAGES_H_
#define CONFIG_PROMPT_INTERNAL_PROMPT_MESSAGES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "storage/json/json_view.h"

namespace telemetry::config_internal {

enum class MessageType { kError = 1, kInfo = 3 };

std::string ShowMessageRequest(absl::string_view id, absl::string_view text,
                               const std::vector<std::string>& actions);
std::string ShowMessage(MessageType type, absl::string_view text);
// Opens the file at `path`, an absolute path.
std::string ShowDocument(absl::string_view id, absl::string_view path);

// The answer to a request of the client, whose id is a JSON value.
std::string NullResponse(JsonView id);
std::string ErrorResponse(JsonView id, int code, absl::string_view text);

// The id of a response, if it is a string: those of our requests are. Empty for anything that is no
// response.
std::optional<std::string> ResponseId(JsonView message);

// Which of `actions` the response to a ShowMessageRequest() has chosen. Empty unless it is exactly
// that: no error, and a result whose one title is that action's.
std::optional<size_t> ChosenAction(JsonView response, const std::vector<std::string>& actions);

// The URI of the file at `path`, an absolute path.
std::string FileUri(absl::string_view path);

}  // namespace telemetry::config_internal

#endif  // CONFIG_PROMPT_INTERNAL_PROMPT_MESSAGES_H_
