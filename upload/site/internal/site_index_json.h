// The JSON form of what the site lists, for its script and for anyone.
//
//   {"latest":"2026-11-16_2026-11-22","trend":null,"weeks":["2026-11-16_2026-11-22"]}
//   {"days":[{"day":"2026-11-18","reports":7,"bytes":1520,"sha256":"e3b0..."}]}
//
// Pure; thread-safe.

#ifndef UPLOAD_SITE_INTERNAL_SITE_INDEX_JSON_H_
#define UPLOAD_SITE_INTERNAL_SITE_INDEX_JSON_H_

#include <string>
#include <vector>

#include "upload/site/site_index.h"

namespace telemetry::upload_internal {

// Each returns one line, with a newline at its end.
std::string ChartIndexToJson(const ChartIndex& index);
std::string DatasetListToJson(const std::vector<DatasetEntry>& datasets);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_SITE_INTERNAL_SITE_INDEX_JSON_H_
