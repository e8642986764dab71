// Runs work without Python's global interpreter lock (the GIL), and takes it back safely.
//
//   {
//     const WithoutGil without_gil;
//     result = Read(path);  // must not touch Python objects
//   }
//
// In place of pybind11::gil_scoped_release: when the main thread of a program has ended, CPython
// until 3.13 ends each other thread that asks for the GIL with pthread_exit(), which unwinds the
// stack through destructors that must not throw, so the process aborts. WithoutGil lets such a
// thread sleep until the process ends, as CPython does from 3.14 on.

#ifndef PYTHON_BINDINGS_CONVERSION_GIL_H_
#define PYTHON_BINDINGS_CONVERSION_GIL_H_

#include <pybind11/pybind11.h>
#include <unistd.h>

namespace telemetry::python {

// For a thread that is being ended: to return would let it unwind its callers without the GIL.
[[noreturn]] inline void SleepForever() {
  while (true) pause();
}

// Construct it with the GIL held. It belongs to one thread.
class WithoutGil {
 public:
  WithoutGil() : state_(PyEval_SaveThread()) {}
  WithoutGil(const WithoutGil&) = delete;
  WithoutGil& operator=(const WithoutGil&) = delete;

  ~WithoutGil() {
    try {
      PyEval_RestoreThread(state_);
    } catch (...) {
      SleepForever();
    }
  }

 private:
  PyThreadState* const state_;
};

// Takes the GIL for a moment within the life of a WithoutGil, on the same thread.
class WithGil {
 public:
  WithGil() {
    try {
      state_ = PyGILState_Ensure();
    } catch (...) {
      SleepForever();
    }
  }
  WithGil(const WithGil&) = delete;
  WithGil& operator=(const WithGil&) = delete;
  ~WithGil() { PyGILState_Release(state_); }

 private:
  PyGILState_STATE state_ = PyGILState_UNLOCKED;
};

// Whether Python is shutting down, so that nobody will see what another thread than the main one is
// still working on. Needs no GIL.
inline bool IsShuttingDown() {
#if PY_VERSION_HEX >= 0x030D0000
  return Py_IsFinalizing() != 0;
#else
  return _Py_IsFinalizing() != 0;
#endif
}

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_CONVERSION_GIL_H_
