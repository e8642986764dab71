#include "counter/internal/session.h"

#include <errno.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <climits>
#include <mutex>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "counter/internal/counter_access.h"
#include "counter/internal/current_file.h"
#include "counter/internal/registry.h"
#include "counter/internal/week_file.h"
#include "counter/open_options.h"
#include "storage/counter_file.h"
#include "storage/telemetry_dir.h"

namespace telemetry {
namespace internal {
namespace {

struct Session {
  // Held by whoever changes what follows or `current_file`.
  std::mutex mutex;
  bool is_open = false;
  Program program;
  absl::Time (*clock)() = nullptr;
};

// Never destroyed: destructors of other statics may still count and rotate.
Session& TheSession() {
  static Session* const session = new Session;
  return *session;
}

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

OpenResult Failed(OpenFailure failure, int error_number = 0) {
  return {.counting = false, .failure = failure, .error_number = error_number};
}

OpenResult ResultOf(const CounterFileResult& result) {
  switch (result.error) {
    case CounterFileError::kNone:
      return {.counting = true};
    case CounterFileError::kSystem:
      return Failed(OpenFailure::kSystem, result.error_number);
    case CounterFileError::kDamaged:
      return Failed(OpenFailure::kDamaged);
    case CounterFileError::kForeign:
      return Failed(OpenFailure::kNameTaken);
    case CounterFileError::kTooLarge:
      return Failed(OpenFailure::kInvalidProgram);
  }
  return Failed(OpenFailure::kSystem);
}

// Moves every counter to `file`; to memory if it is null. Requires the session's mutex.
void MoveCounters(CounterFile* file) {
  const bool discard_pending = RegistryProcess() != 0 && RegistryProcess() != getpid();
  if (discard_pending) ClaimRegistry();
  // Sequentially consistent: see Counter's Settle().
  current_file.store(file, std::memory_order_seq_cst);
  ForEachInRegistry([discard_pending](RegistrySlot& slot, Counter* counter) {
    if (!CounterAccess::Owns(slot, *counter)) return;
    if (discard_pending) CounterAccess::DiscardPending(*counter);
    CounterAccess::Detach(*counter);
  });
}

// Opens the present week's file, unless the mode forbids it, and moves every counter there. On
// failure the counters have no file: the one they had may already be part of a report. Requires the
// session's mutex.
OpenResult SwitchFile(Session& session) {
  if (DecideMode(session.program.root).mode == Mode::kOff) {
    if (current_file.load(std::memory_order_relaxed) != nullptr) MoveCounters(nullptr);
    return Failed(OpenFailure::kOff);
  }
  const CounterFileResult result = OpenWeekFile(session.program, session.clock());
  MoveCounters(result.file);
  return ResultOf(result);
}

// Requires the session's mutex.
bool IsCurrent(const Session& session) {
  const CounterFile* file = current_file.load(std::memory_order_relaxed);
  if (file == nullptr || file->damaged()) return false;
  const absl::Time now = session.clock();
  return DayStart(file->begin_day()) <= now && now < DayStart(file->end_day());
}

}  // namespace

OpenResult OpenSession(const OpenOptions& options) noexcept {
  Program program;
  program.program = std::string(options.program);
  program.version = options.version.empty() ? "devel" : std::string(options.version);
  if (program.program.empty() || !IsPrintable(options.program) || !IsPrintable(options.version)) {
    return Failed(OpenFailure::kInvalidProgram);
  }
  program.root = options.telemetry_dir.empty() ? TelemetryDir::DefaultRoot()
                                               : std::string(options.telemetry_dir);
  if (program.root.empty()) return Failed(OpenFailure::kNoDirectory);
  program.root = AbsolutePath(program.root);

  Session& session = TheSession();
  const std::lock_guard<std::mutex> lock(session.mutex);
  if (session.is_open &&
      (session.program.program != program.program || session.program.version != program.version ||
       session.program.root != program.root)) {
    return Failed(OpenFailure::kOpenElsewhere);
  }
  session.is_open = true;
  session.program = program;
  session.clock = options.clock != nullptr ? options.clock : absl::Now;
  if (IsCurrent(session)) return {.counting = true};
  return SwitchFile(session);
}

bool RotateSession() noexcept {
  Session& session = TheSession();
  const std::lock_guard<std::mutex> lock(session.mutex);
  if (!session.is_open) return false;
  return IsCurrent(session) || SwitchFile(session).counting;
}

absl::Time SessionEnd() noexcept {
  const CounterFile* file = current_file.load(std::memory_order_acquire);
  return file == nullptr ? absl::InfiniteFuture() : DayStart(file->end_day());
}

}  // namespace internal
}  // namespace telemetry
