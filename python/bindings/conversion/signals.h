// Lets Ctrl-C, and the end of the program, interrupt long work that runs without the GIL.
//
//   PendingSignals signals;
//   const WithoutGil without_gil;
//   Read(path, [&] { return signals.Check(); });   // gives up when Check() returns true

#ifndef PYTHON_BINDINGS_CONVERSION_SIGNALS_H_
#define PYTHON_BINDINGS_CONVERSION_SIGNALS_H_

#include <pybind11/pybind11.h>

#include <chrono>
#include <functional>
#include <utility>

#include "python/bindings/conversion/gil.h"

namespace telemetry::python {

// Construct it with the GIL, on the thread that will use it.
class PendingSignals {
 public:
  // `show_progress`, if any, is called with the GIL by every Check() that checks.
  explicit PendingSignals(std::function<void()> show_progress = nullptr)
      : is_main_thread_(IsMainThread()), show_progress_(std::move(show_progress)) {}

  // Returns true if the work is no longer wanted. On the main thread, the only one where Python
  // handles signals, it runs the handlers of the signals that have arrived; if one raises an
  // exception, as the one for SIGINT does, or `show_progress` does, that exception is pending and
  // the result is true. On other threads it is true when the program ends; they do not ask for the
  // GIL here unless there is progress to show.
  //
  // Call it without the GIL, as often as you like: it checks only every 20 ms.
  bool Check() {
    const Clock::time_point now = Clock::now();
    if (now < next_) return false;
    next_ = now + std::chrono::milliseconds(20);
    if (!is_main_thread_ && IsShuttingDown()) return true;
    if (!is_main_thread_ && show_progress_ == nullptr) return false;
    const WithGil with_gil;
    if (show_progress_ != nullptr) {
      try {
        show_progress_();
      } catch (pybind11::error_already_set& error) {
        error.restore();
        return true;
      }
    }
    return PyErr_CheckSignals() != 0;
  }

 private:
  using Clock = std::chrono::steady_clock;

  static bool IsMainThread() {
    const pybind11::object main = pybind11::module_::import("threading").attr("main_thread")();
    return main.attr("ident").cast<unsigned long>() == PyThread_get_thread_ident();
  }

  const bool is_main_thread_;
  const std::function<void()> show_progress_;
  Clock::time_point next_ = Clock::now();
};

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_CONVERSION_SIGNALS_H_
