#include "config/approval/internal/config_keys.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "storage/json/json_document.h"
#include "storage/quoted.h"

namespace telemetry::config_internal {
namespace {

constexpr size_t kMaxMisspelling = 2;

// How many letters must be added, left out or replaced to make `b` of `a`.
size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i + 1);
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
    }
  }
  return row.back();
}

std::string Suggestion(absl::string_view key, std::initializer_list<absl::string_view> known) {
  if (key.size() > 40) return "";
  for (const absl::string_view name : known) {
    if (absl::EqualsIgnoreCase(key, name) || EditDistance(key, name) <= kMaxMisspelling) {
      return absl::StrCat("; write ", Quoted(name));
    }
  }
  return "";
}

// Walks through a document and knows the line of each value.
class Walker {
 public:
  explicit Walker(const std::vector<int>& lines) : lines_(lines) {}

  // The line of the value that is visited next.
  int line() const { return next_ < lines_.size() ? lines_[next_] : 1; }

  // Visits a value that is of no interest.
  void Skip(JsonValue value) {
    ++next_;
    if (value.is_object()) {
      (void)value.ForEachField([this](absl::string_view, JsonValue field) {
        Skip(field);
        return absl::OkStatus();
      });
    } else if (value.is_array()) {
      (void)value.ForEachElement([this](JsonValue element) {
        Skip(element);
        return absl::OkStatus();
      });
    }
  }

  // `visit` must visit the value that it is given.
  void Fields(JsonValue object, absl::FunctionRef<void(absl::string_view, JsonValue)> visit) {
    if (!object.is_object()) return Skip(object);
    ++next_;
    (void)object.ForEachField([&](absl::string_view key, JsonValue value) {
      visit(key, value);
      return absl::OkStatus();
    });
  }

  void Elements(JsonValue array, absl::FunctionRef<void(JsonValue)> visit) {
    if (!array.is_array()) return Skip(array);
    ++next_;
    (void)array.ForEachElement([&](JsonValue value) {
      visit(value);
      return absl::OkStatus();
    });
  }

 private:
  const std::vector<int>& lines_;
  size_t next_ = 0;
};

class KeyReader {
 public:
  explicit KeyReader(const std::vector<int>& value_lines) : walker_(value_lines) {}

  ConfigKeys Read(JsonValue root) && {
    ConfigLines& lines = result_.lines;
    Object(root, {"GOOS", "GOARCH", "GoVersion", "SampleRate", "Programs"},
           [&](absl::string_view key, JsonValue value) {
             if (key == "GOOS") return Entries(value, lines.goos);
             if (key == "GOARCH") return Entries(value, lines.goarch);
             if (key == "GoVersion") return Entries(value, lines.go_version);
             if (key != "Programs") return walker_.Skip(value);
             lines.programs.clear();
             walker_.Elements(value, [this](JsonValue program) { Program(program); });
           });
    return std::move(result_);
  }

 private:
  // Calls `visit` for each field whose key is known, and reports the others.
  void Object(JsonValue object, std::initializer_list<absl::string_view> known,
              absl::FunctionRef<void(absl::string_view, JsonValue)> visit) {
    std::set<std::string> seen;
    walker_.Fields(object, [&](absl::string_view key, JsonValue value) {
      const int line = walker_.line();
      if (std::find(known.begin(), known.end(), key) == known.end()) {
        Add(line, "UNKNOWN_KEY",
            absl::StrCat(Quoted(key), " means nothing", Suggestion(key, known)));
        return walker_.Skip(value);
      }
      if (!seen.emplace(key).second) {
        Add(line, "REPEATED_KEY",
            absl::StrCat(Quoted(key), " stands here twice, and only the last counts"));
      }
      visit(key, value);
    });
  }

  void Add(int line, absl::string_view name, std::string text) {
    result_.findings.push_back({line, Severity::kError, std::string(name), std::move(text)});
  }

  void Entries(JsonValue list, std::vector<int>& lines) {
    lines.clear();
    walker_.Elements(list, [&](JsonValue entry) {
      lines.push_back(walker_.line());
      walker_.Skip(entry);
    });
  }

  void Counters(JsonValue list, std::vector<int>& lines) {
    lines.clear();
    walker_.Elements(list, [&](JsonValue counter) {
      lines.push_back(walker_.line());
      Object(counter,
             {"Name", "Rate", "Depth", "Expires", "Title", "Description", "Issues", "Owners"},
             [this](absl::string_view, JsonValue value) { walker_.Skip(value); });
    });
  }

  void Builds(JsonValue list, std::vector<int>& lines) {
    lines.clear();
    walker_.Elements(list, [&](JsonValue file) {
      lines.push_back(walker_.line());
      Object(file, {"File", "IDs"},
             [this](absl::string_view, JsonValue value) { walker_.Skip(value); });
    });
  }

  void Program(JsonValue program) {
    ProgramLines lines;
    lines.line = lines.min_version = walker_.line();
    Object(program, {"Name", "Versions", "MinVersion", "Counters", "Stacks", "Builds"},
           [&](absl::string_view key, JsonValue value) {
             if (key == "Versions") return Entries(value, lines.versions);
             if (key == "Counters") return Counters(value, lines.counters);
             if (key == "Stacks") return Counters(value, lines.stacks);
             if (key == "Builds") return Builds(value, lines.builds);
             if (key == "MinVersion") lines.min_version = walker_.line();
             walker_.Skip(value);
           });
    result_.lines.programs.push_back(std::move(lines));
  }

  Walker walker_;
  ConfigKeys result_;
};

// Removes the first step from `path`: a key, or "[7]".
absl::string_view ConsumeStep(absl::string_view& path) {
  absl::ConsumePrefix(&path, ".");
  const size_t end = std::min(path.find_first_of(".[", 1), path.size());
  const absl::string_view step = path.substr(0, end);
  path.remove_prefix(end);
  return step;
}

// Visits `value` and returns the line of what is at `path` in it.
int Find(JsonValue value, absl::string_view path, Walker& walker) {
  int found = walker.line();
  if (path.empty()) {
    walker.Skip(value);
    return found;
  }
  const absl::string_view step = ConsumeStep(path);
  if (absl::StartsWith(step, "[")) {
    size_t index = 0;
    (void)absl::SimpleAtoi(absl::StripSuffix(step.substr(1), "]"), &index);
    size_t i = 0;
    walker.Elements(value, [&](JsonValue element) {
      if (i++ == index) {
        found = Find(element, path, walker);
      } else {
        walker.Skip(element);
      }
    });
  } else {
    walker.Fields(value, [&](absl::string_view key, JsonValue field) {
      if (key == step) {
        found = Find(field, path, walker);
      } else {
        walker.Skip(field);
      }
    });
  }
  return found;
}

}  // namespace

ConfigKeys ReadConfigKeys(JsonValue root, const std::vector<int>& value_lines) {
  return KeyReader(value_lines).Read(root);
}

int LineOfPath(JsonValue root, const std::vector<int>& value_lines, absl::string_view path) {
  Walker walker(value_lines);
  return Find(root, path, walker);
}

}  // namespace telemetry::config_internal
