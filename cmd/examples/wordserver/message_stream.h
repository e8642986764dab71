// The messages of a language server: each a header that gives its length, and JSON text.
//
//   MessageReader reader(STDIN_FILENO);
//   while (std::optional<std::string> message = reader.Next()) Handle(*message);
//   WriteMessage(STDOUT_FILENO, R"({"jsonrpc":"2.0","method":"initialized","params":{}})");
//
// Not thread-safe. Blocks until a message has come or gone.

#ifndef CMD_EXAMPLES_WORDSERVER_MESSAGE_STREAM_H_
#define CMD_EXAMPLES_WORDSERVER_MESSAGE_STREAM_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace telemetry::examples {

class MessageReader {
 public:
  static constexpr size_t kMaxHeaderBytes = size_t{8} << 10;
  static constexpr size_t kMaxMessageBytes = size_t{64} << 20;

  // Reads from `fd`, which the caller keeps open.
  explicit MessageReader(int fd) : fd_(fd) {}

  // The next message. Empty at the end of the input, and for good after a header that cannot be
  // understood or promises more than kMaxMessageBytes: where the next message begins is then
  // unknown.
  std::optional<std::string> Next();

 private:
  // Reads more into buffer_; false if there is no more.
  bool ReadMore();

  int fd_;
  std::string buffer_;
};

// Returns whether all of it was written.
bool WriteMessage(int fd, absl::string_view message);

}  // namespace telemetry::examples

#endif  // CMD_EXAMPLES_WORDSERVER_MESSAGE_STREAM_H_
