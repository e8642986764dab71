#include "upload/site/internal/chart_notes.h"

namespace telemetry::upload_internal {

absl::string_view ChartOfCounter(absl::string_view name) { return name.substr(0, name.find(':')); }

ChartNote NoteOf(const v1::CounterConfig& counter) {
  return {.title = counter.title(),
          .description = counter.description(),
          .issues = {counter.issues().begin(), counter.issues().end()},
          .owners = {counter.owners().begin(), counter.owners().end()},
          .expires = counter.expires()};
}

ChartNotes::ChartNotes(const v1::UploadConfig& config) {
  for (const v1::ProgramConfig& program : config.programs()) {
    for (const auto* counters : {&program.counters(), &program.stacks()}) {
      for (const v1::CounterConfig& counter : *counters) {
        ChartNote note = NoteOf(counter);
        if (note.empty()) continue;
        notes_.try_emplace({program.name(), std::string(ChartOfCounter(counter.name()))},
                           std::move(note));
      }
    }
  }
}

const ChartNote* ChartNotes::Find(const std::string& program, absl::string_view chart) const {
  const auto found = notes_.find({program, std::string(chart)});
  return found == notes_.end() ? nullptr : &found->second;
}

}  // namespace telemetry::upload_internal
