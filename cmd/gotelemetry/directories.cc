#include "cmd/gotelemetry/directories.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "cmd/internal/command.h"
#include "storage/telemetry_files/collector_list.h"

namespace telemetry::cmd {
namespace {

// Parses C[,C...]; the result is empty, with `error` set, if one of them is no address.
std::vector<HostPort> ParseCollectors(absl::string_view text, std::string& error) {
  std::vector<HostPort> collectors;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    const std::optional<HostPort> collector = ParseCollector(part);
    if (!collector.has_value()) {
      error = absl::StrCat("\"", part, "\" is not the address of a collector: HOST, HOST:PORT or ",
                           "an https URL");
      return {};
    }
    collectors.push_back(*collector);
  }
  return collectors;
}

}  // namespace

std::shared_ptr<DirectoryChoice> AddDirectoryOptions(Command& command, const char* description,
                                                     const char* go_description) {
  const auto choice = std::make_shared<DirectoryChoice>();
  command
      .AddRepeatedOption(
          "--collector",
          [choice](const std::string& value) {
            std::string error;
            for (HostPort& collector : ParseCollectors(value, error)) {
              // Once, however often and however it is spelled.
              if (absl::c_linear_search(choice->collectors, collector)) continue;
              choice->collectors.push_back(std::move(collector));
            }
            return error;
          },
          description)
      .Value("C[,C...]");
  if (go_description != nullptr) {
    command.AddFlag("--go", choice->go, go_description);
  }
  return choice;
}

absl::StatusOr<std::vector<Directory>> ChosenDirectories(const DirectoryChoice& choice,
                                                         DefaultDirectories otherwise,
                                                         const CommandContext& context) {
  const absl::StatusOr<TelemetryRoot> root = context.root();
  if (!root.ok()) return root.status();
  std::vector<HostPort> collectors = choice.collectors;
  bool go = choice.go;
  if (choice.empty()) {
    absl::StatusOr<CollectorList> list = ListCollectors(*root);
    if (!list.ok()) return list.status();
    collectors = std::move(list->collectors);
    go = otherwise == DefaultDirectories::kCollectorsAndGo;
  }
  std::vector<Directory> directories;
  for (const HostPort& collector : collectors) directories.push_back({*root, collector});
  if (go) directories.push_back({*root, std::nullopt});
  return directories;
}

}  // namespace telemetry::cmd
