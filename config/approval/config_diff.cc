#include "config/approval/config_diff.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/approval/internal/canonical_config.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.pb.h"
#include "storage/day_number.h"
#include "storage/json/json_writer.h"

namespace telemetry {
namespace {

using config_internal::Canonical;
using config_internal::CanonicalConfig;
using config_internal::CanonicalProgram;

using Kind = ConfigChange::Kind;

std::string ApprovalText(const Approval& approval) {
  const std::string rate = absl::StrCat("rate ", approval.rate);
  if (approval.expires == absl::CivilDay::max()) return rate;
  return absl::StrCat(rate, ", expires ", FormatDay(approval.expires - absl::CivilDay(1970, 1, 1)));
}

class Differ {
 public:
  Differ(const CanonicalConfig& before, const CanonicalConfig& after)
      : before_(before), after_(after) {}

  std::vector<ConfigChange> Run() {
    if (before_.sample_rate != after_.sample_rate) {
      Add(Kind::kChanged, "SampleRate", "", absl::StrCat(before_.sample_rate),
          absl::StrCat(after_.sample_rate));
    }
    DiffSets("GOOS", before_.goos, after_.goos, Kind::kApproved, Kind::kWithdrawn);
    DiffSets("GOARCH", before_.goarch, after_.goarch, Kind::kApproved, Kind::kWithdrawn);
    DiffSets("GoVersion", before_.go_versions, after_.go_versions, Kind::kVersions,
             Kind::kVersions);
    ForEachKey(before_.programs, after_.programs,
               [this](const std::string& name, const CanonicalProgram* before,
                      const CanonicalProgram* after) {
                 program_ = name;
                 DiffProgram(before, after);
               });
    return std::move(changes_);
  }

 private:
  void Add(Kind kind, absl::string_view what, absl::string_view name, std::string before,
           std::string after) {
    changes_.push_back({kind, program_, std::string(what), std::string(name), std::move(before),
                        std::move(after)});
  }

  // Calls `visit` for each key of either map, in order, with null for what a map does not have.
  template <typename Map, typename Visit>
  static void ForEachKey(const Map& before, const Map& after, Visit visit) {
    auto b = before.begin();
    auto a = after.begin();
    while (b != before.end() || a != after.end()) {
      if (a == after.end() || (b != before.end() && b->first < a->first)) {
        visit(b->first, &b->second, nullptr);
        ++b;
      } else if (b == before.end() || a->first < b->first) {
        visit(a->first, nullptr, &a->second);
        ++a;
      } else {
        visit(b->first, &b->second, &a->second);
        ++a;
        ++b;
      }
    }
  }

  void DiffSets(absl::string_view what, const std::set<std::string>& before,
                const std::set<std::string>& after, Kind added, Kind removed) {
    for (const std::string& name : after) {
      if (before.count(name) == 0) Add(added, what, name, "", IsVersions(added) ? name : "");
    }
    for (const std::string& name : before) {
      if (after.count(name) == 0) Add(removed, what, name, IsVersions(removed) ? name : "", "");
    }
  }

  static bool IsVersions(Kind kind) { return kind == Kind::kVersions; }

  void DiffApprovals(absl::string_view what, const CanonicalProgram::Approvals& before,
                     const CanonicalProgram::Approvals& after) {
    ForEachKey(before, after,
               [&](const std::string& name, const Approval* was, const Approval* is) {
                 if (was == nullptr) {
                   Add(Kind::kApproved, what, name, "", ApprovalText(*is));
                 } else if (is == nullptr) {
                   Add(Kind::kWithdrawn, what, name, ApprovalText(*was), "");
                 } else if (!(*was == *is)) {
                   Add(Kind::kChanged, what, name, ApprovalText(*was), ApprovalText(*is));
                 }
               });
  }

  void DiffProgram(const CanonicalProgram* before, const CanonicalProgram* after) {
    static const CanonicalProgram* const kNone = new CanonicalProgram();
    if (before == nullptr) Add(Kind::kApproved, "program", "", "", "");
    if (after == nullptr) Add(Kind::kWithdrawn, "program", "", "", "");
    const CanonicalProgram& was = before == nullptr ? *kNone : *before;
    const CanonicalProgram& is = after == nullptr ? *kNone : *after;
    if (was.min_version != is.min_version) {
      Add(Kind::kVersions, "MinVersion", "", was.min_version, is.min_version);
    }
    DiffSets("version", was.versions, is.versions, Kind::kVersions, Kind::kVersions);
    DiffApprovals("counter", was.counters, is.counters);
    DiffApprovals("stack", was.stacks, is.stacks);
    DiffSets("file", was.files, is.files, Kind::kVersions, Kind::kVersions);
    DiffSets("build", was.builds, is.builds, Kind::kVersions, Kind::kVersions);
  }

  const CanonicalConfig& before_;
  const CanonicalConfig& after_;
  std::string program_;  // empty until the first
  std::vector<ConfigChange> changes_;
};

// What the change is about, with `quote` around a name: `mytool: counter tool/editor:vim`.
std::string Subject(const ConfigChange& change, absl::string_view quote) {
  std::string text;
  if (!change.program.empty()) absl::StrAppend(&text, quote, change.program, quote);
  if (!change.program.empty() && change.what == "program") return text;
  absl::StrAppend(&text, text.empty() ? "" : ": ", change.what);
  if (!change.name.empty()) absl::StrAppend(&text, " ", quote, change.name, quote);
  return text;
}

// What became of it: ` (rate 1, was rate 0.5)`; empty if there is no more to say.
std::string Fate(const ConfigChange& change) {
  if (change.kind == Kind::kApproved) {
    return change.after.empty() ? "" : absl::StrCat(" (", change.after, ")");
  }
  if (change.kind == Kind::kWithdrawn) return "";
  if (change.before.empty()) {
    return change.name.empty() ? absl::StrCat(" ", change.after) : " added";
  }
  if (change.after.empty()) {
    return change.name.empty() ? absl::StrCat(" removed, was ", change.before) : " removed";
  }
  return absl::StrCat(" ", change.after, ", was ", change.before);
}

// Names may hold anything but must not end the line or the quotation.
std::string MarkdownItem(const ConfigChange& change) {
  ConfigChange plain = change;
  for (std::string* const text : {&plain.program, &plain.name}) {
    *text = absl::StrReplaceAll(*text, {{"`", "'"}, {"\n", " "}, {"\r", " "}});
  }
  return absl::StrCat("- ", Subject(plain, "`"), Fate(plain), "\n");
}

}  // namespace

absl::string_view ConfigChangeKindName(Kind kind) {
  switch (kind) {
    case Kind::kApproved:
      return "approved";
    case Kind::kWithdrawn:
      return "withdrawn";
    case Kind::kVersions:
      return "versions";
    case Kind::kChanged:
      return "changed";
  }
  return "";
}

std::vector<ConfigChange> DiffConfigs(const v1::UploadConfig& before,
                                      const v1::UploadConfig& after) {
  const CanonicalConfig canonical_before = Canonical(before);
  const CanonicalConfig canonical_after = Canonical(after);
  return Differ(canonical_before, canonical_after).Run();
}

std::string ChangesToText(const std::vector<ConfigChange>& changes) {
  std::string text;
  for (const ConfigChange& change : changes) {
    absl::StrAppend(&text,
                    change.kind == Kind::kApproved    ? "+ "
                    : change.kind == Kind::kWithdrawn ? "- "
                                                      : "~ ",
                    Subject(change, ""), Fate(change), "\n");
  }
  return text;
}

std::string ChangesToMarkdown(const std::vector<ConfigChange>& changes) {
  struct Section {
    Kind kind;
    absl::string_view heading;
  };
  std::string text;
  for (const Section& section : {Section{Kind::kApproved, "Becomes approved"},
                                 Section{Kind::kWithdrawn, "Is no longer approved"},
                                 Section{Kind::kChanged, "Stays approved, but changes"},
                                 Section{Kind::kVersions, "Versions and builds"}}) {
    std::string items;
    for (const ConfigChange& change : changes) {
      if (change.kind == section.kind) items += MarkdownItem(change);
    }
    if (items.empty()) continue;
    absl::StrAppend(&text, text.empty() ? "" : "\n", "### ", section.heading, "\n\n", items);
  }
  return text;
}

std::string ChangesToJson(const std::vector<ConfigChange>& changes) {
  JsonWriter json(" ");
  json.BeginObject();
  json.Key("Changes");
  json.BeginArray();
  for (const ConfigChange& change : changes) {
    json.BeginObject();
    for (const auto& [key, value] : {std::pair<absl::string_view, absl::string_view>(
                                         "Kind", ConfigChangeKindName(change.kind)),
                                     {"Program", change.program},
                                     {"What", change.what},
                                     {"Name", change.name},
                                     {"Before", change.before},
                                     {"After", change.after}}) {
      json.Key(key);
      json.String(value);
    }
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace telemetry
