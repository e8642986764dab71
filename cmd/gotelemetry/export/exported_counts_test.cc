#include "cmd/gotelemetry/export/exported_counts.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report.pb.h"

namespace telemetry::cmd {
namespace {

using testing::HasSubstr;
using testing::Not;

const absl::Time kNow = absl::FromUnixSeconds(1'764'536'400);

v1::ProgramReport Tool() {
  v1::ProgramReport program;
  program.set_program("example.com/tool");
  program.set_version("v1.0.0");
  program.set_go_version("gcc12.2.0");
  program.set_goos("linux");
  program.set_goarch("amd64");
  return program;
}

std::vector<ExportedCounts> Counts() {
  v1::ProgramReport program = Tool();
  (*program.mutable_counters())["tool/files"] = 45;
  (*program.mutable_counters())["tool/latency:<1ms"] = 3;
  (*program.mutable_counters())["tool/latency:>=1ms"] = 1;
  (*program.mutable_stacks())["tool/bug\nmain.f:+1,+0x2"] = 2;
  (*program.mutable_stacks())["tool/bug\nmain.g:+3,+0x4"] = 5;
  return {{.collector = "localhost:1", .programs = {program}}};
}

TEST(PrometheusTextTest, HasALineForEachBucket) {
  const std::string program =
      R"(collector="localhost:1",program="example.com/tool",version="v1.0.0",)"
      R"(compiler="gcc12.2.0",os="linux",arch="amd64")";
  EXPECT_EQ(PrometheusText(Counts()),
            "# HELP telemetry_events_total What programs have counted on this machine.\n"
            "# TYPE telemetry_events_total counter\n"
            "telemetry_events_total{" +
                program +
                ",chart=\"tool/bug\",bucket=\"\"} 7\n"
                "telemetry_events_total{" +
                program +
                ",chart=\"tool/files\",bucket=\"\"} 45\n"
                "telemetry_events_total{" +
                program +
                ",chart=\"tool/latency\",bucket=\"<1ms\"} 3\n"
                "telemetry_events_total{" +
                program + ",chart=\"tool/latency\",bucket=\">=1ms\"} 1\n");
}

TEST(PrometheusTextTest, HasNoSeriesTwice) {
  v1::ProgramReport one = Tool();
  one.set_program("tool\xfe");
  (*one.mutable_counters())["runs"] = 2;
  v1::ProgramReport other = one;
  other.set_program("tool\xff");
  const std::string text =
      PrometheusText(std::vector<ExportedCounts>{{.collector = "", .programs = {one, other}}});
  EXPECT_THAT(text, HasSubstr("chart=\"runs\",bucket=\"\"} 4\n"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '{'), 1);
}

TEST(PrometheusTextTest, NoNameEndsALabel) {
  v1::ProgramReport program = Tool();
  (*program.mutable_counters())["a\"} 1\nb\\:\xff"] = 2;
  EXPECT_THAT(PrometheusText(std::vector<ExportedCounts>{{.collector = "", .programs = {program}}}),
              HasSubstr("chart=\"a\\\"} 1\\nb\\\\\",bucket=\"\xEF\xBF\xBD\"} 2\n"));
}

TEST(OtlpJsonTest, HasAResourceForEachProgramAndAMetricForEachChart) {
  const std::string json = OtlpJson(Counts(), kNow);
  EXPECT_THAT(json,
              HasSubstr(R"({"resourceMetrics":[{"resource":{"attributes":[)"
                        R"({"key":"service.name","value":{"stringValue":"example.com/tool"}},)"));
  EXPECT_THAT(json,
              HasSubstr(R"({"name":"tool/files","unit":"1","sum":{"aggregationTemporality":2,)"
                        R"("isMonotonic":true,"dataPoints":[{"attributes":[],)"
                        R"("timeUnixNano":"1764536400000000000","asInt":"45"}]}})"));
  EXPECT_THAT(json,
              HasSubstr(R"({"attributes":[{"key":"bucket","value":{"stringValue":"\u003c1ms"}}],)"
                        R"("timeUnixNano":"1764536400000000000","asInt":"3"})"));
  EXPECT_THAT(json, HasSubstr(R"("name":"tool/bug")"));
  EXPECT_THAT(json, Not(HasSubstr("main.f")));
  EXPECT_EQ(json.find('\n'), json.size() - 1);
}

TEST(ExportedCountsTest, NothingIsNoText) {
  EXPECT_EQ(PrometheusText({}), "");
  EXPECT_EQ(OtlpJson({}, kNow), "");
  EXPECT_EQ(
      OtlpJson(std::vector<ExportedCounts>{{.collector = "localhost:1", .programs = {}}}, kNow),
      "");
}

TEST(ExportedCountsTest, SumsDoNotOverflow) {
  v1::ProgramReport program = Tool();
  (*program.mutable_stacks())["tool/bug\na"] = std::numeric_limits<int64_t>::max();
  (*program.mutable_stacks())["tool/bug\nb"] = 1;
  EXPECT_THAT(PrometheusText(std::vector<ExportedCounts>{{.collector = "", .programs = {program}}}),
              HasSubstr("} 9223372036854775807\n"));
}

}  // namespace
}  // namespace telemetry::cmd
