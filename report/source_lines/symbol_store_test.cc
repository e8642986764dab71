#include "report/source_lines/symbol_store.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kBuildId[] = "3f2a9c0b6d1e4f58a2";

SymbolTable Table(const std::string& build_id, const std::string& function) {
  SymbolTableBuilder builder;
  builder.AddCode({.begin = 0x10,
                   .end = 0x20,
                   .site = builder.AddFunction({.function = builder.Text(function)}),
                   .file = builder.Text("a.cc"),
                   .line = 1});
  return std::move(builder).Build(build_id, "tool");
}

class SymbolStoreTest : public testing::Test {
 protected:
  // Does not exist yet.
  std::string Directory() const { return dir_.path() + "/symbols"; }

  const TempDir dir_;
  SymbolStore store_{Directory()};
};

TEST_F(SymbolStoreTest, FindsABuildByTheStartOfItsId) {
  ASSERT_THAT(store_.Add(Table(kBuildId, "f")), IsOk());
  ASSERT_THAT(store_.Add(Table("3f2a9c0b6d1e4f57ff", "g")), IsOk());
  for (const char* id : {kBuildId, "3f2a9c0b6d1e4f58"}) {
    const absl::StatusOr<SymbolTable*> table = store_.Find(id);
    ASSERT_THAT(table, IsOk());
    ASSERT_NE(*table, nullptr);
    EXPECT_EQ((*table)->Find(0x10).front().function, "f");
  }
  EXPECT_THAT(store_.BuildIds(), IsOkAndHolds(ElementsAre("3f2a9c0b6d1e4f57ff", kBuildId)));
}

TEST_F(SymbolStoreTest, KnowsNoOtherBuild) {
  EXPECT_THAT(store_.BuildIds(), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(store_.Find("3f2a9c0b6d1e4f58"), IsOkAndHolds(nullptr));
  ASSERT_THAT(store_.Add(Table(kBuildId, "f")), IsOk());
  for (const char* id : {"3f2a9c0b6d1e4f59", "3f2a9c0b", "", "../symbols/3f2a9c0b6d1e"}) {
    EXPECT_THAT(store_.Find(id), IsOkAndHolds(nullptr)) << id;
  }
}

TEST_F(SymbolStoreTest, ReplacesABuildThatIsAddedAgain) {
  ASSERT_THAT(store_.Add(Table(kBuildId, "f")), IsOk());
  ASSERT_THAT(store_.Add(Table(kBuildId, "g")), IsOk());
  EXPECT_EQ((*store_.Find(kBuildId))->Find(0x10).front().function, "g");
}

TEST_F(SymbolStoreTest, RefusesABuildWithoutAnId) {
  for (const char* id : {"", "3f2a", "../../../../etc/passwd"}) {
    EXPECT_THAT(store_.Add(Table(id, "f")),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("tool: no build ID")));
  }
}

TEST_F(SymbolStoreTest, NamesTheFileThatIsDamaged) {
  ASSERT_THAT(store_.Add(Table(kBuildId, "f")), IsOk());
  const std::string path = Directory() + "/" + kBuildId + ".symbols";
  ASSERT_THAT(WriteFileAtomically(path, "gotelemetry symbols 9\n"), IsOk());
  EXPECT_THAT(store_.Find(kBuildId).status(),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path + ": line 1 ")));
}

}  // namespace
}  // namespace telemetry
