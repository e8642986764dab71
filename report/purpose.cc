#include "report/purpose.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/left_out.h"
#include "report/report.pb.h"
#include "storage/stack/counter_name.h"

namespace telemetry {
namespace {

// The names in the entries of one program.
struct SentNames {
  std::set<std::string> counters;
  std::set<std::string> stack_titles;
};

std::map<std::string, SentNames> NamesByProgram(const v1::Report& upload) {
  std::map<std::string, SentNames> names;
  for (const v1::ProgramReport& entry : upload.programs()) {
    SentNames& program = names[entry.program()];
    for (const auto& [name, count] : entry.counters()) program.counters.insert(name);
    for (const auto& [name, count] : entry.stacks()) {
      program.stack_titles.insert(std::string(StackTitle(name)));
    }
  }
  return names;
}

bool HasAny(const std::set<std::string>& sent, const v1::CounterConfig& item) {
  const std::vector<std::string> names = ExpandCounterName(item.name());
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return sent.contains(name); });
}

Purpose ToPurpose(const std::string& program, ItemKind kind, const v1::CounterConfig& item) {
  return {.program = program,
          .kind = kind,
          .name = item.name(),
          .title = item.title(),
          .issues = {item.issues().begin(), item.issues().end()},
          .owners = {item.owners().begin(), item.owners().end()},
          .expires = item.expires()};
}

}  // namespace

std::vector<Purpose> PurposesOf(const v1::Report& upload, const v1::UploadConfig& config) {
  const std::map<std::string, SentNames> sent = NamesByProgram(upload);
  std::vector<Purpose> purposes;
  for (const v1::ProgramConfig& program : config.programs()) {
    const auto names = sent.find(program.name());
    if (names == sent.end()) continue;
    for (const v1::CounterConfig& counter : program.counters()) {
      if (!HasAny(names->second.counters, counter)) continue;
      purposes.push_back(ToPurpose(program.name(), ItemKind::kCounter, counter));
    }
    for (const v1::CounterConfig& stack : program.stacks()) {
      if (!HasAny(names->second.stack_titles, stack)) continue;
      purposes.push_back(ToPurpose(program.name(), ItemKind::kStack, stack));
    }
  }
  return purposes;
}

}  // namespace telemetry
