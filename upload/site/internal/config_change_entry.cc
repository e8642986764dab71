#include "upload/site/internal/config_change_entry.h"

#include <utility>

namespace telemetry::upload_internal {
namespace {

bool IsApproval(const ConfigChange& change) {
  return change.what == "counter" || change.what == "stack";
}

// Whether the change belongs into the line: the same happens to another bucket of its chart, or to
// another version of its program.
bool Continues(const ChangeLine& line, const ConfigChange& change) {
  return line.kind == change.kind && line.program == change.program && line.what == change.what &&
         line.before == change.before && line.after == change.after &&
         (!IsApproval(change) || ChartOfCounter(line.names.front()) == ChartOfCounter(change.name));
}

// Versions that are added differ in `after`, which is the version itself.
ConfigChange Plain(ConfigChange change) {
  if (change.kind != ConfigChange::Kind::kVersions || change.name.empty()) return change;
  change.before = change.before.empty() ? "" : "listed";
  change.after = change.after.empty() ? "" : "listed";
  return change;
}

}  // namespace

std::vector<ChangeLine> ChangeLines(const v1::UploadConfig& before, const v1::UploadConfig& after) {
  const ChartNotes notes(after);
  std::vector<ChangeLine> lines;
  for (const ConfigChange& found : DiffConfigs(before, after)) {
    ConfigChange change = Plain(found);
    if (lines.empty() || !Continues(lines.back(), change)) {
      ChangeLine line;
      line.kind = change.kind;
      line.program = change.program;
      line.what = change.what;
      line.before = change.before;
      line.after = change.after;
      const bool is_approved = IsApproval(change) && change.kind != ConfigChange::Kind::kWithdrawn;
      const ChartNote* note =
          is_approved ? notes.Find(change.program, ChartOfCounter(change.name)) : nullptr;
      if (note != nullptr) line.note = *note;
      lines.push_back(std::move(line));
    }
    if (!change.name.empty()) lines.back().names.push_back(std::move(change.name));
  }
  return lines;
}

}  // namespace telemetry::upload_internal
