#include "config/approval/config_diff.h"

#include <random>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

v1::UploadConfig Parse(absl::string_view json) {
  const absl::StatusOr<v1::UploadConfig> config = ParseUploadConfigJson(json, "c.json");
  EXPECT_TRUE(config.ok()) << config.status();
  return config.value_or(v1::UploadConfig());
}

std::string Diff(absl::string_view before, absl::string_view after) {
  return ChangesToText(DiffConfigs(Parse(before), Parse(after)));
}

// A config of program p with these fields.
std::string Program(absl::string_view fields) {
  return absl::StrCat(R"({"Programs": [{"Name": "p", )", fields, "}]}");
}

TEST(ConfigDiffTest, SaysWhatChanges) {
  struct Case {
    std::string before;
    std::string after;
    const char* diff;
  };
  for (const Case& c : {
           Case{"{}", R"({"GOOS": ["linux"]})", "+ GOOS linux\n"},
           Case{R"({"GOARCH": ["arm64"]})", "{}", "- GOARCH arm64\n"},
           Case{R"({"GoVersion": ["gcc12.2.0"]})", R"({"GoVersion": ["gcc"]})",
                "~ GoVersion gcc added\n~ GoVersion gcc12.2.0 removed\n"},
           Case{R"({"SampleRate": 0.5})", "{}", "~ SampleRate 1, was 0.5\n"},
           Case{"{}", R"({"Programs": [{"Name": "p", "Versions": ["v1.0.0"]}]})",
                "+ p\n~ p: version v1.0.0 added\n"},
           Case{Program(R"("Builds": [{"File": "f", "IDs": ["01"]}])"),
                Program(R"("Builds": [{"File": "f", "IDs": ["02"]}, {"File": "g"}])"),
                "~ p: file g added\n~ p: build 02 added\n~ p: build 01 removed\n"},
           Case{Program(R"("MinVersion": "v1.0.0")"), Program(R"("Versions": ["v1.0.0"])"),
                "~ p: MinVersion removed, was v1.0.0\n~ p: version v1.0.0 added\n"},
           Case{Program(R"("MinVersion": "v1.0.0")"), Program(R"("MinVersion": "v1.1.0")"),
                "~ p: MinVersion v1.1.0, was v1.0.0\n"},
           Case{Program(R"("Counters": [{"Name": "c:{a,b}", "Rate": 1}])"),
                Program(R"("Counters": [{"Name": "c:{b,d}", "Rate": 1}])"),
                "- p: counter c:a\n+ p: counter c:d (rate 1)\n"},
           Case{Program(R"("Counters": [{"Name": "c", "Rate": 1}])"),
                Program(R"("Stacks": [{"Name": "c", "Rate": 1}])"),
                "- p: counter c\n+ p: stack c (rate 1)\n"},
           Case{Program(R"("Counters": [{"Name": "c", "Rate": 1}])"),
                Program(R"("Counters": [{"Name": "c", "Rate": 1, "Expires": "2027-11-30"}])"),
                "~ p: counter c rate 1, expires 2027-11-30, was rate 1\n"},
       }) {
    EXPECT_EQ(Diff(c.before, c.after), c.diff);
  }
}

TEST(ConfigDiffTest, IsEmptyForAnotherWayToSayTheSame) {
  struct Case {
    std::string before;
    std::string after;
  };
  for (const Case& c : {
           Case{R"({"GOOS": ["a", "b"]})", R"({"GOOS": ["b", "a", "b"]})"},
           Case{R"({"GoVersion": ["gcc"]})", R"({"GoVersion": ["gcc12.2.0", "gcc"]})"},
           Case{"{}", R"({"SampleRate": 1})"},
           Case{Program(R"("Counters": [{"Name": "c:{a,b}", "Rate": 1}])"),
                Program(R"("Counters": [{"Name": "c:b", "Rate": 1}, {"Name": "c:a", "Rate": 1}])")},
           Case{Program(R"("MinVersion": "v1.0.0")"),
                Program(R"("MinVersion": "v1.0.0", "Versions": ["v1.5.0"])")},
           Case{Program(R"("MinVersion": "v1.0.0")"), Program(R"("MinVersion": "v1.0.1-alpha.1",
                           "Versions": ["v1.0.1-alpha.0", "v1.0.0"])")},
           Case{
               Program(R"("Counters": [{"Name": "c", "Rate": 1}])"),
               Program(R"("Counters": [{"Name": "c", "Rate": 1, "Title": "T", "Owners": ["o"]}])")},
       }) {
    EXPECT_EQ(Diff(c.before, c.after), "");
    EXPECT_EQ(Diff(c.after, c.before), "");
  }
}

TEST(ConfigDiffTest, ReadsAsAReview) {
  const std::vector<ConfigChange> changes = {
      {ConfigChange::Kind::kApproved, "p", "counter", "a`\n# x", "", "rate 1"},
      {ConfigChange::Kind::kVersions, "p", "version", "v2.0.0", "", "v2.0.0"}};
  EXPECT_EQ(
      ChangesToMarkdown(changes),
      "### Becomes approved\n\n- `p`: counter `a' # x` (rate 1)\n\n### Versions and builds\n\n"
      "- `p`: version `v2.0.0` added\n");
  EXPECT_EQ(ChangesToMarkdown({}), "");
}

TEST(ConfigDiffTest, ReadsAsProgramsWantIt) {
  EXPECT_EQ(ChangesToJson({{ConfigChange::Kind::kWithdrawn, "p", "stack", "s", "rate 1", ""}}),
            "{\n \"Changes\": [\n  {\n   \"Kind\": \"withdrawn\",\n   \"Program\": \"p\",\n"
            "   \"What\": \"stack\",\n   \"Name\": \"s\",\n   \"Before\": \"rate 1\",\n"
            "   \"After\": \"\"\n  }\n ]\n}");
}

// A universe so small that configs of it often approve the same.
const char* const kVersions[] = {"v1.0.0",         "v1.0.1-alpha.0",   "v1.0.1-alpha.1", "v1.0.1",
                                 "v1.0.2-alpha.0", "v1.0.2-alpha.0+x", "devel"};
const char* const kGoVersions[] = {"gcc", "gcc12.2.0", "gcc12.2.0-x", "clang14"};
const char* const kNames[] = {"a", "c:{a,b}", "c:a", "c:b"};
const char* const kDays[] = {"", "", "2027-01-01", "2027-01-02"};

class RandomConfigs {
 public:
  explicit RandomConfigs(uint32_t seed) : random_(seed) {}

  v1::UploadConfig Next() {
    v1::UploadConfig config;
    if (Below(4) == 0) config.add_goos("linux");
    for (const char* version : kGoVersions) {
      if (Below(3) == 0) config.add_go_version(version);
    }
    config.set_sample_rate(Below(2));
    for (size_t i = Below(3); i > 0; --i) AddProgram(config);
    return config;
  }

 private:
  size_t Below(size_t limit) { return random_() % limit; }

  template <size_t N>
  const char* One(const char* const (&of)[N]) {
    return of[Below(N)];
  }

  void AddProgram(v1::UploadConfig& config) {
    v1::ProgramConfig& program = *config.add_programs();
    program.set_name(Below(2) == 0 ? "p" : "q");
    if (Below(2) == 0) program.set_min_version(kVersions[Below(5)]);
    for (size_t i = Below(5); i > 0; --i) program.add_versions(One(kVersions));
    for (size_t i = Below(3); i > 0; --i) AddCounter(*program.add_counters());
    if (Below(3) == 0) AddCounter(*program.add_stacks());
    for (size_t i = Below(3) == 0 ? 2 : 0; i > 0; --i) {
      v1::ReleasedFile& file = *program.add_builds();
      file.set_file(Below(2) == 0 ? "f" : "g");
      if (Below(3) > 0) file.add_ids(Below(2) == 0 ? "01" : "02");
    }
  }

  void AddCounter(v1::CounterConfig& counter) {
    counter.set_name(One(kNames));
    counter.set_rate(Below(4) == 0 ? 0.5 : 1);
    counter.set_expires(One(kDays));
  }

  std::mt19937 random_;
};

bool AnswerAlike(const Approval* a, const Approval* b) {
  if (a == nullptr || b == nullptr) return a == b;
  for (const absl::CivilDay day :
       {absl::CivilDay(2026, 12, 31), absl::CivilDay(2027, 1, 1), absl::CivilDay(2027, 1, 2)}) {
    if (a->IsExpired(day) != b->IsExpired(day)) return false;
  }
  return a->rate == b->rate;
}

bool AnswerAlike(const ApprovedProgram* a, const ApprovedProgram* b) {
  if (a == nullptr || b == nullptr) return a == b;
  for (const char* version : kVersions) {
    if (a->HasVersion(version) != b->HasVersion(version)) return false;
  }
  for (const char* version : {"v1.0.1-beta.0", "v1.0.2", "v2.0.0", "v0.9.0", ""}) {
    if (a->HasVersion(version) != b->HasVersion(version)) return false;
  }
  for (const char* name : {"a", "c:{a,b}", "c:a", "c:b", "c"}) {
    if (!AnswerAlike(a->FindCounter(name), b->FindCounter(name))) return false;
    if (!AnswerAlike(a->FindStack(name), b->FindStack(name))) return false;
  }
  for (const char* file : {"f", "g", ""}) {
    if (a->builds().HasFile(file) != b->builds().HasFile(file)) return false;
  }
  for (const char* id : {"01", "02", ""}) {
    if (a->builds().HasBuild(id) != b->builds().HasBuild(id)) return false;
  }
  return true;
}

// The definition: asks for everything in the universe.
bool AnswerAlike(const v1::UploadConfig& config_a, const v1::UploadConfig& config_b) {
  const ApprovedCounters a(config_a);
  const ApprovedCounters b(config_b);
  for (const char* version : {"gcc", "gcc12.2.0", "gcc12.2.0-x", "gcc13", "clang14", "clang15"}) {
    if (a.HasGoVersion(version) != b.HasGoVersion(version)) return false;
  }
  const auto takes = [](const ApprovedCounters& c, double x) {
    return c.sample_rate() == 0 || x <= c.sample_rate();
  };
  return a.HasGoos("linux") == b.HasGoos("linux") && takes(a, 0.7) == takes(b, 0.7) &&
         AnswerAlike(a.FindProgram("p"), b.FindProgram("p")) &&
         AnswerAlike(a.FindProgram("q"), b.FindProgram("q"));
}

TEST(ConfigDiffTest, IsEmptyExactlyIfTheMatcherAnswersAlike) {
  RandomConfigs configs(20261130);
  int alike = 0;
  for (int i = 0; i < 10'000; ++i) {
    const v1::UploadConfig before = configs.Next();
    const v1::UploadConfig after = configs.Next();
    const std::vector<ConfigChange> changes = DiffConfigs(before, after);
    const bool is_alike = AnswerAlike(before, after);
    alike += is_alike;
    ASSERT_EQ(changes.empty(), is_alike)
        << UploadConfigToJson(before) << UploadConfigToJson(after) << ChangesToText(changes);
  }
  EXPECT_GT(alike, 30) << "the universe is too large to say anything";
}

}  // namespace
}  // namespace telemetry
