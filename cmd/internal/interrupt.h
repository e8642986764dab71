// Turns Ctrl-C into a stop request.
//
//   Interrupt interrupt;
//   RunUpload(options, interrupt.token());
//
// While an Interrupt exists, the first SIGINT or SIGTERM requests a stop, so that work in progress
// can end cleanly; a second one ends the process at once, as if there were no Interrupt. Threads
// started meanwhile do not receive these signals. Only one Interrupt may exist at a time, and it
// must be created before other threads.

#ifndef CMD_INTERNAL_INTERRUPT_H_
#define CMD_INTERNAL_INTERRUPT_H_

#include <signal.h>

#include <stop_token>
#include <thread>

#include "storage/unique_fd.h"

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
  UniqueFd done_fd_;  // eventfd; readable once the destructor runs
  std::thread watcher_;
};

}  // namespace telemetry::cmd

#endif  // CMD_INTERNAL_INTERRUPT_H_
