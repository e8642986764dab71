// Reads counter files (counter_file_format.md), whoever wrote them.
//
//   absl::StatusOr<v1::CounterFile> file = ReadCounterFile(path);
//   if (!file.ok()) return file.status();   // "…/tool.v1.count: corrupt counter file: …"
//   for (const auto& [name, count] : file->count()) ...
//
// The reader trusts nothing: it terminates, without a bad access, on any input. It is stricter than
// Go's: whatever no writer can have produced is corruption, so that a damaged file does not become
// wrong counts in a report. Functions here are thread-safe.

#ifndef STORAGE_COUNTER_FILE_COUNTER_FILE_PARSER_H_
#define STORAGE_COUNTER_FILE_COUNTER_FILE_PARSER_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/counter_file/counter_file.pb.h"

namespace telemetry {

// Larger files are refused. This is four times what our own writer ever fills.
inline constexpr size_t kMaxCounterFileBytes = size_t{64} << 20;

// The parsed form of `contents`, the bytes of a counter file. Names are decoded (counter_name.h).
// `filename` is used only in error messages. Errors:
//   DataLoss           the bytes are not a counter file, or a damaged one;
//   ResourceExhausted  the decoded names would exceed 64 MiB.
// Linear in the size of `contents` and of the decoded names.
absl::StatusOr<v1::CounterFile> ParseCounterFile(absl::string_view contents,
                                                 absl::string_view filename);

// Reads and parses the file at `path`, into which other processes may be counting meanwhile.
// Errors: those of ReadFile() (file.h) and ParseCounterFile(). Each names `path`.
absl::StatusOr<v1::CounterFile> ReadCounterFile(const std::string& path);

}  // namespace telemetry

#endif  // STORAGE_COUNTER_FILE_COUNTER_FILE_PARSER_H_
