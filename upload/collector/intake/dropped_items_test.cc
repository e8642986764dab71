#include "upload/collector/intake/dropped_items.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::upload_internal {
namespace {

TEST(DroppedItemsTest, SaysWhatWasDroppedAndHowMuchMore) {
  const v1::UploadReportResponse response =
      DroppedItemsToProto({{.program = "example.com/tool",
                            .kind = ItemKind::kCounter,
                            .name = "tool/secret",
                            .reason = "it is not in the config"}},
                          /*num_unlisted=*/500);
  ASSERT_EQ(response.dropped_size(), 1);
  const v1::DroppedItem& item = response.dropped(0);
  EXPECT_EQ(item.program(), "example.com/tool");
  EXPECT_EQ(item.kind(), v1::DroppedItem::COUNTER);
  EXPECT_EQ(item.name(), "tool/secret");
  EXPECT_EQ(item.reason(), "it is not in the config");
  EXPECT_EQ(response.num_unlisted(), 500);
}

TEST(DroppedItemsTest, NamesEachKindAsReportsDo) {
  for (const ItemKind kind :
       {ItemKind::kProgram, ItemKind::kCounter, ItemKind::kStack, ItemKind::kFrames}) {
    const v1::UploadReportResponse response =
        DroppedItemsToProto({{.program = "", .kind = kind, .name = "", .reason = ""}}, 0);
    EXPECT_EQ(DroppedKindName(response.dropped(0).kind()), ItemKindName(kind));
  }
}

TEST(DroppedItemsTest, HasNoNameForAKindOfAnotherVersion) {
  EXPECT_EQ(DroppedKindName(v1::DroppedItem::KIND_UNSPECIFIED), "");
  EXPECT_EQ(DroppedKindName(static_cast<v1::DroppedItem::Kind>(77)), "");
}

}  // namespace
}  // namespace telemetry::upload_internal
