#include "cmd/collector/store/store_option.h"

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "storage/directory/path.h"
#include "storage/postgres_store/postgres_address.h"
#include "storage/postgres_store/postgres_store.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "upload/data_dir/collector_data_dir.h"

namespace telemetry::collector {
namespace {

constexpr absl::string_view kSqlite = "sqlite:";

}  // namespace

cmd::Option& AddStoreOption(cmd::Command& command, std::string& store) {
  return command
      .AddOption("--store", store,
                 "sqlite:PATH or postgresql://[USER@]HOST/DATABASE\n(default: in SQLite, on "
                 "--data-dir)")
      .Value("STORE")
      .Check(WhyNoStoreName);
}

void AddStoreOptions(cmd::Command& command, StoreOption& option) {
  command.AddOption("--data-dir", option.data_dir, "The collector's data directory")
      .Directory("DIR")
      .Check([](const std::string& dir) { return std::string(WhyNoPath(dir)); });
  AddStoreOption(command, option.store);
}

std::string WhyNoStore(const StoreOption& option) {
  return option.empty() ? "--data-dir or --store is required" : "";
}

std::string WhyNoStoreName(const std::string& text) {
  if (PostgresAddress::IsPostgres(text)) {
    return std::string(PostgresAddress::Parse(text).status().message());
  }
  if (absl::StartsWith(text, kSqlite)) return std::string(WhyNoPath(text.substr(kSqlite.size())));
  return "a store is sqlite:PATH or postgresql://[USER@]HOST/DATABASE";
}

std::unique_ptr<CollectorStore> StoreNamed(const std::string& text) {
  if (PostgresAddress::IsPostgres(text)) {
    return std::make_unique<PostgresStore>(PostgresAddress::Parse(text).value());
  }
  return std::make_unique<SqliteStore>(text.substr(kSqlite.size()));
}

std::unique_ptr<CollectorStore> FindStore(const StoreOption& option) {
  if (!option.store.empty()) return StoreNamed(option.store);
  return std::make_unique<SqliteStore>(ReportStorePath(option.data_dir));
}

}  // namespace telemetry::collector
