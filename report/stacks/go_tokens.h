// The tokens of a Go expression, as far as stack_predicate.h needs them.
//
//   GoTokens tokens("\"a\" && !\"b\"");
//   for (GoToken token = tokens.Next(); token.kind != GoToken::Kind::kEnd; token = tokens.Next()) {
//     show(token.text);
//   }
//
// Not thread-safe.

#ifndef REPORT_STACKS_GO_TOKENS_H_
#define REPORT_STACKS_GO_TOKENS_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry::report_internal {

struct GoToken {
  enum class Kind {
    kString,  // `text` is its value
    kAnd,
    kOr,
    kNot,
    kOpen,
    kClose,
    kLineEnd,  // one that ends the expression: after a string or a closing bracket
    kEnd,
    kInvalid,  // `text` says what is wrong; nothing follows that makes sense
  };
  Kind kind = Kind::kEnd;
  std::string text = {};
  // Of the expression, from 1.
  int line = 1;
};

class GoTokens {
 public:
  // `expression` must outlive this.
  explicit GoTokens(absl::string_view expression) : rest_(expression) {}

  GoToken Next();

 private:
  // Skips white space and comments. Whether an end of line was among them.
  bool SkipSpace();
  GoToken Invalid(absl::string_view why) const;
  GoToken String();
  GoToken RawString();
  // Consumes an escape behind its backslash and appends its value; false if it is none.
  bool Escape(std::string& value);

  absl::string_view rest_;
  int line_ = 1;
  // Whether an end of line here would end the expression.
  bool may_end_ = false;
};

}  // namespace telemetry::report_internal

#endif  // REPORT_STACKS_GO_TOKENS_H_
