// Any bytes as JSON: JsonView never reads outside of them, takes exactly what is JSON in valid UTF-8
// and not too deep, and finds in it what JsonDocument, another parser, finds.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/json/json_document.h"
#include "storage/json/json_view.h"
#include "storage/json/utf8.h"
#include "tests/fuzz/fuzz_check.h"

namespace telemetry {
namespace {

void Append(absl::string_view kind, absl::string_view text, std::string& out) {
  absl::StrAppend(&out, kind, text.size(), ":", text, ";");
}

// All values in the order of the text, with how deep they are.
void Describe(JsonView value, int depth, std::string& out) {
  absl::StrAppend(&out, depth, " ");
  if (value.is_object()) {
    out += "object;";
    value.ForEachField([&](const std::string& key, JsonView field) {
      Append("key", key, out);
      Describe(field, depth + 1, out);
      return true;
    });
  } else if (value.is_array()) {
    out += "array;";
    value.ForEachElement([&](JsonView element) {
      Describe(element, depth + 1, out);
      return true;
    });
  } else if (const std::optional<std::string> text = value.String()) {
    Append("string", *text, out);
  } else if (value.is_null() || value.Bool().has_value()) {
    out += "word;";
  } else {
    Append("number", value.text(), out);
    absl::StrAppend(&out, value.Int64().value_or(-77), ";");
  }
}

void Describe(JsonValue value, int depth, std::string& out) {
  absl::StrAppend(&out, depth, " ");
  const auto read_field = [&](absl::string_view key, JsonValue field) {
    Append("key", key, out);
    Describe(field, depth + 1, out);
    return absl::OkStatus();
  };
  const auto read_element = [&](JsonValue element) {
    Describe(element, depth + 1, out);
    return absl::OkStatus();
  };
  if (value.is_null()) {
    out += "word;";
  } else if (value.is_object()) {
    out += "object;";
    value.ForEachField(read_field).IgnoreError();
  } else if (value.is_array()) {
    out += "array;";
    value.ForEachElement(read_element).IgnoreError();
  } else if (const absl::StatusOr<std::string> text = value.String(); text.ok()) {
    Append("string", *text, out);
  } else if (!value.NumberText().empty()) {
    Append("number", value.NumberText(), out);
    absl::StrAppend(&out, value.Int64().value_or(-77), ";");
  } else {
    out += "word;";
  }
}

// Brackets outside of strings, in valid JSON.
size_t DepthOf(absl::string_view json) {
  size_t depth = 0;
  size_t deepest = 0;
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    if (in_string && json[i] == '\\') {
      ++i;
    } else if (json[i] == '"') {
      in_string = !in_string;
    } else if (!in_string && (json[i] == '[' || json[i] == '{')) {
      deepest = ++depth > deepest ? depth : deepest;
    } else if (!in_string && (json[i] == ']' || json[i] == '}')) {
      --depth;
    }
  }
  return deepest;
}

void Compare(absl::string_view json) {
  const std::optional<JsonView> view = JsonView::Parse(json);
  const absl::StatusOr<JsonDocument> document = JsonDocument::Parse(json);
  if (!document.ok()) {
    // Which also refuses numbers that are too large for a double.
    const bool too_large = absl::StrContains(document.status().message(), "too big");
    Check(!view.has_value() || too_large, "a text that is not JSON is taken");
    return;
  }
  const bool may_be_taken =
      ReplaceInvalidUtf8(json) == json && DepthOf(json) <= JsonView::kMaxDepth;
  Check(view.has_value() == may_be_taken, "a text is taken that must not be, or is not taken");
  if (!view.has_value()) return;
  std::string ours;
  std::string theirs;
  Describe(*view, 0, ours);
  Describe(document->root(), 0, theirs);
  Check(ours == theirs, "a value is not what another parser finds");
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  telemetry::Compare(absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
