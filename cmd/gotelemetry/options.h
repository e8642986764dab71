// Options shared by several commands of gotelemetry. Each function returns the place of the
// option's value; the caller keeps it until parsing is done, by capturing it in the command's
// callback.

#ifndef CMD_GOTELEMETRY_OPTIONS_H_
#define CMD_GOTELEMETRY_OPTIONS_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "cmd/internal/command.h"
#include "config/private_roots.h"
#include "storage/telemetry_dir.h"
#include "upload/client/connection/transport.h"

namespace telemetry::cmd {

// `--config FILE`: an upload config that replaces `default_config`, which is text for the help. The
// value is empty if the option is not given.
std::shared_ptr<std::string> AddConfigOption(Command& command, const char* default_config);

// `--plain-text` and `--tls-roots FILE`: how to reach a collector.
struct TransportChoice {
  bool plain_text = false;
  std::string tls_roots_path;

  // What is in the file that was named; nullopt if none was. Errors as LoadPrivateRoots().
  absl::StatusOr<std::optional<PrivateRoots>> Roots() const;

  // What the client takes to reach the collector whose directory is `dir`. Without either option it
  // is the roots that were recorded with the consent, if any. Errors as LoadPrivateRoots() and
  // ReadPrivateRoots().
  absl::StatusOr<TransportOptions> OptionsFor(const TelemetryDir& dir) const;
};
std::shared_ptr<TransportChoice> AddTransportOptions(Command& command);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_OPTIONS_H_
