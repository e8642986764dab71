#include "report/report_fields.h"

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(ReportFieldsTest, KnowsTheKeysOfAReport) {
  EXPECT_EQ(ReportFieldOf("Week"), ReportField::kWeek);
  EXPECT_EQ(ReportFieldOf("LastWeek"), ReportField::kLastWeek);
  EXPECT_EQ(ReportFieldOf("X"), ReportField::kX);
  EXPECT_EQ(ReportFieldOf("Programs"), ReportField::kPrograms);
  EXPECT_EQ(ReportFieldOf("Config"), ReportField::kConfig);
}

TEST(ReportFieldsTest, KnowsTheKeysOfAProgram) {
  EXPECT_EQ(ProgramFieldOf("Program"), ProgramField::kProgram);
  EXPECT_EQ(ProgramFieldOf("Version"), ProgramField::kVersion);
  EXPECT_EQ(ProgramFieldOf("GoVersion"), ProgramField::kGoVersion);
  EXPECT_EQ(ProgramFieldOf("GOOS"), ProgramField::kGoos);
  EXPECT_EQ(ProgramFieldOf("GOARCH"), ProgramField::kGoarch);
  EXPECT_EQ(ProgramFieldOf("Counters"), ProgramField::kCounters);
  EXPECT_EQ(ProgramFieldOf("Stacks"), ProgramField::kStacks);
}

TEST(ReportFieldsTest, OtherKeysAndOtherSpellingsAreOther) {
  for (const char* key : {"", "week", "WEEK", "Week ", "Program", "Counters"}) {
    EXPECT_EQ(ReportFieldOf(key), ReportField::kOther) << key;
  }
  for (const char* key : {"", "program", "Goos", "GOOS ", "Week", "X"}) {
    EXPECT_EQ(ProgramFieldOf(key), ProgramField::kOther) << key;
  }
}

}  // namespace
}  // namespace telemetry
