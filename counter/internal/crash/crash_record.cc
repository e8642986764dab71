#include "counter/internal/crash/crash_record.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "counter/internal/symbol/symbolizer.h"
#include "counter/internal/unwind/unwinder.h"
#include "counter/internal/week_file/current_file.h"
#include "storage/counter_file/counter_file.h"
#include "storage/mapped_file/sandbox_state.h"
#include "storage/stack/stack_frame.h"
#include "storage/stack/stack_name.h"

namespace telemetry {
namespace counter_internal {
namespace {

constexpr absl::string_view kCrash = "crash/crash";
constexpr absl::string_view kNoStack = "crash/no-stack";
constexpr absl::string_view kMalformed = "crash/malformed";
constexpr absl::string_view kArmed = "crash/armed";

constexpr int kWaits = 2000;
constexpr timespec kWait = {.tv_sec = 0, .tv_nsec = 1'000'000};

// The thread that is recording, with its process in the upper half, so that a child that was forked
// meanwhile does not wait for it. 0 if there is none. Changes to it order the use of everything
// below.
constinit std::atomic<uint64_t> recorder{0};

// Where that thread continues if it crashes.
sigjmp_buf recovery;

// What recording needs; a handler cannot allocate, and has little stack.
constinit CounterFile* crash_file = nullptr;
constinit const ucontext_t* crash_context = nullptr;
constinit int crash_signal = 0;
constinit bool is_within_limit = false;
constinit bool has_known_frame = false;
constinit std::array<uintptr_t, kMaxStackFrames> addresses = {};
constinit volatile size_t address_count = 0;
constinit Symbolizer symbolizer;
constinit std::optional<StackName> stack_name;

uint64_t ThisThread() {
  const auto process = static_cast<uint64_t>(getpid());
  return process << 32 | static_cast<uint64_t>(syscall(SYS_gettid));
}

uint64_t ProcessOf(uint64_t thread) { return thread >> 32; }

// Calls `step`; false if it crashed.
bool Survives(void (*step)()) {
  if (sigsetjmp(recovery, /*savesigs=*/0) != 0) return false;
  step();
  return true;
}

// Adds one. Returns the count before; the maximum if there is no room in the file.
uint64_t CountIn(CounterFile& file, absl::string_view name) {
  std::atomic<uint64_t>* cell = file.FindOrAdd(name);
  return cell == nullptr ? UINT64_MAX : cell->fetch_add(1, std::memory_order_relaxed);
}

uint64_t Count(absl::string_view name) { return CountIn(*crash_file, name); }

// Counts this process in the file, unless it was the last in which it did.
void CountArmedIn(CounterFile& file) {
  static constinit std::atomic<const CounterFile*> last{nullptr};
  if (last.exchange(&file, std::memory_order_relaxed) != &file) CountIn(file, kArmed);
}

// The steps of recording, each of which can crash on its own.

void CountDay() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  is_within_limit = Count(CrashDayCounter(now.tv_sec)) < kMaxCrashesADay;
}

void FindStack() { UnwindInterrupted(*crash_context, absl::MakeSpan(addresses), address_count); }

void NameStack() {
  const size_t count = address_count;
  stack_name.emplace(kCrash);
  const SymbolFiles files = MayMakeSystemCalls() ? SymbolFiles::kRead : SymbolFiles::kLeaveAlone;
  for (const StackFrame& frame : symbolizer.Symbolize({addresses.data(), count}, files)) {
    stack_name->Add(frame);
    if (!frame.object.empty() || !frame.build_id.empty()) has_known_frame = true;
  }
}

void CountSignal() { Count(CrashSignalCounter(crash_signal)); }

void CountStack() { Count(has_known_frame ? stack_name->Finish() : kNoStack); }

void CountMalformed() { Count(kMalformed); }

}  // namespace

absl::string_view CrashDayCounter(int64_t unix_seconds) noexcept {
  constexpr int64_t kSecondsADay = 24 * 60 * 60;
  constexpr int64_t kFirstWeekday = 4;  // 1970-01-01 was a Thursday
  constexpr absl::string_view kNames[] = {"crash/day:sun", "crash/day:mon", "crash/day:tue",
                                          "crash/day:wed", "crash/day:thu", "crash/day:fri",
                                          "crash/day:sat"};
  return kNames[(std::max<int64_t>(unix_seconds, 0) / kSecondsADay + kFirstWeekday) % 7];
}

absl::string_view CrashSignalCounter(int signal) noexcept {
  switch (signal) {
    case SIGSEGV:
      return "crash/signal:SIGSEGV";
    case SIGBUS:
      return "crash/signal:SIGBUS";
    case SIGILL:
      return "crash/signal:SIGILL";
    case SIGFPE:
      return "crash/signal:SIGFPE";
    case SIGABRT:
      return "crash/signal:SIGABRT";
    case SIGTRAP:
      return "crash/signal:SIGTRAP";
    default:
      return "crash/signal:other";
  }
}

void CountArmed() noexcept {
  // Sequentially consistent, both: see current_file.h.
  on_new_file.store(CountArmedIn, std::memory_order_seq_cst);
  CounterFile* const file = current_file.load(std::memory_order_seq_cst);
  if (file != nullptr) CountArmedIn(*file);
}

void RecordCrash(int signal, const ucontext_t& context) noexcept {
  // Sequentially consistent, like all accesses to it: see current_file.h.
  crash_file = current_file.load(std::memory_order_seq_cst);
  if (crash_file == nullptr) return;
  crash_context = &context;
  crash_signal = signal;
  is_within_limit = false;
  has_known_frame = false;
  address_count = 0;
  if (Survives(CountDay) && is_within_limit) {
    (void)Survives(FindStack);  // if not, there are the frames up to the crash
    (void)Survives(Survives(NameStack) ? CountStack : CountMalformed);
  }
  // Last: where there is room for one more name, the stack tells more.
  (void)Survives(CountSignal);
}

CrashTurn BeginCrash() noexcept {
  const uint64_t self = ThisThread();
  for (int wait = 0; wait < kWaits; ++wait) {
    uint64_t other = 0;
    if (recorder.compare_exchange_strong(other, self, std::memory_order_acquire)) {
      if (wait == 0) return CrashTurn::kRecord;
      EndCrash();
      return CrashTurn::kDoNotRecord;
    }
    if (other == self) siglongjmp(recovery, 1);
    const bool was_forked = ProcessOf(other) != ProcessOf(self);
    if (was_forked && recorder.compare_exchange_strong(other, self, std::memory_order_acquire)) {
      return CrashTurn::kRecord;
    }
    nanosleep(&kWait, nullptr);
  }
  return CrashTurn::kDoNotRecord;
}

void EndCrash() noexcept { recorder.store(0, std::memory_order_release); }

}  // namespace counter_internal
}  // namespace telemetry
