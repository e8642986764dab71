#include "storage/counter_file/counter_file_parser.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "simdjson.h"
#include "storage/counter_file/counter_file_codec.h"
#include "storage/counter_file/counter_file_format.h"
#include "storage/counter_file/counter_file_json.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

namespace format = counter_file_format;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr absl::string_view kMetadata = "Program: p\nVersion: v1\n\n";

// Builds the bytes of a counter file, or of one that no writer would produce.
class FileBytes {
 public:
  explicit FileBytes(absl::string_view metadata = kMetadata) {
    bytes_ = EncodeHeader(metadata);
    header_ = static_cast<uint32_t>(bytes_.size());
    bytes_.resize(format::kPageBytes, '\0');
  }

  // Adds a record at the head of its chain and returns its offset.
  uint32_t Add(absl::string_view name, uint64_t count) {
    const RecordPlace place = PlaceRecord(limit_, header_, static_cast<uint32_t>(name.size()));
    limit_ = static_cast<uint32_t>(place.end);
    if (place.end > bytes_.size()) bytes_.resize(bytes_.size() + format::kPageBytes, '\0');
    const uint32_t offset = static_cast<uint32_t>(place.begin);
    Put32(offset, static_cast<uint32_t>(count));
    Put32(offset + 4, static_cast<uint32_t>(count >> 32));
    Put32(offset + 8, static_cast<uint32_t>(name.size()) | format::kNameLengthMark);
    Put32(offset + 12, Get32(HeadOf(name)));
    bytes_.replace(offset + 16, name.size(), name.data(), name.size());
    Put32(HeadOf(name), offset);
    return offset;
  }

  // Offset of the head of the chain of `name`.
  uint32_t HeadOf(absl::string_view name) const {
    return header_ + format::kTableOffset + 4 * BucketOf(name);
  }
  void Put32(uint32_t offset, uint32_t value) {
    for (int i = 0; i < 4; ++i) bytes_[offset + i] = static_cast<char>(value >> (8 * i));
  }
  uint32_t Get32(uint32_t offset) const {
    uint32_t value = 0;
    for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<uint8_t>(bytes_[offset + i]);
    return value;
  }
  std::string& bytes() { return bytes_; }
  absl::StatusOr<v1::CounterFile> Parse() const { return ParseCounterFile(bytes_, "f.v1.count"); }

 private:
  std::string bytes_;
  uint32_t header_;
  uint32_t limit_ = 0;
};

// A file that can be read, but not all of it.
auto LeavesOut(uint64_t records, absl::string_view why) {
  return ::testing::AllOf(
      ::testing::Property("left_out", &v1::CounterFile::left_out, records),
      ::testing::Property("damage", &v1::CounterFile::damage, HasSubstr(std::string(why))));
}

auto IsCorrupt(absl::string_view why) {
  return StatusIs(absl::StatusCode::kDataLoss,
                  ::testing::AllOf(HasSubstr("f.v1.count: corrupt counter file: "),
                                   HasSubstr(std::string(why))));
}

TEST(CounterFileParserTest, ReadsMetadataAndCounts) {
  FileBytes file;
  file.Add("tool/errors", 3);
  file.Add("tool/saturated", UINT64_MAX);
  const absl::StatusOr<v1::CounterFile> parsed = file.Parse();
  ASSERT_THAT(parsed, IsOk());
  EXPECT_THAT(parsed->meta(), UnorderedElementsAre(Pair("Program", "p"), Pair("Version", "v1")));
  EXPECT_THAT(parsed->count(),
              UnorderedElementsAre(Pair("tool/errors", 3), Pair("tool/saturated", UINT64_MAX)));
}

TEST(CounterFileParserTest, ReadsLongChainsAndManyPages) {
  FileBytes file;
  for (uint64_t i = 0; i < 3000; ++i) file.Add(absl::StrCat("tool/counter:", i), i);
  const absl::StatusOr<v1::CounterFile> parsed = file.Parse();
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->count().size(), 3000);
  EXPECT_EQ(parsed->count().at("tool/counter:2999"), 2999);
}

TEST(CounterFileParserTest, DecodesStacks) {
  FileBytes file;
  file.Add("t\na.f:+1\n\".g:+2", 1);
  const absl::StatusOr<v1::CounterFile> parsed = file.Parse();
  ASSERT_THAT(parsed, IsOk());
  EXPECT_THAT(parsed->count(), UnorderedElementsAre(Pair("t\na.f:+1\na.g:+2", 1)));
}

TEST(CounterFileParserTest, SaysNothingOfAnIntactFile) {
  FileBytes file;
  file.Add("a", 1);
  const absl::StatusOr<v1::CounterFile> parsed = file.Parse();
  ASSERT_THAT(parsed, IsOk());
  EXPECT_THAT(DamageOf(*parsed, "f.v1.count"), IsOk());
}

// Go's own writer does this where several processes grow a file.
TEST(CounterFileParserTest, ReadsRecordInTheWrongChain) {
  FileBytes file;
  file.Add("b", 2);
  const uint32_t offset = file.Add("a", 1);
  file.bytes()[offset + format::kRecordNameOffset] = 'x';
  const absl::StatusOr<v1::CounterFile> parsed = file.Parse();
  ASSERT_THAT(parsed, IsOk());
  EXPECT_THAT(parsed->count(), UnorderedElementsAre(Pair("x", 1), Pair("b", 2)));
  EXPECT_THAT(DamageOf(*parsed, "f.v1.count"), IsOk());
}

TEST(CounterFileParserTest, LeavesOutWhatLiesBehindABrokenLink) {
  FileBytes file;
  file.Add("b", 2);
  file.Add("c", 3);
  file.Put32(file.HeadOf("a"), 0xffffffe0);
  const absl::StatusOr<v1::CounterFile> parsed = file.Parse();
  ASSERT_THAT(parsed, IsOk());
  EXPECT_THAT(parsed->count(), UnorderedElementsAre(Pair("b", 2), Pair("c", 3)));
  EXPECT_THAT(
      DamageOf(*parsed, "f.v1.count"),
      StatusIs(
          absl::StatusCode::kDataLoss,
          "f.v1.count: damaged counter file: 1 record cannot be read, nor any that only such a "
          "record leads to: no record can be at 4294967264"));
}

TEST(CounterFileParserTest, LeavesOutTheSecondRecordOfAName) {
  FileBytes file;
  file.Add("a", 1);
  file.Add("a", 2);  // before the other in the chain, so that writers count here
  const absl::StatusOr<v1::CounterFile> parsed = file.Parse();
  ASSERT_THAT(parsed, IsOkAndHolds(LeavesOut(1, "has the name of another, \"a\"")));
  EXPECT_THAT(parsed->count(), UnorderedElementsAre(Pair("a", 2)));
}

TEST(CounterFileParserTest, TakesTheLastOfTwoSpellingsOfOneStackAsGoDoes) {
  FileBytes file;
  file.Add("t\na.f:+1\n\".g:+2", 1);
  file.Add("t\na.f:+1\na.g:+2", 2);
  const absl::StatusOr<v1::CounterFile> parsed = file.Parse();
  ASSERT_THAT(parsed, IsOkAndHolds(LeavesOut(1, "has the name of another")));
  EXPECT_EQ(parsed->count().size(), 1);
}

TEST(CounterFileParserTest, LeavesOutDecodedNamesThatWouldFillTheMemory) {
  FileBytes file;
  for (int i = 0; i < 200; ++i) {
    std::string name = absl::StrCat(i, "\n", std::string(2040, 'p'), ".f");
    while (name.size() + 4 <= format::kMaxNameBytes) name += "\n\".f";
    file.Add(name, 1);
  }
  const absl::StatusOr<v1::CounterFile> parsed = file.Parse();
  ASSERT_THAT(parsed, IsOk());
  EXPECT_THAT(parsed->damage(), HasSubstr("the decoded names exceed 67108864 bytes"));
  EXPECT_EQ(parsed->count().size() + parsed->left_out(), 200);
}

TEST(CounterFileParserTest, DecodesNoLongNameThatWouldFillTheMemory) {
  FileBytes file;
  const uint32_t offset = file.Add("a", 1);
  std::string name = absl::StrCat("a\n", std::string(1 << 20, 'p'), ".f");
  while (name.size() < 8 << 20) name += "\n\".f";
  file.bytes().resize(offset + 16);
  file.bytes() += name;
  file.Put32(offset + format::kRecordLengthOffset,
             static_cast<uint32_t>(name.size()) | format::kNameLengthMark);
  EXPECT_THAT(file.Parse(), IsOkAndHolds(LeavesOut(1, "the decoded names exceed")));
}

TEST(CounterFileParserTest, EndsOnChainThatRunsInACircle) {
  FileBytes file;
  const uint32_t offset = file.Add("a", 1);
  file.Put32(offset + format::kRecordNextOffset, offset);
  const absl::StatusOr<v1::CounterFile> parsed = file.Parse();
  ASSERT_THAT(parsed, IsOkAndHolds(LeavesOut(1, "is in the chains twice")));
  EXPECT_THAT(parsed->count(), UnorderedElementsAre(Pair("a", 1)));
}

TEST(CounterFileParserTest, EndsOnCircleOfAStackWhereGoDoesNot) {
  FileBytes file;
  const uint32_t offset = file.Add("t\na.f:+1\n\".g:+2", 1);
  file.Put32(offset + format::kRecordNextOffset, offset);
  EXPECT_THAT(file.Parse(), IsOkAndHolds(LeavesOut(1, "is in the chains twice")));
}

TEST(CounterFileParserTest, LeavesOutRecordsAtOffsetsWhereNoneCanBe) {
  for (const uint32_t offset : {1u, 32u, 60u, 16384u, 0xffffffffu, 0xffffffe0u}) {
    FileBytes file;
    file.Add("b", 1);
    file.Put32(file.HeadOf("a"), offset);
    const absl::StatusOr<v1::CounterFile> parsed = file.Parse();
    ASSERT_THAT(parsed, IsOkAndHolds(LeavesOut(1, absl::StrCat("no record can be at ", offset))));
    EXPECT_EQ(parsed->count().size(), 1);
  }
}

TEST(CounterFileParserTest, LeavesOutRecordsWithoutAName) {
  for (const uint32_t length : {0u, 0xff000000u}) {
    FileBytes file;
    const uint32_t offset = file.Add("a", 1);
    file.Put32(offset + format::kRecordLengthOffset, length);
    EXPECT_THAT(file.Parse(),
                IsOkAndHolds(LeavesOut(1, absl::StrCat("has the name length ", length))));
  }
}

TEST(CounterFileParserTest, LeavesOutRecordThatRunsOverTheEndOfTheFile) {
  for (const uint32_t length : {0xff010000u, 0xffffffffu}) {
    FileBytes file;
    const uint32_t offset = file.Add("a", 1);
    file.Put32(offset + format::kRecordLengthOffset, length);
    EXPECT_THAT(file.Parse(), IsOkAndHolds(LeavesOut(1, "runs over the end of the file")));
  }
}

TEST(CounterFileParserTest, ReadsNameLengthsWithoutTheirMarkAsGoDoes) {
  FileBytes file;
  const uint32_t offset = file.Add("a", 1);
  file.Put32(offset + format::kRecordLengthOffset, 1);
  const absl::StatusOr<v1::CounterFile> parsed = file.Parse();
  ASSERT_THAT(parsed, IsOk());
  EXPECT_THAT(parsed->count(), UnorderedElementsAre(Pair("a", 1)));
}

struct HeaderCase {
  const char* metadata;
  std::map<std::string, std::string> meta;
};

TEST(CounterFileParserTest, ReadsMetadataThatNobodyWritesAsGoDoes) {
  const HeaderCase kCases[] = {
      {"Program: p\n\nVersion: v\n\n", {{"Program", "p"}, {"Version", "v"}}},
      {"Program: p\nProgram: q\n\n", {{"Program", "q"}}},
      {"Program: p\n", {{"Program", "p"}}},
      {"Program: p", {{"Program", "p"}}},
      {"a: b: c\n", {{"a", "b: c"}}},
      {"", {}},
  };
  for (const HeaderCase& c : kCases) {
    const absl::StatusOr<v1::CounterFile> parsed = FileBytes(c.metadata).Parse();
    ASSERT_THAT(parsed, IsOk()) << c.metadata;
    EXPECT_EQ((std::map<std::string, std::string>(parsed->meta().begin(), parsed->meta().end())),
              c.meta)
        << c.metadata;
    EXPECT_EQ(parsed->damage(), "") << c.metadata;
  }
}

TEST(CounterFileParserTest, RefusesMetadataLineWithoutAKey) {
  EXPECT_THAT(FileBytes("Program p\n\n").Parse(),
              IsCorrupt("metadata line \"Program p\" has no \": \""));
}

TEST(CounterFileParserTest, QuotesDamagedTextAsPrintableText) {
  EXPECT_THAT(FileBytes("\x1b[31m\xff\n\n").Parse(),
              IsCorrupt(R"(metadata line "\x1b[31m\xff" has no ": ")"));
}

TEST(CounterFileParserTest, RefusesHeaderLengthOutOfBounds) {
  for (const uint32_t length : {0u, 31u, 16385u, 0xffffffffu}) {
    FileBytes file;
    file.Put32(format::kHeaderLengthOffset, length);
    EXPECT_THAT(file.Parse(), IsCorrupt(absl::StrCat("header length ", length)));
  }
}

TEST(CounterFileParserTest, TellsOfHeaderLengthThatDoesNotFitTheMetadata) {
  FileBytes file;
  file.Put32(format::kHeaderLengthOffset, 8000);
  EXPECT_THAT(file.Parse(),
              IsOkAndHolds(LeavesOut(0, "header length 8000 does not fit 24 bytes of metadata")));
}

TEST(CounterFileParserTest, RefusesFileWhoseTableIsNotWhereItsHeaderSays) {
  FileBytes file;
  for (uint64_t i = 0; i < 100; ++i) file.Add(absl::StrCat("tool/counter:", i), 1);
  for (const uint32_t length : {65u, 96u, 4096u}) {
    file.Put32(format::kHeaderLengthOffset, length);
    EXPECT_THAT(file.Parse(), IsCorrupt(absl::StrCat("header length ", length)));
  }
}

TEST(CounterFileParserTest, RefusesWhatIsNoCounterFile) {
  EXPECT_THAT(ParseCounterFile("", "f.v1.count"), IsCorrupt("it has 0 bytes"));
  FileBytes file;
  EXPECT_THAT(ParseCounterFile(file.bytes().substr(0, 16383), "f.v1.count"),
              IsCorrupt("it has 16383 bytes, fewer than 16384"));
  file.bytes()[0] = '!';
  EXPECT_THAT(file.Parse(), IsCorrupt("does not begin with"));
}

TEST(CounterFileParserTest, ErrorsOfTheFileNameItsPath) {
  EXPECT_THAT(ReadCounterFile("/none/x.v1.count"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/none/x.v1.count")));
}

// What Go's parser found in a file, from the JSON beside it.
std::map<std::string, std::string> Strings(simdjson::dom::object object) {
  std::map<std::string, std::string> strings;
  for (const auto& [key, value] : object) strings[std::string(key)] = value.get_string().value();
  return strings;
}

std::map<std::string, uint64_t> Counts(simdjson::dom::object object) {
  std::map<std::string, uint64_t> counts;
  for (const auto& [key, value] : object) counts[std::string(key)] = value.get_uint64().value();
  return counts;
}

// Compares as JSON, in which damaged names lose what is not UTF-8.
void ExpectParsedAs(const v1::CounterFile& file, simdjson::dom::element want) {
  simdjson::dom::parser parser;
  const std::string json = CounterFileToJson(file);
  const simdjson::dom::element got = parser.parse(json);
  EXPECT_EQ(Strings(got["Meta"]), Strings(want["Meta"]));
  EXPECT_EQ(Counts(got["Count"]), Counts(want["Count"]));
}

std::vector<std::string> CounterFilesIn(const std::string& directory) {
  std::vector<std::string> paths;
  const absl::StatusOr<std::vector<std::string>> names = ListDirectory(directory);
  EXPECT_THAT(names, IsOk());
  for (const std::string& name : *names) {
    if (absl::EndsWith(name, ".v1.count")) paths.push_back(directory + "/" + name);
  }
  EXPECT_FALSE(paths.empty());
  return paths;
}

TEST(CounterFileParserTest, ReadsWhatGoWroteAsGoDoes) {
  for (const std::string& path : CounterFilesIn("tests/golden/counter_files")) {
    SCOPED_TRACE(path);
    const absl::StatusOr<v1::CounterFile> file = ReadCounterFile(path);
    ASSERT_THAT(file, IsOk());
    simdjson::dom::parser parser;
    std::string json_path = path;
    json_path.replace(path.size() - 8, 8, "json");
    ExpectParsedAs(*file, parser.load(json_path));
  }
}

TEST(CounterFileParserTest, ReadsOfDamagedFilesWhatGoReads) {
  for (const std::string& path : CounterFilesIn("tests/golden/corrupt_counter_files")) {
    SCOPED_TRACE(path);
    const absl::StatusOr<v1::CounterFile> file = ReadCounterFile(path);
    simdjson::dom::parser parser;
    const simdjson::dom::element verdict = parser.load(path + ".verdict.json");
    if (verdict["ok"].get_bool().value()) {
      ASSERT_THAT(file, IsOk());
      ExpectParsedAs(*file, verdict["parsed"]);
    } else {
      const absl::Status damage = file.ok() ? DamageOf(*file, path) : file.status();
      EXPECT_THAT(damage, StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path)));
    }
  }
}

}  // namespace
}  // namespace telemetry
