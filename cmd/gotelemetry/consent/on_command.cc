#include "cmd/gotelemetry/consent/on_command.h"

#include <cstdlib>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/consent/approved_text.h"
#include "cmd/gotelemetry/consent/decision_text.h"
#include "cmd/gotelemetry/directories.h"
#include "cmd/gotelemetry/options.h"
#include "cmd/gotelemetry/question.h"
#include "cmd/internal/command.h"
#include "cmd/internal/interrupt.h"
#include "cmd/internal/printable.h"
#include "cmd/internal/program.h"
#include "config/consent.h"
#include "config/mode.h"
#include "config/private_roots.h"
#include "config/upload_config/received_configs.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/local_counts/counting_programs.h"
#include "storage/telemetry_files/telemetry_file_name.h"
#include "storage/upload_run/upload_program.h"
#include "upload/client/config_source.h"
#include "upload/client/connection/retrier.h"
#include "upload/client/connection/upload_client.h"

namespace telemetry::cmd {
namespace {

// A person waits for the answer.
constexpr absl::Duration kCallTimeout = absl::Seconds(10);

absl::StatusOr<v1::UploadConfig> AskOnce(const HostPort& collector,
                                         const TransportOptions& transport_options) {
  absl::StatusOr<std::unique_ptr<UploadClient>> client = UploadClient::Create(
      {.collector = collector, .transport = transport_options, .call_timeout = kCallTimeout});
  if (!client.ok()) return client.status();
  const Interrupt interrupt;
  Retrier retrier({.budget = 0}, interrupt.token());
  return AskForConfig(**client, retrier, interrupt.token());
}

// Asks the collector what it approves, shows it, and keeps it as what the user was shown.
void ShowAndKeepApproved(const Directory& directory, const TransportOptions& transport_options,
                         CommandContext& context) {
  const absl::StatusOr<v1::UploadConfig> config = AskOnce(*directory.collector, transport_options);
  if (!config.ok()) {
    context.out << "What it approves is not known yet (" << Printable(config.status().message())
                << ").\nNothing leaves this machine until that was received. Then this shows it: "
                   "gotelemetry approved --collector "
                << directory.name() << "\n";
    return;
  }
  context.out << "It approves:\n" << ApprovedText(*config);
  const absl::CivilDay today = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone());
  ReceivedConfigs configs = ReceivedSoFar(directory.dir(), today);
  configs.Receive(*config, today, /*shown=*/true);
  context.Check(WriteReceivedConfigs(directory.dir(), configs));
}

void TurnOn(const Directory& directory, const TransportChoice& transport, CommandContext& context) {
  // Before anything is changed, so that who is told of a failure has not consented.
  const absl::StatusOr<std::optional<PrivateRoots>> roots = transport.Roots();
  if (!context.Check(roots.status())) return;
  absl::StatusOr<TransportOptions> transport_options = TransportOptions();
  if (directory.collector.has_value()) transport_options = transport.OptionsFor(directory.dir());
  if (!context.Check(transport_options.status())) return;
  // Recorded, so that the daily run, which nobody gives an option, trusts the roots too.
  const bool with_roots = directory.collector.has_value() && roots->has_value();
  if (!context.Check(with_roots ? ConsentWithRoots(directory.dir(), **roots, absl::Now())
                                : SetMode(directory.dir(), Mode::kOn, absl::Now()))) {
    return;
  }
  // The programs that count start this one. If that cannot be recorded, they look in PATH.
  if (directory.collector.has_value()) (void)RecordUploadProgram(directory.dir());
  const ModeDecision decision = directory.decision();
  context.out << DecisionText(directory.name(), decision) << OverrideSentence(decision, Mode::kOn);
  // Otherwise telemetry is to be silent now, whatever the user would like.
  if (decision.mode == Mode::kOn && directory.collector.has_value()) {
    ShowAndKeepApproved(directory, *transport_options, context);
  }
  // The command then fails, and whoever takes that for a no must know better.
  if (!context.out.flush()) {
    context.Warn(
        absl::StrCat("the consent to ", directory.name(), " stands, though this output is lost"));
  }
}

std::string ProgramsOf(const Directory& directory) {
  const absl::StatusOr<TelemetryFiles> files = ListTelemetryFiles(directory.dir());
  const std::set<std::string> programs =
      files.ok() ? CountingPrograms(*files) : std::set<std::string>();
  return programs.empty() ? "no program yet" : Printable(absl::StrJoin(programs, ", "));
}

bool AsksAndHearsYes(std::ostream& out) {
  out << "  Upload the approved part to it once a week? [y/N] " << std::flush;
  return HearsYes();
}

void ListAndAsk(const TransportChoice& transport, CommandContext& context) {
  const absl::StatusOr<std::vector<Directory>> directories =
      ChosenDirectories({}, DefaultDirectories::kCollectors, context);
  if (!context.Check(directories.status())) return;
  const bool can_ask = CanAsk();
  if (directories->empty()) {
    context.out << "No program on this machine has named a collector yet.\n";
  } else {
    context.out << "Programs on this machine name these collectors:\n";
  }
  for (const Directory& directory : *directories) {
    const Mode mode = directory.decision().mode;
    context.out << directory.name() << " (" << ModeName(mode) << "): " << ProgramsOf(directory)
                << "\n";
    if (can_ask && mode != Mode::kOn && AsksAndHearsYes(context.out)) {
      TurnOn(directory, transport, context);
    }
  }
  if (can_ask) return;
  context.err << "gotelemetry: consent is for one collector by name: "
                 "gotelemetry on --collector HOST[:PORT]\n";
  context.exit_status = kWrongUsage;
}

void On(const DirectoryChoice& choice, const TransportChoice& transport, CommandContext& context) {
  if (!context.Check(transport.Roots().status())) return;
  // Standard error is for one line, which already names the failure.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  if (choice.empty()) return ListAndAsk(transport, context);
  const absl::StatusOr<std::vector<Directory>> directories =
      ChosenDirectories(choice, DefaultDirectories::kCollectors, context);
  if (!context.Check(directories.status())) return;
  for (const Directory& directory : *directories) TurnOn(directory, transport, context);
}

}  // namespace

void AddOnCommand(Command& app, CommandContext& context) {
  Command& command = app.AddCommand("on", "Count, and upload the approved part of reports");
  const auto choice = AddDirectoryOptions(command, "Collectors to upload to (no default)",
                                          "Let Go's own tools upload to Google");
  const auto transport = AddTransportOptions(command);
  command.SetFooter(
      "Consent is for one collector: uploads go to those named here and to no other. Each is "
      "asked\n"
      "what it approves, which is shown. Without an option the collectors that programs on this\n"
      "machine name are listed, and on a terminal you are asked about each.");
  command.AddExample("gotelemetry on --collector telemetry.example.com",
                     "Say yes to one collector");
  command.SetAction([&context, choice, transport] { On(*choice, *transport, context); });
}

}  // namespace telemetry::cmd
