// Any bytes as a report store's file: reading and removing end with an error or give no more than the
// file could hold.

#include <stdlib.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "storage/files/file.h"
#include "storage/report_store/report_reader.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/fuzz/fuzz_check.h"

namespace telemetry {
namespace {

constexpr size_t kMaxDays = 100;

const std::string& Path() {
  static const auto& path = *[] {
    std::string folder = absl::StrCat(
        getenv("TEST_TMPDIR") == nullptr ? "/tmp" : getenv("TEST_TMPDIR"), "/report_store_XXXXXX");
    Check(mkdtemp(folder.data()) != nullptr, "no directory for the file");
    return new std::string(absl::StrCat(folder, "/reports.db"));
  }();
  return path;
}

// A damaged list of pages may name a page many times, so there is a limit to what is read.
void ReadAll(size_t max_bytes) {
  absl::StatusOr<std::unique_ptr<ReportReader>> reader = SqliteStore(Path()).OpenReader();
  if (!reader.ok()) return;
  const absl::StatusOr<std::vector<absl::CivilDay>> days = (*reader)->Days();
  if (!days.ok()) return;
  for (size_t i = 0; i < days->size() && i < kMaxDays; ++i) {
    (void)(*reader)->Count((*days)[i]);
    size_t bytes = 0;
    (void)(*reader)->ForEach((*days)[i], [&](absl::string_view json) {
      bytes += json.size();
      return bytes > max_bytes ? absl::OutOfRangeError("enough") : absl::OkStatus();
    });
  }
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace telemetry;  // NOLINT(google-build-using-namespace)
  for (const char* suffix : {"-wal", "-shm", "-journal"}) unlink((Path() + suffix).c_str());
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  Check(WriteFileAtomically(Path(), bytes).ok(), "the file cannot be written");
  ReadAll(64 * size);
  (void)SqliteStore(Path()).RemoveReport(absl::CivilDay(2026, 11, 18), 0.5);
  ReadAll(64 * size);
  return 0;
}
