#include "upload/collector/intake/drops.h"

#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "config/upload_config/released_builds.h"
#include "report/reduced_stack.h"
#include "report/stack_check.h"
#include "storage/quoted.h"
#include "storage/stack/counter_name.h"

namespace telemetry::upload_internal {
namespace {

// The beginning of the text, up to the end of a character.
std::string Shortened(const std::string& text) {
  if (text.size() <= kMaxDropNameBytes) return text;
  size_t end = kMaxDropNameBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), "...");
}

struct EntryDrop {
  DropReason reason;
  const std::string* value;  // what is not approved
};

std::optional<EntryDrop> WhyNotEntry(const v1::ProgramReport& entry,
                                     const ApprovedCounters& approved,
                                     const ApprovedProgram* program) {
  if (!approved.HasGoos(entry.goos())) return EntryDrop{DropReason::kGoos, &entry.goos()};
  if (!approved.HasGoarch(entry.goarch())) return EntryDrop{DropReason::kGoarch, &entry.goarch()};
  if (!approved.HasGoVersion(entry.go_version())) {
    return EntryDrop{DropReason::kGoVersion, &entry.go_version()};
  }
  if (program == nullptr) return EntryDrop{DropReason::kProgram, &entry.program()};
  if (!program->HasVersion(entry.version())) {
    return EntryDrop{DropReason::kVersion, &entry.version()};
  }
  return std::nullopt;
}

Drop DropOf(const v1::ProgramReport& entry, const ApprovedProgram* program, ItemKind kind,
            DropReason reason, std::string text, int64_t items) {
  return {.program = Shortened(entry.program()),
          .version = Shortened(entry.version()),
          .program_is_approved = program != nullptr,
          .kind = kind,
          .reason = reason,
          .text = std::move(text),
          .items = items};
}

// Whether some of the approved frames tell what the config does not list.
bool IsReduced(absl::string_view name, const Approval& approval, const ReleasedBuilds& builds) {
  const absl::string_view approved =
      WithFrames(name, approval.depth > 0 ? approval.depth : kMaxFramesOfAStack);
  return ReduceStack(approved, builds) != approved;
}

// The names that count for `find`; those of one title are one stack.
template <typename Find>
void AddItems(const v1::ProgramReport& entry, const ApprovedProgram& program, ItemKind kind,
              const std::set<absl::string_view>& names, absl::CivilDay day, Find find,
              std::vector<Drop>& drops) {
  int64_t unlisted = 0;
  int64_t ended = 0;
  for (const absl::string_view name : names) {
    const Approval* approval = find(name);
    if (approval == nullptr) {
      ++unlisted;
    } else if (approval->IsExpired(day)) {
      ++ended;
    }
  }
  const absl::string_view what = ItemKindName(kind);
  if (unlisted > 0) {
    drops.push_back(DropOf(entry, &program, kind, DropReason::kUnlisted,
                           absl::StrCat("a ", what, " is not approved"), unlisted));
  }
  if (ended > 0) {
    drops.push_back(DropOf(entry, &program, kind, DropReason::kEnded,
                           absl::StrCat("the approval of a ", what, " has ended"), ended));
  }
}

}  // namespace

absl::string_view DropReasonName(DropReason reason) {
  switch (reason) {
    case DropReason::kGoos:
      return "GOOS";
    case DropReason::kGoarch:
      return "GOARCH";
    case DropReason::kGoVersion:
      return "GoVersion";
    case DropReason::kProgram:
      return "program";
    case DropReason::kVersion:
      return "version";
    case DropReason::kUnlisted:
      return "unlisted";
    case DropReason::kEnded:
      return "ended";
    case DropReason::kMalformed:
      return "malformed";
  }
  return "";
}

std::vector<Drop> DropsOf(const v1::Report& report, const ApprovedCounters& approved,
                          absl::CivilDay day) {
  std::vector<Drop> drops;
  for (const v1::ProgramReport& entry : report.programs()) {
    const ApprovedProgram* program = approved.FindProgram(entry.program());
    if (const auto why = WhyNotEntry(entry, approved, program); why.has_value()) {
      drops.push_back(DropOf(entry, program, ItemKind::kProgram, why->reason,
                             absl::StrCat(DropReasonName(why->reason), " ",
                                          Quoted(Shortened(*why->value)), " is not approved"),
                             1));
      continue;
    }
    std::set<absl::string_view> names;
    for (const auto& [name, count] : entry.counters()) names.insert(name);
    AddItems(
        entry, *program, ItemKind::kCounter, names, day,
        [program](absl::string_view name) { return program->FindCounter(name); }, drops);
    names.clear();
    std::set<absl::string_view> malformed;
    std::set<absl::string_view> reduced;
    for (const auto& [name, count] : entry.stacks()) {
      const absl::string_view title = StackTitle(name);
      names.insert(title);
      const Approval* approval = program->FindStack(title);
      if (approval == nullptr || approval->IsExpired(day)) continue;
      if (!WhyNotStack(name).empty()) {
        malformed.insert(title);
      } else if (IsReduced(name, *approval, program->builds())) {
        reduced.insert(title);
      }
    }
    AddItems(
        entry, *program, ItemKind::kStack, names, day,
        [program](absl::string_view title) { return program->FindStack(title); }, drops);
    if (!malformed.empty()) {
      drops.push_back(DropOf(entry, program, ItemKind::kStack, DropReason::kMalformed,
                             "the frames of a stack are none",
                             static_cast<int64_t>(malformed.size())));
    }
    if (!reduced.empty()) {
      drops.push_back(DropOf(entry, program, ItemKind::kFrames, DropReason::kUnlisted,
                             "frames of a stack are of a build that is not approved",
                             static_cast<int64_t>(reduced.size())));
    }
  }
  return drops;
}

}  // namespace telemetry::upload_internal
