// PerProcess holds an object that a forked child must not inherit from its parent.
//
//   struct Names { explicit Names(const Names* parents); Mutex mutex; ... };
//   constinit PerProcess<Names> names;
//   Names& mine = names.Get();
//
// At the moment of a fork, another thread of the parent may hold the object's lock and be changing
// the object. That thread does not exist in the child, so the lock would never be released. The
// child gets its own object, made from the parent's; the parent's is kept for anyone who refers to
// it.

#ifndef COUNTER_INTERNAL_PER_PROCESS_H_
#define COUNTER_INTERNAL_PER_PROCESS_H_

#include <sys/types.h>
#include <unistd.h>

#include <atomic>

namespace telemetry {
namespace counter_internal {

// T is constructed from `const T* parents`, null in the first process. The constructor may read
// only members of it that never change or are atomic.
template <typename T>
class PerProcess {
 public:
  constexpr PerProcess() = default;
  PerProcess(const PerProcess&) = delete;
  PerProcess& operator=(const PerProcess&) = delete;

  // The object of this process, created if needed and never destroyed: destructors of other statics
  // may still use it. Thread-safe and lock-free; allocates at the first call in each process.
  T& Get() {
    const pid_t process = getpid();
    // Acquire and release: whoever finds an object finds it constructed.
    Object* found = object_.load(std::memory_order_acquire);
    while (found == nullptr || found->process != process) {
      Object* made = new Object(process, found);
      if (object_.compare_exchange_strong(found, made, std::memory_order_acq_rel,
                                          std::memory_order_acquire)) {
        return made->value;
      }
      delete made;
    }
    return found->value;
  }

 private:
  struct Object {
    Object(pid_t of_process, const Object* of_parent)
        : process(of_process),
          parents(of_parent),
          value(of_parent == nullptr ? nullptr : &of_parent->value) {}

    const pid_t process;
    const Object* const parents;
    T value;
  };

  std::atomic<Object*> object_{nullptr};
};

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_PER_PROCESS_H_
