// The version under which the next config is published.
//
//   absl::StatusOr<NextVersion> next = NextConfigVersion("v1.4.2", old_config, new_config);
//
// Pure and thread-safe.

#ifndef CONFIG_APPROVAL_NEXT_VERSION_H_
#define CONFIG_APPROVAL_NEXT_VERSION_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/upload_config.pb.h"

namespace telemetry {

struct NextVersion {
  enum class Step {
    kSame,   // the configs are equal: nothing to publish
    kPatch,  // only versions of programs or compilers differ, as after a release
    kMinor,  // anything else, so that it deserves a look
  };

  Step step;
  std::string version;
};

// "same", "patch" or "minor".
absl::string_view StepName(NextVersion::Step step);

// InvalidArgument if `current` is not a plain release, vX.Y.Z with numbers of at most 8 digits, or
// if there is no next one.
absl::StatusOr<NextVersion> NextConfigVersion(absl::string_view current,
                                              const v1::UploadConfig& old_config,
                                              const v1::UploadConfig& new_config);

}  // namespace telemetry

#endif  // CONFIG_APPROVAL_NEXT_VERSION_H_
