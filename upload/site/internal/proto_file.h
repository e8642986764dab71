// Files that hold one message in protobuf's binary format.
//
//   absl::Status status = WriteProtoFile(path, charts);
//   absl::StatusOr<v1::ChartData> charts = ReadProtoFile<v1::ChartData>(path);

#ifndef UPLOAD_SITE_INTERNAL_PROTO_FILE_H_
#define UPLOAD_SITE_INTERNAL_PROTO_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/message_lite.h"
#include "storage/files/file.h"

namespace telemetry::upload_internal {

inline constexpr size_t kMaxProtoFileBytes = 256 << 20;

// Replaces the file as a whole. Errors as WriteFileAtomically().
inline absl::Status WriteProtoFile(const std::string& path,
                                   const google::protobuf::MessageLite& message) {
  return WriteFileAtomically(path, message.SerializeAsString());
}

// DataLoss if the file does not hold a Message; otherwise as ReadFile().
template <typename Message>
absl::StatusOr<Message> ReadProtoFile(const std::string& path) {
  const absl::StatusOr<std::string> bytes = ReadFile(path, kMaxProtoFileBytes);
  if (!bytes.ok()) return bytes.status();
  Message message;
  if (!message.ParseFromString(*bytes)) {
    return absl::DataLossError(absl::StrCat(path, ": damaged"));
  }
  return message;
}

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_SITE_INTERNAL_PROTO_FILE_H_
