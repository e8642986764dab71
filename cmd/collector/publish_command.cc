#include "cmd/collector/publish_command.h"

#include <condition_variable>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/collector/publish_period.h"
#include "cmd/collector/stacks/stack_claims_option.h"
#include "cmd/collector/store/store_option.h"
#include "cmd/internal/interrupt.h"
#include "cmd/internal/now_option.h"
#include "cmd/internal/printable.h"
#include "storage/directory/path.h"
#include "storage/files/file.h"
#include "storage/report_store/collector_store.h"
#include "upload/site/publication/open_publisher.h"

namespace telemetry::collector {
namespace {

struct PublishOptions {
  StoreOption store;
  std::string out_dir;
  std::string period;
  int64_t min_reports = 5;
  std::string stack_claims;
  std::optional<absl::Time> now;
};

// Brings the site up to date, unless another process is doing so.
absl::Status PublishOnce(const CollectorStore& store, Publisher& publisher,
                         const PublishOptions& options, const std::stop_token& stop,
                         std::ostream& out) {
  const absl::StatusOr<std::unique_ptr<PublicationLock>> lock = store.TryLockPublication();
  if (!lock.ok()) return lock.status();
  if (*lock == nullptr) {
    out << "another process publishes what is in " << cmd::Printable(store.name()) << std::endl;
    return absl::OkStatus();
  }
  absl::Status status = publisher.Publish(options.now.value_or(absl::Now()), stop);
  for (const std::string& line : publisher.TakeAlarmLines()) {
    out << "alarm: " << cmd::Printable(line) << std::endl;
  }
  // Otherwise another one may have published beside this one: the same, but not at the same time.
  if (status.ok()) status = (*lock)->Check();
  if (status.ok()) out << cmd::Printable(options.out_dir) << "/site is up to date" << std::endl;
  return status;
}

// Until `stop` is requested.
void PublishAgainAndAgain(const CollectorStore& store, Publisher& publisher,
                          const PublishOptions& options, const std::stop_token& stop,
                          CommandContext& context) {
  absl::Duration period;
  absl::ParseDuration(options.period, &period);
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    const absl::Status status = PublishOnce(store, publisher, options, stop, context.out);
    // A store that is away comes back.
    if (!status.ok() && !absl::IsCancelled(status)) context.Warn(std::string(status.message()));
    stopped.wait_for(lock, stop, absl::ToChronoNanoseconds(period), [] { return false; });
  }
}

absl::Status Publish(const PublishOptions& options, CommandContext& context) {
  if (absl::Status status = EnsureDirectory(options.out_dir); !status.ok()) return status;
  const cmd::Interrupt interrupt;
  const std::unique_ptr<CollectorStore> store = FindStore(options.store);
  const absl::StatusOr<std::unique_ptr<Publisher>> publisher =
      OpenPublisher(*store, options.out_dir, options.min_reports, options.stack_claims);
  if (!publisher.ok()) return publisher.status();
  if (options.period.empty()) {
    return PublishOnce(*store, **publisher, options, interrupt.token(), context.out);
  }
  PublishAgainAndAgain(*store, **publisher, options, interrupt.token(), context);
  return absl::OkStatus();
}

}  // namespace

void AddPublishCommand(cmd::Command& app, CommandContext& context) {
  cmd::Command& command = app.AddCommand("publish", "Make the public site from a store");
  const auto options = std::make_shared<PublishOptions>();
  AddStoreOptions(command, options->store);
  command
      .AddOption("--out", options->out_dir,
                 "Directory to publish to; created if missing.\nOnly its folder site/ is public")
      .Directory("DIR")
      .Check([](const std::string& dir) { return std::string(WhyNoPath(dir)); })
      .Required();
  command
      .AddOption("--every", options->period,
                 "Publish again and again until SIGTERM or SIGINT,\nsuch as every 30s or 1h "
                 "(default: once)")
      .Value("DURATION")
      .Check(WhyNoPublishPeriod);
  command
      .AddOption("--min-reports", options->min_reports,
                 "Hide counts from fewer than N reports in\npublic charts (default: 5)")
      .Value("N")
      .Range(1, std::numeric_limits<int64_t>::max());
  AddStackClaimsOption(command, options->stack_claims);
  cmd::AddNowOption(command, options->now);
  command.SetAction([&context, options] { context.Check(Publish(*options, context)); },
                    [options] { return WhyNoStore(options->store); });
}

}  // namespace telemetry::collector
