// What the collector tells its operator while it runs: a line for each event.
//
//   EventLog log(std::cerr, LogFormat::kText, absl::Now);
//   log.Write(LogLevel::kInfo, "config v1.2.0 is in force");

#ifndef CMD_COLLECTOR_SERVICE_EVENT_LOG_H_
#define CMD_COLLECTOR_SERVICE_EVENT_LOG_H_

#include <functional>
#include <ostream>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/mutex.h"

namespace telemetry::collector {

enum class LogLevel {
  kInfo,     // as it should be
  kWarning,  // the operator should know
  kError,    // something has failed or will
};

enum class LogFormat {
  kText,     // 2026-11-30T21:00:00.000Z warning collector: MESSAGE
  kJson,     // {"time":"2026-11-30T21:00:00.000Z","level":"warning","message":"MESSAGE"}
  kJournal,  // <4>MESSAGE: the journal adds the rest (sd-daemon(3))
};

// The line, with its end. Control characters in a message are replaced in text, and escaped in
// JSON; a message is never more than a line. Pure.
std::string RenderEvent(LogFormat format, LogLevel level, absl::Time time,
                        absl::string_view message);

// The level of a message that CollectorOptions::log receives, which has none: an alarm is an error;
// that a config comes into force, and that something works again, is as it should be; anything else
// is a warning. Pure.
LogLevel LevelOf(absl::string_view message);

// Whether the standard error of this process is the journal: `journal_stream` is the variable
// JOURNAL_STREAM, which names its device and inode, or nullptr. Reads their numbers.
bool IsJournal(int fd, const char* journal_stream);

// Thread-safe.
class EventLog {
 public:
  // `out` outlives this. `clock` is called by any thread.
  EventLog(std::ostream& out, LogFormat format, std::function<absl::Time()> clock);

  void Write(LogLevel level, absl::string_view message);

 private:
  const LogFormat format_;
  const std::function<absl::Time()> clock_;
  Mutex mutex_;
  std::ostream& out_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_SERVICE_EVENT_LOG_H_
