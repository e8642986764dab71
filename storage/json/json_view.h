// A JSON text that anyone may have written, read where it lies.
//
//   std::optional<JsonView> message = JsonView::Parse(text);
//   if (!message.has_value()) return;
//   std::optional<std::string> method = message->Field("method").String();
//   message->Field("params").Field("names").ForEachElement([&](JsonView name) { return Add(name); });
//
// For programs that count and have little to read: without absl::Status, exceptions or a tree in
// memory. JsonDocument says what is wrong and where, and reads what Go's decoder reads; this one
// takes only JSON as RFC 8259 has it, in valid UTF-8, and answers "missing" for anything else.
//
// Parse() checks the whole text once. Field() and the loops walk over what they skip, so that
// reading each field of an object by its name takes the square of its size: do not do that with an
// object that may have many. The depth is limited, so nothing here uses much stack.
//
// A view is as cheap to copy as a string_view, refers to the text, and is immutable.

#ifndef STORAGE_JSON_JSON_VIEW_H_
#define STORAGE_JSON_JSON_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

namespace telemetry {

class JsonView {
 public:
  // How deep arrays and objects may be nested.
  static constexpr size_t kMaxDepth = 100;

  // Nothing: missing() is true.
  JsonView() = default;

  // The value that `json` is; empty if it is not exactly one, is not valid UTF-8, or is nested
  // deeper than kMaxDepth. Takes time proportional to the size and no memory.
  static std::optional<JsonView> Parse(absl::string_view json);

  // Whether there is no value. What is read from nothing is nothing.
  bool missing() const { return text_.empty(); }
  bool is_null() const { return text_ == "null"; }
  bool is_object() const { return StartsWith('{'); }
  bool is_array() const { return StartsWith('['); }

  // The value as it was written, without white space around it.
  absl::string_view text() const { return text_; }

  // The value of a field of an object. Nothing if the object does not have it, or has it more than
  // once, since others might take another of these; nothing for anything but an object.
  JsonView Field(absl::string_view key) const;

  // A string without its escapes; half of a surrogate pair is U+FFFD. Empty for anything else.
  std::optional<std::string> String() const;
  std::optional<bool> Bool() const;
  // A number without fraction or exponent that has 64 bits.
  std::optional<int64_t> Int64() const;

  // Calls `read` for each field of an object or element of an array, in order, until it returns
  // false. Does nothing for anything else. Keys have no escapes any more.
  void ForEachField(absl::FunctionRef<bool(const std::string& key, JsonView value)> read) const;
  void ForEachElement(absl::FunctionRef<bool(JsonView value)> read) const;

 private:
  explicit JsonView(absl::string_view text) : text_(text) {}

  bool StartsWith(char c) const { return !text_.empty() && text_.front() == c; }

  absl::string_view text_;
};

}  // namespace telemetry

#endif  // STORAGE_JSON_JSON_VIEW_H_
