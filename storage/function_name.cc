#include "storage/function_name.h"

#include <cxxabi.h>
#include <stdlib.h>

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

// Longer ones before those that they begin with.
constexpr absl::string_view kOperatorSymbols[] = {
    "<=>", "<<=", ">>=", "->*", "()", "[]", "<<", ">>", "<=", ">=", "==", "!=", "&&",
    "||",  "++",  "--",  "+=",  "-=", "*=", "/=", "%=", "^=", "&=", "|=", "->", "<",
    ">",   "=",   "!",   "+",   "-",  "*",  "/",  "%",  "^",  "&",  "|",  "~",  ",",
};

bool IsIdentifierChar(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// What follows the bracket that `text` begins with and the one that closes it.
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
    } else if (c == '(') {
      rest_ = AfterBrackets(rest_);
      SkipQualifiers();
    } else if (c == '<' || c == '[') {
      rest_ = AfterBrackets(rest_);
    } else if (c == ' ') {
      kept_.clear();  // it was the return type, or "thunk to"
      rest_.remove_prefix(1);
    } else {
      Keep(1);
    }
  }

  void Keep(size_t bytes) {
    kept_.append(rest_.data(), bytes);
    rest_.remove_prefix(bytes);
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
  return Shortener(demangled_name).Run();
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
