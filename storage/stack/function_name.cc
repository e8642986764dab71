#include "storage/stack/function_name.h"

#include <cxxabi.h>
#include <stdlib.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace telemetry {
namespace {

constexpr absl::string_view kOperator = "operator";
constexpr absl::string_view kAnonymous = "(anonymous namespace)";

// Longer ones come before their prefixes.
constexpr absl::string_view kOperatorSymbols[] = {
    "<=>", "<<=", ">>=", "->*", "()", "[]", "<<", ">>", "<=", ">=", "==", "!=", "&&",
    "||",  "++",  "--",  "+=",  "-=", "*=", "/=", "%=", "^=", "&=", "|=", "->", "<",
    ">",   "=",   "!",   "+",   "-",  "*",  "/",  "%",  "^",  "&",  "|",  "~",  ",",
};

bool IsIdentifierChar(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// What follows the bracket at the start of `text` and its closing bracket.
absl::string_view AfterBrackets(absl::string_view text) {
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '<' || c == '(' || c == '[' || c == '{') ++depth;
    const bool is_arrow = c == '>' && i > 0 && text[i - 1] == '-';
    if ((c == '>' && !is_arrow) || c == ')' || c == ']' || c == '}') --depth;
    if (depth == 0) return text.substr(i + 1);
  }
  return {};
}

// Reads a demangled name from left to right and keeps what names the function.
class Shortener {
 public:
  explicit Shortener(absl::string_view text) : rest_(text) {}

  std::string Run() {
    while (!rest_.empty()) TakeOne();
    return std::move(kept_);
  }

 private:
  void TakeOne() {
    const char c = rest_[0];
    if (AtOperator()) {
      TakeOperator();
    } else if (absl::StartsWith(rest_, kAnonymous)) {
      Keep(kAnonymous.size());
    } else if (c == '{') {
      TakeUnnamed();
    } else if (c == '(' && kept_.empty() && EnterDeclarator()) {
      // The rest of the return type follows the closing bracket, which ends the reading.
    } else if (c == '(') {
      rest_ = AfterBrackets(rest_);
      SkipQualifiers();
    } else if (c == '<' || c == '[') {
      rest_ = AfterBrackets(rest_);
    } else if (c == ' ') {
      TakeSpace();
    } else {
      Keep(1);
    }
  }

  void Keep(size_t bytes) {
    kept_.append(rest_.data(), bytes);
    rest_.remove_prefix(bytes);
  }

  // What was kept so far was the return type, or "thunk to".
  void TakeSpace() {
    const bool is_decltype = kept_ == "decltype";
    kept_.clear();
    rest_.remove_prefix(1);
    if (is_decltype && absl::StartsWith(rest_, "(")) rest_ = AfterBrackets(rest_);
  }

  // The name of a function that returns a pointer or reference to a function or an array is in
  // brackets: "void (*f<int>(int))(char)", "int (tool::S::*f<int>())(int)". If `rest_` begins with
  // such brackets, continues with the name in them.
  bool EnterDeclarator() {
    absl::string_view inner = rest_.substr(1);
    while (!inner.empty() && (IsIdentifierChar(inner[0]) || inner[0] == ':' || inner[0] == '<' ||
                              absl::StartsWith(inner, kAnonymous))) {
      const bool is_char = IsIdentifierChar(inner[0]) || inner[0] == ':';
      inner = is_char ? inner.substr(1) : AfterBrackets(inner);
    }
    if (inner.empty() || (inner[0] != '*' && inner[0] != '&')) return false;
    while (!inner.empty() && (inner[0] == '*' || inner[0] == '&')) inner.remove_prefix(1);
    const size_t behind = AfterBrackets(rest_).size();
    rest_ = inner.substr(0, inner.size() - std::min(inner.size(), behind + 1));
    return true;
  }

  bool AtOperator() const {
    return absl::StartsWith(rest_, kOperator) &&
           (kept_.empty() || !IsIdentifierChar(kept_.back())) && rest_.size() > kOperator.size() &&
           !IsIdentifierChar(rest_[kOperator.size()]);
  }

  void TakeOperator() {
    Keep(kOperator.size());
    for (absl::string_view symbol : kOperatorSymbols) {
      if (!absl::StartsWith(rest_, symbol)) continue;
      Keep(symbol.size());
      absl::ConsumePrefix(&rest_, " ");  // before template arguments
      return;
    }
    // "operator new[]", "operator\"\" _km", or a conversion: "operator std::vector<int>".
    while (!rest_.empty() && rest_[0] != '(') {
      if (rest_[0] == '<') {
        rest_ = AfterBrackets(rest_);
      } else {
        Keep(1);
      }
    }
  }

  // "{lambda(int)#1}", without the parameters.
  void TakeUnnamed() {
    while (!rest_.empty() && rest_[0] != '}') {
      if (rest_[0] == '(') {
        rest_ = AfterBrackets(rest_);
      } else {
        Keep(1);
      }
    }
    if (!rest_.empty()) Keep(1);
  }

  // What may follow the parameters.
  void SkipQualifiers() {
    while (absl::ConsumePrefix(&rest_, " const") || absl::ConsumePrefix(&rest_, " volatile") ||
           absl::ConsumePrefix(&rest_, " &&") || absl::ConsumePrefix(&rest_, " &") ||
           absl::ConsumePrefix(&rest_, " noexcept")) {
    }
  }

  absl::string_view rest_;
  std::string kept_;
};

}  // namespace

std::string ShortenFunctionName(absl::string_view demangled_name) {
  std::string name = Shortener(demangled_name).Run();
  return name.empty() ? std::string(demangled_name) : name;
}

std::string ReadableFunctionName(absl::string_view linkage_name) {
  const size_t dot = linkage_name.find('.');
  const std::string mangled(linkage_name.substr(0, dot));
  if (!absl::StartsWith(mangled, "_Z")) return std::string(linkage_name);
  char* demangled = abi::__cxa_demangle(mangled.c_str(), nullptr, nullptr, nullptr);
  if (demangled == nullptr) return std::string(linkage_name);
  std::string name = ShortenFunctionName(demangled);
  free(demangled);
  if (dot != absl::string_view::npos)
    name.append(linkage_name.data() + dot, linkage_name.size() - dot);
  return name;
}

}  // namespace telemetry
