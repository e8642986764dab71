#include "cmd/gotelemetry/upload_command.h"

#include <cstdlib>
#include <memory>
#include <ostream>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "cmd/gotelemetry/interrupt.h"
#include "cmd/gotelemetry/options.h"
#include "cmd/internal/printable.h"
#include "config/mode.h"
#include "storage/files/file.h"
#include "storage/telemetry_dir.h"
#include "upload/client/uploader.h"

namespace telemetry::cmd {
namespace {

constexpr size_t kMaxCertificatesSizeBytes = 1 << 20;

void Upload(UploadOptions options, const std::string& tls_roots_path, CommandContext& context) {
  if (!tls_roots_path.empty()) {
    absl::StatusOr<std::string> certificates = ReadFile(tls_roots_path, kMaxCertificatesSizeBytes);
    if (!context.Check(certificates.status())) return;
    options.transport.tls_root_certificates = *std::move(certificates);
  }
  options.progress = [&context](absl::string_view line) {
    context.out << Printable(line) << std::endl;
  };
  if (!options.decision.may_upload()) {
    context.out << "The mode is " << ModeName(options.decision.mode) << ": nothing is uploaded.\n";
  }
  // Standard error is for one line, which already names the failure.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  const Interrupt interrupt;
  const absl::StatusOr<UploadRunResult> result = RunUpload(options, interrupt.token());
  if (!context.Check(result.status())) return;
  if (options.decision.may_upload() && result->sent.empty() && result->withheld.empty()) {
    context.out << "No report is ready to be sent.\n";
  }
  context.Check(FirstFailure(*result));
}

}  // namespace

void AddUploadCommand(CLI::App& app, CommandContext& context) {
  CLI::App& command =
      *app.add_subcommand("upload", "Make the reports that are due and upload them");
  const auto config_path = AddConfigOption(command, "the collector's");
  const auto collector =
      AddCollectorOption(command, "Must be the collector you consented to\n(the default)");
  const auto now = AddNowOption(command);
  const auto plain_text = std::make_shared<bool>(false);
  CLI::Option* const plain_text_option =
      command.add_flag("--plain-text", *plain_text, "Send without TLS, even to another machine")
          ->option_text(" ");  // otherwise the help lists what it excludes
  const auto tls_roots_path = std::make_shared<std::string>();
  command
      .add_option("--tls-roots", *tls_roots_path,
                  "Trust these PEM root certificates instead of\nthe system's")
      ->option_text("FILE")
      ->excludes(plain_text_option);
  command.footer("Ctrl-C stops it; what has not been sent is kept for the next run.");
  command.callback([=, &context] {
    const absl::StatusOr<TelemetryDir> dir = context.dir();
    if (!context.Check(dir.status())) return;
    Upload({.dir = *dir,
            .decision = DecideMode(dir->root()),
            .now = now->value_or(absl::Now()),
            .collector = *collector,
            .transport = {.allow_plain_text = *plain_text},
            .config_path = *config_path},
           *tls_roots_path, context);
  });
}

}  // namespace telemetry::cmd
