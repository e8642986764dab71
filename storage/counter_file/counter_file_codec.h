// The arithmetic of counter file format v1 (counter_file_format.md): sizes, places and hashes.
// Pure functions, shared by the writer (counter_file.h) and the reader (counter_file_parser.h).

#ifndef STORAGE_COUNTER_FILE_COUNTER_FILE_CODEC_H_
#define STORAGE_COUNTER_FILE_COUNTER_FILE_CODEC_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "storage/counter_file/counter_file_format.h"

namespace telemetry {

// `x` rounded up to a multiple of `unit`, a power of two. Precondition: the result fits.
constexpr uint64_t RoundUp(uint64_t x, uint64_t unit) { return (x + unit - 1) & ~(unit - 1); }

// Bytes of the header of a file whose metadata text has `metadata_bytes`.
constexpr uint32_t HeaderBytes(uint32_t metadata_bytes) {
  return static_cast<uint32_t>(RoundUp(counter_file_format::kMetadataOffset + metadata_bytes,
                                       counter_file_format::kHeaderUnit));
}

// Bytes of the record of a name of `name_bytes`.
constexpr uint32_t RecordBytes(uint32_t name_bytes) {
  return static_cast<uint32_t>(RoundUp(counter_file_format::kRecordNameOffset + name_bytes,
                                       counter_file_format::kRecordUnit));
}

// Index of the chain that holds `name`: FNV-1a, 32 bits, its halves folded.
constexpr uint32_t BucketOf(absl::string_view name) {
  uint32_t hash = 2166136261;
  for (const char c : name) hash = (hash ^ static_cast<uint8_t>(c)) * 16777619;
  return (hash ^ (hash >> 16)) % counter_file_format::kNumBuckets;
}

// Where a record lies in the file. 64 bits, so that no limit in a damaged file can overflow it.
struct RecordPlace {
  uint64_t begin;
  uint64_t end;
};

// The place of the next record, for a name of `name_bytes`, in a file with the limit word `limit`
// and a header of `header_bytes`. The record neither crosses nor touches the end of a page.
constexpr RecordPlace PlaceRecord(uint32_t limit, uint32_t header_bytes, uint32_t name_bytes) {
  const uint64_t free = limit == 0 ? header_bytes + counter_file_format::kRecordsOffset : limit;
  const uint64_t size = RecordBytes(name_bytes);
  uint64_t begin = RoundUp(free, counter_file_format::kRecordUnit);
  constexpr uint64_t kPage = counter_file_format::kPageBytes;
  if (begin / kPage != (begin + size) / kPage) begin = RoundUp(free, kPage);
  return {begin, begin + size};
}

// What a writer, which walks chains that others made, believes of a record besides that it lies
// inside the file: what no writer leaves is damage, and nobody should count there. The reader
// (counter_file_parser.h) believes more.

// Whether a record can be at `offset` of a file with a header of `header_bytes`.
constexpr bool CanHoldRecord(uint32_t offset, uint32_t header_bytes) {
  return offset % counter_file_format::kRecordUnit == 0 &&
         offset >= header_bytes + counter_file_format::kRecordsOffset;
}

// The length of the name in a record with the length word `word`; 0 if no record has that word.
constexpr uint32_t NameBytes(uint32_t word) {
  const uint32_t bytes = word & counter_file_format::kNameLengthMask;
  const bool is_marked =
      (word & ~counter_file_format::kNameLengthMask) == counter_file_format::kNameLengthMark;
  return is_marked && bytes <= counter_file_format::kMaxNameBytes ? bytes : 0;
}

// Whether the record at `offset`, with a name of `name_bytes`, ends before its page does.
constexpr bool FitsItsPage(uint32_t offset, uint32_t name_bytes) {
  const uint64_t end = uint64_t{offset} + RecordBytes(name_bytes);
  return offset / counter_file_format::kPageBytes == end / counter_file_format::kPageBytes;
}

// The little-endian integer at `offset` of `bytes`. Precondition: it lies inside.
constexpr uint32_t Load32(absl::string_view bytes, uint64_t offset) {
  uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[offset + i]);
  return value;
}
constexpr uint64_t Load64(absl::string_view bytes, uint64_t offset) {
  return uint64_t{Load32(bytes, offset + 4)} << 32 | Load32(bytes, offset);
}

// Whether `bytes`, the beginning of a file, start with a header as EncodeHeader() writes it, for
// any metadata.
bool StartsWithHeader(absl::string_view bytes);

// The header of a file with this metadata text, made by EncodeMetadata(). Precondition: at most
// kMaxMetadataBytes.
std::string EncodeHeader(absl::string_view metadata);

}  // namespace telemetry

#endif  // STORAGE_COUNTER_FILE_COUNTER_FILE_CODEC_H_
