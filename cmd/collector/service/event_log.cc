#include "cmd/collector/service/event_log.h"

#include <sys/stat.h>

#include <functional>
#include <ostream>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "cmd/internal/printable.h"
#include "storage/json/json_writer.h"
#include "storage/mutex.h"

namespace telemetry::collector {
namespace {

absl::string_view Name(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "";
}

// The numbers of syslog(3).
int Priority(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return 6;
    case LogLevel::kWarning:
      return 4;
    case LogLevel::kError:
      return 3;
  }
  return 3;
}

std::string RenderTime(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone());
}

std::string OneLine(absl::string_view message) {
  return cmd::Printable(absl::StrReplaceAll(message, {{"\n", " "}}));
}

}  // namespace

std::string RenderEvent(LogFormat format, LogLevel level, absl::Time time,
                        absl::string_view message) {
  switch (format) {
    case LogFormat::kText:
      return absl::StrCat(RenderTime(time), " ", Name(level), " collector: ", OneLine(message),
                          "\n");
    case LogFormat::kJournal:
      return absl::StrCat("<", Priority(level), ">", OneLine(message), "\n");
    case LogFormat::kJson: {
      JsonWriter json;
      json.BeginObject();
      json.Field("time", RenderTime(time));
      json.Field("level", Name(level));
      json.Field("message", message);
      json.EndObject();
      return absl::StrCat(std::move(json).Take(), "\n");
    }
  }
  return "";
}

LogLevel LevelOf(absl::string_view message) {
  if (absl::StartsWith(message, "alarm: ")) return LogLevel::kError;
  if (absl::StartsWith(message, "config ") || absl::StrContains(message, " again")) {
    return LogLevel::kInfo;
  }
  return LogLevel::kWarning;
}

bool IsJournal(int fd, const char* journal_stream) {
  struct stat info = {};
  if (journal_stream == nullptr || fstat(fd, &info) != 0) return false;
  return absl::StrCat(info.st_dev, ":", info.st_ino) == journal_stream;
}

EventLog::EventLog(std::ostream& out, LogFormat format, std::function<absl::Time()> clock)
    : format_(format), clock_(std::move(clock)), out_(out) {}

void EventLog::Write(LogLevel level, absl::string_view message) {
  const std::string line = RenderEvent(format_, level, clock_(), message);
  const MutexLock lock(mutex_);
  out_ << line << std::flush;
}

}  // namespace telemetry::collector
