// The file that holds a prompt record, and the lock under which it is changed.
//
//   PromptLock lock(dir);
//   if (!lock.held()) return;
//   FoundPromptRecord found = ReadPromptRecord(path);
//   if (WritePromptRecord(path, record)) Ask();
//
// For programs that count: no absl::Status, no exceptions. Thread-safe, except a PromptLock.

#ifndef CONFIG_PROMPT_INTERNAL_PROMPT_FILE_H_
#define CONFIG_PROMPT_INTERNAL_PROMPT_FILE_H_

#include <string>

#include "config/prompt/prompt_record.h"
#include "storage/telemetry_dir.h"
#include "storage/unique_fd.h"

namespace telemetry::config_internal {

// Where the record of a collector's directory is.
std::string PromptRecordPath(const TelemetryDir& dir);

struct FoundPromptRecord {
  PromptRecord record;
  // Whether there is a file that cannot be read.
  bool unreadable = false;
};

FoundPromptRecord ReadPromptRecord(const std::string& path);

// Whether the record at `path`, of gopls, says no. One that is there but cannot be read might.
bool SaysNo(const std::string& path);

// Writes the record, as a whole or not at all, with its time as the modification time. Returns
// whether it is on disk. The directory must exist.
bool WritePromptRecord(const std::string& path, const PromptRecord& record);

// The same for an answer, which must not be lost: on a full disk it takes the place of what is in
// the file.
bool WritePromptAnswer(const std::string& path, const PromptRecord& record);

// The kernel's lock on a file beside the record, which a process that ends in whatever way does not
// hold any more. The file is there only while the lock is held, or after a process was killed.
class PromptLock {
 public:
  // Waits for it, for a fifth of a second at most: whoever holds it only reads and writes a line.
  // The directory must exist.
  explicit PromptLock(const TelemetryDir& dir);
  PromptLock(const PromptLock&) = delete;
  PromptLock& operator=(const PromptLock&) = delete;
  ~PromptLock();

  bool held() const { return fd_.valid(); }
  // Whether somebody else holds it; else, if it is not held, the file could not be made.
  bool held_elsewhere() const { return held_elsewhere_; }

 private:
  std::string path_;
  UniqueFd fd_;
  bool held_elsewhere_ = false;
};

}  // namespace telemetry::config_internal

#endif  // CONFIG_PROMPT_INTERNAL_PROMPT_FILE_H_
