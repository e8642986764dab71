#include "cmd/gotelemetry/counts/inc_command.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cmd/gotelemetry/counts/count_lines.h"
#include "cmd/internal/command.h"
#include "counter/named_counter.h"
#include "counter/open.h"
#include "storage/errno_error.h"
#include "storage/host_port.h"
#include "storage/telemetry_root.h"

namespace telemetry::cmd {
namespace {

struct IncOptions {
  std::string collector;
  std::string program = "gotelemetry";
  std::string program_version;
  std::string name;
  std::string number = "1";
};

// No more than may be counted, and a byte that shows that there was more.
absl::StatusOr<std::string> ReadStandardInput() {
  std::string text;
  while (text.size() <= kMaxCountInputBytes) {
    char piece[65536];
    const ssize_t size = read(STDIN_FILENO, piece, sizeof piece);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return ErrnoError("read", "standard input");
    if (size == 0) break;
    text.append(piece, static_cast<size_t>(size));
  }
  return text;
}

absl::StatusOr<std::vector<CountLine>> ReadLines(const IncOptions& options) {
  if (!options.name.empty()) {
    absl::StatusOr<CountLine> line = ParseCount(options.name, options.number);
    if (!line.ok()) return line.status();
    return std::vector<CountLine>{*std::move(line)};
  }
  const absl::StatusOr<std::string> text = ReadStandardInput();
  if (!text.ok()) return text.status();
  return ParseCountLines(*text);
}

// Why nothing can be counted, in words.
std::string Why(const OpenResult& result) {
  switch (result.failure) {
    case OpenFailure::kSystem:
      return strerrordesc_np(result.error_number);
    case OpenFailure::kNoSharedMappings:
      return absl::StrCat("its file system cannot share mapped files, which counting needs (",
                          strerrordesc_np(result.error_number), ")");
    default:
      return std::string(OpenFailureName(result.failure));
  }
}

absl::Status OpenCounters(const IncOptions& options, const TelemetryRoot& root) {
  const OpenResult result = Open({.program = options.program,
                                  .version = options.program_version,
                                  .collector = options.collector,
                                  .telemetry_dir = root.path()});
  // Off means silent, for whoever wanted to count as well.
  if (result.counting || result.failure == OpenFailure::kOff) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("cannot count for ", options.program, " in ",
                                                    result.path.empty() ? root.path() : result.path,
                                                    ": ", Why(result)));
}

void Inc(const IncOptions& options, CommandContext& context) {
  const absl::StatusOr<TelemetryRoot> root = context.root();
  if (!context.Check(root.status())) return;
  const absl::StatusOr<std::vector<CountLine>> lines = ReadLines(options);
  if (!context.Check(lines.status()) || lines->empty()) return;
  if (!context.Check(OpenCounters(options, *root))) return;
  for (const CountLine& line : *lines) FindOrCreateCounter(line.name).Add(line.n);
}

}  // namespace

void AddIncCommand(Command& app, CommandContext& context) {
  Command& command =
      app.AddCommand("inc", "Add to counters of a program that cannot link the library");
  const auto options = std::make_shared<IncOptions>();
  command.AddOption("NAME", options->name, "The counter");
  command.AddOption("N", options->number, "How much to add (default: 1)");
  command
      .AddOption(
          "--collector",
          [options](const std::string& value) {
            if (!ParseCollector(value).has_value()) {
              return value + " is not HOST[:PORT]";
            }
            options->collector = value;
            return std::string();
          },
          "Count for this collector (default: beside Go's\nprograms, for none)")
      .Value("C");
  command
      .AddOption("--program", options->program,
                 "The program that this is a part of (default:\ngotelemetry)")
      .Value("P");
  command.AddOption("--program-version", options->program_version, "Its version (default: devel)")
      .Value("V");
  command.SetFooter(
      absl::StrCat("Without NAME each line of standard input is NAME or NAME N: at most ",
                   kMaxCountLines, " lines with\n", kMaxCountNames,
                   " different names. All of them are counted or, if one is wrong, none."));
  command.AddExample("gotelemetry inc --collector telemetry.example.com editor/opened 3",
                     "Add 3 to a counter of an editor's extension");
  command.SetAction([&context, options] { Inc(*options, context); });
}

}  // namespace telemetry::cmd
