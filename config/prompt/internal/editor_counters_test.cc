#include "config/prompt/internal/editor_counters.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "storage/json/json_view.h"

namespace telemetry::config_internal {
namespace {

JsonView View(absl::string_view json) { return JsonView::Parse(json).value_or(JsonView()); }

TEST(EditorCountersTest, ReadsNamesUnderThePrefix) {
  EditorCounters counters("mytool/editor/");
  const auto counts = counters.Read(View(R"([{"names":["a:b","c"],"values":[1,1000000000]}])"));
  ASSERT_TRUE(counts.has_value());
  ASSERT_EQ(counts->size(), 2u);
  EXPECT_EQ((*counts)[0].name, "mytool/editor/a:b");
  EXPECT_EQ((*counts)[0].value, 1u);
  EXPECT_EQ((*counts)[1].value, 1'000'000'000u);
}

TEST(EditorCountersTest, ReadsNothingWithoutAPrefix) {
  EditorCounters counters("");
  EXPECT_FALSE(counters.Read(View(R"([{"names":["a"],"values":[1]}])")).has_value());
}

TEST(EditorCountersTest, TakesOnlySoManyNames) {
  EditorCounters counters("p/");
  const auto read = [&](const std::string& name) {
    return counters.Read(View(absl::StrCat(R"([{"names":[")", name, R"("],"values":[1]}])")))
        .has_value();
  };
  for (size_t i = 0; i < EditorCounters::kMaxNames; ++i) ASSERT_TRUE(read(absl::StrCat("n", i)));
  EXPECT_FALSE(read("another"));
  EXPECT_TRUE(read("n0"));
}

TEST(EditorCountersTest, ANameThatWasRefusedTakesNoPlace) {
  EditorCounters counters("p/");
  for (int i = 0; i < 1000; ++i) {
    EXPECT_FALSE(counters.Read(View(absl::StrCat(R"([{"names":["x)", i, R"("],"values":[0]}])")))
                     .has_value());
  }
  EXPECT_TRUE(counters.Read(View(R"([{"names":["a"],"values":[1]}])")).has_value());
}

}  // namespace
}  // namespace telemetry::config_internal
