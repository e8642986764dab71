// Accepts connections for a gRPC server, which does so badly itself: Debian 12's gRPC (1.51) never
// accepts another one after accept() has failed once (CVE-2023-4785), and has no limit on their
// number, on what one may send, or on the memory that resetting many streams takes (the class of
// CVE-2023-44487).
//
//   grpc::ServerBuilder builder;
//   auto acceptor = builder.experimental().AddExternalConnectionAcceptor(
//       grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, credentials);
//   std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
//   GrpcListener listener(*std::move(socket), std::move(acceptor), {.max_connections = 100}, log);
//   ...
//   listener.StopAccepting();
//   server->Shutdown(deadline);
//
// If there is no room for a connection, another one is closed (connection_table.h). A failing
// accept() is tried again. A connection that has sent too much is closed. If the process takes more
// memory than it may, all connections are closed and new ones are turned away until the memory has
// come back.
//
// gRPC owns a connection's descriptor and does not tell when it closes it. So the listener keeps a
// duplicate, on which the kernel says that gRPC, or the peer, has ended the connection, and by which
// the listener can end it.
//
// Thread-safe. Addresses of peers are neither kept nor logged.

#ifndef UPLOAD_COLLECTOR_CONNECTIONS_GRPC_LISTENER_H_
#define UPLOAD_COLLECTOR_CONNECTIONS_GRPC_LISTENER_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <thread>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/unique_fd.h"
#include "upload/collector/connections/connection_table.h"
#include "upload/collector/internal/worker_thread.h"
#include "upload/http/listening_socket.h"

namespace grpc::experimental {
class ExternalConnectionAcceptor;
}

namespace telemetry::upload_internal {

class GrpcListener {
 public:
  struct Limits {
    size_t max_connections = 4096;
    // Of those, the most from one network.
    size_t max_of_source = std::numeric_limits<size_t>::max();
    // The most that a connection may send, in bytes.
    uint64_t max_received_bytes = std::numeric_limits<uint64_t>::max();
    // The most memory of the whole process, as the kernel counts it.
    uint64_t max_memory_bytes = std::numeric_limits<uint64_t>::max();
    // A connection is closed at this age at the latest. Must be longer than what gRPC itself does.
    absl::Duration max_age = absl::Minutes(10);
  };
  // Receives messages for the operator, one line each, on the listener's thread.
  using Log = std::function<void(absl::string_view line)>;

  // Accepts from now on. The server must have been started.
  GrpcListener(ListeningSocket socket,
               std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor,
               const Limits& limits, Log log);
  // Ends all connections.
  ~GrpcListener();

  GrpcListener(const GrpcListener&) = delete;
  GrpcListener& operator=(const GrpcListener&) = delete;

  int port() const { return port_; }
  size_t num_connections() const { return num_connections_; }

  // Closes the listening socket and waits until no other connection is being accepted. Must be
  // called before the server is shut down; the connections go on.
  void StopAccepting();

 private:
  // So many connections may keep gRPC busy before the next ones wait.
  static constexpr size_t kHandOvers = 4;

  struct Connection {
    UniqueFd duplicate;
    absl::Time begin;
  };
  // A thread that hands connections over to gRPC, which may read one for as long as it sends.
  struct HandOver {
    std::atomic<int> waiting = 0;
    // What gRPC has at this moment; -1 if nothing.
    std::atomic<int> connection = -1;
    // The last member, because it uses the others.
    WorkerThread thread;
  };

  void Run();
  // Whether a connection may send only so much.
  bool IsLimited() const;
  // Whether nothing needs to be looked at until something happens.
  bool IsIdle() const;
  void AcceptAll();
  void Accept(UniqueFd fd, ConnectionSource source);
  void AcceptLater(int error);
  void HandToGrpc(UniqueFd fd, int connection);
  // Accepts no more, and says so once everything is handed over.
  void FinishAccepting();
  void End(int connection);
  // Ends what is too old or has sent too much.
  void CheckConnections();
  // Gives memory back, and ends everything if there is too little.
  void CheckMemory();
  void Watch(int fd, uint32_t events);
  // Logs one line at the beginning of a condition, and none until it has been away for a minute.
  void Say(absl::Time& last, absl::string_view line);

  const Limits limits_;
  const Log log_;
  const int port_;
  const uint64_t key_;
  const std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  UniqueFd epoll_;
  UniqueFd wake_;  // an eventfd

  // Used only by the thread.
  UniqueFd listening_;
  ConnectionTable table_;
  absl::flat_hash_map<int, Connection> connections_;
  absl::Time accept_again_ = absl::InfinitePast();
  absl::Time said_full_ = absl::InfinitePast();
  absl::Time said_failing_ = absl::InfinitePast();
  absl::Time said_memory_ = absl::InfinitePast();
  absl::Time last_active_ = absl::InfinitePast();
  absl::Time last_trim_ = absl::InfinitePast();
  bool lacks_memory_ = false;

  std::atomic<bool> accepts_ = true;
  std::atomic<bool> runs_ = true;
  std::atomic<size_t> num_connections_ = 0;
  std::atomic<bool> stopped_accepting_ = false;
  // Of all hand-overs together.
  std::atomic<int> num_waiting_ = 0;
  // No connection is accepted before gRPC has taken one that waits.
  std::atomic<bool> waits_for_grpc_ = false;
  std::array<HandOver, kHandOvers> hand_overs_;
  std::thread thread_;
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_CONNECTIONS_GRPC_LISTENER_H_
