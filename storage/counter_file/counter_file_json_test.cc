#include "storage/counter_file/counter_file_json.h"

#include "gtest/gtest.h"
#include "storage/counter_file/counter_file.pb.h"

namespace telemetry {
namespace {

TEST(CounterFileJsonTest, SortsKeysAndIndentsByTabs) {
  v1::CounterFile file;
  (*file.mutable_meta())["Version"] = "v1.0.0";
  (*file.mutable_meta())["Program"] = "example.com/tool";
  (*file.mutable_count())["tool/bug\nmain.f:+1"] = 1;
  (*file.mutable_count())["tool/a"] = 18446744073709551615u;
  EXPECT_EQ(CounterFileToJson(file),
            "{\n"
            "\t\"Meta\": {\n"
            "\t\t\"Program\": \"example.com/tool\",\n"
            "\t\t\"Version\": \"v1.0.0\"\n"
            "\t},\n"
            "\t\"Count\": {\n"
            "\t\t\"tool/a\": 18446744073709551615,\n"
            "\t\t\"tool/bug\\nmain.f:+1\": 1\n"
            "\t}\n"
            "}");
}

TEST(CounterFileJsonTest, HasBothPartsOfAFileWithoutCounts) {
  EXPECT_EQ(CounterFileToJson(v1::CounterFile()), "{\n\t\"Meta\": {},\n\t\"Count\": {}\n}");
}

}  // namespace
}  // namespace telemetry
