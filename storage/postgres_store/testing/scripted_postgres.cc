#include "storage/postgres_store/testing/scripted_postgres.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/postgres_store/internal/postgres_values.h"

namespace telemetry {
namespace {

using storage_internal::EncodeInt32;

std::string Int16(int value) { return EncodeInt32(value).substr(2); }

uint32_t ReadInt32(absl::string_view bytes) {
  uint32_t value = 0;
  for (const char byte : bytes.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

// The length of the first whole message; 0 if there is none. The first one of a client has no kind.
size_t MessageSize(absl::string_view bytes, bool is_first) {
  const size_t head = is_first ? 0 : 1;
  if (bytes.size() < head + 4) return 0;
  const size_t size = head + ReadInt32(bytes.substr(head));
  return bytes.size() < size ? 0 : size;
}

}  // namespace

ScriptedPostgres::ScriptedPostgres(Script script, std::optional<std::string> greeting)
    : script_(std::move(script)), greeting_(std::move(greeting)) {
  listener_ = UniqueFd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in name = {};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof name;
  auto* const address = reinterpret_cast<sockaddr*>(&name);
  if (bind(listener_.get(), address, size) != 0 || listen(listener_.get(), 16) != 0 ||
      getsockname(listener_.get(), address, &size) != 0) {
    abort();
  }
  port_ = ntohs(name.sin_port);
  thread_ = std::thread([this] { Serve(); });
}

ScriptedPostgres::~ScriptedPostgres() {
  stopping_ = true;
  thread_.join();
}

std::string ScriptedPostgres::address() const {
  return absl::StrCat("postgresql://test@127.0.0.1:", port_,
                      "/scripted?sslmode=disable&gssencmode=disable");
}

void ScriptedPostgres::Serve() {
  while (!stopping_) {
    pollfd waiting = {.fd = listener_.get(), .events = POLLIN, .revents = 0};
    if (poll(&waiting, 1, 20) <= 0) continue;
    const UniqueFd client(accept(listener_.get(), nullptr, nullptr));
    if (!client.valid()) continue;
    ++connections_;
    ServeClient(client.get());
  }
}

void ScriptedPostgres::ServeClient(int client) {
  std::string bytes;
  std::string request;
  bool is_first = true;
  while (!stopping_) {
    pollfd waiting = {.fd = client, .events = POLLIN, .revents = 0};
    if (poll(&waiting, 1, 20) <= 0) continue;
    char piece[4096];
    const ssize_t size = read(client, piece, sizeof piece);
    if (size <= 0) return;
    bytes.append(piece, static_cast<size_t>(size));
    while (const size_t message = MessageSize(bytes, is_first)) {
      const bool is_sync = !is_first && bytes[0] == 'S';
      request.append(bytes, 0, message);
      bytes.erase(0, message);
      if (!is_first && !is_sync) continue;
      const std::optional<std::string> answer =
          std::exchange(is_first, false) ? greeting_ : script_(request);
      request.clear();
      if (!answer.has_value()) return;
      if (send(client, answer->data(), answer->size(), MSG_NOSIGNAL) < 0) return;
    }
  }
}

std::string ScriptedPostgres::Message(char kind, absl::string_view body) {
  return absl::StrCat(std::string(1, kind), EncodeInt32(static_cast<int32_t>(body.size() + 4)),
                      body);
}

std::string ScriptedPostgres::Ready() { return Message('Z', "I"); }

std::string ScriptedPostgres::Welcome() { return Message('R', EncodeInt32(0)) + Ready(); }

std::string ScriptedPostgres::Result(const std::vector<std::vector<std::string>>& rows,
                                     absl::string_view tag) {
  std::string bytes = Message('1', "") + Message('2', "");
  if (rows.empty()) {
    bytes += Message('n', "");
  } else {
    std::string description = Int16(static_cast<int>(rows[0].size()));
    for (size_t i = 0; i < rows[0].size(); ++i) {
      // A name, no table, no column of it, a type (bytea), its size, no modifier, binary.
      description += std::string("c\0", 2) + EncodeInt32(0) + Int16(0) + EncodeInt32(17) +
                     Int16(-1) + EncodeInt32(-1) + Int16(1);
    }
    bytes += Message('T', description);
  }
  for (const std::vector<std::string>& row : rows) {
    std::string data = Int16(static_cast<int>(row.size()));
    for (const std::string& value : row) {
      data += EncodeInt32(static_cast<int32_t>(value.size())) + value;
    }
    bytes += Message('D', data);
  }
  return bytes + Message('C', absl::StrCat(tag, std::string(1, '\0')));
}

std::string ScriptedPostgres::Error(absl::string_view state, absl::string_view text) {
  const std::string zero(1, '\0');
  return Message('E', absl::StrCat("SERROR", zero, "C", state, zero, "M", text, zero, zero));
}

}  // namespace telemetry
