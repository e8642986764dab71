#include "storage/counter_file/counter_file_codec.h"

#include <cstdint>
#include <string>

namespace telemetry {

namespace format = counter_file_format;

bool StartsWithHeader(absl::string_view bytes) {
  if (bytes.size() < HeaderBytes(format::kMaxMetadataBytes) ||
      bytes.substr(0, format::kPrefix.size()) != format::kPrefix) {
    return false;
  }
  const absl::string_view text = bytes.substr(format::kMetadataOffset, format::kMaxMetadataBytes);
  const absl::string_view metadata = text.substr(0, text.find('\0'));
  return bytes.substr(0, HeaderBytes(static_cast<uint32_t>(metadata.size()))) ==
         EncodeHeader(metadata);
}

std::string EncodeHeader(absl::string_view metadata) {
  const uint32_t size = HeaderBytes(static_cast<uint32_t>(metadata.size()));
  std::string header(size, '\0');
  header.replace(0, format::kPrefix.size(), format::kPrefix.data(), format::kPrefix.size());
  for (int byte = 0; byte < 4; ++byte) {
    header[format::kHeaderLengthOffset + byte] = static_cast<char>(size >> (8 * byte));
  }
  header.replace(format::kMetadataOffset, metadata.size(), metadata.data(), metadata.size());
  return header;
}

}  // namespace telemetry
