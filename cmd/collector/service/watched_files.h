// Whether files have changed, such as the config and the TLS certificate while the collector runs.
//
//   WatchedFiles files({"/etc/gotelemetry/upload_config.json"});
//   const bool is_due = files.HaveChanged();  // now and then
//
// Not thread-safe.

#ifndef CMD_COLLECTOR_SERVICE_WATCHED_FILES_H_
#define CMD_COLLECTOR_SERVICE_WATCHED_FILES_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace telemetry::collector {

class WatchedFiles {
 public:
  // Remembers how the files are now. One that is not there counts as a file, too.
  explicit WatchedFiles(std::vector<std::string> paths);

  // Whether one was written, replaced or removed since the last call, or the construction.
  bool HaveChanged();

 private:
  struct State {
    dev_t device = 0;
    ino_t inode = 0;
    off_t size = 0;
    // In nanoseconds. The latter changes even if somebody sets the former.
    int64_t modified = 0;
    int64_t changed = 0;

    friend bool operator==(const State&, const State&) = default;
  };

  std::vector<State> Look() const;

  std::vector<std::string> paths_;
  std::vector<State> states_;
};

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_SERVICE_WATCHED_FILES_H_
