// Reads counter files (counter_file_format.md), whoever wrote them.
//
//   absl::StatusOr<v1::CounterFile> file = ReadCounterFile(path);
//   if (!file.ok()) return file.status();   // "…/tool.v1.count: corrupt counter file: …"
//   for (const auto& [name, count] : file->count()) ...
//   if (absl::Status damage = DamageOf(*file, path); !damage.ok()) Warn(damage);
//
// The reader trusts nothing: it terminates, without a bad access, on any input. It reads what Go's
// reader reads, record by record, since Go's writer is known to leave a wrong byte here and there.
// Where Go's refuses the file, ours leaves out the records that cannot be read and says so, because
// one of them is no reason to lose a week's counts. A file is refused if nothing in it is sure.
// Functions here are thread-safe.

#ifndef STORAGE_COUNTER_FILE_COUNTER_FILE_PARSER_H_
#define STORAGE_COUNTER_FILE_COUNTER_FILE_PARSER_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/counter_file/counter_file.pb.h"

namespace telemetry {

// Larger files are refused. This is four times what our own writer ever fills.
inline constexpr size_t kMaxCounterFileBytes = size_t{64} << 20;

// The parsed form of `contents`, the bytes of a counter file. Names are decoded (counter_name.h).
// `filename` is used only in error messages. DataLoss if the bytes are no counter file; or if its
// metadata, or the place of its records, cannot be told. Leaves out what DamageOf() then tells of:
// records that cannot be read, and those with which the decoded names would exceed 64 MiB. Linear
// in the size of `contents` and of the decoded names.
absl::StatusOr<v1::CounterFile> ParseCounterFile(absl::string_view contents,
                                                 absl::string_view filename);

// DataLoss if not all of `file`, parsed by one of the other functions, could be read: says how many
// records are left out, and why. `filename` is used only in that message.
absl::Status DamageOf(const v1::CounterFile& file, absl::string_view filename);

// Reads and parses the file at `path`, into which other processes may be counting meanwhile.
// Errors: those of ReadFile() (file.h) and ParseCounterFile(). Each names `path`.
absl::StatusOr<v1::CounterFile> ReadCounterFile(const std::string& path);

}  // namespace telemetry

#endif  // STORAGE_COUNTER_FILE_COUNTER_FILE_PARSER_H_
