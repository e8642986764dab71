#include "config/upload_config/build_list.h"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/released_builds.h"
#include "config/upload_config/upload_config.pb.h"
#include "storage/files/file.h"
#include "storage/quoted.h"

namespace telemetry {
namespace {

constexpr size_t kMaxListBytes = 16 << 20;
constexpr absl::string_view kFields = "PROGRAM FILE BUILD-ID";

std::string WhyNoBuild(const std::vector<absl::string_view>& fields) {
  if (fields.size() != 3) return absl::StrCat("the line is not ", kFields);
  if (!IsReleasedFileName(fields[1])) {
    return absl::StrCat(Quoted(fields[1]), " is not the base name of a program or library");
  }
  if (FrameBuildId(fields[2]).empty()) {
    return absl::StrCat(Quoted(fields[2]), " is not a build ID in hexadecimal");
  }
  return "";
}

}  // namespace

absl::StatusOr<std::vector<ReleasedBuild>> ParseBuildList(absl::string_view text,
                                                          absl::string_view name) {
  std::vector<ReleasedBuild> builds;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    const std::vector<absl::string_view> fields =
        absl::StrSplit(line.substr(0, line.find('#')), absl::ByAnyChar(" \t\r"), absl::SkipEmpty());
    if (fields.empty()) continue;
    if (const std::string why = WhyNoBuild(fields); !why.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(name, ":", number, ": ", why));
    }
    builds.push_back({.program = std::string(fields[0]),
                      .file = std::string(fields[1]),
                      .id = std::string(fields[2]),
                      .line = number});
  }
  return builds;
}

absl::StatusOr<std::vector<ReleasedBuild>> ReadBuildList(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadFile(path, kMaxListBytes);
  if (!text.ok()) return text.status();
  return ParseBuildList(*text, path);
}

std::string BuildListLine(const ReleasedBuild& build) {
  return absl::StrCat(build.program, " ", build.file, " ", build.id);
}

std::vector<v1::ReleasedFile> ReleasedFilesOf(const std::vector<ReleasedBuild>& builds,
                                              absl::string_view program) {
  std::map<std::string, std::set<std::string>> ids_of_files;
  for (const ReleasedBuild& build : builds) {
    if (build.program == program) ids_of_files[build.file].insert(FrameBuildId(build.id));
  }
  std::vector<v1::ReleasedFile> files;
  for (const auto& [file, ids] : ids_of_files) {
    v1::ReleasedFile& released = files.emplace_back();
    released.set_file(file);
    for (const std::string& id : ids) released.add_ids(id);
  }
  return files;
}

}  // namespace telemetry
