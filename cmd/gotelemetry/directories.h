// Which telemetry directories a command works on.
//
//   const auto choice = AddDirectoryOptions(command, "Only these collectors", nullptr);
//   absl::StatusOr<std::vector<Directory>> directories =
//       ChosenDirectories(*choice, DefaultDirectories::kCollectors, context);
//   for (const Directory& directory : *directories) Show(directory.dir());

#ifndef CMD_GOTELEMETRY_DIRECTORIES_H_
#define CMD_GOTELEMETRY_DIRECTORIES_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/command.h"
#include "config/mode.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"

namespace telemetry::cmd {

// A collector's directory, or Go's.
struct Directory {
  TelemetryRoot root;
  // Nullopt for Go's.
  std::optional<HostPort> collector;

  TelemetryDir dir() const {
    return collector.has_value() ? root.collector(*collector) : root.go();
  }
  ModeDecision decision() const { return DecideMode(root, collector); }
  // HOST:PORT, or "Go".
  std::string name() const { return collector.has_value() ? collector->ToString() : "Go"; }
};

// What the user named.
struct DirectoryChoice {
  std::vector<HostPort> collectors;
  bool go = false;

  bool empty() const { return collectors.empty() && !go; }
};

// `--collector C[,C...]`, with `description`, and, if `go_description` is not null, `--go`.
std::shared_ptr<DirectoryChoice> AddDirectoryOptions(Command& command, const char* description,
                                                     const char* go_description);

// Where a command works if the user names nothing.
enum class DefaultDirectories {
  kCollectors,       // each collector that has a directory
  kCollectorsAndGo,  // and Go's
};

// The chosen directories, whether they exist or not: collectors in the order of the command line,
// else of their folders, then Go's. Fails as CommandContext::root() and ListCollectors().
absl::StatusOr<std::vector<Directory>> ChosenDirectories(const DirectoryChoice& choice,
                                                         DefaultDirectories otherwise,
                                                         const CommandContext& context);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_DIRECTORIES_H_
