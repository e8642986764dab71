#include "report/chart/chart_json.h"

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(ChartJsonTest, WritesWhatGosEncoderWrites) {
  v1::ChartData data;
  data.add_date_range("2026-11-17");
  data.add_date_range("2026-11-18");
  data.set_num_reports(3);
  v1::ProgramCharts& program = *data.add_programs();
  program.set_id("charts:p");
  program.set_name("p");
  v1::Chart& chart = *program.add_charts();
  chart.set_id("charts:p:size");
  chart.set_name("size");
  chart.set_type("partition");
  v1::Datum& datum = *chart.add_data();
  datum.set_week("2026-11-18");
  datum.set_key("<1kb");
  datum.set_value(2);
  v1::ProgramCharts& empty = *data.add_programs();
  empty.set_id("charts:q");
  empty.set_name("q");
  EXPECT_EQ(ChartDataToJson(data),
            R"({"DateRange":["2026-11-17","2026-11-18"],"Programs":[{"ID":"charts:p","Name":"p",)"
            R"("Charts":[{"ID":"charts:p:size","Name":"size","Type":"partition",)"
            R"("Data":[{"Week":"2026-11-18","Key":"\u003c1kb","Value":2}]}]},)"
            R"({"ID":"charts:q","Name":"q","Charts":null}],"NumReports":3})"
            "\n");
}

TEST(ChartJsonTest, WritesNullForNoProgramsAsGoDoes) {
  EXPECT_EQ(ChartDataToJson(v1::ChartData()),
            "{\"DateRange\":null,\"Programs\":null,\"NumReports\":0}\n");
}

}  // namespace
}  // namespace telemetry
