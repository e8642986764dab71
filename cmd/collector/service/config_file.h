// The collector's configuration file: options of a command, a line each, without their dashes.
//
//   # /etc/gotelemetry/collector.conf
//   listen = 127.0.0.1:8443
//   data-dir = /var/lib/collector
//   behind-proxy = true
//
//   absl::StatusOr<std::vector<std::string>> all = AddConfigFile(serve_tree, arguments);

#ifndef CMD_COLLECTOR_SERVICE_CONFIG_FILE_H_
#define CMD_COLLECTOR_SERVICE_CONFIG_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "cmd/internal/command_tree.h"

namespace telemetry::collector {

// The option that names the file.
inline constexpr char kConfigFileOption[] = "--config-file";

// Returns the arguments that stand for the lines of a file: `--listen=127.0.0.1:8443`, and of a
// flag that is true `--behind-proxy`. Options that `given`, the arguments of the command line, has
// are left out: it wins. Values are not looked at: they are parsed together with the given ones.
// `path` is for messages.
//   InvalidArgument  names the line: it has no "=", its key is not an option of `command` or occurs
//                    before, or a flag is neither true nor false
// Pure.
absl::StatusOr<std::vector<std::string>> ParseConfigFile(absl::string_view text,
                                                         absl::string_view path,
                                                         const cmd::CommandTree& command,
                                                         absl::Span<const std::string> given);

// Returns `arguments`, those after the name of `command`, with those of the file that they name, if
// they name one. Errors: those of ParseConfigFile(), and of reading the file.
absl::StatusOr<std::vector<std::string>> AddConfigFile(const cmd::CommandTree& command,
                                                       std::vector<std::string> arguments);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_SERVICE_CONFIG_FILE_H_
