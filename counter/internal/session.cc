#include "counter/internal/session.h"

#include <errno.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <climits>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "counter/internal/counter_access.h"
#include "counter/internal/no_cancellation.h"
#include "counter/internal/per_process.h"
#include "counter/internal/registry.h"
#include "counter/internal/unix_time.h"
#include "counter/internal/week_file/current_file.h"
#include "counter/internal/week_file/week_file.h"
#include "counter/open_options.h"
#include "storage/counter_file/counter_file.h"
#include "storage/directory/directory.h"
#include "storage/directory/held_directory.h"
#include "storage/directory/path.h"
#include "storage/host_port.h"
#include "storage/mapped_file/sandbox_state.h"
#include "storage/mapped_file/sigbus_guard.h"
#include "storage/mutex.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"

namespace telemetry {
namespace counter_internal {
namespace {

// The arguments of the first Open().
struct Opening {
  Program program;
  absl::Time (*clock)() = nullptr;
};

struct Session {
  explicit Session(const Session* parents)
      : opening(parents == nullptr ? nullptr : parents->opening.load(std::memory_order_acquire)) {}

  // Held by whoever sets `opening` or changes `current_file`.
  Mutex mutex;
  // When the mode and the file were last checked, by the session's clock, and what the mode was.
  absl::Time looked_at ABSL_GUARDED_BY(mutex) = absl::InfinitePast();
  ModeDecision decision ABSL_GUARDED_BY(mutex);
  // Null before Open(), then never changed, and kept forever. The release that sets it pairs with
  // the acquire in a child that forks at that moment.
  std::atomic<const Opening*> opening;
};

constinit PerProcess<Session> session_of_process;

// Minimum room for new names in a file when it is opened, and when the program announces a sandbox:
// for some 120 and some 1000 names of usual length. Most programs then never need a system call
// after Open().
constexpr uint32_t kRoomAtOpenBytes = 8 << 10;
constexpr uint32_t kRoomInSandboxBytes = 64 << 10;

// How often to check whether the user has turned telemetry off.
constexpr absl::Duration kLookInterval = absl::Hours(1);

absl::Time DayStart(int64_t day) { return absl::UnixEpoch() + absl::Hours(24) * day; }

bool IsPrintable(absl::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return absl::ascii_iscntrl(static_cast<unsigned char>(c)); });
}

// A relative directory must mean the same after the program changes its working directory.
std::string AbsolutePath(absl::string_view path) {
  std::string absolute;
  char working_directory[PATH_MAX];
  if (path[0] != '/' && getcwd(working_directory, sizeof(working_directory)) != nullptr) {
    absolute.append(working_directory);
    absolute.push_back('/');
  }
  absolute.append(path.data(), path.size());
  return absolute;
}

OpenResult Failed(OpenFailure failure, int error_number = 0, const std::string& path = "") {
  return {.counting = false, .failure = failure, .error_number = error_number, .path = path};
}

OpenResult ResultOf(const WeekFile& file) {
  switch (file.opened.error) {
    case CounterFileError::kNone:
      return {.counting = true};
    case CounterFileError::kSystem:
      return Failed(OpenFailure::kSystem, file.opened.error_number, file.path);
    case CounterFileError::kUnmappable:
      return Failed(OpenFailure::kNoSharedMappings, file.opened.error_number, file.path);
    case CounterFileError::kDamaged:
      return Failed(OpenFailure::kDamaged, 0, file.path);
    case CounterFileError::kForeign:
      return Failed(OpenFailure::kNameTaken, 0, file.path);
    case CounterFileError::kTooLarge:
      return Failed(OpenFailure::kInvalidProgram);
  }
  return Failed(OpenFailure::kSystem);
}

// Moves every counter to `file`, or to memory if it is null.
void MoveCounters([[maybe_unused]] Session& session, CounterFile* file)
    ABSL_EXCLUSIVE_LOCKS_REQUIRED(session.mutex) {
  const pid_t process = getpid();
  const bool discard_pending = RegistryProcess() != 0 && RegistryProcess() != process;
  if (RegistryProcess() != process) ClaimRegistry();
  // Sequentially consistent: see SettlementSteps::CurrentFile() in counter.cc.
  current_file.store(file, std::memory_order_seq_cst);
  ForEachInRegistry([discard_pending](RegistrySlot& slot, Counter* counter) {
    if (!CounterAccess::Owns(slot, *counter)) return;
    if (discard_pending) CounterAccess::DiscardPending(*counter);
    CounterAccess::Detach(*counter);
  });
}

// Reads the mode.
Mode Look(Session& session, const Opening& opening, absl::Time now)
    ABSL_EXCLUSIVE_LOCKS_REQUIRED(session.mutex) {
  session.looked_at = now;
  session.decision = DecideMode(opening.program.root, opening.program.collector);
  return session.decision.mode;
}

// Holds the root, so that it is looked at and counted in as one and the same, and reads the mode.
Mode HoldAndLook(Session& session, const Opening& opening, absl::Time now,
                 std::optional<HeldDirectory>& held) ABSL_EXCLUSIVE_LOCKS_REQUIRED(session.mutex) {
  const std::string& root = opening.program.root.path();
  held.emplace(root);
  const Mode mode = Look(session, opening, now);
  if (mode == Mode::kOff || held->error_number() != ENOENT) return mode;
  // It is new, or somebody else was faster: whose is it?
  if (!MakeDirectories(root).ok()) return mode;
  held.emplace(root);
  return Look(session, opening, now);
}

// Opens the present week's file, unless the mode forbids it, and moves every counter there. If that
// fails, the counters have no file: their former one may already be part of a report.
OpenResult SwitchFile(Session& session, const Opening& opening, absl::Time now)
    ABSL_EXCLUSIVE_LOCKS_REQUIRED(session.mutex) {
  std::optional<HeldDirectory> held;
  if (HoldAndLook(session, opening, now, held) == Mode::kOff) {
    if (current_file.load(std::memory_order_relaxed) != nullptr) MoveCounters(session, nullptr);
    return Failed(OpenFailure::kOff);
  }
  InstallSigbusGuard();
  const WeekFile file = OpenWeekFile(opening.program, now);
  if (file.opened.file != nullptr) file.opened.file->MakeRoom(kRoomAtOpenBytes);
  MoveCounters(session, file.opened.file);
  const auto on_new = on_new_file.load(std::memory_order_seq_cst);
  if (on_new != nullptr && file.opened.file != nullptr) on_new(*file.opened.file);
  return ResultOf(file);
}

bool IsOfWeek(const CounterFile& file, absl::Time now) {
  return DayStart(file.begin_day()) <= now && now < DayStart(file.end_day());
}

// Whether the counters may stay with their file. Checks once per kLookInterval whether the user has
// since turned telemetry off or deleted the file.
bool IsCurrent(Session& session, const Opening& opening, absl::Time now)
    ABSL_EXCLUSIVE_LOCKS_REQUIRED(session.mutex) {
  const CounterFile* file = current_file.load(std::memory_order_relaxed);
  if (file == nullptr || file->damaged() || !IsOfWeek(*file, now)) return false;
  const absl::Duration since_look = now - session.looked_at;
  if (since_look >= absl::ZeroDuration() && since_look < kLookInterval) return true;
  if (!MayMakeSystemCalls()) {
    session.looked_at = now;
    return true;
  }
  return Look(session, opening, now) != Mode::kOff && !file->deleted();
}

}  // namespace

OpenResult OpenSession(const OpenOptions& options) noexcept {
  if (AreSystemCallsForbidden()) return Failed(OpenFailure::kSystem, EPERM);
  const NoCancellation no_cancellation;
  if (options.program.empty() || !IsPrintable(options.program) || !IsPrintable(options.version)) {
    return Failed(OpenFailure::kInvalidProgram);
  }
  std::optional<HostPort> collector;
  if (!options.collector.empty()) {
    collector = ParseCollector(options.collector);
    if (!collector.has_value()) return Failed(OpenFailure::kInvalidCollector);
  }
  const std::string root = options.telemetry_dir.empty() ? TelemetryRoot::DefaultPath()
                                                         : std::string(options.telemetry_dir);
  if (*WhyNoPath(root) != '\0') return Failed(OpenFailure::kNoDirectory);
  const Program program = {
      .program = std::string(options.program),
      .version = options.version.empty() ? "devel" : std::string(options.version),
      .root = TelemetryRoot(AbsolutePath(root)),
      .collector = std::move(collector)};

  Session& session = session_of_process.Get();
  const MutexLock lock(session.mutex);
  // Relaxed, here and below: the mutex orders it.
  const Opening* opening = session.opening.load(std::memory_order_relaxed);
  if (opening == nullptr) {
    opening = new Opening{program, options.clock != nullptr ? options.clock : SystemTime};
    session.opening.store(opening, std::memory_order_release);
  } else if (opening->program.program != program.program ||
             opening->program.version != program.version ||
             opening->program.collector != program.collector ||
             opening->program.root.path() != program.root.path()) {
    return Failed(OpenFailure::kOpenElsewhere);
  }
  const absl::Time now = opening->clock();
  if (IsCurrent(session, *opening, now)) return {.counting = true};
  TrustSandbox();
  return SwitchFile(session, *opening, now);
}

bool RotateSession() noexcept {
  if (AreSystemCallsForbidden()) return false;
  const NoCancellation no_cancellation;
  Session& session = session_of_process.Get();
  const MutexLock lock(session.mutex);
  const Opening* opening = session.opening.load(std::memory_order_relaxed);
  if (opening == nullptr) return false;
  const absl::Time now = opening->clock();
  if (IsCurrent(session, *opening, now)) return true;
  if (MayMakeSystemCalls()) return SwitchFile(session, *opening, now).counting;
  // In a sandbox, trying to open another file may kill the program.
  if (current_file.load(std::memory_order_relaxed) != nullptr) MoveCounters(session, nullptr);
  return false;
}

SessionState CurrentSession() noexcept {
  Session& session = session_of_process.Get();
  const MutexLock lock(session.mutex);
  const Opening* opening = session.opening.load(std::memory_order_relaxed);
  if (opening == nullptr) return {};
  return {.root = opening->program.root,
          .collector = opening->program.collector,
          .decision = session.decision,
          .now = opening->clock()};
}

void PrepareSessionForSandbox() noexcept {
  CounterFile* file = current_file.load(std::memory_order_acquire);
  if (file != nullptr) file->MakeRoom(kRoomInSandboxBytes);
  ForbidSystemCalls();
}

absl::Duration SessionAttention() noexcept {
  if (AreSystemCallsForbidden()) return absl::InfiniteDuration();
  Session& session = session_of_process.Get();
  const MutexLock lock(session.mutex);
  const CounterFile* file = current_file.load(std::memory_order_relaxed);
  if (file == nullptr) return absl::InfiniteDuration();
  const Opening* opening = session.opening.load(std::memory_order_relaxed);
  const absl::Time next_look = session.looked_at + kLookInterval;
  return std::min(DayStart(file->end_day()), next_look) - opening->clock();
}

}  // namespace counter_internal
}  // namespace telemetry
