// JsonWriter writes JSON byte for byte as Go's encoding/json does, because Go programs read and
// compare our files.
//
//   JsonWriter json(" ");  // as json.MarshalIndent(v, "", " "); without " " as json.Marshal(v)
//   json.BeginObject();
//   json.Field("X", 0.5);
//   json.Key("Programs");
//   json.BeginArray();
//   json.EndArray();
//   json.EndObject();
//   std::string text = std::move(json).Take();  // "{\n \"X\": 0.5,\n \"Programs\": []\n}"
//
// The caller is responsible for the grammar: one value in all, inside an object a Key() before each
// value, and an End for each Begin. Keys are written in the order given; Go sorts the keys of a map,
// so iterate in sorted order; SortedObject() does.
//
// Not thread-safe; distinct writers are independent.

#ifndef STORAGE_JSON_JSON_WRITER_H_
#define STORAGE_JSON_JSON_WRITER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

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

  // A value of C++ as the above: a bool, an integer, a floating-point number, or else a string.
  template <typename T>
  void Value(const T& value);

  // Key and value.
  template <typename T>
  void Field(absl::string_view key, const T& value) {
    Key(key);
    Value(value);
  }

  // A key and an array of `items`, each written by `write(*this, item)`, by default as a Value().
  template <typename Items, typename Write>
  void Array(absl::string_view key, const Items& items, Write write);
  template <typename Items>
  void Array(absl::string_view key, const Items& items) {
    Array(key, items, [](JsonWriter& json, const auto& item) { json.Value(item); });
  }

  // A key and an object of the entries of `map`, whose keys are strings, sorted as Go sorts them.
  template <typename Map>
  void SortedObject(absl::string_view key, const Map& map);

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

template <typename T>
void JsonWriter::Value(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    Bool(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    Double(value);
  } else if constexpr (std::is_integral_v<T>) {
    std::is_signed_v<T> ? Int(value) : Uint(value);
  } else {
    String(value);
  }
}

template <typename Items, typename Write>
void JsonWriter::Array(absl::string_view key, const Items& items, Write write) {
  Key(key);
  BeginArray();
  for (const auto& item : items) write(*this, item);
  EndArray();
}

template <typename Map>
void JsonWriter::SortedObject(absl::string_view key, const Map& map) {
  std::vector<const typename Map::value_type*> sorted;
  sorted.reserve(map.size());
  for (const auto& entry : map) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  Key(key);
  BeginObject();
  for (const auto* entry : sorted) Field(entry->first, entry->second);
  EndObject();
}

}  // namespace telemetry

#endif  // STORAGE_JSON_JSON_WRITER_H_
