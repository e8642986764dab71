#include "config/upload_config/chart_config.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "config/upload_config/upload_config.pb.h"
#include "config/version/go_version.h"
#include "config/version/semver.h"

namespace telemetry {
namespace {

// Keys with a plain text value, and the member that each sets.
struct TextField {
  absl::string_view key;
  std::string ChartRecord::*member;
};

constexpr TextField kTextFields[] = {
    {"title", &ChartRecord::title},     {"description", &ChartRecord::description},
    {"type", &ChartRecord::type},       {"program", &ChartRecord::program},
    {"module", &ChartRecord::module},   {"counter", &ChartRecord::counter},
    {"version", &ChartRecord::version},
};

bool IsToolchainProgram(absl::string_view program) { return absl::StartsWith(program, "cmd/"); }

// What is wrong with the record as a whole; empty if nothing is.
std::string Fault(const ChartRecord& record) {
  for (const auto& [key, value] : {std::pair("title", &record.title),
                                   {"type", &record.type},
                                   {"program", &record.program},
                                   {"counter", &record.counter}}) {
    if (value->empty()) return absl::StrCat(key, " is missing");
  }
  if (record.issues.empty()) return "issue is missing";
  const bool is_toolchain = IsToolchainProgram(record.program);
  if (record.module.empty() && !is_toolchain) return "module is missing";
  if (!absl::StartsWith(record.program, record.module)) {
    return absl::StrCat("module \"", record.module, "\" is not a prefix of program \"",
                        record.program, "\"");
  }
  if (record.type != "partition" && record.type != "stack") {
    return absl::StrCat("type \"", record.type, "\" is neither partition nor stack");
  }
  if (record.depth < 0) return absl::StrCat("depth ", record.depth, " is negative");
  if (record.depth != 0 && record.type != "stack") return "depth is only for charts of type stack";
  const auto is_valid = is_toolchain ? IsValidGoVersion : IsValidSemver;
  if (!record.version.empty() && !is_valid(record.version)) {
    return absl::StrCat("version \"", record.version, "\" is not a ",
                        is_toolchain ? "Go" : "semantic", " version");
  }
  return "";
}

// Parses a file line by line.
class Parser {
 public:
  explicit Parser(absl::string_view name) : name_(name) {}

  absl::Status AddLine(absl::string_view line) {
    ++line_number_;
    if (line == "---") return EndRecord();
    const absl::string_view text = line.substr(0, line.find('#'));
    if (open_list_.empty() && !absl::StrContains(text, "{")) return AddField(text);
    return AddToList(text);
  }

  absl::StatusOr<std::vector<ChartRecord>> Finish() && {
    const absl::Status status = EndRecord();
    if (!status.ok()) return status;
    return std::move(records_);
  }

 private:
  absl::Status Error(absl::string_view message) const { return ErrorAt(line_number_, message); }
  absl::Status ErrorAt(int line_number, absl::string_view message) const {
    return absl::InvalidArgumentError(absl::StrCat(name_, ":", line_number, ": ", message));
  }

  absl::Status EndRecord() {
    if (!open_list_.empty()) return Error("the record ends within a list of buckets");
    if (!set_keys_.empty()) {
      const std::string fault = Fault(record_);
      if (!fault.empty()) return ErrorAt(record_.line, fault);
      records_.push_back(std::move(record_));
    }
    record_ = ChartRecord();
    set_keys_.clear();
    return absl::OkStatus();
  }

  // `text` begins or continues a bucket list, which may span lines but belongs to one field.
  absl::Status AddToList(absl::string_view text) {
    if (open_list_.empty() && !absl::StartsWith(text, "counter:")) {
      return Error("'{' is allowed only in a counter");
    }
    open_list_ += std::string(open_list_.empty() ? absl::StripTrailingAsciiWhitespace(text)
                                                 : absl::StripAsciiWhitespace(text));
    const size_t begin = open_list_.find('{');
    const size_t end = open_list_.find('}');
    if (end < begin) return Error("unexpected '}'");
    if (open_list_.find('{', begin + 1) != std::string::npos) return Error("unexpected '{'");
    if (end == std::string::npos) return absl::OkStatus();
    if (end + 1 != open_list_.size()) return Error("unexpected text after '}'");
    if (open_list_[end - 1] == ',') return Error("unexpected '}' after ','");
    return AddField(std::exchange(open_list_, ""));
  }

  absl::Status AddField(absl::string_view text) {
    const absl::string_view stripped = absl::StripAsciiWhitespace(text);
    if (stripped.empty()) return absl::OkStatus();
    if (absl::StrContains(text, "}") && !absl::StrContains(text, "{")) {
      return Error("unexpected '}'");
    }
    const std::pair<absl::string_view, absl::string_view> field =
        absl::StrSplit(text, absl::MaxSplits(':', 1));
    const std::string key(field.first);
    if (key.size() == text.size()) {
      return Error(absl::StrCat("\"", stripped, "\" is neither a field nor ---"));
    }
    const absl::string_view value = absl::StripAsciiWhitespace(field.second);
    if (set_keys_.empty()) record_.line = line_number_;
    if (!value.empty() && !set_keys_.insert(key).second && key != "issue") {
      return Error(absl::StrCat(key, " is repeated"));
    }
    return SetField(key, value);
  }

  absl::Status SetField(absl::string_view key, absl::string_view value) {
    for (const TextField& field : kTextFields) {
      if (key != field.key) continue;
      if (!value.empty()) record_.*field.member = std::string(value);
      return absl::OkStatus();
    }
    if (key != "issue" && key != "depth" && key != "error") {
      return Error(absl::StrCat("unknown field \"", key, "\""));
    }
    if (value.empty()) return absl::OkStatus();
    if (key == "issue") record_.issues.emplace_back(value);
    if (key == "depth" && !absl::SimpleAtoi(value, &record_.depth)) {
      return Error(absl::StrCat("depth \"", value, "\" is not an integer"));
    }
    if (key == "error" && !absl::SimpleAtod(value, &record_.error)) {
      return Error(absl::StrCat("error \"", value, "\" is not a number"));
    }
    return absl::OkStatus();
  }

  const std::string name_;
  int line_number_ = 0;
  std::vector<ChartRecord> records_;
  ChartRecord record_;              // being read
  std::set<std::string> set_keys_;  // of record_
  std::string open_list_;           // a counter field whose '}' is still to come
};

}  // namespace

absl::StatusOr<std::vector<ChartRecord>> ParseChartRecords(absl::string_view text,
                                                           absl::string_view name) {
  Parser parser(name);
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const absl::Status status = parser.AddLine(line);
    if (!status.ok()) return status;
  }
  return std::move(parser).Finish();
}

std::vector<v1::ProgramConfig> ProgramConfigsFromCharts(const std::vector<ChartRecord>& records) {
  std::map<std::string, v1::ProgramConfig> programs;
  for (const ChartRecord& record : records) {
    v1::ProgramConfig& program = programs[record.program];
    program.set_name(record.program);
    v1::CounterConfig& counter = record.depth > 0 ? *program.add_stacks() : *program.add_counters();
    counter.set_name(record.counter);
    counter.set_rate(1);
    counter.set_depth(record.depth);
  }
  std::vector<v1::ProgramConfig> sorted;
  sorted.reserve(programs.size());
  for (auto& [name, program] : programs) sorted.push_back(std::move(program));
  return sorted;
}

}  // namespace telemetry
