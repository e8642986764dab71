#include "tests/fuzz/counter_file_readers.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/counter_file/counter_file.pb.h"
#include "storage/counter_file/counter_file_parser.h"
#include "tests/fuzz/naive_counter_file.h"

namespace telemetry {
namespace {

template <typename Map, typename ProtoMap>
bool SameEntries(const Map& map, const ProtoMap& proto_map) {
  return Map(proto_map.begin(), proto_map.end()) == map;
}

std::string Difference(const absl::StatusOr<v1::CounterFile>& parsed,
                       const std::optional<NaiveCounterFile>& naive) {
  if (!parsed.ok()) {
    if (!absl::IsDataLoss(parsed.status())) return "an error that is not documented";
    return naive.has_value() ? "an intact file is refused" : "";
  }
  if (!naive.has_value()) return "a damaged file is accepted";
  if (!SameEntries(naive->meta, parsed->meta())) return "the metadata differ";
  if (!SameEntries(naive->count, parsed->count())) return "the counts differ";
  return "";
}

}  // namespace

Comparison CompareCounterFileReaders(const std::string& bytes) {
  const absl::StatusOr<v1::CounterFile> parsed = ParseCounterFile(bytes, "input");
  // The naive reader has no memory limit.
  if (absl::IsResourceExhausted(parsed.status())) return {};
  return {.accepted = parsed.ok(), .difference = Difference(parsed, ReadNaively(bytes))};
}

}  // namespace telemetry
