#include "upload/collector/connections/grpc_listener.h"

#include <fcntl.h>
#include <grpcpp/server_builder.h>
#include <linux/tcp.h>
#include <malloc.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace telemetry::upload_internal {
namespace {

// How often connections and memory are looked at while there are connections.
constexpr absl::Duration kPeriod = absl::Milliseconds(100);
// After accept() has failed, usually for lack of descriptors or memory.
constexpr absl::Duration kAcceptRetryDelay = absl::Milliseconds(100);
// How long a connection may keep gRPC busy after the listener was told to stop.
constexpr absl::Duration kHandOverTime = absl::Seconds(1);
constexpr absl::Duration kQuietTime = absl::Minutes(1);
// Memory is given back this often, if there is more than a little of it.
constexpr absl::Duration kTrimPeriod = absl::Seconds(10);
constexpr absl::Duration kTrimPeriodWhileFull = absl::Seconds(1);
constexpr uint64_t kTrimmedBytes = 128 << 20;
constexpr int kEventsAtOnce = 64;
// At a time, so that the other connections' turn comes.
constexpr int kAcceptsAtOnce = 64;
// The most connections that wait for gRPC to take them; the others wait in the kernel.
constexpr int kMaxWaiting = 32;
// What the kernel keeps of a limited connection for gRPC to read: enough for a report a round trip.
// Left alone, it keeps up to 6 MiB, which gRPC takes in one piece before the limit is noticed.
constexpr int kUnreadBytes = 128 << 10;

uint64_t RandomKey() {
  std::random_device device;
  return static_cast<uint64_t>(device()) << 32 | device();
}

uint64_t ReceivedBytes(int fd) {
  tcp_info info = {};
  socklen_t size = sizeof info;
  return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_bytes_received : 0;
}

// What this process takes of the machine's memory, in bytes; 0 if unknown.
uint64_t ResidentBytes() {
  FILE* const file = fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  unsigned long long total = 0;
  unsigned long long resident = 0;
  const int fields = fscanf(file, "%llu %llu", &total, &resident);
  fclose(file);
  return fields == 2 ? resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

bool IsOfOneConnection(int error) {
  switch (error) {
    case ECONNABORTED:
    case EPERM:
    case EPROTO:
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EINTR:
      return true;
    default:
      return false;
  }
}

}  // namespace

GrpcListener::GrpcListener(ListeningSocket socket,
                           std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor,
                           const Limits& limits, Log log)
    : limits_(limits),
      log_(std::move(log)),
      port_(socket.port()),
      key_(RandomKey()),
      acceptor_(std::move(acceptor)),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      listening_(socket.Release()),
      table_({.max_connections = limits.max_connections, .max_of_source = limits.max_of_source}),
      thread_([this] { Run(); }) {}

GrpcListener::~GrpcListener() {
  runs_ = false;
  eventfd_write(wake_.get(), 1);
  thread_.join();
}

void GrpcListener::StopAccepting() {
  accepts_ = false;
  eventfd_write(wake_.get(), 1);
  stopped_accepting_.wait(false);
}

void GrpcListener::Run() {
  Watch(wake_.get(), EPOLLIN);
  Watch(listening_.get(), EPOLLIN | EPOLLONESHOT);
  std::array<epoll_event, kEventsAtOnce> events;
  absl::Time next_check = absl::InfinitePast();
  while (runs_) {
    const int timeout = IsIdle() ? -1 : static_cast<int>(absl::ToInt64Milliseconds(kPeriod));
    const int count = epoll_wait(epoll_.get(), events.data(), kEventsAtOnce, timeout);
    if (!accepts_ && !stopped_accepting_) FinishAccepting();
    const absl::Time now = absl::Now();
    bool can_accept = accept_again_ != absl::InfinitePast() && now >= accept_again_;
    for (int i = 0; i < count; ++i) {
      const int fd = events[i].data.fd;
      if (fd == wake_.get()) {
        eventfd_t ignored;
        eventfd_read(fd, &ignored);
      } else if (fd == listening_.get()) {
        can_accept = true;
      } else {
        End(fd);
      }
    }
    // Last, because a new connection may get the number of one that has just ended.
    if (can_accept && listening_.valid()) AcceptAll();
    if (now < next_check) continue;
    next_check = now + kPeriod;
    CheckConnections();
    CheckMemory();
  }
}

bool GrpcListener::IsLimited() const {
  return limits_.max_received_bytes < std::numeric_limits<uint64_t>::max();
}

void GrpcListener::FinishAccepting() {
  listening_.reset();
  accept_again_ = absl::InfinitePast();
  for (const HandOver& hand_over : hand_overs_) {
    const auto found = connections_.find(hand_over.connection);
    if (found == connections_.end()) continue;
    if (absl::Now() - found->second.begin > kHandOverTime) End(found->first);
  }
  if (num_waiting_ > 0) return;
  stopped_accepting_ = true;
  stopped_accepting_.notify_all();
}

bool GrpcListener::IsIdle() const {
  if (!accepts_ && !stopped_accepting_) return false;
  return connections_.empty() && accept_again_ == absl::InfinitePast() &&
         absl::Now() - last_active_ > kQuietTime;
}

void GrpcListener::AcceptAll() {
  accept_again_ = absl::InfinitePast();
  last_active_ = absl::Now();
  for (int i = 0; i < kAcceptsAtOnce; ++i) {
    if (num_waiting_ >= kMaxWaiting) {
      waits_for_grpc_ = true;
      accept_again_ = last_active_;
      return;
    }
    sockaddr_storage address = {};
    socklen_t size = sizeof address;
    UniqueFd fd(accept4(listening_.get(), reinterpret_cast<sockaddr*>(&address), &size,
                        SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (fd.valid()) {
      Accept(std::move(fd), SourceOf(address, key_));
    } else if (errno == EAGAIN) {
      break;
    } else if (!IsOfOneConnection(errno)) {
      return AcceptLater(errno);
    }
  }
  Watch(listening_.get(), EPOLLIN | EPOLLONESHOT);
}

void GrpcListener::Accept(UniqueFd fd, ConnectionSource source) {
  if (lacks_memory_) return;
  UniqueFd duplicate(fcntl(fd.get(), F_DUPFD_CLOEXEC, 0));
  if (!duplicate.valid()) return AcceptLater(errno);
  const int on = 1;
  setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (IsLimited()) setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &kUnreadBytes, sizeof kUnreadBytes);
  const int connection = duplicate.get();
  const std::optional<int> evicted = table_.Add(connection, source);
  connections_[connection] = {.duplicate = std::move(duplicate), .begin = absl::Now()};
  if (evicted.has_value()) {
    Say(said_full_, absl::StrCat("no room for more gRPC connections than ", connections_.size() - 1,
                                 ", so the oldest ones are closed"));
    End(*evicted);
  }
  num_connections_ = connections_.size();
  // The kernel reports the end of a connection unasked.
  Watch(connection, EPOLLONESHOT);
  HandToGrpc(std::move(fd), connection);
}

// Not on the listener's thread, because gRPC may return only when it has read what has arrived, and
// what arrives meanwhile.
void GrpcListener::HandToGrpc(UniqueFd fd, int connection) {
  HandOver* const hand_over =
      std::min_element(hand_overs_.begin(), hand_overs_.end(),
                       [](const HandOver& a, const HandOver& b) { return a.waiting < b.waiting; });
  grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters parameters;
  parameters.listener_fd = listening_.get();
  parameters.fd = fd.release();
  ++hand_over->waiting;
  ++num_waiting_;
  hand_over->thread.Run([this, hand_over, connection, parameters]() mutable {
    hand_over->connection = connection;
    acceptor_->HandleNewConnection(&parameters);
    hand_over->connection = -1;
    --hand_over->waiting;
    --num_waiting_;
    if (waits_for_grpc_.exchange(false)) eventfd_write(wake_.get(), 1);
  });
}

void GrpcListener::AcceptLater(int error) {
  Say(said_failing_, absl::StrCat("gRPC connections cannot be accepted: ", strerror(error)));
  accept_again_ = absl::Now() + kAcceptRetryDelay;
}

void GrpcListener::End(int connection) {
  const auto found = connections_.find(connection);
  if (found == connections_.end()) return;
  // gRPC's descriptor is another one for the same connection, which it then closes. Until then, the
  // connection would stay watched, under a number that may soon be another connection's.
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, connection, nullptr);
  shutdown(connection, SHUT_RDWR);
  // What has been received could still be read; this way the kernel drops it.
  recv(connection, nullptr, kUnreadBytes * 2, MSG_TRUNC | MSG_DONTWAIT);
  table_.Remove(connection);
  connections_.erase(found);
  num_connections_ = connections_.size();
}

void GrpcListener::CheckConnections() {
  const absl::Time oldest = absl::Now() - limits_.max_age;
  std::vector<int> ended;
  for (const auto& [connection, state] : connections_) {
    if (state.begin < oldest ||
        (IsLimited() && ReceivedBytes(connection) > limits_.max_received_bytes)) {
      ended.push_back(connection);
    }
  }
  for (const int connection : ended) End(connection);
}

void GrpcListener::CheckMemory() {
  const absl::Time now = absl::Now();
  const uint64_t bytes = ResidentBytes();
  lacks_memory_ = bytes > limits_.max_memory_bytes;
  // What is freed stays with the process until it is given back.
  const absl::Duration pause = lacks_memory_ ? kTrimPeriodWhileFull : kTrimPeriod;
  if (bytes > kTrimmedBytes && now - last_trim_ > pause) {
    malloc_trim(0);
    last_trim_ = absl::Now();
  }
  if (!lacks_memory_) return;
  last_active_ = now;
  Say(said_memory_,
      absl::StrCat("the collector takes ", bytes >> 20, " MiB, more than ",
                   limits_.max_memory_bytes >> 20, " MiB, so all gRPC connections are closed"));
  while (!connections_.empty()) End(connections_.begin()->first);
}

void GrpcListener::Watch(int fd, uint32_t events) {
  if (fd < 0) return;
  epoll_event event = {};
  event.events = events;
  event.data.fd = fd;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event) == 0) return;
  epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event);
}

void GrpcListener::Say(absl::Time& last, absl::string_view line) {
  const absl::Time now = absl::Now();
  if (now - std::exchange(last, now) > kQuietTime) log_(line);
}

}  // namespace telemetry::upload_internal
