// What was left out of a report because the config does not approve it, and why. The client tells
// its user (`gotelemetry preview`); the collector tells the client.

#ifndef REPORT_LEFT_OUT_H_
#define REPORT_LEFT_OUT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// kFrames: not the stack, but what some of its frames tell of their builds (reduced_stack.h).
enum class ItemKind { kProgram, kCounter, kStack, kFrames };

struct LeftOut {
  // Program path of the entry that had the item.
  std::string program;
  // kProgram: the whole entry was left out.
  ItemKind kind;
  // The counter's name or the stack counter's first line; empty for a program.
  std::string name;
  // A sentence without its full stop, as in `GoVersion "gcc3.3.5" is not in the config`.
  std::string reason;

  friend bool operator==(const LeftOut& a, const LeftOut& b) = default;
};

// "program", "counter", "stack" or "frames".
inline absl::string_view ItemKindName(ItemKind kind) {
  switch (kind) {
    case ItemKind::kProgram:
      return "program";
    case ItemKind::kCounter:
      return "counter";
    case ItemKind::kStack:
      return "stack";
    case ItemKind::kFrames:
      return "frames";
  }
  return "";
}

}  // namespace telemetry

#endif  // REPORT_LEFT_OUT_H_
