// Ctrl-C as a stop request.
//
//   Interrupt interrupt;
//   RunUpload(options, interrupt.token());
//
// While an object lives, the first SIGINT or SIGTERM requests a stop, so that what is under way
// ends in good order; a second one ends the process at once, as it would have without the object.
// Threads that start meanwhile do not receive these signals. One object at a time, made before
// other threads.

#ifndef CMD_GOTELEMETRY_INTERRUPT_H_
#define CMD_GOTELEMETRY_INTERRUPT_H_

#include <signal.h>

#include <stop_token>
#include <thread>

namespace telemetry::cmd {

class Interrupt {
 public:
  Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  ~Interrupt();

  std::stop_token token() const { return stop_.get_token(); }

 private:
  void Watch();

  std::stop_source stop_;
  sigset_t signals_;
  sigset_t previous_mask_;
  int done_fd_;  // an eventfd: readable once the object goes
  std::thread watcher_;
};

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_INTERRUPT_H_
