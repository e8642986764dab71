// Runs RecordTable, the very code that counts, on a model of a shared file: two or three processes,
// one step at a time, in every possible order. A state in which some process goes no further is
// what killing it there leaves behind, so every state is also checked as such.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "storage/counter_file/counter_file_codec.h"
#include "storage/counter_file/counter_file_format.h"
#include "storage/counter_file/internal/record_table.h"
#include "tests/util/interleavings.h"

namespace telemetry::storage_internal {
namespace {

namespace format = counter_file_format;

constexpr uint32_t kHeader = 224;
constexpr uint32_t kLimitOffset = kHeader + format::kLimitOffset;

uint32_t HeadOffset(uint32_t bucket) { return kHeader + format::kTableOffset + 4 * bucket; }

// Different names in one chain.
const std::vector<std::string>& Names() {
  static const auto* const names = [] {
    auto* found = new std::vector<std::string>{"a0"};
    for (int i = 1; found->size() < 4; ++i) {
      std::string name = absl::StrCat("a", i);
      if (BucketOf(name) == BucketOf(found->front())) found->push_back(std::move(name));
    }
    return found;
  }();
  return *names;
}

// What all processes share. A name takes one word here: its index in Names(), plus one; a count
// takes the lower half of its own word.
class ModelFile {
 public:
  uint32_t Word(uint32_t offset) const {
    const auto at = Find(offset);
    return at != words_.end() && at->first == offset ? at->second : 0;
  }
  void SetWord(uint32_t offset, uint32_t value) {
    const auto at = Find(offset);
    if (at != words_.end() && at->first == offset) {
      words_[at - words_.begin()].second = value;
    } else if (value != 0) {
      words_.insert(at, {offset, value});
    }
  }
  // The name of the record at `record`; empty if none was written.
  std::string NameOf(uint32_t record) const {
    const uint32_t number = Word(record + format::kRecordNameOffset);
    return number == 0 ? "" : Names()[number - 1];
  }

  uint64_t size = format::kPageBytes;

  template <typename H>
  friend H AbslHashValue(H h, const ModelFile& file) {
    return H::combine(std::move(h), file.size, file.words_);
  }

 private:
  using Words = std::vector<std::pair<uint32_t, uint32_t>>;

  Words::const_iterator Find(uint32_t offset) const {
    return std::find_if(words_.begin(), words_.end(),
                        [offset](const auto& word) { return word.first >= offset; });
  }

  // Those that were ever set above zero, in the order of their offsets.
  Words words_;
};

constexpr size_t kMaxProcesses = 3;

// The parts of the model's state.
struct Shared {
  ModelFile file;
  // The record that each process has counted into; 0 while it runs.
  uint32_t counted[kMaxProcesses] = {};

  template <typename H>
  friend H AbslHashValue(H h, const Shared& shared) {
    h = H::combine(std::move(h), shared.file);
    for (const uint32_t record : shared.counted) h = H::combine(std::move(h), record);
    return h;
  }
};

// The file as one process sees it.
class ModelMemory {
 public:
  ModelMemory(ModelFile& file, Steps& step) : file_(file), step_(step) {}

  uint32_t Load32(uint32_t offset) {
    return static_cast<uint32_t>(step_([&] { return Touch(offset).Word(offset); }));
  }
  void Store32(uint32_t offset, uint32_t value) {
    step_([&] {
      Touch(offset).SetWord(offset, value);
      return 0;
    });
  }
  bool CompareExchange32(uint32_t offset, uint32_t& expected, uint32_t desired) {
    const uint32_t seen = static_cast<uint32_t>(step_([&] {
      const uint32_t now = Touch(offset).Word(offset);
      if (now == expected) file_.SetWord(offset, desired);
      return now;
    }));
    const bool exchanged = seen == expected;
    expected = seen;
    return exchanged;
  }
  absl::string_view Name(uint32_t offset, uint32_t bytes) {
    const uint64_t number = step_([&] { return Touch(offset).Word(offset); });
    if (number == 0 || Names()[number - 1].size() != bytes) {
      ADD_FAILURE() << "a name that is not all there";
      return "";
    }
    return Names()[number - 1];
  }
  void WriteName(uint32_t offset, absl::string_view name) {
    step_([&] {
      EXPECT_EQ(Touch(offset).Word(offset), 0) << "two processes own one record";
      const auto found = std::find(Names().begin(), Names().end(), name);
      file_.SetWord(offset, static_cast<uint32_t>(found - Names().begin()) + 1);
      return 0;
    });
  }
  Reach Reaches(uint64_t end) {
    if (end <= known_) return Reach::kYes;  // not a step: the process knows it
    const uint64_t size = step_([&] { return file_.size; });
    if (end > size) return Reach::kBeyondFile;
    known_ = size;
    return Reach::kYes;
  }
  bool Grow(uint64_t end) {
    const uint64_t size = RoundUp(end, format::kPageBytes);
    step_([&] {
      file_.size = std::max(file_.size, size);
      return 0;
    });
    known_ = std::max(known_, size);
    return true;
  }
  uint64_t Size() const { return known_; }

 private:
  // The file, in which `offset` can be touched.
  ModelFile& Touch(uint32_t offset) {
    EXPECT_LT(offset, file_.size) << "SIGBUS";
    return file_;
  }

  ModelFile& file_;
  Steps& step_;
  uint64_t known_ = 0;
};

using Process = Interleavings<Shared>::Process;

// Process number `index`: finds or adds `name` and counts 1.
Process Counting(const std::string& name, size_t index) {
  return [=](Shared& shared, Steps& step) {
    ModelMemory memory(shared.file, step);
    const RecordResult record = RecordTable(memory, kHeader).FindOrAdd(name);
    EXPECT_EQ(record.error, RecordError::kNone);
    step.Do([&] {
      EXPECT_LT(record.offset, shared.file.size) << "SIGBUS";
      shared.file.SetWord(record.offset, shared.file.Word(record.offset) + 1);
      shared.counted[index] = record.offset;
    });
  };
}

// Lets a process count `name`, and returns the record.
uint32_t CountAlone(const std::string& name, ModelFile& file) {
  Shared shared{.file = file};
  Interleavings<Shared>::RunAlone(Counting(name, 0), shared);
  file = shared.file;
  return shared.counted[0];
}

// Records by name, as a naive reader finds them in the one chain that is used. Checks the
// invariants of record_table.h.
std::map<std::string, uint32_t> ReadRecords(const ModelFile& file) {
  std::map<std::string, uint32_t> records;
  std::map<uint64_t, uint64_t> ends;
  const uint32_t limit = file.Word(kLimitOffset);
  EXPECT_LE(limit, file.size);
  for (uint32_t record = file.Word(HeadOffset(BucketOf(Names()[0]))); record != 0;
       record = file.Word(record + format::kRecordNextOffset)) {
    const std::string name = file.NameOf(record);
    EXPECT_EQ(file.Word(record + format::kRecordLengthOffset),
              name.size() | format::kNameLengthMark);
    ends[record] = record + RecordBytes(static_cast<uint32_t>(name.size()));
    EXPECT_LE(ends[record], limit);
    EXPECT_EQ(record / format::kPageBytes, ends[record] / format::kPageBytes);
    if (name.empty() || !records.insert({name, record}).second) {
      ADD_FAILURE() << "the name \"" << name << "\" twice, or none";
      return records;
    }
  }
  uint64_t free = 0;
  for (const auto& [begin, end] : ends) {
    EXPECT_GE(begin, free) << "records overlap";
    free = end;
  }
  return records;
}

// A reader finds a valid file now, which holds what was counted; and a process that starts now,
// even if all others were killed, finds or adds every name.
void Examine(const std::vector<std::string>& names, const Shared& shared) {
  const std::map<std::string, uint32_t> records = ReadRecords(shared.file);
  std::map<std::string, uint32_t> counted;
  for (size_t i = 0; i < names.size(); ++i) {
    if (shared.counted[i] == 0) continue;
    const auto record = records.find(names[i]);
    ASSERT_TRUE(record != records.end()) << names[i] << " is not in the file";
    EXPECT_EQ(record->second, shared.counted[i]);
    ++counted[names[i]];
  }
  for (const auto& [name, record] : records) {
    EXPECT_EQ(shared.file.Word(record), counted[name]) << "a count of " << name << " is lost";
  }
  ModelFile survived = shared.file;
  for (const std::string& name : names) {
    const uint32_t record = CountAlone(name, survived);
    EXPECT_EQ(ReadRecords(survived)[name], record);
  }
}

ModelFile EmptyFile() { return ModelFile(); }

// A file whose page has room for exactly one more record.
ModelFile NearlyFullFile() {
  ModelFile file;
  file.SetWord(kLimitOffset, format::kPageBytes - 64);
  return file;
}

ModelFile FileWith(const std::string& name) {
  ModelFile file;
  file.SetWord(CountAlone(name, file), 0);
  return file;
}

struct ModelCase {
  const char* what;
  ModelFile file;
  // Which of Names() each process counts.
  std::vector<int> processes;
};

TEST(RecordTableModelTest, NoOrderOfStepsLosesACountOrBreaksTheFile) {
  const ModelCase kCases[] = {
      {"two add the same name", EmptyFile(), {0, 0}},
      {"two add names of one chain", EmptyFile(), {0, 1}},
      {"two add the same name before another", FileWith(Names()[3]), {0, 0}},
      {"one finds, one adds", FileWith(Names()[0]), {0, 1}},
      {"two add the same name and the file grows", NearlyFullFile(), {0, 0}},
      {"three add the same name", EmptyFile(), {0, 0, 0}},
      {"three add two names of one chain", EmptyFile(), {0, 0, 1}},
      {"three add three names of one chain", EmptyFile(), {0, 1, 2}},
      {"three add two names and the file grows", NearlyFullFile(), {0, 0, 1}},
  };
  for (const ModelCase& c : kCases) {
    SCOPED_TRACE(c.what);
    std::vector<std::string> names;
    std::vector<Process> processes;
    for (const int i : c.processes) {
      processes.push_back(Counting(Names()[i], names.size()));
      names.push_back(Names()[i]);
    }
    Interleavings<Shared> model(std::move(processes), [&](const Shared& shared, bool /*all_done*/) {
      Examine(names, shared);
    });
    model.Explore({.file = c.file});
    EXPECT_GT(model.endings(), 1u);
    printf("%-45s %8zu states, %zu of them endings\n", c.what, model.states(), model.endings());
  }
}

}  // namespace
}  // namespace telemetry::storage_internal
