#include "report/dataset/dataset_writer.h"

#include "storage/files/atomic_file_writer.h"

namespace telemetry {

absl::StatusOr<int64_t> WriteDataset(const std::string& path, ReportSource reports) {
  absl::StatusOr<AtomicFileWriter> file = AtomicFileWriter::Create(path);
  if (!file.ok()) return file.status();
  int64_t count = 0;
  absl::Status status = reports([&](absl::string_view json) {
    ++count;
    absl::Status appended = file->Append(json);
    return appended.ok() ? file->Append("\n") : appended;
  });
  if (status.ok()) status = file->Replace();
  if (!status.ok()) return status;
  return count;
}

}  // namespace telemetry
