// Takes a day off the public site (publisher.h) until the publisher makes it again.
//
//   absl::Status status = UnpublishDay("/var/lib/collector", absl::CivilDay(2026, 11, 18));

#ifndef UPLOAD_SITE_PUBLICATION_UNPUBLISH_H_
#define UPLOAD_SITE_PUBLICATION_UNPUBLISH_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"

namespace telemetry {

// Removes the dataset of the day, and the charts of its week, from the data directory of a collector,
// which may be running: its publisher then makes them again from what is stored. Errors name the
// file that cannot be removed.
absl::Status UnpublishDay(const std::string& data_dir, absl::CivilDay day);

}  // namespace telemetry

#endif  // UPLOAD_SITE_PUBLICATION_UNPUBLISH_H_
