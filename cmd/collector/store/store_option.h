// Which store a command is about: that of a data directory, or any other.
//
//   AddStoreOptions(command, option);
//   ...
//   if (std::string error = WhyNoStore(option); !error.empty()) return error;
//   const std::unique_ptr<CollectorStore> store = FindStore(option);
//
// An option outlives the parsing and execution of the command line.

#ifndef CMD_COLLECTOR_STORE_STORE_OPTION_H_
#define CMD_COLLECTOR_STORE_STORE_OPTION_H_

#include <memory>
#include <string>

#include "cmd/internal/command.h"
#include "storage/report_store/collector_store.h"

namespace telemetry::collector {

struct StoreOption {
  std::string data_dir = "";
  std::string store = "";

  bool empty() const { return data_dir.empty() && store.empty(); }
};

// --data-dir DIR, and --store sqlite:PATH or postgresql://... A store of another form, or with a
// password, is wrong usage.
void AddStoreOptions(cmd::Command& command, StoreOption& option);

// --store alone.
cmd::Option& AddStoreOption(cmd::Command& command, std::string& store);

// A usage error if neither is given; else "".
std::string WhyNoStore(const StoreOption& option);

// Why `text` names no store; "" if it does.
std::string WhyNoStoreName(const std::string& text);

// The store that `text` names, which WhyNoStoreName() has found good. Nothing is opened.
std::unique_ptr<CollectorStore> StoreNamed(const std::string& text);

// The store of --store, or else that of the data directory.
std::unique_ptr<CollectorStore> FindStore(const StoreOption& option);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_STORE_STORE_OPTION_H_
