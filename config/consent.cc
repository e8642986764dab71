#include "config/consent.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "config/internal/decimal.h"
#include "config/mode.h"
#include "storage/files/file.h"
#include "storage/telemetry_dir.h"

namespace telemetry {
namespace {

bool IsAlphanumericOr(absl::string_view punctuation, absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return absl::ascii_isalnum(c) || absl::StrContains(punctuation, c);
  });
}

// An IPv6 address, with or without a zone: "fe80::1%eth0".
bool IsIpv6Address(absl::string_view text) {
  const absl::string_view address = text.substr(0, text.find('%'));
  in6_addr parsed;
  return IsAlphanumericOr(":.", address) &&
         inet_pton(AF_INET6, std::string(address).c_str(), &parsed) == 1 &&
         (address.size() == text.size() ||
          IsAlphanumericOr("-._", text.substr(address.size() + 1)));
}

bool IsHost(absl::string_view host) {
  if (absl::ConsumePrefix(&host, "[")) {
    return absl::ConsumeSuffix(&host, "]") && IsIpv6Address(host);
  }
  return IsAlphanumericOr("-._", host);
}

bool IsPort(absl::string_view port) {
  int32_t number;
  return config_internal::IsAllDigits(port) && absl::SimpleAtoi(port, &number) && number >= 1 &&
         number <= 65535;
}

// What the user has said so far, regardless of the build, the policy and the environment.
Decision RecordedDecision(const TelemetryDir& dir) {
  DecisionInputs inputs = ReadDecisionInputs(dir.root(), /*policy_path=*/"",
                                             [](const char*) -> const char* { return nullptr; });
  inputs.built_without = false;
  return Decide(inputs);
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
    // The newline marks consent to a collector: see ModeFile::names_collector.
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
