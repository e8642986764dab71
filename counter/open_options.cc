#include "counter/open_options.h"

#include "absl/strings/string_view.h"

namespace telemetry {

absl::string_view OpenFailureName(OpenFailure failure) noexcept {
  switch (failure) {
    case OpenFailure::kNone:
      return "";
    case OpenFailure::kOff:
      return "off";
    case OpenFailure::kNoDirectory:
      return "no directory";
    case OpenFailure::kInvalidProgram:
      return "invalid program";
    case OpenFailure::kInvalidCollector:
      return "invalid collector";
    case OpenFailure::kSystem:
      return "system";
    case OpenFailure::kNoSharedMappings:
      return "no shared mappings";
    case OpenFailure::kDamaged:
      return "damaged";
    case OpenFailure::kNameTaken:
      return "name taken";
    case OpenFailure::kOpenElsewhere:
      return "open elsewhere";
  }
  return "";
}

}  // namespace telemetry
