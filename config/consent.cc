#include "config/consent.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "storage/atomic_file.h"
#include "storage/telemetry_dir.h"

namespace telemetry {
namespace {

bool IsHost(absl::string_view host) {
  const bool in_brackets = absl::ConsumePrefix(&host, "[") && absl::ConsumeSuffix(&host, "]");
  const absl::string_view punctuation = in_brackets ? ":.%" : "-._";
  return !host.empty() && std::all_of(host.begin(), host.end(), [&](char c) {
    return absl::ascii_isalnum(c) || punctuation.find(c) != absl::string_view::npos;
  });
}

bool IsPort(absl::string_view port) {
  int32_t number;
  return std::all_of(port.begin(), port.end(), [](char c) { return absl::ascii_isdigit(c); }) &&
         absl::SimpleAtoi(port, &number) && number >= 1 && number <= 65535;
}

// What the user has said so far, whatever the policy and the environment say.
Decision RecordedDecision(const TelemetryDir& dir) {
  return Decide(ReadDecisionInputs(dir.root(), /*policy_path=*/"",
                                   [](const char*) -> const char* { return nullptr; }));
}

}  // namespace

absl::Status SetMode(const TelemetryDir& dir, Mode mode, absl::string_view collector,
                     absl::Time now) {
  if (dir.root().empty()) {
    return absl::FailedPreconditionError("there is no telemetry directory: HOME is not set");
  }
  if (!collector.empty()) {
    if (mode != Mode::kOn) {
      return absl::InvalidArgumentError(
          absl::StrCat("a collector needs mode on, not ", ModeName(mode)));
    }
    const absl::Status valid = ValidateCollectorAddress(collector);
    if (!valid.ok()) return valid;
  }
  const Decision recorded = RecordedDecision(dir);
  const bool understood = recorded.rule != Rule::kUnreadableModeFile;
  if (understood && recorded.mode == mode && recorded.collector == collector) {
    return absl::OkStatus();
  }

  const std::string date = absl::FormatTime("%Y-%m-%d", now, absl::UTCTimeZone());
  absl::Status status = EnsureDirectory(dir.root());
  if (status.ok() && !collector.empty()) {
    status = WriteFileAtomically(dir.collector_path(), absl::StrCat(collector, " ", date, "\n"));
  }
  if (status.ok()) {
    // With a newline only if there is a collector: see ModeFile::names_collector.
    status = WriteFileAtomically(
        dir.mode_path(), absl::StrCat(ModeName(mode), " ", date, collector.empty() ? "" : "\n"));
  }
  if (status.ok() && collector.empty()) status = RemoveFile(dir.collector_path());
  return status;
}

absl::Status ValidateCollectorAddress(absl::string_view address) {
  const size_t colon = address.rfind(':');
  if (colon != absl::string_view::npos && IsHost(address.substr(0, colon)) &&
      IsPort(address.substr(colon + 1))) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("collector address \"", address, "\" is not HOST:PORT"));
}

}  // namespace telemetry
