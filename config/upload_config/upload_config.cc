#include "config/upload_config/upload_config.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "config/upload_config/upload_config.pb.h"
#include "config/upload_config/upload_config_check.h"
#include "storage/files/file.h"
#include "storage/json/json_document.h"
#include "storage/json/json_writer.h"

namespace telemetry {
namespace {

// A JSON value and its position for error messages: "c.json: Programs[2].Name".
struct Located {
  JsonValue value;
  std::string where;
};

absl::Status WrongType(const Located& located, absl::string_view expected) {
  return absl::InvalidArgumentError(absl::StrCat(located.where, " is not ", expected));
}

// Calls `visit` for each field that is not null, until it returns an error.
absl::Status ForEachField(const Located& located,
                          absl::FunctionRef<absl::Status(absl::string_view, Located)> visit) {
  if (!located.value.is_object()) return WrongType(located, "an object");
  const absl::string_view separator = absl::EndsWith(located.where, ": ") ? "" : ".";
  return located.value.ForEachField([&](absl::string_view key, JsonValue value) {
    if (value.is_null()) return absl::OkStatus();
    return visit(key, {value, absl::StrCat(located.where, separator, key)});
  });
}

absl::StatusOr<std::string> String(const Located& located) {
  absl::StatusOr<std::string> text = located.value.String();
  if (!text.ok() || located.value.is_null()) return WrongType(located, "a string");
  return text;
}

absl::StatusOr<double> Rate(const Located& located) {
  const absl::StatusOr<double> rate = located.value.Double();
  if (!rate.ok() || *rate < 0 || *rate > 1) return WrongType(located, "a number from 0 to 1");
  return rate;
}

absl::StatusOr<int32_t> Int32(const Located& located) {
  const absl::StatusOr<int64_t> number = located.value.Int64();
  if (!number.ok() || *number < std::numeric_limits<int32_t>::min() ||
      *number > std::numeric_limits<int32_t>::max()) {
    return WrongType(located, "a 32-bit integer");
  }
  return static_cast<int32_t>(*number);
}

template <typename T>
using Parser = absl::StatusOr<T> (*)(const Located&);

template <typename T>
absl::StatusOr<std::vector<T>> List(const Located& located, Parser<T> parse_item) {
  if (!located.value.is_array()) return WrongType(located, "a list");
  std::vector<T> items;
  const absl::Status status = located.value.ForEachElement([&](JsonValue value) {
    absl::StatusOr<T> item =
        parse_item({value, absl::StrCat(located.where, "[", items.size(), "]")});
    if (!item.ok()) return item.status();
    items.push_back(*std::move(item));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return items;
}

// Passes the value, if there is one, to `use`.
template <typename T, typename Use>
absl::Status Then(absl::StatusOr<T> value, Use use) {
  if (!value.ok()) return value.status();
  use(*std::move(value));
  return absl::OkStatus();
}

absl::Status Assign(absl::StatusOr<std::string> text, std::string* field) {
  return Then(std::move(text), [field](std::string value) { *field = std::move(value); });
}

template <typename Field, typename T>
absl::Status AssignList(absl::StatusOr<std::vector<T>> items, Field* field) {
  return Then(std::move(items),
              [field](std::vector<T> list) { field->Assign(list.begin(), list.end()); });
}

// What Go's configs do not have.
absl::Status ParseAboutCounter(absl::string_view key, const Located& value,
                               v1::CounterConfig& counter) {
  if (key == "Expires") return Assign(String(value), counter.mutable_expires());
  if (key == "Title") return Assign(String(value), counter.mutable_title());
  if (key == "Description") return Assign(String(value), counter.mutable_description());
  if (key == "Issues") return AssignList(List(value, &String), counter.mutable_issues());
  if (key == "Owners") return AssignList(List(value, &String), counter.mutable_owners());
  return absl::OkStatus();
}

absl::StatusOr<v1::CounterConfig> ParseCounter(const Located& located) {
  v1::CounterConfig counter;
  const absl::Status status = ForEachField(located, [&](absl::string_view key, Located value) {
    if (key == "Name") return Assign(String(value), counter.mutable_name());
    if (key == "Rate") return Then(Rate(value), [&](double rate) { counter.set_rate(rate); });
    if (key == "Depth") return Then(Int32(value), [&](int32_t d) { counter.set_depth(d); });
    return ParseAboutCounter(key, value, counter);
  });
  if (!status.ok()) return status;
  return counter;
}

absl::StatusOr<v1::ReleasedFile> ParseReleasedFile(const Located& located) {
  v1::ReleasedFile file;
  const absl::Status status = ForEachField(located, [&](absl::string_view key, Located value) {
    if (key == "File") return Assign(String(value), file.mutable_file());
    if (key == "IDs") return AssignList(List(value, &String), file.mutable_ids());
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return file;
}

absl::StatusOr<v1::ProgramConfig> ParseProgram(const Located& located) {
  v1::ProgramConfig program;
  const absl::Status status = ForEachField(located, [&](absl::string_view key, Located value) {
    if (key == "Name") return Assign(String(value), program.mutable_name());
    if (key == "Versions") return AssignList(List(value, &String), program.mutable_versions());
    if (key == "MinVersion") return Assign(String(value), program.mutable_min_version());
    if (key == "Counters") {
      return AssignList(List(value, &ParseCounter), program.mutable_counters());
    }
    if (key == "Stacks") return AssignList(List(value, &ParseCounter), program.mutable_stacks());
    if (key == "Builds") {
      return AssignList(List(value, &ParseReleasedFile), program.mutable_builds());
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return program;
}

absl::StatusOr<v1::UploadConfig> ParseConfig(const Located& located) {
  v1::UploadConfig config;
  const absl::Status status = ForEachField(located, [&](absl::string_view key, Located value) {
    if (key == "GOOS") return AssignList(List(value, &String), config.mutable_goos());
    if (key == "GOARCH") return AssignList(List(value, &String), config.mutable_goarch());
    if (key == "GoVersion") return AssignList(List(value, &String), config.mutable_go_version());
    if (key == "SampleRate") {
      return Then(Rate(value), [&](double rate) { config.set_sample_rate(rate); });
    }
    if (key == "Programs") {
      return AssignList(List(value, &ParseProgram), config.mutable_programs());
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return config;
}

template <typename Strings>
void WriteStrings(absl::string_view key, const Strings& strings, JsonWriter& json) {
  json.Key(key);
  json.BeginArray();
  for (const std::string& text : strings) json.String(text);
  json.EndArray();
}

void WriteText(absl::string_view key, absl::string_view text, JsonWriter& json) {
  if (text.empty()) return;
  json.Key(key);
  json.String(text);
}

template <typename Counters>
void WriteCounters(absl::string_view key, const Counters& counters, JsonWriter& json) {
  if (counters.empty()) return;
  json.Key(key);
  json.BeginArray();
  for (const v1::CounterConfig& counter : counters) {
    json.BeginObject();
    json.Key("Name");
    json.String(counter.name());
    json.Key("Rate");
    json.Double(counter.rate());
    if (counter.depth() != 0) {
      json.Key("Depth");
      json.Int(counter.depth());
    }
    WriteText("Expires", counter.expires(), json);
    WriteText("Title", counter.title(), json);
    WriteText("Description", counter.description(), json);
    if (!counter.issues().empty()) WriteStrings("Issues", counter.issues(), json);
    if (!counter.owners().empty()) WriteStrings("Owners", counter.owners(), json);
    json.EndObject();
  }
  json.EndArray();
}

template <typename Files>
void WriteBuilds(const Files& files, JsonWriter& json) {
  if (files.empty()) return;
  json.Key("Builds");
  json.BeginArray();
  for (const v1::ReleasedFile& file : files) {
    json.BeginObject();
    json.Key("File");
    json.String(file.file());
    WriteStrings("IDs", file.ids(), json);
    json.EndObject();
  }
  json.EndArray();
}

std::string WriteConfig(const v1::UploadConfig& config, absl::string_view indent) {
  JsonWriter json(indent);
  json.BeginObject();
  WriteStrings("GOOS", config.goos(), json);
  WriteStrings("GOARCH", config.goarch(), json);
  WriteStrings("GoVersion", config.go_version(), json);
  json.Key("SampleRate");
  json.Double(config.sample_rate());
  json.Key("Programs");
  json.BeginArray();
  for (const v1::ProgramConfig& program : config.programs()) {
    json.BeginObject();
    json.Key("Name");
    json.String(program.name());
    WriteStrings("Versions", program.versions(), json);
    WriteText("MinVersion", program.min_version(), json);
    WriteCounters("Counters", program.counters(), json);
    WriteCounters("Stacks", program.stacks(), json);
    WriteBuilds(program.builds(), json);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return std::move(json).Take();
}

// What a computed version begins with; a hash follows.
constexpr absl::string_view kComputedVersion = "v0.0.0-h";
constexpr size_t kHashDigits = 16;
constexpr size_t kMaxDigitsOfAVersion = 6;
constexpr size_t kCommitTimeDigits = 14;
constexpr size_t kCommitHashDigits = 12;

bool AreDigits(absl::string_view text, size_t count) {
  return text.size() == count && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

bool AreHexDigits(absl::string_view text, size_t count) {
  return text.size() == count &&
         text.find_first_not_of("0123456789abcdef") == absl::string_view::npos;
}

bool IsPlainNumber(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxDigitsOfAVersion && AreDigits(text, text.size()) &&
         (text == "0" || text[0] != '0');
}

uint64_t Fnv1a64(absl::string_view bytes) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  }
  return hash;
}

}  // namespace

absl::StatusOr<v1::UploadConfig> ParseUploadConfig(JsonValue json, absl::string_view name) {
  if (!json.is_object()) {
    return absl::InvalidArgumentError(absl::StrCat(name, ": not a JSON object"));
  }
  absl::StatusOr<v1::UploadConfig> config = ParseConfig({json, absl::StrCat(name, ": ")});
  if (!config.ok()) return config;
  if (absl::Status status = CheckUploadConfig(*config); !status.ok()) return AddPlace(status, name);
  return config;
}

absl::StatusOr<v1::UploadConfig> ParseUploadConfigJson(absl::string_view json,
                                                       absl::string_view name) {
  const absl::StatusOr<JsonDocument> document = JsonDocument::Parse(json);
  if (!document.ok()) return AddPlace(document.status(), name);
  return ParseUploadConfig(document->root(), name);
}

absl::StatusOr<v1::UploadConfig> ReadUploadConfigFile(const std::string& path) {
  const absl::StatusOr<std::string> json = ReadFile(path, kMaxUploadConfigBytes);
  if (!json.ok()) return json.status();
  return ParseUploadConfigJson(*json, path);
}

std::string UploadConfigToJson(const v1::UploadConfig& config) { return WriteConfig(config, "\t"); }

std::string UploadConfigVersion(const v1::UploadConfig& config) {
  return absl::StrCat(kComputedVersion,
                      absl::Hex(Fnv1a64(WriteConfig(config, "")), absl::kZeroPad16));
}

bool IsUploadConfigVersion(absl::string_view text) {
  absl::string_view hash = text;
  if (absl::ConsumePrefix(&hash, kComputedVersion)) return AreHexDigits(hash, kHashDigits);
  if (!absl::ConsumePrefix(&text, "v")) return false;
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '-');
  const std::vector<absl::string_view> numbers = absl::StrSplit(parts[0], '.');
  if (numbers.size() != 3 || !std::all_of(numbers.begin(), numbers.end(), IsPlainNumber)) {
    return false;
  }
  // A version that Go makes of a commit has its time and its hash.
  return parts.size() == 1 || (parts.size() == 3 && AreDigits(parts[1], kCommitTimeDigits) &&
                               AreHexDigits(parts[2], kCommitHashDigits));
}

std::vector<std::string> ExpandCounterName(absl::string_view name) {
  const size_t brace = name.find('{');
  if (brace == absl::string_view::npos) return {std::string(name)};
  const absl::string_view chart = name.substr(0, brace);
  std::vector<std::string> names;
  for (const absl::string_view bucket :
       absl::StrSplit(absl::StripSuffix(name.substr(brace + 1), "}"), ',')) {
    names.push_back(absl::StrCat(chart, bucket));
  }
  return names;
}

}  // namespace telemetry
