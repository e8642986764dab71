#include "cmd/internal/man_page.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace telemetry::cmd {
namespace {

// Longer input lines are bad style, says mandoc.
constexpr size_t kLineWidth = 78;

// Appends running text, a few words a line, the first of which begins with `line`.
void AppendText(std::string& page, absl::string_view text, std::string line = "") {
  for (const absl::string_view word :
       absl::StrSplit(text, absl::ByAnyChar(" \n"), absl::SkipEmpty())) {
    const std::string escaped = EscapeRoff(word);
    if (!line.empty() && line.size() + 1 + escaped.size() > kLineWidth) {
      absl::StrAppend(&page, line, "\n");
      line.clear();
    }
    // Words that a line begins with were escaped for the beginning of a line; others need not be.
    absl::StrAppend(&line, line.empty() ? "" : " ", escaped);
  }
  if (!line.empty()) absl::StrAppend(&page, line, "\n");
}

std::string Bold(absl::string_view text) { return absl::StrCat("\\fB", EscapeRoff(text), "\\fR"); }

std::string Italic(absl::string_view text) {
  return absl::StrCat("\\fI", EscapeRoff(text), "\\fR");
}

std::string Tag(const OptionTree& option) {
  if (option.is_argument) {
    return absl::StrCat(Italic(option.names[0]), option.is_repeatable ? " ..." : "");
  }
  std::string tag = absl::StrJoin(
      option.names, ", ",
      [](std::string* out, const std::string& name) { absl::StrAppend(out, Bold(name)); });
  if (!option.value.empty()) absl::StrAppend(&tag, " ", Italic(option.value));
  return tag;
}

void AppendOptions(std::string& page, const CommandTree& command) {
  for (const OptionTree& option : command.options) {
    absl::StrAppend(&page, ".TP\n", Tag(option), "\n");
    AppendText(page, option.description);
    if (!option.choices.empty())
      AppendText(page, absl::StrCat("(", absl::StrJoin(option.choices, ", "), ")"));
  }
}

// NAME [OPTION]... FILE...
std::string Synopsis(const std::string& name, const CommandTree& command) {
  std::string synopsis = absl::StrCat(Bold(name), " [", Italic("OPTION"), "]...");
  if (!command.commands.empty()) absl::StrAppend(&synopsis, " ", Italic("COMMAND"));
  for (const OptionTree& option : command.options) {
    if (!option.is_argument) continue;
    const std::string argument =
        absl::StrCat(Italic(option.names[0]), option.is_repeatable ? "..." : "");
    absl::StrAppend(&synopsis, " ",
                    option.is_required ? argument : absl::StrCat("[", argument, "]"));
  }
  return synopsis;
}

// A paragraph for each one of the text's, which blank lines separate.
void AppendParagraphs(std::string& page, absl::string_view text) {
  for (const absl::string_view paragraph : absl::StrSplit(text, "\n\n", absl::SkipWhitespace())) {
    absl::StrAppend(&page, ".PP\n");
    AppendText(page, paragraph);
  }
}

void AppendCommands(std::string& page, const std::string& path, const CommandTree& command) {
  for (const CommandTree& each : command.commands) {
    const std::string name = absl::StrCat(path, " ", each.name);
    if (!each.commands.empty()) {
      AppendCommands(page, name, each);
      continue;
    }
    absl::StrAppend(&page, ".SS ", Synopsis(name, each), "\n");
    AppendText(page, absl::StrCat(each.description, "."));
    if (!each.aliases.empty()) {
      AppendText(page, absl::StrCat("Also: ", absl::StrJoin(each.aliases, ", "), "."));
    }
    AppendOptions(page, each);
    AppendParagraphs(page, each.footer);
  }
}

void CollectExamples(const CommandTree& command, std::vector<Explained>& examples) {
  examples.insert(examples.end(), command.examples.begin(), command.examples.end());
  for (const CommandTree& each : command.commands) CollectExamples(each, examples);
}

void AppendExplained(std::string& page, absl::string_view section,
                     const std::vector<Explained>& lines) {
  if (lines.empty()) return;
  absl::StrAppend(&page, ".SH ", section, "\n");
  for (const Explained& line : lines) {
    absl::StrAppend(&page, ".TP\n", Bold(line.what), "\n");
    AppendText(page, absl::StrCat(line.meaning, "."));
  }
}

}  // namespace

std::string EscapeRoff(absl::string_view text) {
  std::string escaped = absl::StrReplaceAll(text, {{"\\", "\\e"},
                                                   {"-", "\\-"},
                                                   {"\"", "\\(dq"},
                                                   {"^", "\\(ha"},
                                                   {"~", "\\(ti"},
                                                   {"`", "\\(ga"},
                                                   {"'", "\\(aq"}});
  if (absl::StartsWith(escaped, ".")) escaped.insert(0, "\\&");
  return escaped;
}

std::string ManPage(const CommandTree& tree, const ManPageFacts& facts) {
  std::string page =
      absl::StrFormat(".TH %s 1 %04d-%02d-%02d \"%s %s\"\n.SH NAME\n",
                      absl::AsciiStrToUpper(tree.name), facts.day.year(), facts.day.month(),
                      facts.day.day(), EscapeRoff(tree.name), EscapeRoff(facts.version));
  const std::string description = absl::StrReplaceAll(tree.description, {{"\n", " "}});
  // By convention a phrase, for the index of manual pages.
  const std::string phrase = description.substr(0, description.find_first_of(".:"));
  AppendText(page, absl::StrCat(absl::AsciiStrToLower(phrase.substr(0, 1)), phrase.substr(1)),
             absl::StrCat(EscapeRoff(tree.name), " \\-"));
  absl::StrAppend(&page, ".SH SYNOPSIS\n", Synopsis(tree.name, tree), "\n.SH DESCRIPTION\n");
  AppendText(page, tree.description);
  absl::StrAppend(&page, ".SH OPTIONS\n");
  AppendOptions(page, tree);
  absl::StrAppend(&page, ".SH COMMANDS\n");
  AppendCommands(page, tree.name, tree);
  AppendExplained(page, "ENVIRONMENT", facts.environment);
  absl::StrAppend(&page, ".SH EXIT STATUS\n");
  AppendText(page,
             "0: done. 1: failed, with a line on standard error. 2: "
             "wrong usage, and nothing was done.");
  std::vector<Explained> examples;
  CollectExamples(tree, examples);
  AppendExplained(page, "EXAMPLES", examples);
  return page;
}

}  // namespace telemetry::cmd
