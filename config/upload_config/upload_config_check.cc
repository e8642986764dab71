#include "config/upload_config/upload_config_check.h"

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/released_builds.h"
#include "config/upload_config/upload_config.pb.h"
#include "config/version/version_rule.h"
#include "storage/day_number.h"
#include "storage/quoted.h"

namespace telemetry {
namespace {

absl::Status TooMany(absl::string_view where, absl::string_view verb, size_t count, size_t limit,
                     absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat(where, " ", verb, " ", count, " ", what, ", more than ", limit));
}

absl::Status CheckLength(absl::string_view where, size_t bytes) {
  if (bytes <= kMaxConfigTextBytes) return absl::OkStatus();
  return TooMany(where, "has", bytes, kMaxConfigTextBytes, "bytes");
}

template <typename Strings>
absl::Status CheckList(absl::string_view where, const Strings& list) {
  if (static_cast<size_t>(list.size()) > kMaxConfigListEntries) {
    return TooMany(where, "has", list.size(), kMaxConfigListEntries, "entries");
  }
  for (int i = 0; i < list.size(); ++i) {
    if (list[i].size() <= kMaxConfigTextBytes) continue;
    return CheckLength(absl::StrCat(where, "[", i, "]"), list[i].size());
  }
  return absl::OkStatus();
}

// The messages need no text until something is wrong, so that a good config costs nothing.
absl::Status CheckCounterTexts(const v1::CounterConfig& counter) {
  if (!counter.expires().empty() && !ParseDay(counter.expires()).has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expires ", Quoted(counter.expires()), " is not a day such as 2027-11-30"));
  }
  absl::Status status = CheckLength("Title", counter.title().size());
  if (status.ok()) status = CheckLength("Description", counter.description().size());
  if (status.ok()) status = CheckList("Issues", counter.issues());
  if (status.ok()) status = CheckList("Owners", counter.owners());
  return status;
}

// Adds up what the entries of a program stand for.
class ProgramCheck {
 public:
  // Sizes are known before anything is expanded. A stack's name is not expanded.
  absl::Status Add(const v1::CounterConfig& counter, bool is_stack) {
    const ExpandedSize size = is_stack
                                  ? ExpandedSize{1, counter.name().size(), counter.name().size()}
                                  : SizeOfExpanded(counter.name());
    names_ += size.names;
    bytes_ += size.bytes;
    if (names_ > kMaxProgramCounters) {
      return absl::InvalidArgumentError(absl::StrCat("Name: with this entry the program has ",
                                                     names_, " counters, more than ",
                                                     kMaxProgramCounters));
    }
    if (absl::Status status = CheckLength("Name", size.longest_bytes); !status.ok()) return status;
    return CheckCounterTexts(counter);
  }

  size_t bytes() const { return bytes_; }

 private:
  size_t names_ = 0;
  size_t bytes_ = 0;
};

absl::Status At(absl::string_view where, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat(where, ".", status.message()));
}

template <typename Counters>
absl::Status AddAll(absl::string_view field, const Counters& counters, bool is_stack,
                    ProgramCheck& check) {
  for (int i = 0; i < counters.size(); ++i) {
    if (absl::Status status = check.Add(counters[i], is_stack); !status.ok()) {
      return At(absl::StrCat(field, "[", i, "]"), status);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckBuild(const v1::ReleasedFile& file) {
  if (!IsReleasedFileName(file.file())) {
    return absl::InvalidArgumentError(absl::StrCat(
        "File ", Quoted(file.file()), " is not the base name of a program or library: 1 to ",
        kMaxReleasedFileNameBytes, " letters, digits and . - _ +"));
  }
  for (int i = 0; i < file.ids_size(); ++i) {
    if (IsFrameBuildId(file.ids(i))) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("IDs[", i, "] ", Quoted(file.ids(i)),
                     " is not the beginning of a build ID as frames have it: 8 bytes in lower-case "
                     "hexadecimal, or the whole if that is shorter"));
  }
  return absl::OkStatus();
}

absl::Status CheckBuilds(const v1::ProgramConfig& program) {
  size_t builds = 0;
  for (int i = 0; i < program.builds_size(); ++i) {
    const v1::ReleasedFile& file = program.builds(i);
    builds += std::max<size_t>(file.ids_size(), 1);
    if (builds > kMaxProgramBuilds) {
      return TooMany("Builds", "has", builds, kMaxProgramBuilds, "builds");
    }
    if (absl::Status status = CheckBuild(file); !status.ok()) {
      return At(absl::StrCat("Builds[", i, "]"), status);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckProgram(const v1::ProgramConfig& program, size_t& expanded_bytes) {
  absl::Status status = CheckLength("Name", program.name().size());
  if (status.ok()) status = CheckList("Versions", program.versions());
  if (status.ok() && !program.min_version().empty() &&
      !config_internal::IsOrdinaryVersion(program.min_version())) {
    status = absl::InvalidArgumentError(
        absl::StrCat("MinVersion ", Quoted(program.min_version()),
                     " is neither a release such as v1.2.3 nor a pre-release such as v1.2.3-rc.1"));
  }
  if (status.ok()) status = CheckBuilds(program);
  ProgramCheck check;
  if (status.ok()) status = AddAll("Counters", program.counters(), /*is_stack=*/false, check);
  if (status.ok()) status = AddAll("Stacks", program.stacks(), /*is_stack=*/true, check);
  expanded_bytes += check.bytes();
  return status;
}

}  // namespace

ExpandedSize SizeOfExpanded(absl::string_view name) {
  const size_t chart_bytes = name.find('{');
  if (chart_bytes == absl::string_view::npos) return {1, name.size(), name.size()};
  absl::string_view buckets = name.substr(chart_bytes + 1);
  if (!buckets.empty() && buckets.back() == '}') buckets.remove_suffix(1);
  ExpandedSize size;
  for (size_t begin = 0; begin <= buckets.size();) {
    const size_t end = std::min(buckets.find(',', begin), buckets.size());
    const size_t name_bytes = chart_bytes + (end - begin);
    ++size.names;
    size.bytes += name_bytes;
    size.longest_bytes = std::max(size.longest_bytes, name_bytes);
    begin = end + 1;
  }
  return size;
}

absl::Status CheckUploadConfig(const v1::UploadConfig& config) {
  absl::Status status = CheckList("GOOS", config.goos());
  if (status.ok()) status = CheckList("GOARCH", config.goarch());
  if (status.ok()) status = CheckList("GoVersion", config.go_version());
  if (!status.ok()) return status;
  if (static_cast<size_t>(config.programs_size()) > kMaxConfigPrograms) {
    return TooMany("Programs", "has", config.programs_size(), kMaxConfigPrograms, "entries");
  }
  size_t expanded_bytes = 0;
  for (int i = 0; i < config.programs_size(); ++i) {
    const std::string where = absl::StrCat("Programs[", i, "]");
    status = CheckProgram(config.programs(i), expanded_bytes);
    if (!status.ok()) return At(where, status);
    if (expanded_bytes > kMaxExpandedBytes) {
      return absl::InvalidArgumentError(
          absl::StrCat(where, ": up to here the names of counters have ", expanded_bytes,
                       " bytes, more than ", kMaxExpandedBytes));
    }
  }
  return absl::OkStatus();
}

}  // namespace telemetry
