// Any bytes: ParseCounterFile() finds what a naive reader finds, and refuses what it refuses.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/counter_file.pb.h"
#include "storage/counter_file_parser.h"
#include "tests/fuzz/fuzz_check.h"
#include "tests/fuzz/naive_counter_file.h"

namespace telemetry {
namespace {

template <typename Map, typename ProtoMap>
bool SameEntries(const Map& map, const ProtoMap& proto_map) {
  return Map(proto_map.begin(), proto_map.end()) == map;
}

void CheckParser(const std::string& bytes) {
  const absl::StatusOr<v1::CounterFile> parsed = ParseCounterFile(bytes, "input");
  // The naive reader has no limit of memory.
  if (absl::IsResourceExhausted(parsed.status())) return;
  const std::optional<NaiveCounterFile> naive = ReadNaively(bytes);
  Check(parsed.ok() || absl::IsDataLoss(parsed.status()), "an error that is not documented");
  if (parsed.ok()) {
    Check(naive.has_value(), "a damaged file is accepted");
    Check(SameEntries(naive->meta, parsed->meta()), "the metadata differ");
    Check(SameEntries(naive->count, parsed->count()), "the counts differ");
  } else {
    Check(!naive.has_value(), "an intact file is refused");
  }
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  telemetry::CheckParser(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
