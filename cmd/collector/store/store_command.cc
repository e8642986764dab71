#include "cmd/collector/store/store_command.h"

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "cmd/collector/store/store_option.h"
#include "cmd/internal/printable.h"
#include "storage/civil_day.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/store_copy.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "upload/data_dir/collector_data_dir.h"

namespace telemetry::collector {
namespace {

struct Options {
  StoreOption store;
  std::string from;
  std::string to;
  std::string file;
};

std::string ToText(const StoreContents& contents) {
  return absl::StrCat(
      contents.reports, contents.reports == 1 ? " report of " : " reports of ", contents.days,
      contents.days == 1 ? " day, " : " days, ", contents.configs,
      contents.configs == 1 ? " config" : " configs",
      contents.config_version.empty()
          ? ""
          : absl::StrCat(" (in force: ", cmd::Printable(contents.config_version), ")"),
      ", ", contents.drops, contents.drops == 1 ? " row of drops" : " rows of drops");
}

absl::Status Init(const Options& options, std::ostream& out) {
  const std::unique_ptr<CollectorStore> store = FindStore(options.store);
  if (absl::Status status = store->Prepare(); !status.ok()) return status;
  out << store->name() << ": a store, ready for this version\n";
  return absl::OkStatus();
}

absl::Status Migrate(const Options& options, std::ostream& out) {
  // Makes none where there is none.
  const absl::Status exists = FindStore(options.store)->OpenReader().status();
  if (absl::IsNotFound(exists)) return exists;
  return Init(options, out);
}

absl::Status Check(const Options& options, std::ostream& out) {
  const std::unique_ptr<CollectorStore> store = FindStore(options.store);
  const absl::StatusOr<StoreContents> contents = ReadContents(*store);
  if (!contents.ok()) return contents.status();
  out << store->name() << ": " << ToText(*contents) << "\n";
  return absl::OkStatus();
}

absl::Status Copy(const Options& options, std::ostream& out) {
  const std::unique_ptr<CollectorStore> from = StoreNamed(options.from);
  const std::unique_ptr<CollectorStore> to = StoreNamed(options.to);
  if (absl::Status status = to->Prepare(); !status.ok()) return status;
  const absl::StatusOr<StoreContents> contents =
      CopyStore(*from, *to, [&out](absl::CivilDay day, int64_t reports) {
        out << FormatCivilDay(day) << ": " << reports << (reports == 1 ? " report" : " reports")
            << std::endl;
      });
  if (!contents.ok()) return contents.status();
  out << to->name() << " has all that " << from->name() << " has: " << ToText(*contents) << "\n";
  return absl::OkStatus();
}

absl::Status BackUp(const Options& options, std::ostream& out) {
  // As FindStore(), but of SQLite alone.
  const std::string& name = options.store.store;
  const std::string path =
      name.empty() ? ReportStorePath(options.store.data_dir) : name.substr(name.find(':') + 1);
  if (absl::Status status = SqliteStore(path).BackUp(options.file); !status.ok()) return status;
  const absl::StatusOr<StoreContents> contents = ReadContents(SqliteStore(options.file));
  if (!contents.ok()) return contents.status();
  out << cmd::Printable(options.file) << ": " << ToText(*contents) << "\n";
  return absl::OkStatus();
}

void AddBackUp(cmd::Command& store, CommandContext& context) {
  cmd::Command& command =
      store.AddCommand("backup", "Copy a SQLite store to a file, also while it is in use");
  const auto options = std::make_shared<Options>();
  command.AddOption("FILE", options->file, "File to write; must not exist").Required();
  AddStoreOptions(command, options->store);
  command.SetFooter(
      "To restore: put the file in the place of DIR/reports.db, without the files\n"
      "reports.db-wal and reports.db-shm, while no collector uses DIR; or copy it into\n"
      "a store with collector store copy. Of PostgreSQL, use PostgreSQL's own tools.");
  command.SetAction([&context, options] { context.Check(BackUp(*options, context.out)); },
                    [options]() -> std::string {
                      const std::string& name = options->store.store;
                      if (!name.empty() && !absl::StartsWith(name, "sqlite:")) {
                        return "PostgreSQL is backed up by its own tools, such as pg_dump";
                      }
                      return WhyNoStore(options->store);
                    });
}

void AddCopy(cmd::Command& store, CommandContext& context) {
  cmd::Command& command =
      store.AddCommand("copy", "Copy a store into another, and compare; again to continue");
  const auto options = std::make_shared<Options>();
  command.AddOption("FROM", options->from, "sqlite:PATH or postgresql://[USER@]HOST/DATABASE")
      .Check(WhyNoStoreName)
      .Required();
  command.AddOption("TO", options->to, "The same; made if there is none")
      .Check(WhyNoStoreName)
      .Required();
  command.SetAction([&context, options] { context.Check(Copy(*options, context.out)); });
}

}  // namespace

void AddStoreCommand(cmd::Command& app, CommandContext& context) {
  cmd::Command& store =
      app.AddCommand("store", "Make, check, copy and back up what a collector stores");
  const auto add = [&](const char* name, const char* description,
                       absl::Status (*run)(const Options&, std::ostream&)) {
    cmd::Command& command = store.AddCommand(name, description);
    const auto options = std::make_shared<Options>();
    AddStoreOptions(command, options->store);
    command.SetAction([&context, options, run] { context.Check(run(*options, context.out)); },
                      [options] { return WhyNoStore(options->store); });
  };
  add("init", "Make a store of an empty database or file", Init);
  add("migrate", "Bring a store up to date with this version", Migrate);
  add("check", "Read everything in a store, and say what it is", Check);
  AddCopy(store, context);
  AddBackUp(store, context);
}

}  // namespace telemetry::collector
