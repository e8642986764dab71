#include "cmd/gotelemetry/options.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cmd/internal/command.h"
#include "config/private_roots.h"
#include "storage/telemetry_dir.h"
#include "upload/client/connection/transport.h"

namespace telemetry::cmd {
std::shared_ptr<std::string> AddConfigOption(Command& command, const char* default_config) {
  const auto path = std::make_shared<std::string>();
  command
      .AddOption("--config", *path, absl::StrCat("Upload config (default: ", default_config, ")"))
      .File("FILE");
  return path;
}

absl::StatusOr<std::optional<PrivateRoots>> TransportChoice::Roots() const {
  if (tls_roots_path.empty()) return std::optional<PrivateRoots>();
  absl::StatusOr<PrivateRoots> roots = LoadPrivateRoots(tls_roots_path);
  if (!roots.ok()) return roots.status();
  return std::optional<PrivateRoots>(*std::move(roots));
}

absl::StatusOr<TransportOptions> TransportChoice::OptionsFor(const TelemetryDir& dir) const {
  TransportOptions options{.allow_plain_text = plain_text};
  if (plain_text) return options;
  absl::StatusOr<std::optional<PrivateRoots>> roots =
      tls_roots_path.empty() ? ReadPrivateRoots(dir) : Roots();
  if (!roots.ok()) return roots.status();
  if (roots->has_value()) options.tls_root_certificates = std::move((*roots)->certificates);
  return options;
}

std::shared_ptr<TransportChoice> AddTransportOptions(Command& command) {
  const auto choice = std::make_shared<TransportChoice>();
  Option& plain_text =
      command.AddFlag("--plain-text", choice->plain_text, "Use no TLS, even to another machine");
  command
      .AddOption("--tls-roots", choice->tls_roots_path,
                 "Trust these PEM root certificates instead of\nthe system's")
      .File("FILE")
      .Excludes(plain_text);
  return choice;
}

}  // namespace telemetry::cmd
