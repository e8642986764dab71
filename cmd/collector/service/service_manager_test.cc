#include "cmd/collector/service/service_manager.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/unique_fd.h"
#include "tests/util/temp_dir.h"

namespace telemetry::collector {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

// A service manager's end of the socket.
class Listener {
 public:
  // An abstract name begins with "@".
  explicit Listener(const std::string& name)
      : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name[0] == '@') address.sun_path[0] = '\0';
    EXPECT_EQ(bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address),
                   static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size())),
              0);
  }

  // The next message; "" if there is none.
  std::string Receive() {
    char buffer[4096];
    const ssize_t size = recv(fd_.get(), buffer, sizeof(buffer), 0);
    return size < 0 ? "" : std::string(buffer, static_cast<size_t>(size));
  }

 private:
  UniqueFd fd_;
};

// A directory for a socket. Its own path may be longer than that of a socket can be.
class SocketDir {
 public:
  SocketDir() : fd_(open(dir_.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}

  std::string socket_path() const { return absl::StrCat("/proc/self/fd/", fd_.get(), "/notify"); }

 private:
  TempDir dir_;
  UniqueFd fd_;
};

ServiceManagerVariables Variables(const std::string& socket, const std::string& watchdog = "") {
  return {.notify_socket = socket, .watchdog_usec = watchdog, .watchdog_pid = ""};
}

TEST(ServiceManagerTest, SaysWhatTheProcessDoes) {
  const SocketDir dir;
  const std::string path = dir.socket_path();
  Listener listener(path);
  const ServiceManager manager(Variables(path, "3000000"));
  manager.Ready("serving\nall");
  EXPECT_EQ(listener.Receive(), "READY=1\nSTATUS=serving all");
  manager.IsAlive();
  EXPECT_EQ(listener.Receive(), "WATCHDOG=1");
  manager.Reloading();
  EXPECT_THAT(listener.Receive(), StartsWith("RELOADING=1\nMONOTONIC_USEC="));
  manager.Stopping();
  EXPECT_EQ(listener.Receive(), "STOPPING=1");
}

TEST(ServiceManagerTest, LosesOnlySignsOfLifeToABusyManager) {
  const std::string name = absl::StrCat("@telemetry_busy_manager_test_", getpid());
  Listener listener(name);
  const ServiceManager manager(Variables(name, "3000000"));
  // More than its queue takes (net.unix.max_dgram_qlen).
  for (int i = 0; i < 2000; ++i) manager.IsAlive();
  std::thread ready([&manager] {
    manager.Ready("once");
    manager.Ready("again");
  });
  std::vector<std::string> heard;
  const absl::Time deadline = absl::Now() + absl::Minutes(1);
  while (heard.size() < 2 && absl::Now() < deadline) {
    absl::SleepFor(absl::Milliseconds(1));
    const std::string message = listener.Receive();
    if (absl::StartsWith(message, "READY")) heard.push_back(message);
  }
  ready.join();
  EXPECT_THAT(heard, ElementsAre("READY=1\nSTATUS=once", "READY=1\nSTATUS=again"));
}

TEST(ServiceManagerTest, TalksToAnAbstractSocket) {
  const std::string name = absl::StrCat("@telemetry_service_manager_test_", getpid());
  Listener listener(name);
  ServiceManager(Variables(name)).Stopping();
  EXPECT_EQ(listener.Receive(), "STOPPING=1");
}

TEST(ServiceManagerTest, IsSilentUnlessAskedFor) {
  const SocketDir dir;
  const std::string path = dir.socket_path();
  Listener listener(path);
  ServiceManager(Variables("", "3000000")).Ready("");
  ServiceManager(Variables(path)).IsAlive();
  EXPECT_EQ(listener.Receive(), "");
}

TEST(ServiceManagerTest, ASocketThatIsNotThereDoesNoHarm) {
  ServiceManager(Variables("/no/such/socket")).Ready("");
  ServiceManager(Variables(std::string(200, 'x'))).Ready("");
}

TEST(ServiceManagerTest, TheWatchdogIsForOneProcess) {
  EXPECT_EQ(WatchdogPeriod({"", "3000000", ""}, 7), absl::Seconds(3));
  EXPECT_EQ(WatchdogPeriod({"", "3000000", "7"}, 7), absl::Seconds(3));
  EXPECT_EQ(WatchdogPeriod({"", "3000000", "8"}, 7), std::nullopt);
  EXPECT_EQ(WatchdogPeriod({"", "", ""}, 7), std::nullopt);
  EXPECT_EQ(WatchdogPeriod({"", "-1", ""}, 7), std::nullopt);
}

TEST(ServiceManagerTest, ReadsTheEnvironment) {
  const ServiceManagerVariables variables = ReadServiceManagerVariables(
      [](const char* name) -> const char* { return name[0] == 'N' ? "/socket" : nullptr; });
  EXPECT_EQ(variables.notify_socket, "/socket");
  EXPECT_EQ(variables.watchdog_usec, "");
}

}  // namespace
}  // namespace telemetry::collector
