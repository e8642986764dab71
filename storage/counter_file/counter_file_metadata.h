// The metadata of a counter file in typed form: who counted, and in which span of time.
//
//   absl::StatusOr<CounterFileMetadata> metadata = GetMetadata(*file, path);
//   if (metadata.ok() && metadata->time_end <= now) ...   // expired: becomes a report

#ifndef STORAGE_COUNTER_FILE_COUNTER_FILE_METADATA_H_
#define STORAGE_COUNTER_FILE_COUNTER_FILE_METADATA_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/counter_file/counter_file.pb.h"
#include "storage/counter_file/program_build.h"

namespace telemetry {

// All of a counter file's metadata. The keys in the file are Go's (`GoVersion`, ...).
struct CounterFileMetadata {
  std::string program;
  std::string version;
  std::string go_version;
  std::string goos;
  std::string goarch;
  // Counts were made from time_begin (inclusive) to time_end (exclusive).
  absl::Time time_begin;
  absl::Time time_end;

  // The five texts, as views of them.
  ProgramBuild build() const { return {program, version, go_version, goos, goarch}; }
};

// The metadata of `file`; `filename` is used only in error messages. DataLoss if a key is missing,
// a time is not RFC 3339, or the times are in the wrong order.
absl::StatusOr<CounterFileMetadata> GetMetadata(const v1::CounterFile& file,
                                                absl::string_view filename);

}  // namespace telemetry

#endif  // STORAGE_COUNTER_FILE_COUNTER_FILE_METADATA_H_
