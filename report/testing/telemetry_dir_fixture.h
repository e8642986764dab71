// A telemetry directory for tests, and counter files to put into it.
//
//   TelemetryDirFixture fixture;
//   fixture.AddCounterFile("tool", {.counts = {{"tool/plain", 3}}});
//   MakeReports(fixture.dir(), ...);
//   EXPECT_THAT(fixture.LocalNames(), ElementsAre("local.2026-11-18.json"));

#ifndef REPORT_TESTING_TELEMETRY_DIR_FIXTURE_H_
#define REPORT_TESTING_TELEMETRY_DIR_FIXTURE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "storage/telemetry_dir.h"
#include "tests/util/temp_dir.h"

namespace telemetry::testutil {

// What a counter file says. The default is the program that SmallApproved() lists.
struct CounterFileContents {
  std::string program = "example.com/tool";
  std::string version = "v1.0.0";
  std::string begin = "2026-11-11";
  std::string end = "2026-11-18";
  std::map<std::string, uint64_t> counts;
};

// The bytes of a counter file. All records must fit its first page.
std::string CounterFileBytes(const CounterFileContents& contents);

class TelemetryDirFixture {
 public:
  // An empty telemetry directory with local/ and upload/, removed with the fixture.
  TelemetryDirFixture();

  const TelemetryDir& dir() const { return dir_; }

  // Writes local/NAME.v1.count.
  void AddCounterFile(absl::string_view name, const CounterFileContents& contents);
  // Writes a file at `path` inside the directory, and the folders on the way.
  void Write(absl::string_view path, absl::string_view contents);

  // The contents of the file at `path` inside the directory; a missing file fails the test.
  std::string Read(absl::string_view path) const;
  // The names in local/ and upload/, sorted.
  std::vector<std::string> LocalNames() const;
  std::vector<std::string> UploadNames() const;

 private:
  const TempDir root_;
  const TelemetryDir dir_;
};

}  // namespace telemetry::testutil

#endif  // REPORT_TESTING_TELEMETRY_DIR_FIXTURE_H_
