#include "upload/site/publication/open_publisher.h"

#include <utility>

#include "storage/report_store/config_history.h"
#include "storage/report_store/intake_counts.h"
#include "storage/report_store/report_reader.h"
#include "upload/site/health/health_publication.h"
#include "upload/web/site_assets.h"

namespace telemetry {

absl::StatusOr<std::unique_ptr<Publisher>> OpenPublisher(const CollectorStore& store,
                                                         const std::string& data_dir,
                                                         int64_t min_reports,
                                                         const std::string& stack_claims) {
  absl::StatusOr<std::unique_ptr<ReportReader>> reader = store.OpenReader();
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::unique_ptr<ConfigHistory>> history =
      store.OpenConfigs(StoreAccess::kReadOnly);
  if (!history.ok()) return history.status();
  absl::StatusOr<std::unique_ptr<IntakeCounts>> intake = store.OpenIntake(StoreAccess::kReadOnly);
  if (!intake.ok()) return intake.status();
  const absl::StatusOr<uint64_t> secret = store.AgreeOnPublicationSecret(ProposedSecret(data_dir));
  if (!secret.ok()) return secret.status();
  return std::make_unique<Publisher>(
      PublisherOptions{.data_dir = data_dir,
                       .assets = {.style = std::string(SiteStyle()),
                                  .script = std::string(SiteScript()),
                                  .icon = std::string(SiteIcon())},
                       .min_reports = min_reports,
                       .stack_claims = stack_claims,
                       .secret = *secret},
      *std::move(reader), *std::move(history), *std::move(intake));
}

}  // namespace telemetry
