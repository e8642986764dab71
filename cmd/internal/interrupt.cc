#include "cmd/internal/interrupt.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <thread>

namespace telemetry::cmd {

Interrupt::Interrupt() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGINT);
  sigaddset(&signals_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals_, &previous_mask_);
  done_fd_.reset(eventfd(0, EFD_CLOEXEC));
  watcher_ = std::thread([this] { Watch(); });
}

Interrupt::~Interrupt() {
  eventfd_write(done_fd_.get(), 1);
  watcher_.join();
  pthread_sigmask(SIG_SETMASK, &previous_mask_, nullptr);
}

void Interrupt::Watch() {
  const UniqueFd signal_fd(signalfd(-1, &signals_, SFD_CLOEXEC | SFD_NONBLOCK));
  pollfd watched[] = {{.fd = signal_fd.get(), .events = POLLIN, .revents = 0},
                      {.fd = done_fd_.get(), .events = POLLIN, .revents = 0}};
  while (poll(watched, 2, /*timeout=*/-1) >= 0 && watched[1].revents == 0) {
    signalfd_siginfo info;
    if (read(signal_fd.get(), &info, sizeof(info)) != sizeof(info)) continue;
    if (stop_.stop_requested()) {
      signal(static_cast<int>(info.ssi_signo), SIG_DFL);
      pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
      raise(static_cast<int>(info.ssi_signo));
    }
    stop_.request_stop();
  }
}

}  // namespace telemetry::cmd
