// Any bytes as a file of a telemetry directory: what the viewer shows of it is JSON, no longer than
// the bytes allow, and no path leads to a file that it does not list.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/web_view/peer_user.h"
#include "cmd/gotelemetry/web_view/state/local_state.h"
#include "cmd/gotelemetry/web_view/state/local_state_json.h"
#include "cmd/gotelemetry/web_view/state/telemetry_files.h"
#include "storage/json/json_document.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"
#include "tests/fuzz/fuzz_check.h"
#include "tests/fuzz/fuzz_directory.h"

namespace telemetry {
namespace {

// What the first byte of an input chooses: which file the others are.
constexpr const char* kFiles[] = {
    "local/a.v1.count",       "local/local.2026-11-18.json", "local/2026-11-18.json",
    "upload/2026-11-11.json", "upload_config.json",          "mode",
    "local/weekends",         "local/upload.token",
};
constexpr char kSecret[] = "secret-of-another-file";

// Names and counts come up to three times: counted, in a report, and as left out with a reason. A
// reason has some hundred bytes, and each byte of a name may become six.
constexpr size_t kMaxBytesPerByte = 200;
constexpr size_t kMaxEmptyState = 20'000;

const TelemetryRoot& Root() {
  static const TelemetryRoot& root = *new TelemetryRoot(FuzzDirectory() + "/telemetry");
  return root;
}

void Write(const std::string& path, absl::string_view contents) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(contents.data(), static_cast<std::streamsize>(contents.size()));
}

// The name of a folder beside the collectors', made of an input.
std::string FolderName(absl::string_view input) {
  std::string name(input.substr(0, std::min<size_t>(input.size(), 100)));
  std::replace(name.begin(), name.end(), '/', '_');
  std::replace(name.begin(), name.end(), '\0', '_');
  return name == "." || name == ".." || name.empty() ? "_" : name;
}

void CheckState(size_t input_bytes) {
  const cmd::LocalState state = cmd::ReadLocalState(
      {.root = Root()}, absl::FromCivil(absl::CivilDay(2026, 11, 19), absl::UTCTimeZone()));
  const std::string json = cmd::LocalStateToJson(state);
  Check(JsonDocument::Parse(json).ok(), "the state is no JSON");
  Check(json.size() <= kMaxEmptyState + kMaxBytesPerByte * input_bytes, "the state is too long");
  for (const cmd::DirectoryState& directory : state.directories) {
    const TelemetryDir dir =
        directory.collector.has_value() ? Root().collector(*directory.collector) : Root().go();
    for (const cmd::StoredTelemetryFile& file : directory.files) {
      const absl::StatusOr<std::string> text =
          cmd::ReadFileWithCounts(dir, RelativePath(file.file));
      Check(!text.ok() || text->size() <= kMaxEmptyState + kMaxBytesPerByte * input_bytes,
            "a file is shown too long");
      Check(!absl::IsNotFound(text.status()), "a file that is listed is not shown");
    }
  }
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace telemetry;  // NOLINT(google-build-using-namespace)
  if (size == 0) return 0;
  const absl::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string collectors = Root().collectors_dir();
  const std::string ours = collectors + "/localhost_1";
  std::filesystem::remove_all(Root().path());
  Write(FuzzDirectory() + "/secret.json", kSecret);
  // A config, without which there is no preview.
  Write(ours + "/upload_config.json",
        R"({"Configs": [{"Received": "2026-11-01", "Shown": "yes", "Config": {
            "GOOS": ["linux"], "GOARCH": ["amd64"], "GoVersion": ["gcc12.2.0"], "SampleRate": 1,
            "Programs": [{"Name": "example.com/tool", "Versions": ["v1.0.0"],
                          "Counters": [{"Name": "tool/plain", "Rate": 0.5}],
                          "Stacks": [{"Name": "crash/crash", "Rate": 1, "Depth": 4}]}]}}]})");
  Write(absl::StrCat(ours, "/", kFiles[data[0] % std::size(kFiles)]), input);
  std::filesystem::create_directory(absl::StrCat(collectors, "/", FolderName(input)));
  CheckState(input.size());

  const absl::StatusOr<std::string> text =
      cmd::ReadFileWithCounts(TelemetryDir(ours), std::string(input));
  Check(!text.ok() || !absl::StrContains(*text, kSecret), "a path leads out of the directory");
  (void)cmd::UserOfSocket(input, "0100007F:0FC8", "0100007F:D431");
  return 0;
}
