#include "tests/bench/dataset_generator.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "config/upload_config/upload_config.h"
#include "report/report_json.h"

namespace telemetry {
namespace {

// Chosen so that reports of Go's real config are 2.2 KB long on average.
constexpr size_t kMaxCounters = 50;

// A report has one entry for each build of a program.
bool Has(const v1::Report& report, const v1::ProgramReport& entry) {
  return std::any_of(
      report.programs().begin(), report.programs().end(), [&](const v1::ProgramReport& other) {
        return other.program() == entry.program() && other.version() == entry.version() &&
               other.go_version() == entry.go_version();
      });
}

}  // namespace

DatasetGenerator::DatasetGenerator(v1::UploadConfig config, uint64_t seed)
    : config_(std::move(config)), random_(seed) {
  for (const v1::ProgramConfig& program : config_.programs()) {
    programs_.push_back({&program, {}});
    for (const v1::CounterConfig& counter : program.counters()) {
      for (std::string& name : ExpandCounterName(counter.name())) {
        programs_.back().counters.push_back(std::move(name));
      }
    }
  }
}

v1::Report DatasetGenerator::Next() {
  v1::Report report;
  report.set_week("2026-11-18");
  report.set_last_week("2026-11-11");
  report.set_x((std::ldexp(static_cast<double>(random_() >> 12), -52) + 0x1p-53));
  report.set_config("v0.31.0");
  const std::string& goos = OneOf(config_.goos());
  const std::string& goarch = OneOf(config_.goarch());
  for (size_t n = 2 + Below(6); n > 0; --n) {
    v1::ProgramReport entry = NextEntry(programs_[Below(programs_.size())]);
    if (Has(report, entry)) continue;
    entry.set_goos(goos);
    entry.set_goarch(goarch);
    *report.add_programs() = std::move(entry);
  }
  return report;
}

std::string DatasetGenerator::NextLine() { return ReportToCompactJson(Next()); }

v1::ProgramReport DatasetGenerator::NextEntry(const Program& program) {
  v1::ProgramReport entry;
  entry.set_program(program.config->name());
  entry.set_version(OneOf(program.config->versions()));
  entry.set_go_version(OneOf(config_.go_version()));
  const size_t most = std::min(kMaxCounters, program.counters.size());
  for (size_t n = Below(most + 1); n > 0; --n) {
    // Small counts are more common than large ones.
    const int64_t count = 1 + Below(size_t{1} << Below(14));
    (*entry.mutable_counters())[program.counters[Below(program.counters.size())]] = count;
  }
  if (program.config->stacks_size() > 0 && Below(10) == 0) {
    const std::string& title = program.config->stacks(0).name();
    (*entry.mutable_stacks())[title + "\nmain.run:+12,+0x1a\nmain.main:+3,+0x40"] = 1;
  }
  return entry;
}

size_t DatasetGenerator::Below(size_t bound) { return random_() % bound; }

const std::string& DatasetGenerator::OneOf(
    const google::protobuf::RepeatedPtrField<std::string>& values) {
  return values[static_cast<int>(Below(values.size()))];
}

}  // namespace telemetry
