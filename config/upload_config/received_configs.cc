#include "config/upload_config/received_configs.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approvals.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "storage/civil_day.h"
#include "storage/files/file.h"
#include "storage/files/own_file.h"
#include "storage/json/json_document.h"
#include "storage/telemetry_dir.h"

namespace telemetry {
namespace {

constexpr size_t kMaxFileSizeBytes = size_t{64} << 20;
// A report may be uploaded for three weeks after its week has ended (report_builder.h); one more
// week, because another of its files can have begun earlier, and a day for time zones.
constexpr int kDaysNeeded = 7 + 21 + 7 + 1;

bool AreEqual(const v1::UploadConfig& a, const v1::UploadConfig& b) {
  return UploadConfigVersion(a) == UploadConfigVersion(b);
}

absl::StatusOr<ReceivedConfigs::Entry> ParseEntry(JsonValue json, absl::string_view path) {
  ReceivedConfigs::Entry entry;
  std::optional<absl::CivilDay> received;
  bool has_config = false;
  absl::Status status = json.ForEachField([&](absl::string_view key, JsonValue value) {
    if (key == "Received") {
      const absl::StatusOr<std::string> text = value.String();
      if (!text.ok()) return text.status();
      received = ParseCivilDay(*text);
    } else if (key == "Shown") {
      const absl::StatusOr<std::string> text = value.String();
      if (!text.ok()) return text.status();
      entry.shown = *text == "yes";
    } else if (key == "Config") {
      absl::StatusOr<v1::UploadConfig> config = ParseUploadConfig(value, path);
      if (!config.ok()) return config.status();
      entry.config = *std::move(config);
      has_config = true;
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (!received.has_value() || !has_config) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": a config without its day"));
  }
  entry.received = *received;
  return entry;
}

}  // namespace

const v1::UploadConfig* ReceivedConfigs::latest() const {
  return entries_.empty() ? nullptr : &entries_.back().config;
}

const v1::UploadConfig* ReceivedConfigs::shown() const {
  const v1::UploadConfig* shown = nullptr;
  for (const Entry& entry : entries_) {
    if (entry.shown) shown = &entry.config;
  }
  return shown;
}

void ReceivedConfigs::Receive(v1::UploadConfig config, absl::CivilDay day, bool shown) {
  if (!entries_.empty() && AreEqual(entries_.back().config, config)) {
    entries_.back().shown |= shown;
  } else {
    // Days never go back, even if the clock did: what is added must not count for earlier weeks.
    const absl::CivilDay received =
        entries_.empty() ? day : std::max(day, entries_.back().received);
    entries_.push_back({received, shown, std::move(config)});
  }
  std::vector<Entry> kept;
  const v1::UploadConfig* last_shown = this->shown();
  for (size_t i = 0; i < entries_.size(); ++i) {
    const bool is_first = i == 0;
    const bool is_last = i + 1 == entries_.size();
    const bool is_consented = &entries_[i].config == last_shown;
    // The next one took its place before any week that can still be uploaded began, or on its day.
    const bool is_replaced = !is_last && (entries_[i + 1].received < day - kDaysNeeded ||
                                          entries_[i + 1].received == entries_[i].received);
    if (is_first || is_last || is_consented || !is_replaced) kept.push_back(entries_[i]);
  }
  entries_ = std::move(kept);
}

Approvals ReceivedConfigs::ToApprovals() const {
  std::vector<Approvals::Received> received;
  for (const Entry& entry : entries_) {
    const absl::CivilDay day = received.empty() ? absl::CivilDay::min() : entry.received;
    received.push_back({day, ApprovedCounters(entry.config)});
  }
  return Approvals(std::move(received));
}

absl::StatusOr<ReceivedConfigs> ParseReceivedConfigs(absl::string_view text,
                                                     const std::string& path) {
  const absl::Status damaged =
      absl::InvalidArgumentError(absl::StrCat(path, " does not hold configs of a collector"));
  const absl::StatusOr<JsonDocument> document = JsonDocument::Parse(text);
  if (!document.ok()) return damaged;
  ReceivedConfigs configs;
  bool has_configs = false;
  const absl::Status status =
      document->root().ForEachField([&](absl::string_view key, JsonValue value) {
        if (key != "Configs") return absl::OkStatus();
        has_configs = true;
        return value.ForEachElement([&](JsonValue element) {
          absl::StatusOr<ReceivedConfigs::Entry> entry = ParseEntry(element, path);
          if (!entry.ok()) return entry.status();
          configs.Append(*std::move(entry));
          return absl::OkStatus();
        });
      });
  if (!status.ok() || !has_configs || configs.entries().empty()) return damaged;
  return configs;
}

std::string ReceivedConfigsToJson(const ReceivedConfigs& configs) {
  std::string text = "{\"Configs\": [";
  absl::string_view separator = "\n";
  for (const ReceivedConfigs::Entry& entry : configs.entries()) {
    absl::StrAppend(&text, separator, "{\"Received\": \"", FormatCivilDay(entry.received),
                    "\", \"Shown\": \"", entry.shown ? "yes" : "no",
                    "\", \"Config\": ", UploadConfigToJson(entry.config), "}");
    separator = ",\n";
  }
  absl::StrAppend(&text, "\n]}\n");
  return text;
}

absl::StatusOr<ReceivedConfigs> ReadReceivedConfigs(const TelemetryDir& dir) {
  const std::string path = dir.upload_config_path();
  const absl::StatusOr<std::string> text = ReadFile(path, kMaxFileSizeBytes);
  if (!text.ok()) return text.status();
  if (absl::Status status = CheckOwnFile(path); !status.ok()) return status;
  return ParseReceivedConfigs(*text, path);
}

ReceivedConfigs ReceivedSoFar(const TelemetryDir& dir, absl::CivilDay today) {
  absl::StatusOr<ReceivedConfigs> kept = ReadReceivedConfigs(dir);
  if (kept.ok()) return *std::move(kept);
  ReceivedConfigs configs;
  if (!absl::IsNotFound(kept.status())) configs.Receive(v1::UploadConfig(), today, /*shown=*/false);
  return configs;
}

absl::Status WriteReceivedConfigs(const TelemetryDir& dir, const ReceivedConfigs& configs) {
  const std::string text = ReceivedConfigsToJson(configs);
  if (text.size() > kMaxFileSizeBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat(dir.upload_config_path(),
                     ": the configs that the collector sent lately are "
                     "too large to be kept"));
  }
  return WriteFileAtomically(dir.upload_config_path(), text);
}

}  // namespace telemetry
