// Lets Ctrl-C interrupt long work that runs without the GIL.

#ifndef PYTHON_BINDINGS_SIGNALS_H_
#define PYTHON_BINDINGS_SIGNALS_H_

#include <pybind11/pybind11.h>

#include <chrono>

namespace telemetry::python {

// Use it only on the thread that created it.
class PendingSignals {
 public:
  // Runs Python's handlers for the signals that have arrived. Returns true if a handler raised an
  // exception, as the one for SIGINT does; the exception is then pending. Call it without the GIL,
  // as often as you like: it checks only every 20 ms.
  bool Check() {
    const Clock::time_point now = Clock::now();
    if (now < next_) return false;
    next_ = now + std::chrono::milliseconds(20);
    const pybind11::gil_scoped_acquire acquire;
    return PyErr_CheckSignals() != 0;
  }

 private:
  using Clock = std::chrono::steady_clock;

  Clock::time_point next_ = Clock::now();
};

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_SIGNALS_H_
