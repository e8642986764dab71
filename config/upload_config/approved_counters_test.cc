#include "config/upload_config/approved_counters.h"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <new>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/upload_config.h"
#include "gtest/gtest.h"

namespace {

std::atomic<int> allocations = 0;

}  // namespace

// Counts this program's allocations. Not inlined: otherwise the compiler would see memory from
// `new` being passed to free() and warn.
[[gnu::noinline]] void* operator new(size_t size) {
  ++allocations;
  void* const memory = std::malloc(size);
  if (memory == nullptr) std::abort();
  return memory;
}
void* operator new(size_t size, const std::nothrow_t&) noexcept { return operator new(size); }
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, size_t) noexcept { std::free(memory); }

namespace telemetry {
namespace {

constexpr absl::string_view kProgram = "example.com/mytool";

v1::UploadConfig MyToolConfig() {
  v1::UploadConfig config;
  config.add_goos("linux");
  config.add_goarch("amd64");
  config.add_go_version("gcc12.2.0");
  config.set_sample_rate(0.5);
  v1::ProgramConfig& program = *config.add_programs();
  program.set_name(std::string(kProgram));
  program.add_versions("v1.2.3");
  v1::CounterConfig& counter = *program.add_counters();
  counter.set_name("latency:{<10ms,>=10ms}");
  counter.set_rate(0.25);
  v1::CounterConfig& stack = *program.add_stacks();
  stack.set_name("crash");
  stack.set_rate(1);
  return config;
}

TEST(ApprovedCountersTest, ApprovesWhatTheConfigLists) {
  const ApprovedCounters approved(MyToolConfig());
  EXPECT_TRUE(approved.HasGoos("linux"));
  EXPECT_TRUE(approved.HasGoarch("amd64"));
  EXPECT_TRUE(approved.HasGoVersion("gcc12.2.0"));
  ASSERT_NE(approved.FindProgram(kProgram), nullptr);
  const ApprovedProgram& program = *approved.FindProgram(kProgram);
  EXPECT_TRUE(program.HasVersion("v1.2.3"));
  EXPECT_EQ(program.CounterRate("latency:<10ms"), 0.25);
  EXPECT_EQ(program.CounterRate("latency:>=10ms"), 0.25);
  EXPECT_EQ(program.StackRate("crash"), 1);
  EXPECT_EQ(approved.sample_rate(), 0.5);
}

TEST(ApprovedCountersTest, ApprovesNothingElse) {
  const ApprovedCounters approved(MyToolConfig());
  const ApprovedProgram& program = *approved.FindProgram(kProgram);
  EXPECT_FALSE(approved.HasGoos("Linux"));
  EXPECT_FALSE(approved.HasGoarch(""));
  EXPECT_FALSE(approved.HasGoVersion("gcc12.2"));
  EXPECT_EQ(approved.FindProgram("example.com"), nullptr);
  EXPECT_EQ(approved.FindProgram("example.com/mytool2"), nullptr);
  EXPECT_FALSE(program.HasVersion("v1.2.4"));
  EXPECT_EQ(program.CounterRate("latency:{<10ms,>=10ms}"), std::nullopt);
  EXPECT_EQ(program.CounterRate("latency:"), std::nullopt);
  EXPECT_EQ(program.CounterRate("latency"), std::nullopt);
  EXPECT_EQ(program.CounterRate("crash"), std::nullopt);
  EXPECT_EQ(program.StackRate("latency:<10ms"), std::nullopt);
}

TEST(ApprovedCountersTest, UnitesEntriesOfOneProgram) {
  v1::UploadConfig config = MyToolConfig();
  v1::ProgramConfig& again = *config.add_programs();
  again.set_name(std::string(kProgram));
  again.add_versions("v1.3.0");
  v1::CounterConfig& counter = *again.add_counters();
  counter.set_name("latency:<10ms");
  counter.set_rate(1);
  const ApprovedCounters approved(config);
  const ApprovedProgram& program = *approved.FindProgram(kProgram);
  EXPECT_TRUE(program.HasVersion("v1.2.3"));
  EXPECT_TRUE(program.HasVersion("v1.3.0"));
  EXPECT_EQ(program.CounterRate("latency:<10ms"), 1) << "the last entry counts";
  EXPECT_EQ(program.CounterRate("latency:>=10ms"), 0.25);
}

TEST(ApprovedCountersTest, ApprovesVersionsFromTheMinVersionOn) {
  v1::UploadConfig config = MyToolConfig();
  config.mutable_programs(0)->set_min_version("v1.4.0");
  v1::ProgramConfig& again = *config.add_programs();
  again.set_name(std::string(kProgram));
  again.set_min_version("v1.5.0");
  const ApprovedCounters approved(config);
  const ApprovedProgram& program = *approved.FindProgram(kProgram);
  for (const char* version : {"v1.2.3", "v1.4.0", "v1.4.1-rc.1", "v2.0.0"}) {
    EXPECT_TRUE(program.HasVersion(version)) << version;
  }
  for (const char* version : {"", "v1.2.4", "v1.4.0-rc.1", "v1.4.1+alice", "v1.4.1-alice"}) {
    EXPECT_FALSE(program.HasVersion(version)) << version;
  }
}

TEST(ApprovedCountersTest, ApprovesNoVersionByAMinVersionThatIsNone) {
  v1::UploadConfig config = MyToolConfig();
  config.mutable_programs(0)->set_min_version("v0.0.0-dev");
  const ApprovedCounters approved(config);
  EXPECT_FALSE(approved.FindProgram(kProgram)->HasVersion("v1.4.0"));
  EXPECT_FALSE(approved.FindProgram(kProgram)->HasVersion("v0.0.0-dev"));
}

TEST(ApprovedCountersTest, ApprovesThePlainReleasesOfACompilerFamily) {
  v1::UploadConfig config = MyToolConfig();
  config.add_go_version("clang");
  const ApprovedCounters approved(config);
  for (const char* version : {"gcc12.2.0", "clang14.0.6", "clang15"}) {
    EXPECT_TRUE(approved.HasGoVersion(version)) << version;
  }
  for (const char* version : {"", "gcc12.3.0", "clang14.0.6-alice", "clangd14.0.6", "14.0.6"}) {
    EXPECT_FALSE(approved.HasGoVersion(version)) << version;
  }
}

TEST(ApprovedCountersTest, AnApprovalEndsOnItsDay) {
  v1::UploadConfig config = MyToolConfig();
  config.mutable_programs(0)->mutable_counters(0)->set_expires("2027-11-30");
  const ApprovedCounters approved(config);
  const ApprovedProgram& program = *approved.FindProgram(kProgram);
  const Approval* counter = program.FindCounter("latency:<10ms");
  ASSERT_NE(counter, nullptr);
  EXPECT_FALSE(counter->IsExpired(absl::CivilDay(2027, 11, 29)));
  EXPECT_TRUE(counter->IsExpired(absl::CivilDay(2027, 11, 30)));
  EXPECT_TRUE(counter->IsExpired(absl::CivilDay(2028, 1, 1)));
  EXPECT_EQ(counter->rate, 0.25);
  const Approval* stack = program.FindStack("crash");
  ASSERT_NE(stack, nullptr);
  EXPECT_FALSE(stack->IsExpired(absl::CivilDay(9999, 12, 31)));
  EXPECT_EQ(program.FindCounter("crash"), nullptr);
  EXPECT_EQ(program.FindStack("latency:<10ms"), nullptr);
}

TEST(ApprovedCountersTest, AnExpiryThatIsNoDayApprovesNothing) {
  v1::UploadConfig config = MyToolConfig();
  config.mutable_programs(0)->mutable_stacks(0)->set_expires("soon");
  const ApprovedCounters approved(config);
  EXPECT_TRUE(approved.FindProgram(kProgram)->FindStack("crash")->IsExpired(absl::CivilDay()));
}

TEST(ApprovedCountersTest, KeepsTheConfigAndItsVersion) {
  const ApprovedCounters from_file(MyToolConfig());
  EXPECT_EQ(from_file.version(), UploadConfigVersion(MyToolConfig()));
  EXPECT_EQ(from_file.config().programs(0).counters(0).name(), "latency:{<10ms,>=10ms}");
  EXPECT_EQ(ApprovedCounters(MyToolConfig(), "v0.31.0").version(), "v0.31.0");
}

TEST(ApprovedCountersTest, AnswersForGosOwnConfig) {
  std::ifstream file("config/upload_config/testdata/upload_config.json");
  const std::string json(std::istreambuf_iterator<char>(file), {});
  const absl::StatusOr<v1::UploadConfig> config = ParseUploadConfigJson(json, "upload_config.json");
  ASSERT_TRUE(config.ok()) << config.status();
  const ApprovedCounters approved(*config);
  const ApprovedProgram* govulncheck = approved.FindProgram("golang.org/x/vuln/cmd/govulncheck");
  ASSERT_NE(govulncheck, nullptr);
  EXPECT_EQ(govulncheck->CounterRate("govulncheck/mode:binary"), 1);
  const ApprovedProgram* gopls = approved.FindProgram("golang.org/x/tools/gopls");
  ASSERT_NE(gopls, nullptr);
  EXPECT_EQ(gopls->StackRate("gopls/bug"), 1);
}

TEST(ApprovedCountersTest, AllocatesNothingToLookUp) {
  v1::UploadConfig config = MyToolConfig();
  config.mutable_programs(0)->set_min_version("v1.4.0");
  config.add_go_version("clang");
  const ApprovedCounters approved(config);
  const ApprovedProgram& program = *approved.FindProgram(kProgram);
  const std::string long_name(1000, 'x');
  const int before = allocations;
  EXPECT_TRUE(approved.HasGoos("linux"));
  EXPECT_EQ(approved.FindProgram(long_name), nullptr);
  EXPECT_EQ(approved.FindProgram(kProgram), &program);
  EXPECT_TRUE(program.HasVersion("v1.2.3"));
  EXPECT_FALSE(program.HasVersion(long_name));
  EXPECT_TRUE(program.HasVersion("v1.4.12345678-alpha12345678"));
  EXPECT_TRUE(approved.HasGoVersion("clang14.0.6"));
  EXPECT_TRUE(program.CounterRate("latency:<10ms").has_value());
  EXPECT_FALSE(program.CounterRate(long_name).has_value());
  EXPECT_TRUE(program.StackRate("crash").has_value());
  EXPECT_EQ(allocations, before);
}

TEST(ApprovedCountersTest, TheBuildsOfAProgramAreThoseOfAllItsEntries) {
  absl::StatusOr<v1::UploadConfig> config = ParseUploadConfigJson(R"({"Programs": [
      {"Name": "p", "Builds": [{"File": "p", "IDs": ["01"]}]},
      {"Name": "q", "Builds": [{"File": "q", "IDs": ["02"]}]},
      {"Name": "p", "Builds": [{"File": "libp.so.1", "IDs": ["03"]}]}]})",
                                                                  "c.json");
  ASSERT_TRUE(config.ok()) << config.status();
  const ApprovedCounters approved(*std::move(config));
  const ReleasedBuilds& builds = approved.FindProgram("p")->builds();
  EXPECT_TRUE(builds.HasBuild("01"));
  EXPECT_TRUE(builds.HasFile("libp.so.1"));
  EXPECT_TRUE(builds.HasBuild("03"));
  EXPECT_FALSE(builds.HasBuild("02"));
  EXPECT_FALSE(builds.HasFile("q"));
}

}  // namespace
}  // namespace telemetry
