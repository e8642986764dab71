// The constants of counter file format v1, described in counter_file_format.md. Go Telemetry writes
// the same format on millions of machines: none of these can ever change.

#ifndef STORAGE_COUNTER_FILE_COUNTER_FILE_FORMAT_H_
#define STORAGE_COUNTER_FILE_COUNTER_FILE_FORMAT_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "storage/stack/stack_format.h"

namespace telemetry::counter_file_format {

// The suffix of every counter file's name.
inline constexpr absl::string_view kFileNameSuffix = ".v1.count";

// The header: prefix, u32 length of the whole header, metadata text, padding of NUL bytes.
inline constexpr absl::string_view kPrefix = "# telemetry/counter file v1\n";
inline constexpr uint32_t kHeaderLengthOffset = 28;
inline constexpr uint32_t kMetadataOffset = 32;
inline constexpr uint32_t kMaxMetadataBytes = 512;
inline constexpr uint32_t kHeaderUnit = 32;

// After the header, relative to its end: u32 limit, then the hash table of u32 chain heads.
inline constexpr uint32_t kLimitOffset = 0;
inline constexpr uint32_t kTableOffset = 4;
inline constexpr uint32_t kNumBuckets = 512;
inline constexpr uint32_t kRecordsOffset = kTableOffset + 4 * kNumBuckets;

// A record: u64 count, u32 name length with the top byte set, u32 next, then the name.
inline constexpr uint32_t kRecordUnit = 32;
inline constexpr uint32_t kRecordCountOffset = 0;
inline constexpr uint32_t kRecordLengthOffset = 8;
inline constexpr uint32_t kRecordNextOffset = 12;
inline constexpr uint32_t kRecordNameOffset = 16;
inline constexpr uint32_t kNameLengthMask = 0x00ffffff;
inline constexpr uint32_t kNameLengthMark = 0xff000000;
inline constexpr uint32_t kMaxNameBytes = stack_format::kMaxNameBytes;
// `next` of a record that lost the race to be the one for its name.
inline constexpr uint32_t kDeadRecord = 0xffffffff;

// A file grows by pages; a record neither crosses nor touches the end of one.
inline constexpr uint32_t kPageBytes = 16384;
inline constexpr uint32_t kMinFileBytes = kPageBytes;

// Counts stay here once they reach it.
inline constexpr uint64_t kMaxCount = UINT64_MAX;

}  // namespace telemetry::counter_file_format

#endif  // STORAGE_COUNTER_FILE_COUNTER_FILE_FORMAT_H_
