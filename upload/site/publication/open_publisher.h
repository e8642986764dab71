// A publisher as the programs run it: with the site's own scripts and styles.
//
//   absl::StatusOr<std::unique_ptr<Publisher>> publisher = OpenPublisher(store, data_dir, 5, /*stack_claims=*/"");

#ifndef UPLOAD_SITE_PUBLICATION_OPEN_PUBLISHER_H_
#define UPLOAD_SITE_PUBLICATION_OPEN_PUBLISHER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/report_store/collector_store.h"
#include "upload/site/publication/publisher.h"

namespace telemetry {

// `stack_claims`: as in PublisherOptions.
// Publishes what is in the store to DATA_DIR/site, and keeps what it needs in DATA_DIR/charts. Errors:
// those of opening the store. Public numbers leave out what the store's secret says; a store that has none
// keeps that of the data directory, or a new one.
absl::StatusOr<std::unique_ptr<Publisher>> OpenPublisher(const CollectorStore& store,
                                                         const std::string& data_dir,
                                                         int64_t min_reports,
                                                         const std::string& stack_claims);

}  // namespace telemetry

#endif  // UPLOAD_SITE_PUBLICATION_OPEN_PUBLISHER_H_
