// Any bytes in what a publisher reads: as the lines of a store, as the exact charts that it kept, as
// its record. It publishes or says why not, and writes no more than what it read allows; damage to
// what it keeps for itself never stops it.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "storage/files/file.h"
#include "storage/json/json_document.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/config_history.h"
#include "storage/report_store/report_reader.h"
#include "storage/report_store/report_store.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/fuzz/fuzz_check.h"
#include "tests/fuzz/fuzz_directory.h"
#include "upload/data_dir/collector_data_dir.h"
#include "upload/site/publication/publisher.h"

namespace telemetry {
namespace {

constexpr absl::CivilDay kDay(2026, 11, 18);
const absl::Time kNow = absl::FromCivil(absl::CivilDay(2026, 11, 23), absl::UTCTimeZone());

constexpr char kConfig[] =
    R"({"GOOS": ["linux"], "GOARCH": ["amd64"], "GoVersion": ["gcc"], "SampleRate": 1,
        "Programs": [{"Name": "t", "Versions": ["v1.0.0"],
                      "Counters": [{"Name": "c", "Rate": 1}, {"Name": "d:{a,b}", "Rate": 1}],
                      "Stacks": [{"Name": "s", "Rate": 1, "Depth": 3}]}]})";
constexpr char kReport[] =
    R"({"Week":"2026-11-18","LastWeek":"","X":0.5,"Programs":[{"Program":"t","Version":"v1.0.0",)"
    R"("GoVersion":"gcc","GOOS":"linux","GOARCH":"amd64","Counters":{"c":1},"Stacks":{}}],)"
    R"("Config":"v1.0.0"})";

// All pages of an empty site, and what of a line is written again: in the dataset and its compressed
// copy; and in charts, where a value becomes rows of tables.
constexpr size_t kMaxEmptySite = 400'000;
constexpr size_t kMaxBytesPerByte = 60;

const std::string& DataDir() {
  static const std::string& directory = *new std::string(FuzzDirectory() + "/data");
  return directory;
}

size_t SizeOfSite() {
  size_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SiteDirectory(DataDir())))
    if (entry.is_regular_file()) bytes += entry.file_size();
  return bytes;
}

// A data directory with these lines in its store.
void MakeStore(absl::string_view lines) {
  std::filesystem::remove_all(DataDir());
  std::filesystem::create_directories(DataDir());
  const std::string path = ReportStorePath(DataDir());
  const std::unique_ptr<ConfigHistory> history =
      SqliteStore(path).OpenConfigs(StoreAccess::kReadWrite).value();
  const v1::UploadConfig config = ParseUploadConfigJson(kConfig, "config").value();
  Check(history
            ->PutInForce({.version = UploadConfigVersion(config),
                          .since = kNow,
                          .bytes = UploadConfigToJson(config)})
            .ok(),
        "no config in force");
  const std::unique_ptr<ReportStore> store = SqliteStore(path).OpenReports({}).value();
  double x = 0;
  for (const absl::string_view line : absl::StrSplit(lines, '\n', absl::SkipEmpty())) {
    Check(store->PutAndWait(kDay, x += 1e-6, std::string(line)).ok(), "a line is not stored");
  }
}

absl::Status Publish() {
  const std::string path = ReportStorePath(DataDir());
  Publisher publisher({.data_dir = DataDir()}, SqliteStore(path).OpenReader().value(),
                      SqliteStore(path).OpenConfigs(StoreAccess::kReadOnly).value());
  return publisher.Publish(kNow);
}

void CheckSite(size_t input_bytes) {
  Check(SizeOfSite() <= kMaxEmptySite + kMaxBytesPerByte * input_bytes, "the site is too large");
  for (const char* name :
       {"data/index.json", "charts/index.json", "charts/2026-11-16_2026-11-22.json"}) {
    const absl::StatusOr<std::string> json =
        ReadFile(absl::StrCat(SiteDirectory(DataDir()), "/", name), 64 << 20);
    Check(json.ok() && JsonDocument::Parse(*json).ok(), "a list or chart is no JSON");
  }
}

void Damage(absl::string_view name, absl::string_view bytes) {
  std::ofstream(absl::StrCat(ExactChartDirectory(DataDir()), "/", name), std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace telemetry;  // NOLINT(google-build-using-namespace)
  if (size == 0) return 0;
  const absl::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 3 == 0) {
    MakeStore(input);
    if (Publish().ok() && !input.empty()) {
      Check(SizeOfSite() <= kMaxEmptySite + kMaxBytesPerByte * input.size(),
            "the site is too large");
    }
    return 0;
  }
  MakeStore(kReport);
  Check(Publish().ok(), "a usual report is not published");
  Damage(data[0] % 3 == 1 ? "2026-11-16_2026-11-22.binpb" : "publication.binpb", input);
  Check(Publish().ok(), "damage to what it keeps stops the publisher");
  CheckSite(sizeof kReport + input.size());
  Check(ReadFile(ReportStorePath(DataDir()), 64 << 20).ok(), "the store is gone");
  return 0;
}
