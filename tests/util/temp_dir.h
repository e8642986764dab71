// TempDir is a test's own directory, removed with everything in it by the destructor.
//
//   TempDir dir;
//   WriteFile(dir.path() + "/mode", "on");

#ifndef TESTS_UTIL_TEMP_DIR_H_
#define TESTS_UTIL_TEMP_DIR_H_

#include <string>

namespace telemetry {

class TempDir {
 public:
  // Creates a directory under $TEST_TMPDIR. Ends the process if it cannot.
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
