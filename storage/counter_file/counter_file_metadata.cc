#include "storage/counter_file/counter_file_metadata.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "storage/quoted.h"

namespace telemetry {
namespace {

absl::StatusOr<std::string> Text(const v1::CounterFile& file, const char* key,
                                 absl::string_view filename) {
  const auto entry = file.meta().find(key);
  if (entry == file.meta().end()) {
    return absl::DataLossError(
        absl::StrCat(filename, ": corrupt counter file: the metadata has no ", key));
  }
  return entry->second;
}

absl::StatusOr<absl::Time> Instant(const v1::CounterFile& file, const char* key,
                                   absl::string_view filename) {
  const absl::StatusOr<std::string> text = Text(file, key, filename);
  if (!text.ok()) return text.status();
  absl::Time time;
  if (!absl::ParseTime(absl::RFC3339_full, *text, &time, nullptr)) {
    return absl::DataLossError(absl::StrCat(filename, ": corrupt counter file: ", key, " ",
                                            Quoted(*text), " is not an RFC 3339 time"));
  }
  return time;
}

}  // namespace

absl::StatusOr<CounterFileMetadata> GetMetadata(const v1::CounterFile& file,
                                                absl::string_view filename) {
  const absl::StatusOr<std::string> program = Text(file, "Program", filename);
  const absl::StatusOr<std::string> version = Text(file, "Version", filename);
  const absl::StatusOr<std::string> go_version = Text(file, "GoVersion", filename);
  const absl::StatusOr<std::string> goos = Text(file, "GOOS", filename);
  const absl::StatusOr<std::string> goarch = Text(file, "GOARCH", filename);
  for (const auto* text : {&program, &version, &go_version, &goos, &goarch}) {
    if (!text->ok()) return text->status();
  }
  const absl::StatusOr<absl::Time> begin = Instant(file, "TimeBegin", filename);
  if (!begin.ok()) return begin.status();
  const absl::StatusOr<absl::Time> end = Instant(file, "TimeEnd", filename);
  if (!end.ok()) return end.status();
  if (*end < *begin) {
    return absl::DataLossError(
        absl::StrCat(filename, ": corrupt counter file: TimeEnd is before TimeBegin"));
  }
  return CounterFileMetadata{
      .program = *program,
      .version = *version,
      .go_version = *go_version,
      .goos = *goos,
      .goarch = *goarch,
      .time_begin = *begin,
      .time_end = *end,
  };
}

}  // namespace telemetry
