#include "storage/counter_file/counter_file_parser.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "storage/counter_file/counter_file_codec.h"
#include "storage/counter_file/counter_file_format.h"
#include "storage/files/file.h"
#include "storage/quoted.h"
#include "storage/stack/counter_name.h"

namespace telemetry {
namespace {

namespace format = counter_file_format;

// A stack's decoded name can be hundreds of times as long as what the file holds.
constexpr size_t kMaxDecodedBytes = size_t{64} << 20;

struct Record {
  uint64_t count;
  uint32_t next;
  absl::string_view name;
};

class Parser {
 public:
  Parser(absl::string_view contents, absl::string_view filename)
      : contents_(contents), filename_(filename) {}

  absl::StatusOr<v1::CounterFile> Parse() {
    absl::Status status = ReadHeader();
    if (status.ok()) status = ReadMetadata();
    for (uint32_t bucket = 0; status.ok() && bucket < format::kNumBuckets; ++bucket) {
      status = ReadChain(bucket);
    }
    if (!status.ok()) return status;
    return std::move(file_);
  }

 private:
  absl::Status Corrupt(absl::string_view why) const {
    return absl::DataLossError(absl::StrCat(filename_, ": corrupt counter file: ", why));
  }

  absl::Status ReadHeader();
  absl::Status ReadMetadata();
  absl::Status ReadChain(uint32_t bucket);
  absl::StatusOr<Record> ReadRecord(uint32_t offset) const;
  absl::Status AddCount(const Record& record);

  const absl::string_view contents_;
  const absl::string_view filename_;
  uint32_t header_bytes_ = 0;
  // Encoded names seen so far. A circular chain meets one of them again.
  absl::flat_hash_set<absl::string_view> names_;
  size_t decoded_bytes_ = 0;
  v1::CounterFile file_;
};

absl::Status Parser::ReadHeader() {
  if (contents_.size() < format::kMinFileBytes) {
    return Corrupt(
        absl::StrCat("it has ", contents_.size(), " bytes, fewer than ", format::kMinFileBytes));
  }
  if (contents_.substr(0, format::kPrefix.size()) != format::kPrefix) {
    return Corrupt("it does not begin with the line \"# telemetry/counter file v1\"");
  }
  header_bytes_ = Load32(contents_, format::kHeaderLengthOffset);
  if (header_bytes_ < format::kMetadataOffset ||
      header_bytes_ > HeaderBytes(format::kMaxMetadataBytes)) {
    return Corrupt(absl::StrCat("header length ", header_bytes_, " is out of bounds"));
  }
  return absl::OkStatus();
}

absl::Status Parser::ReadMetadata() {
  absl::string_view text =
      contents_.substr(format::kMetadataOffset, header_bytes_ - format::kMetadataOffset);
  const size_t padding = std::min(text.find('\0'), text.size());
  if (text.find_first_not_of('\0', padding) != absl::string_view::npos) {
    return Corrupt("the padding of the metadata is not NUL");
  }
  text = text.substr(0, padding);
  if (HeaderBytes(static_cast<uint32_t>(text.size())) != header_bytes_) {
    return Corrupt(absl::StrCat("header length ", header_bytes_, " does not fit ", text.size(),
                                " bytes of metadata"));
  }
  while (!text.empty() && text != "\n") {
    const absl::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const size_t colon = line.find(": ");
    if (colon == absl::string_view::npos) {
      return Corrupt(absl::StrCat("metadata line ", Quoted(line), " has no \": \""));
    }
    const bool is_new =
        file_.mutable_meta()
            ->insert({std::string(line.substr(0, colon)), std::string(line.substr(colon + 2))})
            .second;
    if (!is_new) return Corrupt(absl::StrCat("metadata line ", Quoted(line), " repeats its key"));
  }
  if (text.empty()) return Corrupt("the metadata does not end with an empty line");
  return absl::OkStatus();
}

absl::Status Parser::ReadChain(uint32_t bucket) {
  uint32_t offset = Load32(contents_, header_bytes_ + format::kTableOffset + 4 * bucket);
  while (offset != 0) {
    absl::StatusOr<Record> record = ReadRecord(offset);
    if (!record.ok()) return record.status();
    if (BucketOf(record->name) != bucket) {
      return Corrupt(absl::StrCat("the record at ", offset, " is in the chain of other names"));
    }
    const absl::Status status = AddCount(*record);
    if (!status.ok()) return status;
    offset = record->next;
  }
  return absl::OkStatus();
}

absl::StatusOr<Record> Parser::ReadRecord(uint32_t offset) const {
  if (!CanHoldRecord(offset, header_bytes_) ||
      uint64_t{offset} + format::kRecordNameOffset > contents_.size()) {
    return Corrupt(absl::StrCat("no record can be at ", offset));
  }
  const uint32_t length = Load32(contents_, offset + format::kRecordLengthOffset);
  const uint32_t name_bytes = NameBytes(length);
  if (name_bytes == 0) {
    return Corrupt(absl::StrCat("the record at ", offset, " has the name length ", length));
  }
  const uint64_t end = uint64_t{offset} + RecordBytes(name_bytes);
  if (end > contents_.size() || !FitsItsPage(offset, name_bytes)) {
    return Corrupt(absl::StrCat("the record at ", offset, " runs over the end of its page"));
  }
  return Record{
      .count = Load64(contents_, offset + format::kRecordCountOffset),
      .next = Load32(contents_, offset + format::kRecordNextOffset),
      .name = contents_.substr(offset + format::kRecordNameOffset, name_bytes),
  };
}

absl::Status Parser::AddCount(const Record& record) {
  if (!names_.insert(record.name).second) {
    return Corrupt(absl::StrCat("it holds the name ", Quoted(record.name), " twice"));
  }
  const std::string name = DecodeStack(record.name);
  decoded_bytes_ += name.size();
  if (decoded_bytes_ > kMaxDecodedBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat(filename_, ": its decoded names exceed ", kMaxDecodedBytes, " bytes"));
  }
  if (!file_.mutable_count()->insert({name, record.count}).second) {
    return Corrupt(absl::StrCat("it holds the name ", Quoted(record.name), " in two spellings"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::CounterFile> ParseCounterFile(absl::string_view contents,
                                                 absl::string_view filename) {
  return Parser(contents, filename).Parse();
}

absl::StatusOr<v1::CounterFile> ReadCounterFile(const std::string& path) {
  absl::StatusOr<std::string> contents = ReadFile(path, kMaxCounterFileBytes);
  if (!contents.ok()) return contents.status();
  absl::StatusOr<v1::CounterFile> file = ParseCounterFile(*contents, path);
  if (file.ok()) return file;
  // A copy of a file in use is not a snapshot: it can hold a chain's new head together with older
  // bytes where that leads. By now the new bytes are there.
  contents = ReadFile(path, kMaxCounterFileBytes);
  if (!contents.ok()) return contents.status();
  return ParseCounterFile(*contents, path);
}

}  // namespace telemetry
