#include "upload/site/internal/config_page.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "config/upload_config/upload_config.pb.h"
#include "upload/site/internal/visible_text.h"
#include "upload/site/page_templates.h"

namespace telemetry::upload_internal {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::partial;

// More names than this are folded.
constexpr size_t kMaxOpenNames = 8;

data List() { return data(data::type::list); }

// False for an empty text, so that its section is left out.
data TextOrNothing(absl::string_view text) {
  return text.empty() ? data(false) : data(VisibleText(text));
}

// A link if it is the address of a page, else text.
data LinkValues(const std::string& text) {
  data link;
  const bool is_url = absl::StartsWith(text, "https://") || absl::StartsWith(text, "http://");
  link["url"] = is_url ? data(text) : data(false);
  link["text"] = VisibleText(text);
  return link;
}

// The values of name_list.html. `what` is the plural of what they are.
template <typename Names>
data NamesValues(const Names& names, absl::string_view what) {
  data list = List();
  size_t count = 0;
  for (const auto& name : names) {
    data entry;
    entry["name"] = VisibleText(name);
    entry["first"] = data(count++ == 0);
    list << std::move(entry);
  }
  data values;
  values["few"] = data(count <= kMaxOpenNames);
  values["summary"] = absl::StrCat(count, " ", what);
  values["names"] = std::move(list);
  return values;
}

// The buckets of a name such as "chart:{a,b}".
std::vector<absl::string_view> Buckets(absl::string_view name) {
  const size_t brace = name.find('{');
  if (brace == absl::string_view::npos) return {};
  return absl::StrSplit(absl::StripSuffix(name.substr(brace + 1), "}"), ',');
}

template <typename Counters>
void AddCounters(const Counters& counters, const std::string& kind, data& list) {
  for (const v1::CounterConfig& counter : counters) {
    const ChartNote note = NoteOf(counter);
    const std::vector<absl::string_view> buckets = Buckets(counter.name());
    const absl::string_view name = counter.name();
    data entry;
    entry["name"] = VisibleText(buckets.empty() ? name : name.substr(0, name.find('{')));
    entry["buckets"] = buckets.empty() ? data(false) : NamesValues(buckets, "buckets");
    entry["note"] = NoteValues(
        &note, counter.depth() == 0 ? kind : absl::StrCat(kind, ", ", counter.depth(), " frames"));
    entry["rate"] = absl::StrCat(counter.rate() * 100, " %");
    list << std::move(entry);
  }
}

// "mytool 3f2a9c0b6d1e4f58" for each build, or only the file if none of its builds is listed.
std::vector<std::string> Builds(const v1::ProgramConfig& program) {
  std::vector<std::string> builds;
  for (const v1::ReleasedFile& file : program.builds()) {
    if (file.ids().empty()) builds.push_back(file.file());
    for (const std::string& id : file.ids()) builds.push_back(absl::StrCat(file.file(), " ", id));
  }
  return builds;
}

data ProgramValues(const v1::ProgramConfig& program, int index) {
  data counters = List();
  AddCounters(program.counters(), "counter", counters);
  AddCounters(program.stacks(), "stack", counters);
  std::vector<std::string> versions;
  if (!program.min_version().empty()) {
    versions.push_back(absl::StrCat(program.min_version(), " and later"));
  }
  versions.insert(versions.end(), program.versions().begin(), program.versions().end());
  data values;
  values["id"] = absl::StrCat("p", index);
  values["program"] = VisibleText(program.name());
  values["versions"] = NamesValues(versions, "versions");
  const std::vector<std::string> builds = Builds(program);
  values["builds"] = builds.empty() ? data(false) : NamesValues(builds, "builds");
  values["counters"] = std::move(counters);
  return values;
}

struct Words {
  const char* css_class;
  const char* fate;
};

Words WordsOf(ConfigChange::Kind kind) {
  switch (kind) {
    case ConfigChange::Kind::kApproved:
      return {"approved", "Newly collected:"};
    case ConfigChange::Kind::kWithdrawn:
      return {"withdrawn", "No longer collected:"};
    case ConfigChange::Kind::kVersions:
      return {"versions", "Versions:"};
    case ConfigChange::Kind::kChanged:
      break;
  }
  return {"changed", "Changed:"};
}

absl::string_view SubjectOf(const ChangeLine& line) {
  static constexpr std::pair<absl::string_view, absl::string_view> kSubjects[] = {
      {"program", ""},           {"GOOS", "system"},     {"GOARCH", "processor"},
      {"GoVersion", "compiler"}, {"MinVersion", "from"}, {"SampleRate", "share of reports"}};
  for (const auto& [what, subject] : kSubjects) {
    if (line.what == what) return subject;
  }
  return line.what;
}

std::string DetailOf(const ChangeLine& line) {
  if (line.kind == ConfigChange::Kind::kApproved) return line.after;
  if (line.kind == ConfigChange::Kind::kWithdrawn) return "";
  if (!line.names.empty() && line.kind == ConfigChange::Kind::kVersions) {
    return line.after.empty() ? "removed" : "added";
  }
  return absl::StrCat(line.after.empty() ? "none" : line.after, ", was ",
                      line.before.empty() ? "none" : line.before);
}

data LineValues(const ChangeLine& line) {
  const Words words = WordsOf(line.kind);
  data values;
  values["class"] = words.css_class;
  values["fate"] = words.fate;
  values["program"] = TextOrNothing(line.program);
  values["what"] = std::string(SubjectOf(line));
  values["named"] =
      line.names.empty() ? data(false) : NamesValues(line.names, absl::StrCat(line.what, "s"));
  values["detail"] = TextOrNothing(DetailOf(line));
  values["note"] = NoteValues(&line.note, "");
  return values;
}

}  // namespace

void AddPartials(data& values) {
  values["chart_note"] = data(partial([] { return std::string(kChartNoteTemplate); }));
  values["name_list"] = data(partial([] { return std::string(kNameListTemplate); }));
}

data NoteValues(const ChartNote* note, absl::string_view kind) {
  if ((note == nullptr || note->empty()) && kind.empty()) return data(false);
  static const auto& nothing = *new ChartNote();
  const ChartNote& said = note == nullptr ? nothing : *note;
  data values;
  values["kind"] = TextOrNothing(kind);
  values["title"] = TextOrNothing(said.title);
  values["description"] = TextOrNothing(said.description);
  values["expires"] = TextOrNothing(said.expires);
  data owners = List();
  for (const std::string& owner : said.owners) owners << LinkValues(owner);
  values["owners"] = std::move(owners);
  data issues = List();
  for (const std::string& issue : said.issues) issues << LinkValues(issue);
  values["issues"] = std::move(issues);
  return values;
}

data FoldedNames(const std::vector<std::string>& names, const std::string& summary) {
  data values = NamesValues(names, "");
  values["few"] = data(false);
  values["summary"] = summary;
  return values;
}

data ConfigPageValues(const ApprovedCounters& approved) {
  const v1::UploadConfig& config = approved.config();
  data programs = List();
  for (int i = 0; i < config.programs_size(); ++i) {
    programs << ProgramValues(config.programs(i), i);
  }
  data values;
  values["version"] = VisibleText(approved.version());
  values["systems"] = NamesValues(config.goos(), "systems");
  values["processors"] = NamesValues(config.goarch(), "processors");
  values["compilers"] = NamesValues(config.go_version(), "compilers");
  values["programs"] = std::move(programs);
  return values;
}

data ConfigHistoryValues(const std::vector<ConfigChangeEntry>& changes) {
  data list = List();
  for (const ConfigChangeEntry& change : changes) {
    data lines = List();
    for (const ChangeLine& line : change.lines) lines << LineValues(line);
    const absl::TimeZone utc = absl::UTCTimeZone();
    data entry;
    entry["since"] = absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", change.since, utc);
    entry["since_text"] = absl::FormatTime("%Y-%m-%d %H:%M UTC", change.since, utc);
    entry["version"] = VisibleText(change.version);
    entry["title"] = TextOrNothing(change.title);
    entry["lines"] = std::move(lines);
    entry["unlisted"] =
        change.num_unlisted == 0 ? data(false) : data(absl::StrCat(change.num_unlisted));
    list << std::move(entry);
  }
  data values;
  values["changes"] = std::move(list);
  return values;
}

}  // namespace telemetry::upload_internal
