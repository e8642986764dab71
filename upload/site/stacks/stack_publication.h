// Makes the site's pages about stacks (stack_file.h), as a part of the publisher (publisher.h).
//
//   StackPublication stacks(data_dir, assets, /*min_reports=*/5);
//   absl::Status status = stacks.UpdateWeek(sunday, datasets, programs);
//   if (status.ok()) status = stacks.Publish(sunday - 52 * 7, sunday);
//
// Thread-compatible.

#ifndef UPLOAD_SITE_STACKS_STACK_PUBLICATION_H_
#define UPLOAD_SITE_STACKS_STACK_PUBLICATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "upload/site/page_assets.h"
#include "upload/site/publication/published_files.h"
#include "upload/site/stacks/exact_stacks.h"
#include "upload/site/stacks/public_stacks.h"

namespace telemetry {

class StackPublication {
 public:
  // With `triage_path`, pages show the issues that this file names (claimed_stacks.h).
  StackPublication(const std::string& data_dir, PageAssets assets, int64_t min_reports,
                   std::string triage_path = "");

  // Whether what UpdateWeek() writes is missing for the week that ends with `sunday`.
  bool LacksWeek(absl::CivilDay sunday) const { return !exact_.Has(sunday); }

  // Counts the stacks of these programs in the week's datasets. Errors: those of the datasets and of
  // writing, with the file.
  absl::Status UpdateWeek(absl::CivilDay sunday, const std::vector<std::string>& datasets,
                          const absl::flat_hash_set<std::string>& programs) const;

  // Writes all pages, of the weeks that end from `first` to `last`; a week that was never updated has
  // no stacks. Source lines come from the symbol files in the data directory; a damaged one is passed
  // over. Removes the pages of stacks that are not shown any more. Errors: that of the failed system
  // call, with the file; those of ReadStackClaims(), and then the pages stay as they are.
  absl::Status Publish(absl::CivilDay first, absl::CivilDay last) const;

 private:
  absl::Status Write(const PublicStacks& stacks, const StackReader& read) const;
  absl::Status RemoveOthers(const absl::flat_hash_set<std::string>& written) const;

  const PageAssets assets_;
  const int64_t min_reports_;
  const PublishedFiles files_;
  const upload_internal::ExactStacks exact_;
  const std::string symbols_;
  const std::string triage_path_;
};

}  // namespace telemetry

#endif  // UPLOAD_SITE_STACKS_STACK_PUBLICATION_H_
