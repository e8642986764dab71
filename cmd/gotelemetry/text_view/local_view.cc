#include "cmd/gotelemetry/text_view/local_view.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "cmd/gotelemetry/text_view/counter_groups.h"
#include "cmd/gotelemetry/text_view/display_text.h"
#include "cmd/gotelemetry/text_view/text_style.h"
#include "cmd/internal/printable.h"
#include "report/entry_build.h"
#include "report/report.pb.h"

namespace telemetry::cmd {
namespace {

// In much longer lines, it is hard to see which count belongs to which label.
constexpr int kWidest = 100;
constexpr int kMarkWidth = 2;
// Shorter bars say nothing.
constexpr int kShortestBar = 5;

// Saturates, as counts do.
int64_t Total(const std::vector<Bucket>& buckets) {
  int64_t total = 0;
  for (const Bucket& bucket : buckets) {
    if (__builtin_add_overflow(total, bucket.count, &total)) return INT64_MAX;
  }
  return total;
}

// Renders one program.
class Section {
 public:
  // `approved` is the approved part of the program; null if it is not approved.
  Section(const v1::ProgramReport& program, const v1::ProgramReport* approved,
          const TextStyle& style)
      : program_(program),
        approved_(approved),
        style_(style),
        width_(std::min(style.width, kWidest)),
        groups_(GroupByChart(program.counters())) {
    int64_t widest_count = 0;
    for (const ChartGroup& group : groups_) {
      widest_count = std::max(widest_count, Total(group.buckets));
    }
    for (const auto& [name, count] : program.stacks()) widest_count = std::max(widest_count, count);
    count_width_ = DisplayWidth(absl::StrCat(widest_count));
  }

  std::string Render() && {
    AddTitle();
    for (const ChartGroup& group : groups_) AddGroup(group);
    AddStacks();
    return std::move(text_);
  }

 private:
  void AddTitle() {
    const std::string title = absl::StrCat(
        program_.program(), program_.version().empty() ? "" : " ", program_.version(), " (",
        program_.go_version(), ", ", program_.goos(), "/", program_.goarch(), ")");
    absl::StrAppend(&text_, Paint(FitEnd(Printable(title), width_, style_), Color::kTitle, style_),
                    "\n\n");
  }

  void AddGroup(const ChartGroup& group) {
    if (group.buckets.size() == 1 && group.buckets[0].label.empty()) {
      AddCount(group.chart, group.buckets[0].count, IsApprovedCounter(group.buckets[0].name));
      return;
    }
    AddCount(group.chart, Total(group.buckets), /*approved=*/false);
    int label_width = 0;
    int64_t most = 0;
    for (const Bucket& bucket : group.buckets) {
      label_width = std::max(label_width, DisplayWidth(Printable(bucket.label)));
      most = std::max(most, bucket.count);
    }
    label_width = std::min(label_width, width_ / 3);
    for (const Bucket& bucket : group.buckets) AddBar(bucket, label_width, most);
  }

  // A line with a right-aligned count: "  LABEL      COUNT MARK".
  void AddCount(absl::string_view label, int64_t count, bool approved) {
    const int label_width = width_ - 2 - 1 - count_width_ - kMarkWidth;
    absl::StrAppend(&text_, "  ",
                    PadEnd(FitEnd(Printable(label), label_width, style_), label_width), " ",
                    PadStart(absl::StrCat(count), count_width_), Mark(approved), "\n");
  }

  // "    LABEL BAR      COUNT MARK"
  void AddBar(const Bucket& bucket, int label_width, int64_t most) {
    const int bar_width = width_ - 4 - label_width - 2 - count_width_ - kMarkWidth;
    if (bar_width < kShortestBar) {
      AddCount(absl::StrCat("  ", bucket.label), bucket.count, IsApprovedCounter(bucket.name));
      return;
    }
    const double share = most == 0 ? 0 : static_cast<double>(bucket.count) / most;
    const int length = bucket.count == 0 ? 0 : std::max(1, static_cast<int>(share * bar_width));
    std::string bar;
    for (int i = 0; i < length; ++i) absl::StrAppend(&bar, style_.unicode ? "\u2588" : "#");
    absl::StrAppend(&text_, "    ",
                    PadEnd(FitEnd(Printable(bucket.label), label_width, style_), label_width), " ",
                    Paint(bar, Color::kBar, style_), std::string(bar_width - length, ' '), " ",
                    PadStart(absl::StrCat(bucket.count), count_width_),
                    Mark(IsApprovedCounter(bucket.name)), "\n");
  }

  void AddStacks() {
    std::vector<std::string> names;
    for (const auto& [name, count] : program_.stacks()) names.push_back(name);
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
      const std::vector<absl::string_view> lines = absl::StrSplit(name, '\n');
      if (!groups_.empty() || name != names.front()) absl::StrAppend(&text_, "\n");
      AddCount(lines[0], program_.stacks().at(name), IsApprovedStack(name));
      // The end of a frame names its line; the start is the path that all frames share.
      for (const absl::string_view frame : absl::MakeConstSpan(lines).subspan(1)) {
        absl::StrAppend(&text_, "    ",
                        Paint(FitStart(Printable(frame), width_ - 4, style_), Color::kDim, style_),
                        "\n");
      }
    }
  }

  bool IsApprovedCounter(const std::string& name) const {
    return approved_ != nullptr && approved_->counters().contains(name);
  }

  bool IsApprovedStack(const std::string& name) const {
    return approved_ != nullptr && approved_->stacks().contains(name);
  }

  std::string Mark(bool approved) const {
    return approved ? absl::StrCat(" ", Paint("^", Color::kMark, style_)) : "";
  }

  const v1::ProgramReport& program_;
  const v1::ProgramReport* const approved_;
  const TextStyle& style_;
  const int width_;
  const std::vector<ChartGroup> groups_;
  int count_width_ = 0;
  std::string text_;
};

const v1::ProgramReport* FindApproved(const v1::ProgramReport& program,
                                      const UploadOutlook& outlook) {
  if (!outlook.why_nothing.empty()) return nullptr;
  const auto found = std::find_if(
      outlook.approved.begin(), outlook.approved.end(),
      [&](const v1::ProgramReport& approved) { return BuildOf(approved) == BuildOf(program); });
  return found == outlook.approved.end() ? nullptr : &*found;
}

// Breaks a sentence into lines.
std::string Wrap(absl::string_view text, const TextStyle& style) {
  const int width = std::min(style.width, kWidest);
  std::string wrapped;
  int column = 0;
  for (const absl::string_view word : absl::StrSplit(text, ' ')) {
    const std::string fitted = FitEnd(Printable(word), width, style);
    const int word_width = DisplayWidth(fitted);
    const bool fits = column + 1 + word_width <= width;
    absl::StrAppend(&wrapped, column == 0 ? "" : fits ? " " : "\n", fitted);
    column = column > 0 && fits ? column + 1 + word_width : word_width;
  }
  return absl::StrCat(wrapped, "\n");
}

}  // namespace

std::string RenderLocalView(absl::Span<const v1::ProgramReport> programs,
                            const UploadOutlook& outlook, const TextStyle& style) {
  if (programs.empty()) return Wrap("Nothing has been counted yet.", style);
  std::string text;
  for (const v1::ProgramReport& program : programs) {
    absl::StrAppend(&text, Section(program, FindApproved(program, outlook), style).Render(), "\n");
  }
  if (!outlook.why_nothing.empty()) {
    return absl::StrCat(
        text, Wrap(absl::StrCat("Nothing would be uploaded: ", outlook.why_nothing, "."), style));
  }
  return absl::StrCat(text, Wrap(absl::StrCat("^ Approved: may be uploaded to ", outlook.collector,
                                              ". The exact report: gotelemetry preview"),
                                 style));
}

}  // namespace telemetry::cmd
