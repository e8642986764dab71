// What a config says about its charts to people: what each is for, who answers for it, until when.
//
//   const ChartNotes notes(config);
//   const ChartNote* note = notes.Find("example.com/mytool", ChartOfCounter("mytool/client:vim"));
//   if (note != nullptr) Print(note->title);
//
// Immutable; thread-safe.

#ifndef UPLOAD_SITE_INTERNAL_CHART_NOTES_H_
#define UPLOAD_SITE_INTERNAL_CHART_NOTES_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "config/upload_config/upload_config.pb.h"

namespace telemetry::upload_internal {

struct ChartNote {
  std::string title;
  std::string description;
  std::vector<std::string> issues;
  std::vector<std::string> owners;
  std::string expires;  // YYYY-MM-DD; empty: it does not

  bool empty() const {
    return title.empty() && description.empty() && issues.empty() && owners.empty() &&
           expires.empty();
  }
};

// The chart that a counter belongs to: "chart" of "chart:bucket" and of "chart:{a,b}".
absl::string_view ChartOfCounter(absl::string_view name);

// What one entry of a config says.
ChartNote NoteOf(const v1::CounterConfig& counter);

class ChartNotes {
 public:
  explicit ChartNotes(const v1::UploadConfig& config);

  // Null if the config says nothing about the chart. If several entries are of one chart, the first
  // that says something counts. Valid as long as this object.
  const ChartNote* Find(const std::string& program, absl::string_view chart) const;

 private:
  std::map<std::pair<std::string, std::string>, ChartNote> notes_;
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_SITE_INTERNAL_CHART_NOTES_H_
