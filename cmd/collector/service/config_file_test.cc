#include "cmd/collector/service/config_file.h"

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cmd/internal/command_tree.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/temp_dir.h"

namespace telemetry::collector {
namespace {

using cmd::CommandTree;
using cmd::ValueKind;

CommandTree Serve() {
  CommandTree serve = {.name = "serve"};
  serve.options = {{.names = {"-h", "--help"}},
                   {.names = {"--listen"}, .kind = ValueKind::kText},
                   {.names = {"--data-dir"}, .kind = ValueKind::kDirectory},
                   {.names = {"--behind-proxy"}},
                   {.names = {kConfigFileOption}, .kind = ValueKind::kFile}};
  return serve;
}

// The arguments of a file's lines, or why there are none.
std::string Parse(const std::string& text, const std::vector<std::string>& given = {}) {
  const auto arguments = ParseConfigFile(text, "c.conf", Serve(), given);
  if (!arguments.ok()) return std::string(arguments.status().message());
  return absl::StrJoin(*arguments, " ");
}

TEST(ConfigFileTest, EachLineIsAnOption) {
  EXPECT_EQ(Parse("# A comment\n\nlisten = 127.0.0.1:1\n  data-dir=/a b \nbehind-proxy = true\n"),
            "--listen=127.0.0.1:1 --data-dir=/a b --behind-proxy");
  EXPECT_EQ(Parse("behind-proxy = false"), "");
  EXPECT_EQ(Parse("listen = a=b"), "--listen=a=b");
  EXPECT_EQ(Parse("listen ="), "--listen=");
  EXPECT_EQ(Parse(""), "");
}

TEST(ConfigFileTest, TheCommandLineWins) {
  EXPECT_EQ(Parse("listen = a:1\ndata-dir = d", {"--listen", "b:2"}), "--data-dir=d");
  EXPECT_EQ(Parse("listen = a:1\ndata-dir = d", {"--data-dir=e"}), "--listen=a:1");
}

TEST(ConfigFileTest, AnErrorNamesItsLine) {
  EXPECT_EQ(Parse("\nlistne = a:1"), "c.conf:2: unknown key \"listne\", did you mean \"listen\"?");
  EXPECT_EQ(Parse("help = true"), "c.conf:1: unknown key \"help\"");
  EXPECT_EQ(Parse("config-file = d.conf"), "c.conf:1: unknown key \"config-file\"");
  EXPECT_EQ(Parse("= a"), "c.conf:1: unknown key \"\"");
  EXPECT_EQ(Parse("#\n#\nlisten"), "c.conf:3: the line is not KEY = VALUE");
  EXPECT_EQ(Parse("behind-proxy = yes"),
            "c.conf:1: behind-proxy is neither true nor false but \"yes\"");
  EXPECT_EQ(Parse("listen = a\nlisten = b"), "c.conf:2: listen has been set before");
}

TEST(ConfigFileTest, IsReadIfItIsNamed) {
  const TempDir dir;
  const std::string path = absl::StrCat(dir.path(), "/c.conf");
  std::ofstream(path) << "listen = a:1\n";
  using Arguments = std::vector<std::string>;
  EXPECT_EQ(AddConfigFile(Serve(), {"--data-dir", "d"}).value(), (Arguments{"--data-dir", "d"}));
  EXPECT_EQ(AddConfigFile(Serve(), {"--config-file", path}).value(),
            (Arguments{"--config-file", path, "--listen=a:1"}));
  EXPECT_EQ(AddConfigFile(Serve(), {"--config-file=" + path}).value(),
            (Arguments{"--config-file=" + path, "--listen=a:1"}));
  // Its value is missing, which the parser of the command line says.
  EXPECT_EQ(AddConfigFile(Serve(), {"--config-file"}).value(), (Arguments{"--config-file"}));
  EXPECT_THAT(AddConfigFile(Serve(), {"--config-file=/no/such"}).status().message(),
              testing::HasSubstr("/no/such"));
}

}  // namespace
}  // namespace telemetry::collector
