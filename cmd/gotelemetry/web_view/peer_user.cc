#include "cmd/gotelemetry/web_view/peer_user.h"

#include <netinet/in.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "storage/files/file.h"

namespace telemetry::cmd {
namespace {

// Some 100,000 sockets.
constexpr size_t kMaxTableBytes = 16 << 20;
// While sockets come and go, the kernel may leave one out of the list that it gives.
constexpr int kAttempts = 3;

// The columns of a table (Linux, net/ipv4/tcp_ipv4.c).
constexpr size_t kLocal = 1;
constexpr size_t kRemote = 2;
constexpr size_t kUser = 7;
constexpr size_t kInode = 9;

// An IPv4 address in a socket of IPv6: ::ffff:a.b.c.d.
constexpr char kMappedPrefix[] = "0000000000000000FFFF0000";

}  // namespace

std::string SocketTableName(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    const auto& in = reinterpret_cast<const sockaddr_in&>(address);
    return absl::StrFormat("%08X:%04X", in.sin_addr.s_addr, ntohs(in.sin_port));
  }
  if (address.ss_family != AF_INET6) return "";
  const auto& in6 = reinterpret_cast<const sockaddr_in6&>(address);
  const uint32_t* words = in6.sin6_addr.s6_addr32;
  return absl::StrFormat("%08X%08X%08X%08X:%04X", words[0], words[1], words[2], words[3],
                         ntohs(in6.sin6_port));
}

std::optional<uid_t> UserOfSocket(absl::string_view table, absl::string_view local,
                                  absl::string_view remote) {
  for (const absl::string_view line : absl::StrSplit(table, '\n')) {
    const std::vector<absl::string_view> columns =
        absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
    if (columns.size() <= kInode) continue;
    if (columns[kLocal] != local || columns[kRemote] != remote) continue;
    uint32_t user;
    uint64_t inode;
    if (!absl::SimpleAtoi(columns[kUser], &user) || !absl::SimpleAtoi(columns[kInode], &inode) ||
        inode == 0) {
      return std::nullopt;
    }
    return user;
  }
  return std::nullopt;
}

absl::StatusOr<uid_t> PeerUser(int socket) {
  sockaddr_storage own = {};
  sockaddr_storage peer = {};
  socklen_t own_size = sizeof own;
  socklen_t peer_size = sizeof peer;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&own), &own_size) != 0 ||
      getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &peer_size) != 0) {
    return absl::ErrnoToStatus(errno, "cannot ask for the ends of a connection");
  }
  // What is remote for us is local for the peer.
  const std::string local = SocketTableName(peer);
  const std::string remote = SocketTableName(own);
  const bool is_mapped = own.ss_family == AF_INET;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    for (const char* path : {"/proc/self/net/tcp", "/proc/self/net/tcp6"}) {
      const absl::StatusOr<std::string> table = ReadFile(path, kMaxTableBytes);
      // A machine without IPv6 has no second table.
      if (absl::IsNotFound(table.status())) continue;
      if (!table.ok()) return table.status();
      std::optional<uid_t> user = UserOfSocket(*table, local, remote);
      if (!user.has_value() && is_mapped) {
        user = UserOfSocket(*table, kMappedPrefix + local, kMappedPrefix + remote);
      }
      if (user.has_value()) return *user;
    }
  }
  return absl::NotFoundError("the kernel lists no socket at the other end of the connection");
}

}  // namespace telemetry::cmd
