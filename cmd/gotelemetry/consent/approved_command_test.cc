#include "cmd/gotelemetry/consent/approved_command.h"

#include <string>

#include "cmd/gotelemetry/testing/command_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

using ::testing::HasSubstr;

class ApprovedCommandTest : public CommandFixture {
 protected:
  ApprovedCommandTest() : CommandFixture(&AddApprovedCommand) {}

  // What was shown when consenting and, if not empty, what was received later.
  void Receive(const std::string& shown, const std::string& later = "") {
    Write("collectors/localhost_1/upload_config.json",
          R"({"Configs": [{"Received": "2026-11-01", "Shown": "yes", "Config": )" + shown + "}" +
              (later.empty()
                   ? ""
                   : R"(, {"Received": "2026-11-09", "Shown": "", "Config": )" + later + "}") +
              "]}");
  }

  static std::string Config(const std::string& counters) {
    return R"({"Programs": [{"Name": "example.com/tool", "Versions": ["v1.0.0"], "Counters": [)" +
           counters + "]}]}";
  }

  const std::string plain_ =
      R"({"Name": "tool/plain", "Rate": 1, "Title": "Plain", "Expires": "2027-05-01",
          "Owners": ["a@example.com"], "Issues": ["https://example.com/1"]})";
  const std::string more_ = R"({"Name": "tool/more", "Rate": 1})";
};

TEST_F(ApprovedCommandTest, ShowsWhatIsApproved) {
  Receive(Config(plain_));
  const Outcome outcome = Run({"approved"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.out,
            "localhost:1 approves:\n"
            "  example.com/tool: 1 counter, 0 stacks\n"
            "    tool/plain: Plain, until 2027-05-01\n"
            "This is what you were shown when you consented.\n");
}

TEST_F(ApprovedCommandTest, ShowsWhatHasChangedSinceTheConsent) {
  Receive(Config(plain_), Config(more_));
  EXPECT_THAT(Run({"approved"}).out,
              HasSubstr("Since you consented:\n"
                        "  + example.com/tool: counter tool/more (rate 1)\n"
                        "  - example.com/tool: counter tool/plain\n"
                        "What was added counts only for weeks that began after this machine "
                        "received it.\n"));
}

TEST_F(ApprovedCommandTest, SaysThatNothingIsKnownYet) {
  Write("collectors/localhost_1/mode", "on 2026-11-01");
  const Outcome outcome = Run({"approved"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.out,
            "localhost:1 has not said yet what it approves, so nothing leaves this machine.\n");
}

TEST_F(ApprovedCommandTest, NamesADamagedFile) {
  Write("collectors/localhost_1/upload_config.json", "{");
  const Outcome outcome = Run({"approved"});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr("collectors/localhost_1/upload_config.json"));
}

TEST_F(ApprovedCommandTest, PrintsJson) {
  Receive(Config(plain_), Config(plain_ + "," + more_));
  const Outcome outcome = Run({"approved", "--json"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_THAT(outcome.out, HasSubstr(R"(
    "received": "2026-11-09",
    "approved": [
      {
        "program": "example.com/tool",
        "kind": "counter",
        "name": "tool/plain",
        "title": "Plain",
        "expires": "2027-05-01",
        "issues": [
          "https://example.com/1"
        ],
        "owners": [
          "a@example.com"
        ]
      },
)"));
  EXPECT_THAT(outcome.out, HasSubstr(R"(
    "shown_at_consent": true,
    "changes": [
      {
        "kind": "approved",
        "program": "example.com/tool",
        "what": "counter",
        "name": "tool/more",
        "before": "",
)"));
}

TEST_F(ApprovedCommandTest, HasAnEmptyListIfNoCollectorIsNamed) {
  EXPECT_EQ(Run({"approved"}).out, "No program on this machine has named a collector yet.\n");
  EXPECT_EQ(Run({"approved", "--json"}).out, "[]\n");
}

}  // namespace
}  // namespace telemetry::cmd
