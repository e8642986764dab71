#include "cmd/collector/config/in_force/show_command.h"

#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cmd/collector/config/config_options.h"
#include "cmd/collector/store/store_option.h"
#include "cmd/internal/command.h"
#include "storage/quoted.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/config_history.h"

namespace telemetry::collector {
namespace {

struct Options {
  StoreOption store;
  std::string version;
};

absl::Status Show(const Options& options, std::ostream& out) {
  const std::unique_ptr<CollectorStore> store = FindStore(options.store);
  absl::StatusOr<std::unique_ptr<ConfigHistory>> history =
      store->OpenConfigs(StoreAccess::kReadOnly);
  if (!history.ok()) return history.status();
  const absl::StatusOr<std::optional<ConfigRecord>> record =
      options.version.empty() ? (*history)->Newest() : (*history)->Find(options.version);
  if (!record.ok()) return record.status();
  if (!record->has_value()) {
    return absl::NotFoundError(options.version.empty()
                                   ? absl::StrCat(store->name(), ": no config is in force")
                                   : absl::StrCat(store->name(), ": no config ",
                                                  Quoted(options.version), " has been in force"));
  }
  out << (*record)->bytes << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddConfigShowCommand(cmd::Command& config, CommandContext& context) {
  cmd::Command& command =
      config.AddCommand("show", "Print an upload config that has been in force");
  const auto options = std::make_shared<Options>();
  AddStoreOptions(command, options->store);
  command.AddOption("VERSION", options->version, "Which one (default: the one in force)");
  command.SetAction([&context, options] { context.Check(Show(*options, context.out)); },
                    [options] { return WhyNoStore(options->store); });
}

}  // namespace telemetry::collector
