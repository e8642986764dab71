// TempDir is a directory of a test's own, removed with everything in it at the end.
//
//   TempDir dir;
//   WriteFile(dir.path() + "/mode", "on");

#ifndef TESTS_UTIL_TEMP_DIR_H_
#define TESTS_UTIL_TEMP_DIR_H_

#include <string>

namespace telemetry {

class TempDir {
 public:
  // Under $TEST_TMPDIR. Ends the process if that cannot be.
  TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace telemetry

#endif  // TESTS_UTIL_TEMP_DIR_H_
