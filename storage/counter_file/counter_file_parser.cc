#include "storage/counter_file/counter_file_parser.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "storage/counter_file/counter_file_codec.h"
#include "storage/counter_file/counter_file_format.h"
#include "storage/files/file.h"
#include "storage/quoted.h"
#include "storage/stack/counter_name.h"

namespace telemetry {
namespace {

namespace format = counter_file_format;

// A stack's decoded name can be hundreds of times as long as what the file holds.
constexpr uint64_t kMaxDecodedBytes = uint64_t{64} << 20;

// Of a name in a message.
constexpr size_t kMaxQuotedBytes = 100;

struct Record {
  uint64_t count;
  uint32_t next;
  absl::string_view name;
};

class Parser {
 public:
  Parser(absl::string_view contents, absl::string_view filename)
      : contents_(contents), filename_(filename) {}

  absl::StatusOr<v1::CounterFile> Parse();

 private:
  absl::Status Corrupt(absl::string_view why) const {
    return absl::DataLossError(absl::StrCat(filename_, ": corrupt counter file: ", why));
  }

  absl::Status ReadHeader();
  absl::Status ReadMetadata();
  void ReadChain(uint32_t bucket);
  // The record at `offset`, unless there is none: then says why, and LeaveOut().
  std::optional<Record> ReadRecord(uint32_t offset);
  void AddCount(const Record& record, uint32_t offset);
  // Notes that a record cannot be read, and why.
  void LeaveOut(absl::string_view why);
  // The integer at `offset`; what lies beyond the end of the file is zero, as in a file that grows.
  uint32_t Load(uint64_t offset) const;

  const absl::string_view contents_;
  const absl::string_view filename_;
  uint32_t header_bytes_ = 0;
  // What is wrong with the header, if it can be read all the same.
  std::string header_damage_;
  // Where records were read. A circular chain comes to one of them again.
  absl::flat_hash_set<uint32_t> offsets_;
  uint64_t decoded_bytes_ = 0;
  v1::CounterFile file_;
};

absl::StatusOr<v1::CounterFile> Parser::Parse() {
  absl::Status status = ReadHeader();
  if (status.ok()) status = ReadMetadata();
  if (!status.ok()) return status;
  for (uint32_t bucket = 0; bucket < format::kNumBuckets; ++bucket) ReadChain(bucket);
  if (!header_damage_.empty()) {
    // Where the table is was not sure, and what was found there does not make it so.
    if (file_.left_out() > 0) return Corrupt(header_damage_);
    file_.set_damage(header_damage_);
  }
  return std::move(file_);
}

absl::Status Parser::ReadHeader() {
  if (contents_.size() < format::kMinFileBytes) {
    return Corrupt(
        absl::StrCat("it has ", contents_.size(), " bytes, fewer than ", format::kMinFileBytes));
  }
  if (contents_.substr(0, format::kPrefix.size()) != format::kPrefix) {
    return Corrupt("it does not begin with the line \"# telemetry/counter file v1\"");
  }
  header_bytes_ = Load(format::kHeaderLengthOffset);
  if (header_bytes_ < format::kMetadataOffset || header_bytes_ > format::kPageBytes) {
    return Corrupt(absl::StrCat("header length ", header_bytes_, " is out of bounds"));
  }
  return absl::OkStatus();
}

absl::Status Parser::ReadMetadata() {
  absl::string_view text =
      contents_.substr(format::kMetadataOffset, header_bytes_ - format::kMetadataOffset);
  text = text.substr(0, text.find('\0'));
  if (HeaderBytes(static_cast<uint32_t>(text.size())) != header_bytes_) {
    header_damage_ = absl::StrCat("header length ", header_bytes_, " does not fit ", text.size(),
                                  " bytes of metadata");
  }
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const size_t colon = line.find(": ");
    if (colon == absl::string_view::npos) {
      return Corrupt(absl::StrCat("metadata line ", Quoted(line), " has no \": \""));
    }
    (*file_.mutable_meta())[std::string(line.substr(0, colon))] =
        std::string(line.substr(colon + 2));
  }
  return absl::OkStatus();
}

void Parser::ReadChain(uint32_t bucket) {
  uint32_t offset = Load(header_bytes_ + format::kTableOffset + 4 * bucket);
  while (offset != 0) {
    const std::optional<Record> record = ReadRecord(offset);
    if (!record.has_value()) return;
    AddCount(*record, offset);
    offset = record->next;
  }
}

std::optional<Record> Parser::ReadRecord(uint32_t offset) {
  // Go's reader believes any offset that is not before the table.
  if (offset < header_bytes_ + format::kTableOffset ||
      uint64_t{offset} + format::kRecordNameOffset > contents_.size()) {
    LeaveOut(absl::StrCat("no record can be at ", offset));
    return std::nullopt;
  }
  const uint32_t length = Load(offset + format::kRecordLengthOffset);
  const uint32_t name_bytes = length & format::kNameLengthMask;
  if (name_bytes == 0) {
    LeaveOut(absl::StrCat("the record at ", offset, " has the name length ", length));
    return std::nullopt;
  }
  if (uint64_t{offset} + format::kRecordNameOffset + name_bytes > contents_.size()) {
    LeaveOut(absl::StrCat("the record at ", offset, " runs over the end of the file"));
    return std::nullopt;
  }
  if (!offsets_.insert(offset).second) {
    LeaveOut(absl::StrCat("the record at ", offset, " is in the chains twice"));
    return std::nullopt;
  }
  if (offsets_.size() > contents_.size() / format::kRecordUnit) {
    LeaveOut("it holds more records than have room in it");
    return std::nullopt;
  }
  return Record{
      .count = Load64(contents_, offset + format::kRecordCountOffset),
      .next = Load(offset + format::kRecordNextOffset),
      .name = contents_.substr(offset + format::kRecordNameOffset, name_bytes),
  };
}

void Parser::AddCount(const Record& record, uint32_t offset) {
  auto& counts = *file_.mutable_count();
  if (counts.contains(std::string(record.name))) {
    LeaveOut(absl::StrCat("the record at ", offset, " has the name of another, ",
                          Quoted(record.name.substr(0, kMaxQuotedBytes))));
    return;
  }
  const uint64_t decoded_bytes = DecodedStackBytes(record.name);
  if (decoded_bytes > kMaxDecodedBytes - decoded_bytes_) {
    LeaveOut(absl::StrCat("the decoded names exceed ", kMaxDecodedBytes, " bytes"));
    return;
  }
  decoded_bytes_ += decoded_bytes;
  // Of two spellings of one stack Go's reader takes the last.
  const auto [entry, is_new] = counts.insert({DecodeStack(record.name), record.count});
  if (is_new) return;
  entry->second = record.count;
  LeaveOut(absl::StrCat("the record at ", offset, " has the name of another in other letters, ",
                        Quoted(record.name.substr(0, kMaxQuotedBytes))));
}

void Parser::LeaveOut(absl::string_view why) {
  if (file_.left_out() == 0) file_.set_damage(std::string(why));
  file_.set_left_out(file_.left_out() + 1);
}

uint32_t Parser::Load(uint64_t offset) const {
  if (offset + sizeof(uint32_t) <= contents_.size()) return Load32(contents_, offset);
  if (offset >= contents_.size()) return 0;
  std::string word(contents_.substr(offset));
  word.resize(sizeof(uint32_t), '\0');
  return Load32(word, 0);
}

}  // namespace

absl::StatusOr<v1::CounterFile> ParseCounterFile(absl::string_view contents,
                                                 absl::string_view filename) {
  return Parser(contents, filename).Parse();
}

absl::Status DamageOf(const v1::CounterFile& file, absl::string_view filename) {
  if (file.damage().empty()) return absl::OkStatus();
  std::string text = absl::StrCat(filename, ": damaged counter file: ");
  if (file.left_out() > 0) {
    absl::StrAppend(&text, file.left_out(), file.left_out() == 1 ? " record" : " records",
                    " cannot be read, nor any that only such a record leads to: ");
  }
  return absl::DataLossError(absl::StrCat(text, file.damage()));
}

absl::StatusOr<v1::CounterFile> ReadCounterFile(const std::string& path) {
  absl::StatusOr<std::string> contents = ReadFile(path, kMaxCounterFileBytes);
  if (!contents.ok()) return contents.status();
  absl::StatusOr<v1::CounterFile> file = ParseCounterFile(*contents, path);
  if (file.ok() && DamageOf(*file, path).ok()) return file;
  // A copy of a file in use is not a snapshot: it can hold a chain's new head together with older
  // bytes where that leads. By now the new bytes are there.
  contents = ReadFile(path, kMaxCounterFileBytes);
  if (!contents.ok()) return contents.status();
  return ParseCounterFile(*contents, path);
}

}  // namespace telemetry
