#include "storage/postgres_store/internal/postgres_values.h"

#include <bit>

namespace telemetry::storage_internal {
namespace {

constexpr absl::CivilDay kFirstDay(2000, 1, 1);

template <typename Unsigned>
std::string BigEndian(Unsigned value) {
  std::string bytes(sizeof value, '\0');
  for (size_t i = bytes.size(); i-- > 0; value >>= 8) bytes[i] = static_cast<char>(value & 0xff);
  return bytes;
}

uint64_t FromBigEndian(absl::string_view bytes) {
  uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

// The type of an array of such values.
uint32_t ArrayOid(PostgresType type) {
  switch (type) {
    case PostgresType::kBool:
      return 1000;
    case PostgresType::kBytes:
      return 1001;
    case PostgresType::kInt64:
      return 1016;
    case PostgresType::kDouble:
      return 1022;
    case PostgresType::kDay:
      return 1182;
  }
  return 0;
}

}  // namespace

std::string EncodeInt32(int32_t value) { return BigEndian(static_cast<uint32_t>(value)); }

std::string EncodeInt64(int64_t value) { return BigEndian(static_cast<uint64_t>(value)); }

std::string EncodeDouble(double value) { return BigEndian(std::bit_cast<uint64_t>(value)); }

std::string EncodeDay(absl::CivilDay day) {
  return EncodeInt32(static_cast<int32_t>(day - kFirstDay));
}

int64_t DecodeInt64(absl::string_view bytes) {
  return bytes.size() == 8 ? static_cast<int64_t>(FromBigEndian(bytes)) : 0;
}

double DecodeDouble(absl::string_view bytes) {
  return bytes.size() == 8 ? std::bit_cast<double>(FromBigEndian(bytes)) : 0;
}

absl::CivilDay DecodeDay(absl::string_view bytes) {
  if (bytes.size() != 4) return kFirstDay;
  return kFirstDay + static_cast<int32_t>(static_cast<uint32_t>(FromBigEndian(bytes)));
}

std::string EncodeArray(PostgresType type, const std::vector<std::string>& elements) {
  size_t size = 20;
  for (const std::string& element : elements) size += 4 + element.size();
  std::string bytes;
  bytes.reserve(size);
  // Dimensions, whether there are nulls, the type of an element; then the dimension's size and where
  // its indexes begin.
  bytes += EncodeInt32(elements.empty() ? 0 : 1);
  bytes += EncodeInt32(0);
  bytes += EncodeInt32(static_cast<int32_t>(type));
  if (elements.empty()) return bytes;
  bytes += EncodeInt32(static_cast<int32_t>(elements.size()));
  bytes += EncodeInt32(1);
  for (const std::string& element : elements) {
    bytes += EncodeInt32(static_cast<int32_t>(element.size()));
    bytes += element;
  }
  return bytes;
}

PostgresValues& PostgresValues::AddArray(PostgresType type,
                                         const std::vector<std::string>& elements) {
  values_.push_back({ArrayOid(type), EncodeArray(type, elements)});
  return *this;
}

}  // namespace telemetry::storage_internal
