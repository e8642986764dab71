#include "cmd/gotelemetry/counts/view_command.h"

#include <stdlib.h>
#include <unistd.h>

#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <ostream>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/directories.h"
#include "cmd/gotelemetry/offline_config.h"
#include "cmd/gotelemetry/options.h"
#include "cmd/gotelemetry/text_view/display_text.h"
#include "cmd/gotelemetry/text_view/local_view.h"
#include "cmd/gotelemetry/text_view/text_style.h"
#include "cmd/gotelemetry/web_view/loopback_address.h"
#include "cmd/gotelemetry/web_view/open_browser.h"
#include "cmd/gotelemetry/web_view/opening_page.h"
#include "cmd/gotelemetry/web_view/viewer_access.h"
#include "cmd/gotelemetry/web_view/viewer_server.h"
#include "cmd/internal/command.h"
#include "cmd/internal/interrupt.h"
#include "config/mode.h"
#include "config/upload_config/approvals.h"
#include "report/local_counts/local_counts.h"
#include "report/making/report_filter.h"
#include "report/random_x.h"
#include "report/report.pb.h"
#include "storage/telemetry_root.h"

namespace telemetry::cmd {
namespace {

constexpr int kDefaultPort = 4040;

// How long replies in progress may take once the viewer is stopped.
constexpr absl::Duration kShutdownGrace = absl::Seconds(1);

struct ViewOptions {
  bool as_text = false;
  bool no_open = false;
  std::string config_path;
  DirectoryChoice choice;
  LoopbackAddress address = {.host = "localhost", .numeric = "127.0.0.1", .port = kDefaultPort};
};

UploadOutlook OutlookFor(const std::vector<v1::ProgramReport>& programs, const Directory& directory,
                         const std::string& config_path) {
  UploadOutlook outlook;
  if (!directory.collector.has_value()) {
    outlook.why_nothing = "no collector is named";
    if (directory.decision().mode == Mode::kOn) {
      absl::StrAppend(&outlook.why_nothing, "; Go's tools upload to Google");
    }
    return outlook;
  }
  outlook.collector = directory.name();
  const ModeDecision decision = directory.decision();
  if (decision.mode != Mode::kOn) {
    outlook.why_nothing = absl::StrCat("the mode is ", ModeName(decision.mode));
    return outlook;
  }
  const absl::StatusOr<Approvals> approvals = LoadOfflineConfig(directory.dir(), config_path);
  if (!approvals.ok()) {
    outlook.why_nothing =
        absl::StrCat("what is approved is not known: ", approvals.status().message());
    return outlook;
  }
  v1::Report everything;  // X is 0: anything approved at any rate counts as approved
  everything.mutable_programs()->Assign(programs.begin(), programs.end());
  const FilterResult filtered = FilterReport(everything, approvals->latest(),
                                             absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()));
  outlook.approved.assign(filtered.kept.programs().begin(), filtered.kept.programs().end());
  return outlook;
}

void PrintText(const ViewOptions& options, CommandContext& context) {
  const absl::StatusOr<std::vector<Directory>> directories =
      ChosenDirectories(options.choice, DefaultDirectories::kCollectorsAndGo, context);
  if (!context.Check(directories.status())) return;
  const TextStyle style =
      DetectTextStyle(STDOUT_FILENO, [](const char* name) { return getenv(name); });
  bool is_first = true;
  for (const Directory& directory : *directories) {
    const absl::StatusOr<LocalCounts> counts = ReadLocalCounts(directory.dir());
    if (!context.Check(counts.status())) continue;
    for (const std::string& warning : counts->warnings) context.Warn(warning);
    // Go's directory is of interest only if something is in it, or if there is nothing else.
    if (!directory.collector.has_value() && counts->programs.empty() && directories->size() > 1) {
      continue;
    }
    if (!is_first) context.out << "\n";
    is_first = false;
    if (directories->size() > 1) {
      const std::string heading =
          directory.collector.has_value()
              ? absl::StrCat("Counted for ", directory.name())
              : "Counted by Go's programs, and by programs that name no collector";
      context.out << FitEnd(heading, style.width, style) << "\n\n";
    }
    context.out << RenderLocalView(
        counts->programs, OutlookFor(counts->programs, directory, options.config_path), style);
  }
}

void WaitFor(const std::stop_token& stop) {
  std::promise<void> stopped;
  const std::stop_callback callback(stop, [&stopped] { stopped.set_value(); });
  stopped.get_future().wait();
}

// Takes a browser to `url`, if there is a screen, by a page that must live as long as the viewer.
std::optional<OpeningPage> OpenInBrowser(const std::string& url, CommandContext& context) {
  const auto environment = [](const char* name) { return getenv(name); };
  if (!HasScreen(environment)) return std::nullopt;
  absl::StatusOr<OpeningPage> page =
      OpeningPage::Create(BrowsableDirectory(HasSnaps(), environment), url);
  if (!page.ok()) {
    context.Warn(absl::StrCat("no browser is opened: ", page.status().message()));
    return std::nullopt;
  }
  OpenBrowser(page->path());
  return *std::move(page);
}

void ServePages(const ViewOptions& options, CommandContext& context) {
  const absl::StatusOr<TelemetryRoot> root = context.root();
  if (!context.Check(root.status())) return;
  const absl::StatusOr<double> x = DrawX();
  if (!context.Check(x.status())) return;
  const absl::StatusOr<std::string> key = DrawViewerKey();
  if (!context.Check(key.status())) return;
  // Created before the server's thread, which must not receive the signals.
  const Interrupt interrupt;
  const absl::StatusOr<RunningViewer> viewer = StartViewer(
      {.root = *root, .config_path = options.config_path, .x = *x}, options.address, *key);
  if (!context.Check(viewer.status())) return;
  // Whole, with the key: for browsers on other screens, and for those that cannot read the page.
  context.out << "What was counted is shown at " << viewer->url << " until Ctrl-C." << std::endl;
  const std::optional<OpeningPage> opening =
      options.no_open ? std::nullopt : OpenInBrowser(viewer->url, context);
  WaitFor(interrupt.token());
  viewer->server->Shutdown(absl::Now() + kShutdownGrace);
}

}  // namespace

void AddViewCommand(Command& app, CommandContext& context) {
  Command& command = app.AddCommand("view", "Show what was counted, as charts and stacks");
  const auto options = std::make_shared<ViewOptions>();
  Option& address = command
                        .AddOption(
                            "--addr",
                            [options](const std::string& text) {
                              absl::StatusOr<LoopbackAddress> parsed = ParseLoopbackAddress(text);
                              if (!parsed.ok()) {
                                return std::string(parsed.status().message());
                              }
                              options->address = *std::move(parsed);
                              return std::string();
                            },
                            "Where to serve the pages, on this machine only\n"
                            "(default: localhost:4040; another port if it is taken)")
                        .Value("HOST:PORT");
  Option& no_open = command.AddFlag("--no-open", options->no_open, "Do not open a browser");
  command.AddFlag("--text", options->as_text, "Print text in the terminal instead")
      .Excludes(address)
      .Excludes(no_open);
  const auto choice = AddDirectoryOptions(command, "With --text: only these collectors",
                                          "With --text: only what Go's programs counted");
  const auto config_path = AddConfigOption(command, "the collector's last");
  command.SetFooter(
      "The pages update as the files change. They are shown to this machine only, and change "
      "nothing.");
  command.AddExample("gotelemetry view --text", "See the counts in the terminal");
  command.SetAction([&context, options, choice, config_path] {
    options->config_path = *config_path;
    options->choice = *choice;
    (options->as_text ? PrintText : ServePages)(*options, context);
  });
}

}  // namespace telemetry::cmd
