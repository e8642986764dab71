// Makes an upload config of chart records.
//
//   absl::StatusOr<v1::UploadConfig> config = GenerateConfig(*charts, "charts.txt", {});
//   if (config.ok()) Write(UploadConfigToJson(*config));
//
// Pure and thread-safe.

#ifndef CONFIG_APPROVAL_GENERATE_CONFIG_H_
#define CONFIG_APPROVAL_GENERATE_CONFIG_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/approval/annotated_charts.h"
#include "config/upload_config/build_list.h"
#include "config/upload_config/upload_config.pb.h"

namespace telemetry {

struct GenerateOptions {
  // Only what Go knows: no owners, texts, ends or lowest versions. Needs `versions`.
  bool plain = false;
  // A config of which only the lists of systems, processors, compilers and versions are read; such
  // as the one before. With it, each program gets those of its listed versions that its records are
  // for; without it, a MinVersion.
  std::optional<v1::UploadConfig> versions = {};
  // Instead of the lists in `versions`. Where both are empty: linux; amd64 and arm64; the families
  // gcc and clang.
  std::vector<std::string> goos = {};
  std::vector<std::string> goarch = {};
  std::vector<std::string> compilers = {};
  // The builds that frames of stacks may name. Not in a plain config.
  std::vector<ReleasedBuild> builds = {};
  // Leaves out what has expired on this day. A config that goes on listing it shows its past.
  std::optional<absl::CivilDay> without_expired_on = {};
};

// Programs are sorted by name, their counters in the order of the records, at rate 1. What the
// versions of a program are is the matter of the lowest `version` of its records; a record without
// one is for every version.
//
// InvalidArgument, beginning with `name` and a line, if a record has no owner or no end (unless
// `plain`); if no version of a program is listed; if there is no list and the lowest version is not
// one that a MinVersion can express, such as a Go version; or if the config would exceed a limit
// (config/upload_config/upload_config_check.h). Also if a build is of a program without a record;
// the message then begins with the build's line and "of the builds".
absl::StatusOr<v1::UploadConfig> GenerateConfig(const std::vector<AnnotatedChart>& charts,
                                                absl::string_view name,
                                                const GenerateOptions& options);

}  // namespace telemetry

#endif  // CONFIG_APPROVAL_GENERATE_CONFIG_H_
