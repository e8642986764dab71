// What was dropped from a report, in the words of upload.proto.
//
//   done(DroppedItemsToProto(std::move(checked->dropped), checked->num_dropped_unlisted));

#ifndef UPLOAD_COLLECTOR_INTAKE_DROPPED_ITEMS_H_
#define UPLOAD_COLLECTOR_INTAKE_DROPPED_ITEMS_H_

#include <cstddef>
#include <vector>

#include "absl/strings/string_view.h"
#include "report/left_out.h"
#include "upload/upload.pb.h"

namespace telemetry::upload_internal {

// The answer to a report without `dropped` and `num_unlisted` more items.
v1::UploadReportResponse DroppedItemsToProto(std::vector<LeftOut> dropped, size_t num_unlisted);

// The name in JSON and in metrics: "program", "counter", "stack" or "frames"; else empty.
absl::string_view DroppedKindName(v1::DroppedItem::Kind kind);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_INTAKE_DROPPED_ITEMS_H_
