#include "config/prompt/consent_prompt_lsp.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/json/json_view.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr char kYes[] = "Yes, upload to telemetry.example.com";
constexpr char kShow[] = "Show what would be sent";

absl::Time Clock() { return absl::FromUnixSeconds(1'800'000'000); }

JsonView View(const std::string& json) { return JsonView::Parse(json).value_or(JsonView()); }
std::string Method(const std::string& json) {
  return View(json).Field("method").String().value_or("(none)");
}
std::string IdOf(const std::string& json) { return View(json).Field("id").String().value_or(""); }
std::string TextOf(const std::string& json) {
  return View(json).Field("params").Field("message").String().value_or("");
}

std::string ResponseWith(const std::string& id, absl::string_view member) {
  return absl::StrCat(R"({"jsonrpc":"2.0","id":")", id, "\",", member, "}");
}
std::string Choosing(const std::string& id, absl::string_view title) {
  return ResponseWith(id, absl::StrCat(R"("result":{"title":")", title, "\"}"));
}
std::string Command(absl::string_view command, absl::string_view arguments) {
  return absl::StrCat(
      R"({"jsonrpc":"2.0","id":7,"method":"workspace/executeCommand","params":{"command":")",
      command, R"(","arguments":)", arguments, "}}");
}

class ConsentPromptLspTest : public testing::Test {
 protected:
  ConsentPromptLspTest() {
    for (const char* name : {"GOTELEMETRY", "DO_NOT_TRACK", "CI", "GITHUB_ACTIONS", "GITLAB_CI",
                             "BUILDKITE", kPromptTokenVariable, kPromptStartTimeVariable}) {
      unsetenv(name);
    }
    setenv("XDG_CONFIG_HOME", home_.path().c_str(), 1);
    setenv("GOTELEMETRY_BIN", (home_.path() + "/gotelemetry").c_str(), 1);
    std::system(("mkdir -p " + dir_).c_str());
    Write(dir_ + "/prompt", "- 0 1714521600 5");
    InstallProgram("echo exactly this; echo \"$@\"");
  }

  ConsentPromptLspOptions Options() {
    return {
        .tool = "mytool",
        .collector = "telemetry.example.com",
        .count = [this](absl::string_view name, uint64_t n) { counts_[std::string(name)] += n; },
        .editor_counter_prefix = "mytool/editor/",
        .clock = Clock};
  }

  // A session that has asked; the id of its question is in id_.
  void Ask(ConsentPromptLspOptions options, ClientFacts facts = {}) {
    prompt_ = std::make_unique<ConsentPromptLsp>(std::move(options));
    const PromptReply reply = prompt_->OnInitialized(facts);
    ASSERT_THAT(reply.messages, SizeIs(1));
    ASSERT_EQ(Method(reply.messages[0]), "window/showMessageRequest");
    question_ = reply.messages[0];
    id_ = IdOf(question_);
  }
  void Ask() { Ask(Options()); }

  // The program that previews: a script.
  void InstallProgram(const std::string& script) {
    const std::string path = home_.path() + "/gotelemetry";
    Write(path, "#!/bin/sh\n" + script + "\n");
    chmod(path.c_str(), 0700);
  }

  static void Write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
  }
  static std::string ReadFile(const std::string& path) {
    std::ifstream file(path);
    if (!file.is_open()) return "(none)";
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string Mode() const { return ReadFile(dir_ + "/mode"); }
  std::string Record() const { return ReadFile(dir_ + "/prompt"); }

  const TempDir home_;
  const std::string dir_ = home_.path() + "/go/telemetry/collectors/telemetry.example.com_443";
  std::map<std::string, uint64_t> counts_;
  std::unique_ptr<ConsentPromptLsp> prompt_;
  std::string question_;
  std::string id_;
};

TEST_F(ConsentPromptLspTest, SaysWhoWouldGetWhatHowOftenAndHowToUndoIt) {
  Ask();
  const std::string text = TextOf(question_);
  for (const char* part : {"mytool", "telemetry.example.com", "once a week", "totals",
                           "gotelemetry local --collector telemetry.example.com"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  std::vector<std::string> titles;
  View(question_).Field("params").Field("actions").ForEachElement([&](JsonView action) {
    titles.push_back(action.Field("title").String().value_or(""));
    return true;
  });
  // The first choice is what some editors take for a mere Enter.
  EXPECT_THAT(titles, ElementsAre(kShow, kYes, "No"));
  EXPECT_EQ(Record(), "pending 1 1714521600 5");
}

TEST_F(ConsentPromptLspTest, AYesIsConsentAndIsToldHowToStop) {
  Ask();
  const PromptReply reply = prompt_->OnResponse(Choosing(id_, kYes));
  EXPECT_TRUE(reply.handled);
  ASSERT_THAT(reply.messages, SizeIs(1));
  EXPECT_EQ(Method(reply.messages[0]), "window/showMessage");
  EXPECT_THAT(TextOf(reply.messages[0]),
              HasSubstr("gotelemetry local --collector telemetry.example.com"));
  EXPECT_EQ(Mode(), "on 2027-01-15");
  EXPECT_EQ(Record(), "yes 1 1714521600 5");
  EXPECT_THAT(counts_, UnorderedElementsAre(Pair("mytool/telemetryprompt:asked", 1),
                                            Pair("mytool/telemetryprompt:accepted", 1)));
}

TEST_F(ConsentPromptLspTest, ANoIsHeardInSilence) {
  Ask();
  const PromptReply reply = prompt_->OnResponse(Choosing(id_, "No"));
  EXPECT_TRUE(reply.handled);
  EXPECT_THAT(reply.messages, IsEmpty());
  EXPECT_EQ(Mode(), "(none)");
  EXPECT_EQ(Record(), "no 1 1714521600 5");
  EXPECT_EQ(counts_["mytool/telemetryprompt:declined"], 1u);
  EXPECT_THAT(ConsentPromptLsp(Options()).OnInitialized({}).messages, IsEmpty());
}

TEST_F(ConsentPromptLspTest, ADismissalIsNoAnswer) {
  Ask();
  EXPECT_THAT(prompt_->OnResponse(ResponseWith(id_, R"("result":null)")).messages, IsEmpty());
  EXPECT_EQ(Record(), "failed 1 1714521600 5");
  EXPECT_EQ(counts_["mytool/telemetryprompt:dismissed"], 1u);
}

TEST_F(ConsentPromptLspTest, AQuestionWithoutAnAnswerExpiresWithTheSession) {
  Ask();
  prompt_->OnShutdown();
  EXPECT_EQ(Record(), "failed 1 1714521600 5");
  EXPECT_EQ(counts_["mytool/telemetryprompt:expired"], 1u);
  EXPECT_FALSE(prompt_->OnResponse(Choosing(id_, kYes)).handled);
  prompt_->OnShutdown();
  EXPECT_EQ(counts_["mytool/telemetryprompt:expired"], 1u);
  EXPECT_EQ(Mode(), "(none)");
}

TEST_F(ConsentPromptLspTest, ShowsWhatWouldBeSentAndAsksAgainWithoutANewAttempt) {
  Ask(Options(), {.shows_documents = true});
  const PromptReply document = prompt_->OnResponse(Choosing(id_, kShow));
  ASSERT_THAT(document.messages, SizeIs(1));
  EXPECT_EQ(Method(document.messages[0]), "window/showDocument");
  const std::string path = dir_ + "/preview.txt";
  EXPECT_EQ(View(document.messages[0]).Field("params").Field("uri").String(), "file://" + path);
  EXPECT_EQ(ReadFile(path), "exactly this\n--dir " + home_.path() +
                                "/go/telemetry preview --collector telemetry.example.com:443\n");
  // Not before it is shown: in some editors a question hides everything else.
  const PromptReply again =
      prompt_->OnResponse(ResponseWith(IdOf(document.messages[0]), R"("result":{"success":true})"));
  ASSERT_THAT(again.messages, SizeIs(1));
  EXPECT_EQ(Method(again.messages[0]), "window/showMessageRequest");
  EXPECT_THAT(TextOf(again.messages[0]), HasSubstr(path));
  EXPECT_EQ(Record(), "pending 1 1714521600 5");
  // The first question is closed.
  EXPECT_FALSE(prompt_->OnResponse(Choosing(id_, kYes)).handled);
  EXPECT_TRUE(prompt_->OnResponse(Choosing(IdOf(again.messages[0]), kYes)).handled);
  EXPECT_EQ(Record(), "yes 1 1714521600 5");
  EXPECT_EQ(counts_["mytool/telemetryprompt:shown"], 1u);
  EXPECT_EQ(counts_["mytool/telemetryprompt:asked"], 1u);
  prompt_->OnShutdown();
  EXPECT_EQ(ReadFile(path), "(none)");
}

TEST_F(ConsentPromptLspTest, NamesTheFileWhereNoDocumentCanBeShown) {
  Ask();
  const PromptReply reply = prompt_->OnResponse(Choosing(id_, kShow));
  ASSERT_THAT(reply.messages, SizeIs(1));
  EXPECT_EQ(Method(reply.messages[0]), "window/showMessageRequest");
  EXPECT_THAT(TextOf(reply.messages[0]), HasSubstr("/preview.txt"));
}

TEST_F(ConsentPromptLspTest, ShowsItWithTheConfigThatTheToolBrings) {
  InstallProgram("cat \"$7\" \"$8\" 2>&1; ls " + dir_);
  ConsentPromptLspOptions options = Options();
  options.upload_config = "{\"GOOS\":[]}";
  Ask(options);
  prompt_->OnResponse(Choosing(id_, kShow));
  EXPECT_THAT(ReadFile(dir_ + "/preview.txt"), HasSubstr("{\"GOOS\":[]}"));
  EXPECT_EQ(std::system(("ls " + dir_ + " | grep -q prompt.config").c_str()) == 0, false);
}

TEST_F(ConsentPromptLspTest, RemovesWhatAKilledServerLeftAfterADay) {
  const std::string path = dir_ + "/preview.txt";
  for (const bool is_old : {false, true}) {
    Write(path, "of a question that may be open");
    const absl::Time written = Clock() - absl::Hours(is_old ? 25 : 23);
    const timespec times[] = {absl::ToTimespec(written), absl::ToTimespec(written)};
    ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
    ConsentPromptLsp(Options()).OnInitialized({});
    EXPECT_EQ(ReadFile(path) == "(none)", is_old);
  }
}

TEST_F(ConsentPromptLspTest, SaysThatItCannotBeShown) {
  InstallProgram("echo gotelemetry: no config >&2; exit 1");
  Ask();
  const PromptReply reply = prompt_->OnResponse(Choosing(id_, kShow));
  ASSERT_THAT(reply.messages, SizeIs(2));
  EXPECT_EQ(Method(reply.messages[0]), "window/showMessage");
  EXPECT_THAT(TextOf(reply.messages[0]), HasSubstr("cannot be shown: gotelemetry: no config"));
  EXPECT_THAT(TextOf(reply.messages[1]), Not(HasSubstr("preview.txt")));
  EXPECT_EQ(ReadFile(dir_ + "/preview.txt"), "(none)");
}

TEST_F(ConsentPromptLspTest, SaysThatTheProgramIsMissing) {
  Ask();
  const std::string path = getenv("PATH");
  unsetenv("GOTELEMETRY_BIN");
  setenv("PATH", "/nowhere", 1);
  const PromptReply reply = prompt_->OnResponse(Choosing(id_, kShow));
  ASSERT_THAT(reply.messages, SizeIs(2));
  EXPECT_THAT(TextOf(reply.messages[0]), HasSubstr("cannot be shown: "));
  EXPECT_THAT(TextOf(reply.messages[0]), HasSubstr("nothing is uploaded either"));
  // Consent is possible all the same, and the user hears that it has no effect yet.
  const PromptReply thanks = prompt_->OnResponse(Choosing(IdOf(reply.messages[1]), kYes));
  ASSERT_THAT(thanks.messages, SizeIs(1));
  setenv("PATH", path.c_str(), 1);
  EXPECT_THAT(TextOf(thanks.messages[0]), HasSubstr("Nothing is uploaded yet, because "));
  EXPECT_EQ(Mode(), "on 2027-01-15");
}

TEST_F(ConsentPromptLspTest, DoesNotShowForever) {
  Ask();
  std::string id = id_;
  int shown = 0;
  while (true) {
    const PromptReply reply = prompt_->OnResponse(Choosing(id, kShow));
    ASSERT_TRUE(reply.handled);
    if (reply.messages.empty()) break;
    id = IdOf(reply.messages[0]);
    ASSERT_LT(++shown, 100);
  }
  EXPECT_EQ(shown, 20);
  EXPECT_EQ(Record(), "failed 1 1714521600 5");
}

TEST_F(ConsentPromptLspTest, ShowsAndWritesNothingOnceTelemetryIsOff) {
  ConsentPromptLspOptions options = Options();
  options.upload_config = "{}";
  InstallProgram("touch " + home_.path() + "/ran; echo text");
  Ask(options, {.shows_documents = true});
  Write(home_.path() + "/go/telemetry/mode", "off");
  const PromptReply reply = prompt_->OnResponse(Choosing(id_, kShow));
  EXPECT_TRUE(reply.handled);
  EXPECT_THAT(reply.messages, IsEmpty());
  EXPECT_EQ(ReadFile(home_.path() + "/ran"), "(none)");
  EXPECT_EQ(ReadFile(dir_ + "/preview.txt"), "(none)");
  EXPECT_FALSE(prompt_->OnResponse(Choosing(id_, kYes)).handled);
  EXPECT_EQ(counts_["mytool/telemetryprompt:dismissed"], 1u);
}

TEST_F(ConsentPromptLspTest, DoesNotShowOnceTheEditorsSwitchIsOff) {
  Ask();
  prompt_->OnConfigurationChange(R"({"params":{"settings":{"telemetry":{"enabled":false}}}})");
  EXPECT_THAT(prompt_->OnResponse(Choosing(id_, kShow)).messages, IsEmpty());
  EXPECT_EQ(ReadFile(dir_ + "/preview.txt"), "(none)");
}

TEST_F(ConsentPromptLspTest, DoesNotAskAgainBesideADocumentIfTheUserHasAnsweredElsewhere) {
  Ask(Options(), {.shows_documents = true});
  const PromptReply document = prompt_->OnResponse(Choosing(id_, kShow));
  ASSERT_THAT(document.messages, SizeIs(1));
  Write(dir_ + "/prompt", "no 1 1714521600 5");
  EXPECT_THAT(
      prompt_->OnResponse(ResponseWith(IdOf(document.messages[0]), R"("result":{"success":true})"))
          .messages,
      IsEmpty());
  EXPECT_EQ(Record(), "no 1 1714521600 5");
}

TEST_F(ConsentPromptLspTest, ShowsInTheDirectoryThatItHolds) {
  // Whoever can write above it puts another one in its place while the program runs.
  const std::string root = home_.path() + "/go/telemetry";
  InstallProgram("mv " + root + " " + root + ".old && mkdir -p " + dir_ + "; echo text");
  Ask();
  prompt_->OnResponse(Choosing(id_, kShow));
  EXPECT_EQ(ReadFile(dir_ + "/preview.txt"), "(none)");
  EXPECT_EQ(ReadFile(root + ".old/collectors/telemetry.example.com_443/preview.txt"), "text\n");
}

TEST_F(ConsentPromptLspTest, SaysWhyAYesCameToNothing) {
  Ask();
  Write(home_.path() + "/go/telemetry/mode", "off");
  const PromptReply reply = prompt_->OnResponse(Choosing(id_, kYes));
  ASSERT_THAT(reply.messages, SizeIs(1));
  EXPECT_EQ(View(reply.messages[0]).Field("params").Field("type").Int64(), 1);
  EXPECT_THAT(TextOf(reply.messages[0]), HasSubstr("off for everything"));
  EXPECT_EQ(Mode(), "(none)");
}

TEST_F(ConsentPromptLspTest, AsksOneQuestionHoweverManyEditors) {
  Ask();
  ConsentPromptLsp second(Options());
  EXPECT_THAT(second.OnInitialized({}).messages, IsEmpty());
  EXPECT_THAT(second.OnExecuteCommand(Command(kMaybePromptCommand, "[]")).messages, SizeIs(1));
}

TEST_F(ConsentPromptLspTest, AsksNobodyWithoutACollectorOrAHome) {
  ConsentPromptLspOptions options = Options();
  options.collector = "not an address";
  EXPECT_THAT(ConsentPromptLsp(options).OnInitialized({}).messages, IsEmpty());
  unsetenv("XDG_CONFIG_HOME");
  const std::string home = getenv("HOME") == nullptr ? "" : getenv("HOME");
  unsetenv("HOME");
  EXPECT_THAT(ConsentPromptLsp(Options()).OnInitialized({}).messages, IsEmpty());
  setenv("HOME", home.c_str(), 1);
}

TEST_F(ConsentPromptLspTest, TheEditorsSwitchSuppressesTheQuestionUntilItIsTurned) {
  ConsentPromptLsp prompt(Options());
  EXPECT_THAT(prompt.OnInitialized({.telemetry = EditorTelemetry::kOff}).messages, IsEmpty());
  EXPECT_EQ(Record(), "- 0 1714521600 5");
  const auto settings = [](absl::string_view json) {
    return absl::StrCat(R"({"jsonrpc":"2.0","method":"workspace/didChangeConfiguration",)",
                        R"("params":{"settings":)", json, "}}");
  };
  EXPECT_THAT(prompt.OnConfigurationChange(settings("{}")).messages, IsEmpty());
  EXPECT_THAT(prompt.OnConfigurationChange(settings(R"({"telemetry":{"enabled":1}})")).messages,
              IsEmpty());
  EXPECT_THAT(prompt.OnConfigurationChange(settings(R"({"telemetry":{"enabled":false}})")).messages,
              IsEmpty());
  EXPECT_EQ(Mode(), "(none)");
  EXPECT_THAT(prompt.OnConfigurationChange(settings(R"({"mytool":{"telemetry":{"enabled":true}}})"))
                  .messages,
              SizeIs(1));
  EXPECT_EQ(Mode(), "(none)");
}

TEST_F(ConsentPromptLspTest, TheEditorsSwitchDoesNotWithdrawConsent) {
  Ask();
  prompt_->OnResponse(Choosing(id_, kYes));
  prompt_->OnConfigurationChange(R"({"params":{"settings":{"telemetry":{"enabled":false}}}})");
  EXPECT_EQ(Mode(), "on 2027-01-15");
}

TEST_F(ConsentPromptLspTest, CanLeaveItToTheEditorWhenToAsk) {
  ConsentPromptLspOptions options = Options();
  options.ask_when_initialized = false;
  ConsentPromptLsp prompt(options);
  EXPECT_THAT(prompt.OnExecuteCommand(Command(kMaybePromptCommand, "[]")).messages, SizeIs(1));
  EXPECT_THAT(prompt.OnInitialized({}).messages, IsEmpty());
  const PromptReply reply = prompt.OnExecuteCommand(Command(kMaybePromptCommand, "[]"));
  EXPECT_TRUE(reply.handled);
  ASSERT_THAT(reply.messages, SizeIs(2));
  EXPECT_EQ(reply.messages[0], R"({"jsonrpc":"2.0","id":7,"result":null})");
  EXPECT_EQ(Method(reply.messages[1]), "window/showMessageRequest");
  EXPECT_THAT(prompt.OnExecuteCommand(Command(kMaybePromptCommand, "[]")).messages, SizeIs(1));
}

TEST_F(ConsentPromptLspTest, CountsWhatOnlyTheEditorKnows) {
  ConsentPromptLsp prompt(Options());
  const PromptReply reply = prompt.OnExecuteCommand(
      Command(kAddCountersCommand, R"([{"names":["restart:crash","open"],"values":[1,20]}])"));
  EXPECT_THAT(reply.messages, ElementsAre(R"({"jsonrpc":"2.0","id":7,"result":null})"));
  EXPECT_THAT(counts_, UnorderedElementsAre(Pair("mytool/editor/restart:crash", 1),
                                            Pair("mytool/editor/open", 20)));
}

TEST_F(ConsentPromptLspTest, LeavesOtherCommandsToTheServer) {
  ConsentPromptLsp prompt(Options());
  EXPECT_FALSE(prompt.OnExecuteCommand(Command("mytool.fix", "[]")).handled);
  EXPECT_FALSE(prompt.OnExecuteCommand("{").handled);
}

TEST_F(ConsentPromptLspTest, ReadsWhatAClientSaysOfItself) {
  const auto facts = [](absl::string_view params) {
    return ReadClientFacts(absl::StrCat(R"({"id":0,"method":"initialize","params":)", params, "}"));
  };
  EXPECT_TRUE(facts("{}").has_window);
  EXPECT_FALSE(facts("{}").shows_documents);
  EXPECT_EQ(facts("{}").telemetry, EditorTelemetry::kUnknown);
  EXPECT_TRUE(
      facts(R"({"capabilities":{"window":{"showDocument":{"support":true}}}})").shows_documents);
  EXPECT_EQ(facts(R"({"initializationOptions":{"telemetry":{"enabled":false}}})").telemetry,
            EditorTelemetry::kOff);
  EXPECT_EQ(facts(R"({"initializationOptions":{"telemetry":{"enabled":true}}})").telemetry,
            EditorTelemetry::kOn);
  EXPECT_EQ(facts(R"({"initializationOptions":{"telemetry":{"enabled":"no"}}})").telemetry,
            EditorTelemetry::kUnknown);
  EXPECT_FALSE(facts(R"({"capabilities":{"window":null}})").has_window);
  EXPECT_FALSE(facts(R"({"clientInfo":{"name":"helix"},"capabilities":{"window":{}}})").has_window);
  EXPECT_TRUE(
      facts(R"({"clientInfo":{"name":"helix"},"capabilities":{"window":{"showMessage":{}}}})")
          .has_window);
  EXPECT_FALSE(ReadClientFacts("not JSON").has_window);
  EXPECT_FALSE(ReadClientFacts("{}").has_window);
}

// Hostile clients.

TEST_F(ConsentPromptLspTest, NothingThatIsNotExactlyAnAnswerIsConsent) {
  const std::string yes = absl::StrCat(R"({"title":")", kYes, "\"}");
  for (const std::string& member :
       {std::string(R"("result":true)"), std::string(R"("result":1)"),
        absl::StrCat(R"("result":")", kYes, "\""), absl::StrCat(R"("result":[)", yes, "]"),
        absl::StrCat(R"("result":)", yes, R"(,"error":{"code":1,"message":""})"),
        absl::StrCat(R"("result":)", yes, R"(,"error":null)"),
        absl::StrCat(R"("result":)", yes, R"(,"result":)", yes),
        absl::StrCat(R"("result":{"title":")", kYes, R"(","title":"No"})"),
        absl::StrCat(R"("result":{"title":[")", kYes, "\"]}"),
        std::string(R"("result":{"title":"yes"})"), std::string(R"("result":{"title":"Yes"})"),
        absl::StrCat(R"("result":{"title":")", kYes, " \"}"),
        absl::StrCat(R"("result":{"title":")", kYes, "\\u0000\"}"),
        std::string(R"("result":{"Title":"Yes, upload to telemetry.example.com"})"),
        std::string(R"("result":{})"), std::string(R"("error":{"code":-32601,"message":"?"})"),
        absl::StrCat(R"("params":)", yes), std::string(R"("jsonrpc":"1.0")")}) {
    Write(dir_ + "/prompt", "- 0 1714521600 5");
    Ask();
    EXPECT_TRUE(prompt_->OnResponse(ResponseWith(id_, member)).handled) << member;
    ASSERT_EQ(Mode(), "(none)") << member;
    ASSERT_EQ(Record(), "failed 1 1714521600 5") << member;
  }
}

TEST_F(ConsentPromptLspTest, AnAnswerToAnotherRequestIsForTheServer) {
  Ask();
  const std::string yes = absl::StrCat(R"("result":{"title":")", kYes, "\"}");
  for (const std::string& response :
       {Choosing("telemetryprompt:0", kYes), Choosing("telemetryprompt:2", kYes),
        Choosing("", kYes), Choosing(id_ + " ", kYes), absl::StrCat(R"({"id":1,)", yes, "}"),
        absl::StrCat(R"({"id":null,)", yes, "}"), absl::StrCat("{", yes, "}"),
        absl::StrCat(R"({"id":[")", id_, R"("],)", yes, "}"),
        absl::StrCat(R"({"id":")", id_, R"(","id":")", id_, "\",", yes, "}"),
        absl::StrCat(R"({"method":"x","id":")", id_, "\",", yes, "}"),
        absl::StrCat("[", Choosing(id_, kYes), "]"), Choosing(id_, kYes) + "x",
        Choosing(id_, kYes).substr(1), std::string("null"), std::string()}) {
    EXPECT_FALSE(prompt_->OnResponse(response).handled) << response;
    ASSERT_EQ(Mode(), "(none)") << response;
  }
  EXPECT_TRUE(prompt_->OnResponse(Choosing(id_, kYes)).handled);
  EXPECT_FALSE(prompt_->OnResponse(Choosing(id_, "No")).handled);
  EXPECT_EQ(Mode(), "on 2027-01-15");
}

TEST_F(ConsentPromptLspTest, AnswersBeforeAnyQuestionAreNone) {
  ConsentPromptLsp prompt(Options());
  EXPECT_FALSE(prompt.OnResponse(Choosing("telemetryprompt:1", kYes)).handled);
  EXPECT_FALSE(prompt.OnResponse(Choosing("", kYes)).handled);
  EXPECT_EQ(Mode(), "(none)");
}

TEST_F(ConsentPromptLspTest, MegabytesOfJsonAndDeepNestingAreNoAnswer) {
  Ask();
  const std::string yes = absl::StrCat(R"("result":{"title":")", kYes, "\"}");
  const std::string padding(5 << 20, ' ');
  const std::string deep(3 << 20, '[');
  for (const std::string& response :
       {ResponseWith(id_, absl::StrCat(yes, padding)), deep,
        ResponseWith(id_, absl::StrCat(yes, R"(,"x":)", deep)),
        ResponseWith(id_,
                     absl::StrCat(R"("result":)", std::string(200, '['), std::string(200, ']'))),
        absl::StrCat("\"", padding, "\"")}) {
    EXPECT_FALSE(prompt_->OnResponse(response).handled);
    EXPECT_FALSE(prompt_->OnExecuteCommand(response).handled);
    EXPECT_THAT(prompt_->OnConfigurationChange(response).messages, IsEmpty());
  }
  EXPECT_EQ(Mode(), "(none)");
}

TEST_F(ConsentPromptLspTest, TenThousandCommandsAskOnceAndCountWithinBounds) {
  ConsentPromptLsp prompt(Options());
  prompt.OnInitialized({});
  int questions = 1;
  int refused = 0;
  for (int i = 0; i < 10'000; ++i) {
    questions += static_cast<int>(
        prompt.OnExecuteCommand(Command(kMaybePromptCommand, "[]")).messages.size() - 1);
    const PromptReply reply = prompt.OnExecuteCommand(
        Command(kAddCountersCommand, absl::StrCat(R"([{"names":["n)", i, R"("],"values":[1]}])")));
    ASSERT_THAT(reply.messages, SizeIs(1));
    refused += absl::StrContains(reply.messages[0], "\"error\"") ? 1 : 0;
  }
  EXPECT_EQ(questions, 1);
  EXPECT_EQ(refused, 9'500);
  EXPECT_EQ(counts_["mytool/telemetryprompt:asked"], 1u);
  EXPECT_EQ(counts_.size(), 501u);
  EXPECT_EQ(Record(), "pending 1 1714521600 5");
}

TEST_F(ConsentPromptLspTest, RefusesWhatMayNotBeCountedAsAWhole) {
  ConsentPromptLsp prompt(Options());
  const std::string many = "\"a\"" + [] {
    std::string more;
    for (int i = 0; i < 100; ++i) more += ",\"a\"";
    return more;
  }();
  for (const std::string& arguments :
       {std::string("[]"),
        std::string("{}"),
        std::string("null"),
        std::string("[1]"),
        std::string(R"([{"names":["a"]}])"),
        std::string(R"([{"names":["a"],"values":[]}])"),
        std::string(R"([{"names":["a","b"],"values":[1]}])"),
        std::string(R"([{"names":["a"],"values":[0]}])"),
        std::string(R"([{"names":["a"],"values":[-1]}])"),
        std::string(R"([{"names":["a"],"values":[1.5]}])"),
        std::string(R"([{"names":["a"],"values":[9223372036854775807]}])"),
        std::string(R"([{"names":["a"],"values":["1"]}])"),
        std::string(R"([{"names":[""],"values":[1]}])"),
        std::string(R"([{"names":["ok","a\nb"],"values":[1,1]}])"),
        std::string(R"([{"names":["a\u0000"],"values":[1]}])"),
        std::string(R"([{"names":["a\u001b[31m"],"values":[1]}])"),
        std::string(R"([{"names":["a b"],"values":[1]}])"),
        std::string(R"([{"names":["caf\u00e9"],"values":[1]}])"),
        absl::StrCat(R"([{"names":[")", std::string(101, 'a'), R"("],"values":[1]}])"),
        absl::StrCat(R"([{"names":[)", many, R"(],"values":[]}])"),
        std::string(R"([{"names":["a"],"values":[1]},{"names":["a"],"values":[1]}])")}) {
    const PromptReply reply = prompt.OnExecuteCommand(Command(kAddCountersCommand, arguments));
    ASSERT_THAT(reply.messages, SizeIs(1)) << arguments;
    EXPECT_THAT(reply.messages[0], HasSubstr("-32602")) << arguments;
  }
  EXPECT_THAT(counts_, IsEmpty());
  ConsentPromptLspOptions options = Options();
  options.editor_counter_prefix = "";
  EXPECT_THAT(
      ConsentPromptLsp(options)
          .OnExecuteCommand(Command(kAddCountersCommand, R"([{"names":["a"],"values":[1]}])"))
          .messages[0],
      HasSubstr("error"));
}

TEST_F(ConsentPromptLspTest, AnswersWithTheIdThatTheClientWrote) {
  ConsentPromptLsp prompt(Options());
  for (const char* id : {"1", "-5", "\"a\\u0000\\n\"", "1e400", "null"}) {
    const PromptReply reply = prompt.OnExecuteCommand(
        absl::StrCat(R"({"id":)", id, R"(,"params":{"command":"telemetry.maybePrompt"}})"));
    ASSERT_THAT(reply.messages, SizeIs(1));
    EXPECT_EQ(reply.messages[0],
              absl::StrCat(R"({"jsonrpc":"2.0","id":)", id, R"(,"result":null})"));
  }
}

}  // namespace
}  // namespace telemetry
