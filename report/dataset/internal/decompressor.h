// Reads compressed files: gzip, also with several members and with zeros after them, as on tapes and
// in copies of whole blocks, and zstd, also with several frames.
//
//   std::unique_ptr<Decompressor> contents = *OpenCompressed(file);   // null: it is not compressed
//   while (true) {
//     absl::StatusOr<size_t> got = contents->Read(buffer, sizeof(buffer));
//     if (!got.ok() || *got == 0) break;   // damaged, or the end
//     use(buffer, *got);
//   }
//
// Not thread-safe.

#ifndef REPORT_DATASET_INTERNAL_DECOMPRESSOR_H_
#define REPORT_DATASET_INTERNAL_DECOMPRESSOR_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "report/dataset/dataset_reader.h"

namespace telemetry::report_internal {

class Decompressor {
 public:
  Decompressor() = default;
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
  virtual ~Decompressor() = default;

  // Reads the next bytes into `buffer`, at most `size`, and returns how many; 0 only at the end of
  // the contents. Everything before a damaged place is returned before the error. Errors name the
  // file: DataLoss if it is damaged or ends too early, otherwise that of reading.
  absl::StatusOr<size_t> Read(char* buffer, size_t size);

  // How many bytes of the file have been read so far.
  virtual int64_t consumed_bytes() const = 0;

 protected:
  // Reads `size` bytes, or fewer at the end of the contents, and adds their number to `got`, also
  // when it returns an error.
  virtual absl::Status ReadInto(char* buffer, size_t size, size_t& got) = 0;

 private:
  absl::Status status_;  // what a later Read() returns
};

// The contents of `file`, which must outlive the result; null if it does not begin like a
// compressed file. Its name does not matter. Errors: that of reading; ResourceExhausted.
absl::StatusOr<std::unique_ptr<Decompressor>> OpenCompressed(const DatasetFile& file);

}  // namespace telemetry::report_internal

#endif  // REPORT_DATASET_INTERNAL_DECOMPRESSOR_H_
