#include "report/stacks/stack_predicate.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "report/stacks/go_tokens.h"

namespace telemetry {
namespace {

using report_internal::GoToken;
using report_internal::GoTokens;
using TokenKind = GoToken::Kind;

bool IsWordCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// Whether one side of the place before text[at] is in a word and the other is not.
bool IsWordBoundary(absl::string_view text, size_t at) {
  const bool before = at > 0 && IsWordCharacter(text[at - 1]);
  const bool after = at < text.size() && IsWordCharacter(text[at]);
  return before != after;
}

bool HasLiteral(absl::string_view text, absl::string_view literal) {
  for (size_t at = text.find(literal); at != absl::string_view::npos;
       at = text.find(literal, at + 1)) {
    if (IsWordBoundary(text, at + literal.size())) return true;
  }
  return false;
}

absl::string_view NameOf(TokenKind kind) {
  switch (kind) {
    case TokenKind::kString:
      return "a literal";
    case TokenKind::kAnd:
      return "&&";
    case TokenKind::kOr:
      return "||";
    case TokenKind::kNot:
      return "!";
    case TokenKind::kOpen:
      return "(";
    case TokenKind::kClose:
      return ")";
    case TokenKind::kLineEnd:
      return "the end of a line";
    case TokenKind::kEnd:
      return "the end";
    case TokenKind::kInvalid:
      break;
  }
  return "";
}

}  // namespace

// By recursive descent. The first error is kept, and ends everything.
class StackPredicate::Parser {
 public:
  explicit Parser(absl::string_view expression) : tokens_(expression) { Advance(); }

  Node Whole() {
    Node node = Operands(Kind::kOr, 0);
    if (token_.kind == TokenKind::kLineEnd) Advance();
    if (token_.kind != TokenKind::kEnd) Fail("an operator or the end");
    return node;
  }

  const absl::Status& status() const { return status_; }

 private:
  void Advance() { token_ = tokens_.Next(); }

  void Fail(absl::string_view expected) {
    if (!status_.ok()) return;
    const std::string found =
        token_.kind == TokenKind::kInvalid
            ? token_.text
            : absl::StrCat(NameOf(token_.kind), " where ", expected, " should be");
    status_ = absl::InvalidArgumentError(absl::StrCat("line ", token_.line, ": ", found));
  }

  // The operands of `||`, or, inside of these, of `&&`.
  Node Operands(Kind kind, int depth) {
    const TokenKind separator = kind == Kind::kOr ? TokenKind::kOr : TokenKind::kAnd;
    const auto operand = [&] {
      return kind == Kind::kOr ? Operands(Kind::kAnd, depth) : Operand(depth);
    };
    Node first = operand();
    if (token_.kind != separator) return first;
    Node node = {.kind = kind};
    node.operands.push_back(std::move(first));
    while (status_.ok() && token_.kind == separator) {
      Advance();
      node.operands.push_back(operand());
    }
    return node;
  }

  Node Operand(int depth) {
    Node node = {.kind = Kind::kLiteral};
    if (depth == kMaxDepth) {
      if (status_.ok()) status_ = absl::InvalidArgumentError("brackets nested too deeply");
    } else if (token_.kind == TokenKind::kString) {
      node.literal = std::move(token_.text);
      Advance();
    } else if (token_.kind == TokenKind::kNot) {
      Advance();
      node.kind = Kind::kNot;
      node.operands.push_back(Operand(depth + 1));
    } else if (token_.kind == TokenKind::kOpen) {
      Advance();
      node = Operands(Kind::kOr, depth + 1);
      if (token_.kind != TokenKind::kClose) Fail("an operator or )");
      Advance();
    } else {
      Fail("a literal");
    }
    return node;
  }

  GoTokens tokens_;
  GoToken token_;
  absl::Status status_;
};

StackPredicate::StackPredicate(Node root) : root_(std::move(root)) {}

absl::StatusOr<StackPredicate> StackPredicate::Parse(absl::string_view expression) {
  Parser parser(expression);
  Node root = parser.Whole();
  if (!parser.status().ok()) return parser.status();
  return StackPredicate(std::move(root));
}

bool StackPredicate::Matches(absl::string_view text) const { return Holds(root_, text); }

bool StackPredicate::Holds(const Node& node, absl::string_view text) {
  const auto holds = [text](const Node& operand) { return Holds(operand, text); };
  switch (node.kind) {
    case Kind::kLiteral:
      return HasLiteral(text, node.literal);
    case Kind::kNot:
      return !holds(node.operands.front());
    case Kind::kAnd:
      return std::all_of(node.operands.begin(), node.operands.end(), holds);
    case Kind::kOr:
      break;
  }
  return std::any_of(node.operands.begin(), node.operands.end(), holds);
}

}  // namespace telemetry
