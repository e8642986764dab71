// The lock-free protocol by which processes find and add records in a counter file (see
// counter_file_format.md), independent of the memory that it runs on: CounterFile runs it on a
// mapped file, and a test runs the same code on a model, step by step, in every order.
//
// Invariants that every step keeps, so that a process may be killed after any of them:
//
//  1. `limit` only grows, and the bytes between two of its values belong to whoever moved it.
//  2. A record that a chain reaches is complete, and neither its name nor its `next` ever changes
//     again. So a chain, once reached, can be walked while others add to it.
//  3. A chain holds a name at most once: a record is linked only in front of a head behind which
//     its name was not found.
//  4. `limit` never passes the end of the file, so every record that a chain reaches is inside.
//
// Memory is a class with these members, each of which is one step of the protocol:
//
//   uint32_t Load32(uint32_t offset);    acquire
//   void Store32(uint32_t offset, uint32_t value);    to bytes of our own only, hence relaxed
//   bool CompareExchange32(uint32_t offset, uint32_t& expected, uint32_t desired);    acq_rel
//   absl::string_view Name(uint32_t offset, uint32_t bytes);
//   void WriteName(uint32_t offset, absl::string_view name);    to bytes of our own only
//   Reach Reaches(uint64_t end);    whether bytes up to `end` can be touched
//   bool Grow(uint64_t end);        makes them touchable; false if that is impossible
//   uint64_t Size();                the end up to which Reaches() has said yes
//
// Why these memory orders are enough: the bytes of a record are written before the compare-exchange
// that links it (release) and read after a load that saw the link (acquire). A later link extends
// the head's release sequence, since it is a read-modify-write, so whoever sees the newest record
// of a chain also sees all those behind it.

#ifndef STORAGE_COUNTER_FILE_INTERNAL_RECORD_TABLE_H_
#define STORAGE_COUNTER_FILE_INTERNAL_RECORD_TABLE_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "storage/counter_file/counter_file_codec.h"
#include "storage/counter_file/counter_file_format.h"
#include "storage/mapped_file/reach.h"

namespace telemetry::storage_internal {

enum class RecordError {
  kNone,
  kNoSpace,  // the file cannot grow, or its records lie where this process cannot touch them
  kDamaged,  // something is not as a writer leaves it
};

struct RecordResult {
  // Offset of the record in the file; 0 unless `error` is kNone.
  uint32_t offset = 0;
  RecordError error = RecordError::kNone;
};

template <typename Memory>
class RecordTable {
 public:
  // A table in `memory`, which must outlive it, after a header of `header_bytes`.
  RecordTable(Memory& memory, uint32_t header_bytes)
      : memory_(memory), header_bytes_(header_bytes) {}

  // The record of `name`, added if it does not exist. Precondition: 1 to 4096 bytes. Lock-free: it
  // terminates whatever others do or stop doing.
  RecordResult FindOrAdd(absl::string_view name) {
    const uint32_t head_offset = HeadOffset(BucketOf(name));
    uint32_t head = memory_.Load32(head_offset);
    const RecordResult found = Find(name, head, /*stop=*/0);
    if (found.offset != 0 || found.error != RecordError::kNone) return found;
    const RecordResult reserved = Reserve(static_cast<uint32_t>(name.size()));
    if (reserved.error != RecordError::kNone) return reserved;
    return Link(name, reserved.offset, head_offset, head);
  }

  // Whether every record that a chain reaches is as a writer leaves it: kNone or kDamaged. Records
  // that this process cannot touch are assumed to be good.
  RecordError Check() {
    if (const RecordError error = CheckLimit(memory_.Load32(LimitOffset()));
        error != RecordError::kNone) {
      return error == RecordError::kDamaged ? error : RecordError::kNone;
    }
    uint64_t records = 0;
    for (uint32_t bucket = 0; bucket < counter_file_format::kNumBuckets; ++bucket) {
      for (uint32_t offset = memory_.Load32(HeadOffset(bucket)); offset != 0;) {
        const Name name = NameOf(offset);
        if (name.error == RecordError::kNoSpace) break;
        if (name.error == RecordError::kDamaged || BucketOf(name.text) != bucket) {
          return RecordError::kDamaged;
        }
        if (RunsInACircle(++records)) return RecordError::kDamaged;
        offset = NextOf(offset);
      }
    }
    return RecordError::kNone;
  }

 private:
  struct Name {
    absl::string_view text;
    RecordError error = RecordError::kNone;
  };

  uint32_t LimitOffset() const { return header_bytes_ + counter_file_format::kLimitOffset; }
  uint32_t HeadOffset(uint32_t bucket) const {
    return header_bytes_ + counter_file_format::kTableOffset + 4 * bucket;
  }
  uint32_t FirstRecord() const { return header_bytes_ + counter_file_format::kRecordsOffset; }
  uint32_t NextOf(uint32_t record) {
    return memory_.Load32(record + counter_file_format::kRecordNextOffset);
  }

  // Whether a walk past `records` records has met one of them twice: that many do not fit.
  bool RunsInACircle(uint64_t records) {
    return records * counter_file_format::kRecordUnit > memory_.Size();
  }

  static RecordError ErrorOf(Reach reach) {
    if (reach == Reach::kYes) return RecordError::kNone;
    return reach == Reach::kBeyondFile ? RecordError::kDamaged : RecordError::kNoSpace;
  }

  RecordError CheckLimit(uint32_t limit) {
    if (limit == 0) return RecordError::kNone;
    if (limit < FirstRecord()) return RecordError::kDamaged;
    return ErrorOf(memory_.Reaches(limit));
  }

  // The name of the record at `offset`, unless no writer can have put one there.
  Name NameOf(uint32_t offset) {
    namespace format = counter_file_format;
    if (!CanHoldRecord(offset, header_bytes_)) return {{}, RecordError::kDamaged};
    const uint64_t name_offset = uint64_t{offset} + format::kRecordNameOffset;
    if (const Reach reach = memory_.Reaches(name_offset); reach != Reach::kYes) {
      return {{}, ErrorOf(reach)};
    }
    const uint32_t name_bytes = NameBytes(memory_.Load32(offset + format::kRecordLengthOffset));
    if (name_bytes == 0 || !FitsItsPage(offset, name_bytes)) return {{}, RecordError::kDamaged};
    const uint64_t end = uint64_t{offset} + RecordBytes(name_bytes);
    if (const Reach reach = memory_.Reaches(end); reach != Reach::kYes) {
      return {{}, ErrorOf(reach)};
    }
    return {memory_.Name(static_cast<uint32_t>(name_offset), name_bytes)};
  }

  // Looks for `name` from the record at `offset` on, up to the one at `stop`. Offset 0 if it is not
  // found.
  RecordResult Find(absl::string_view name, uint32_t offset, uint32_t stop) {
    for (uint64_t records = 1; offset != stop; ++records) {
      const Name found = NameOf(offset);
      if (found.error != RecordError::kNone) return {0, found.error};
      if (found.text == name) return {offset};
      if (RunsInACircle(records)) return {0, RecordError::kDamaged};
      offset = NextOf(offset);
    }
    return {};
  }

  // Reserves room for a record (invariants 1 and 4).
  RecordResult Reserve(uint32_t name_bytes) {
    uint32_t limit = memory_.Load32(LimitOffset());
    while (true) {
      if (const RecordError error = CheckLimit(limit); error != RecordError::kNone) {
        return {0, error};
      }
      const RecordPlace place = PlaceRecord(limit, header_bytes_, name_bytes);
      const Reach reach = memory_.Reaches(place.end);
      if (reach == Reach::kBeyondWindow ||
          (reach == Reach::kBeyondFile && !memory_.Grow(place.end))) {
        return {0, RecordError::kNoSpace};
      }
      if (memory_.CompareExchange32(LimitOffset(), limit, static_cast<uint32_t>(place.end))) {
        return {static_cast<uint32_t>(place.begin)};
      }
    }
  }

  // Completes the record at `offset` and links it in front of `head`, behind which its name was not
  // found (invariants 2 and 3).
  RecordResult Link(absl::string_view name, uint32_t offset, uint32_t head_offset, uint32_t head) {
    namespace format = counter_file_format;
    memory_.WriteName(offset + format::kRecordNameOffset, name);
    memory_.Store32(offset + format::kRecordLengthOffset,
                    static_cast<uint32_t>(name.size()) | format::kNameLengthMark);
    while (true) {
      memory_.Store32(offset + format::kRecordNextOffset, head);
      const uint32_t old_head = head;
      if (memory_.CompareExchange32(head_offset, head, offset)) return {offset};
      const RecordResult found = Find(name, head, old_head);
      if (found.error != RecordError::kNone) return found;
      if (found.offset != 0) {
        memory_.Store32(offset + format::kRecordNextOffset, format::kDeadRecord);
        return found;
      }
    }
  }

  Memory& memory_;
  const uint32_t header_bytes_;
};

}  // namespace telemetry::storage_internal

#endif  // STORAGE_COUNTER_FILE_INTERNAL_RECORD_TABLE_H_
