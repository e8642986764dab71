#include "tests/fuzz/counter_file/counter_file_readers.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/counter_file/counter_file.pb.h"
#include "storage/counter_file/counter_file_parser.h"
#include "tests/fuzz/counter_file/naive_counter_file.h"

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
    return naive.has_value() ? "a readable file is refused" : "";
  }
  if (!naive.has_value()) return "a file is accepted that should be refused";
  if (!SameEntries(naive->meta, parsed->meta())) return "the metadata differ";
  if (!SameEntries(naive->count, parsed->count())) return "the counts differ";
  if (naive->left_out != parsed->left_out()) return "other records are left out";
  const bool is_whole = naive->left_out == 0 && naive->header_fits;
  if (is_whole != DamageOf(*parsed, "input").ok()) return "the damage is not told";
  return "";
}

}  // namespace

Comparison CompareCounterFileReaders(const std::string& bytes) {
  const absl::StatusOr<v1::CounterFile> parsed = ParseCounterFile(bytes, "input");
  return {.accepted = parsed.ok() && parsed->damage().empty(),
          .difference = Difference(parsed, ReadNaively(bytes))};
}

}  // namespace telemetry
