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
// The caller is responsible for the grammar: inside an object a Key() before each value, and an End
// for each Begin. Keys are written in the order given; Go sorts the keys of a map, so iterate in
// sorted order.
//
// Not thread-safe; distinct writers are independent.

#ifndef STORAGE_JSON_WRITER_H_
#define STORAGE_JSON_WRITER_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace telemetry {

class JsonWriter {
 public:
  // `indent` is written once per level of nesting; if empty, everything is on one line.
  explicit JsonWriter(absl::string_view indent = "");

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

  // What has been written so far, without a newline after the last value.
  const std::string& text() const { return text_; }
  std::string Take() && { return std::move(text_); }

 private:
  void BeginValue();
  void BeginContainer(char bracket);
  void EndContainer(char bracket);
  void NewLine();
  void AppendString(absl::string_view value);

  const std::string indent_;
  std::string text_;
  std::vector<bool> has_items_;  // for each open container, whether it has an item yet
  bool after_key_ = false;
};

}  // namespace telemetry

#endif  // STORAGE_JSON_WRITER_H_
