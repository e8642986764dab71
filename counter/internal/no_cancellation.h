// Protects the calling thread from cancellation while an object of this class lives.
//
//   OpenResult Open(...) noexcept {
//     const NoCancellation no_cancellation;
//     ...
//
// open(2), read(2) and many other functions of the C library are cancellation points: in a thread
// that pthread_cancel() was called on, they unwind the stack, and if it has a noexcept function,
// the program ends. The cancellation takes place at the thread's next cancellation point after the
// object is gone.
//
// Makes no system call. Async-signal-safe.

#ifndef COUNTER_INTERNAL_NO_CANCELLATION_H_
#define COUNTER_INTERNAL_NO_CANCELLATION_H_

#include <pthread.h>

namespace telemetry {
namespace counter_internal {

class NoCancellation {
 public:
  NoCancellation() noexcept { pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &former_state_); }
  NoCancellation(const NoCancellation&) = delete;
  NoCancellation& operator=(const NoCancellation&) = delete;
  ~NoCancellation() { pthread_setcancelstate(former_state_, nullptr); }

 private:
  int former_state_ = PTHREAD_CANCEL_ENABLE;
};

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_NO_CANCELLATION_H_
