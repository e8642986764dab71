// Lets Ctrl-C end long work that runs without the GIL.

#ifndef PYTHON_BINDINGS_SIGNALS_H_
#define PYTHON_BINDINGS_SIGNALS_H_

#include <pybind11/pybind11.h>

#include <chrono>

namespace telemetry::python {

// Belongs to one thread, which made it.
class PendingSignals {
 public:
  // Runs Python's handlers of the signals that have come. True if one of them has raised, as that of
  // SIGINT does: the exception is then pending. Call it without the GIL and as often as you like:
  // it looks every 20 ms.
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
