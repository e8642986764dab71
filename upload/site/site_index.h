// What the site lists: the charts and the datasets that there are.

#ifndef UPLOAD_SITE_SITE_INDEX_H_
#define UPLOAD_SITE_SITE_INDEX_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace telemetry {

// The keys (chart_key.h) of the charts that exist, latest first.
struct ChartIndex {
  std::optional<std::string> latest;  // a week
  std::optional<std::string> trend;
  std::vector<std::string> weeks;
};

struct DatasetEntry {
  std::string day;
  int64_t reports;
  uint64_t bytes;
  std::string sha256 = "";  // in hexadecimal
};

}  // namespace telemetry

#endif  // UPLOAD_SITE_SITE_INDEX_H_
