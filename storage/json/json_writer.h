// JsonWriter writes JSON byte for byte as Go's encoding/json does, because Go programs read and
// compare our files.
//
//   JsonWriter json(" ");  // as json.MarshalIndent(v, "", " "); without " " as json.Marshal(v)
//   json.BeginObject();
//   json.Key("X");
//   json.Double(0.5);
//   json.Key("Programs");
//   json.BeginArray();
//   json.EndArray();
//   json.EndObject();
//   std::string text = std::move(json).Take();  // "{\n \"X\": 0.5,\n \"Programs\": []\n}"
//
// The caller is responsible for the grammar: one value in all, inside an object a Key() before each
// value, and an End for each Begin. Keys are written in the order given; Go sorts the keys of a map,
// so iterate in sorted order.
//
// Not thread-safe; distinct writers are independent.

#ifndef STORAGE_JSON_JSON_WRITER_H_
#define STORAGE_JSON_JSON_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

class JsonWriter {
 public:
  // `indent` is written once per level of nesting; if empty, everything is on one line.
  explicit JsonWriter(absl::string_view indent = "");

  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void BeginObject();
  void EndObject();
  void BeginArray();
  void EndArray();

  void Key(absl::string_view key);

  // Escapes `<`, `>`, `&`, U+2028 and U+2029 as Go does. An invalid UTF-8 byte becomes \ufffd.
  void String(absl::string_view value);
  void Int(int64_t value);
  void Uint(uint64_t value);
  // The shortest digits that read back as `value`, with an exponent below 1e-6 and from 1e21 on.
  // Infinity and NaN, which JSON cannot express, become null.
  void Double(double value);
  void Bool(bool value);
  void Null();

  // What has been written so far, without a newline after the last value. Valid until the next
  // call.
  absl::string_view text() const { return {text_.data(), size_}; }
  std::string Take() &&;

 private:
  // What the next key or value comes after.
  enum class After { kNothing, kBracket, kKey, kItem };

  void Separate();
  void BeginContainer(char bracket);
  void EndContainer(char bracket);
  // Escapes the value; `end` is what follows it, from its closing quotation mark on.
  void AppendString(absl::string_view value, absl::string_view end);
  void Append(absl::string_view text) {
    if (text.size() > text_.size() - size_) MakeRoom(text.size());
    text.copy(&text_[size_], text.size());
    size_ += text.size();
  }
  void Append(char c) {
    if (size_ == text_.size()) MakeRoom(1);
    text_[size_++] = c;
  }
  // Room for at least `length` more characters.
  void MakeRoom(size_t length);

  const std::string indent_;
  // What ends a key, from its closing quotation mark on.
  const absl::string_view colon_;
  // A newline and the indentation of the current level; empty if everything is on one line.
  std::string line_break_;
  // The first size_ characters are the text; the others are room for more. Appending to a string
  // would cost a call for each piece, and reports are mostly short pieces.
  std::string text_;
  size_t size_ = 0;
  After after_ = After::kNothing;
};

}  // namespace telemetry

#endif  // STORAGE_JSON_JSON_WRITER_H_
