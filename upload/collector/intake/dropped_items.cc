#include "upload/collector/intake/dropped_items.h"

#include <cstdint>
#include <utility>

namespace telemetry::upload_internal {
namespace {

v1::DroppedItem::Kind ToProto(ItemKind kind) {
  switch (kind) {
    case ItemKind::kProgram:
      return v1::DroppedItem::PROGRAM;
    case ItemKind::kCounter:
      return v1::DroppedItem::COUNTER;
    case ItemKind::kStack:
      return v1::DroppedItem::STACK;
    case ItemKind::kFrames:
      return v1::DroppedItem::FRAMES;
  }
  return v1::DroppedItem::KIND_UNSPECIFIED;
}

}  // namespace

v1::UploadReportResponse DroppedItemsToProto(std::vector<LeftOut> dropped, size_t num_unlisted) {
  v1::UploadReportResponse response;
  for (LeftOut& item : dropped) {
    v1::DroppedItem& proto = *response.add_dropped();
    proto.set_program(std::move(item.program));
    proto.set_kind(ToProto(item.kind));
    proto.set_name(std::move(item.name));
    proto.set_reason(std::move(item.reason));
  }
  response.set_num_unlisted(static_cast<int64_t>(num_unlisted));
  return response;
}

absl::string_view DroppedKindName(v1::DroppedItem::Kind kind) {
  switch (kind) {
    case v1::DroppedItem::PROGRAM:
      return ItemKindName(ItemKind::kProgram);
    case v1::DroppedItem::COUNTER:
      return ItemKindName(ItemKind::kCounter);
    case v1::DroppedItem::STACK:
      return ItemKindName(ItemKind::kStack);
    case v1::DroppedItem::FRAMES:
      return ItemKindName(ItemKind::kFrames);
    default:
      return "";
  }
}

}  // namespace telemetry::upload_internal
