// Which stacks an issue is about: an expression over words in a stack, in Go's grammar for its own
// issues, so that an issue means the same to both.
//
//   absl::StatusOr<StackPredicate> crash =
//       StackPredicate::Parse("\"sigpanic\" && !(\"golang.hover:+170\" || \"GOOS=windows\")");
//   if (crash.ok() && crash->Matches(text)) show(text);
//
//   expr = "literal" | `literal` | ( expr ) | ! expr | expr && expr | expr || expr
//
// `!` binds closest, then `&&`. A literal holds if the text contains it at the end of a word, as
// "fu+12" is in "x:fu+12," and in "snafu+12,", but not in "x:fu+123,". White space, comments, escapes
// in literals and line ends are those of a Go expression: a line may end after an operator or an
// opening bracket, not before one.
//
// Immutable; thread-safe.

#ifndef REPORT_STACKS_STACK_PREDICATE_H_
#define REPORT_STACKS_STACK_PREDICATE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace telemetry {

class StackPredicate {
 public:
  // How deep brackets and negations may be nested.
  static constexpr int kMaxDepth = 200;

  // INVALID_ARGUMENT, with the line of `expression`, if it is not such an expression.
  static absl::StatusOr<StackPredicate> Parse(absl::string_view expression);

  // Whether it holds for `text`. At worst linear in the product of both sizes.
  bool Matches(absl::string_view text) const;

 private:
  class Parser;

  enum class Kind { kLiteral, kNot, kAnd, kOr };

  struct Node {
    Kind kind;
    std::string literal = {};
    std::vector<Node> operands = {};
  };

  explicit StackPredicate(Node root);

  static bool Holds(const Node& node, absl::string_view text);

  Node root_;
};

}  // namespace telemetry

#endif  // REPORT_STACKS_STACK_PREDICATE_H_
