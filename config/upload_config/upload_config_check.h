// What an upload config may be, wherever it comes from: a file, a collector, a cache.
//
//   if (absl::Status status = CheckUploadConfig(config); !status.ok()) return status;
//   ApprovedCounters approved(std::move(config));  // expands it
//
// A list of buckets may stand for many names ("chart:{a,b}" for "chart:a" and "chart:b"), each of
// which repeats the chart's name, so a small config could take gigabytes once it is expanded. The
// check needs no memory and time linear in the size of the config; one that passes expands to at
// most kMaxExpandedBytes.
//
// Pure and thread-safe.

#ifndef CONFIG_UPLOAD_CONFIG_UPLOAD_CONFIG_CHECK_H_
#define CONFIG_UPLOAD_CONFIG_UPLOAD_CONFIG_CHECK_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/upload_config.pb.h"

namespace telemetry {

// The length of an expanded name, which is that of a counter file, and of any other text.
inline constexpr size_t kMaxConfigTextBytes = 4096;
// The programs; the entries of each list of systems, processors, compilers and versions; and the
// expanded names of a program's counters and stacks together.
inline constexpr size_t kMaxConfigPrograms = 1'000;
inline constexpr size_t kMaxConfigListEntries = 10'000;
inline constexpr size_t kMaxProgramCounters = 10'000;
// The released builds of a program, of all its files together.
inline constexpr size_t kMaxProgramBuilds = 10'000;
// The expanded names of all programs, in bytes.
inline constexpr size_t kMaxExpandedBytes = 8 << 20;

// What an entry's name stands for once it is expanded (ExpandCounterName() in upload_config.h).
struct ExpandedSize {
  size_t names = 0;
  size_t bytes = 0;
  size_t longest_bytes = 0;
};

// Linear in the length of `name`.
ExpandedSize SizeOfExpanded(absl::string_view name);

// InvalidArgument, naming the field, if the config exceeds a limit above, if an Expires is not a
// day, if a MinVersion is neither a release vX.Y.Z nor a pre-release alpha, beta, pre or rc of one,
// or if a build's file or ID cannot be that of a frame (released_builds.h): `Programs[2].Counters[0].Expires "soon" is not a day such as 2027-11-30`.
absl::Status CheckUploadConfig(const v1::UploadConfig& config);

}  // namespace telemetry

#endif  // CONFIG_UPLOAD_CONFIG_UPLOAD_CONFIG_CHECK_H_
