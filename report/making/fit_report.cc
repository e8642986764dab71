#include "report/making/fit_report.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "report/report_json.h"
#include "storage/stack/counter_name.h"

namespace telemetry {
namespace {

struct Item {
  ItemKind kind;
  int64_t count;
  std::string name;
  int program;
};

bool GoesFirst(const Item& a, const Item& b) {
  const bool a_is_counter = a.kind == ItemKind::kCounter;
  const bool b_is_counter = b.kind == ItemKind::kCounter;
  return std::tie(a_is_counter, a.count, b.name, b.program) <
         std::tie(b_is_counter, b.count, a.name, a.program);
}

std::vector<Item> ItemsInOrder(const v1::Report& report) {
  std::vector<Item> items;
  for (int program = 0; program < report.programs_size(); ++program) {
    for (const auto& [name, count] : report.programs(program).stacks()) {
      items.push_back({ItemKind::kStack, count, name, program});
    }
    for (const auto& [name, count] : report.programs(program).counters()) {
      items.push_back({ItemKind::kCounter, count, name, program});
    }
  }
  std::sort(items.begin(), items.end(), GoesFirst);
  return items;
}

v1::Report WithoutFirst(v1::Report report, const std::vector<Item>& items, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    v1::ProgramReport& program = *report.mutable_programs(items[i].program);
    if (items[i].kind == ItemKind::kStack) {
      program.mutable_stacks()->erase(items[i].name);
    } else {
      program.mutable_counters()->erase(items[i].name);
    }
  }
  return report;
}

}  // namespace

std::vector<LeftOut> FitReport(v1::Report& report, size_t max_bytes) {
  std::vector<LeftOut> left_out;
  if (ReportToJson(report).size() <= max_bytes) return left_out;
  const std::vector<Item> items = ItemsInOrder(report);
  // The least number of items without which it fits, or all.
  size_t too_few = 0;
  size_t enough = items.size();
  while (enough - too_few > 1) {
    const size_t middle = too_few + (enough - too_few) / 2;
    const bool fits = ReportToJson(WithoutFirst(report, items, middle)).size() <= max_bytes;
    (fits ? enough : too_few) = middle;
  }
  for (size_t i = 0; i < enough; ++i) {
    left_out.push_back({.program = report.programs(items[i].program).program(),
                        .kind = items[i].kind,
                        .name = std::string(StackTitle(items[i].name)),
                        .reason = absl::StrCat("the report would have more than ", max_bytes,
                                               " bytes, and this is among the rarest")});
  }
  report = WithoutFirst(std::move(report), items, enough);
  return left_out;
}

}  // namespace telemetry
