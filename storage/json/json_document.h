// A whole JSON text, decoded the way Go's encoding/json does.
//
//   absl::StatusOr<JsonDocument> document = JsonDocument::Parse(text);
//   auto status = document->root().ForEachField([&](absl::string_view key, JsonValue value) {
//     if (key != "Count") return absl::OkStatus();
//     absl::StatusOr<int64_t> count = value.Int64();
//     ...
//   });
//
// Like Go's decoder it accepts null for any empty value, keeps repeated keys in order, and reads
// U+FFFD where a string holds invalid UTF-8 or half a surrogate pair.
//
// All errors are INVALID_ARGUMENT. Errors about a value say what it is not ("not a string"); errors
// about the text also give the byte, the line and the column. AddPlace() adds the place in the
// document on the way out.
//
// Immutable, so any number of threads may read a document. Reading takes no more memory than a few
// bytes per byte of text, whatever the text. For datasets of many reports there is a faster way
// (report/chart/internal/report_scanner.h).

#ifndef STORAGE_JSON_JSON_DOCUMENT_H_
#define STORAGE_JSON_JSON_DOCUMENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace telemetry {

class JsonValue;

class JsonDocument {
 public:
  // Parses a text that is exactly one JSON value. Apart from invalid JSON, refuses a text of 4 GiB
  // (each invalid UTF-8 byte counts as three), nesting deeper than 10,000 levels (as Go does), and
  // a number of 10^308 or more.
  static absl::StatusOr<JsonDocument> Parse(absl::string_view json);

  // Valid as long as the document is neither moved nor destroyed.
  JsonValue root() const;

 private:
  friend class JsonValue;
  class Builder;

  enum class Type : uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };

  // Nodes are in the order of the text: a field's key, a string, comes directly before its value,
  // and the elements of an array or object follow it directly.
  struct Node {
    Type type;
    uint32_t text_begin;  // in text_: an unescaped string, or a number as it was written
    uint32_t text_end;
    uint32_t next;  // index of the first node behind this one and everything in it
  };

  std::string text_;
  std::vector<Node> nodes_;
};

// A value in a document. As cheap to copy as a pointer.
class JsonValue {
 public:
  // The key is unescaped and lives as long as the document.
  using FieldReader = absl::FunctionRef<absl::Status(absl::string_view key, JsonValue value)>;
  using ElementReader = absl::FunctionRef<absl::Status(JsonValue value)>;

  bool is_null() const { return type() == JsonDocument::Type::kNull; }
  bool is_object() const { return type() == JsonDocument::Type::kObject; }
  bool is_array() const { return type() == JsonDocument::Type::kArray; }

  // Calls `read` for each field of an object or element of an array, in order, up to the first
  // error. null is an empty object or array.
  absl::Status ForEachField(FieldReader read) const;
  absl::Status ForEachElement(ElementReader read) const;

  // A string; empty for null.
  absl::StatusOr<std::string> String() const;
  // A number, rounded to the nearest double; 0 for null.
  absl::StatusOr<double> Double() const;
  // A 64-bit integer, written without fraction or exponent; 0 for null.
  absl::StatusOr<int64_t> Int64() const;

  // A number as it was written; empty for anything else.
  absl::string_view NumberText() const;

 private:
  friend class JsonDocument;

  JsonValue(const JsonDocument* document, uint32_t index) : document_(document), index_(index) {}

  const JsonDocument::Node& node() const { return document_->nodes_[index_]; }
  JsonDocument::Type type() const { return node().type; }
  absl::string_view text() const;

  const JsonDocument* document_;
  uint32_t index_;
};

// `status` with `place` put before its message, as in "Programs[2]: Counters: not an object".
absl::Status AddPlace(absl::Status status, absl::string_view place);

}  // namespace telemetry

#endif  // STORAGE_JSON_JSON_DOCUMENT_H_
