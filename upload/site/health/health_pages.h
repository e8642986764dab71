// The HTML and the JSON of the health of releases.
//
//   const HealthPages pages(assets, /*min_reports=*/5);
//   std::string html = pages.Program(releases);
//
// As site_pages.h: complete without JavaScript, and everything in a name may be hostile.
//
// Immutable; thread-safe.

#ifndef UPLOAD_SITE_HEALTH_HEALTH_PAGES_H_
#define UPLOAD_SITE_HEALTH_HEALTH_PAGES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "upload/site/health/public_intake.h"
#include "upload/site/health/public_release.h"
#include "upload/site/page_assets.h"

namespace telemetry {

// What the page of all programs says.
struct HealthIndex {
  std::vector<PublicReleases> programs = {};
  PublicIntake intake = {};
  // How many numbers the charts of the latest week hide.
  int64_t hidden = 0;
  absl::Time published;
};

class HealthPages {
 public:
  HealthPages(PageAssets assets, int64_t min_reports);

  // The page of one program.
  std::string Program(const PublicReleases& releases) const;
  std::string ProgramJson(const PublicReleases& releases) const;

  // The page of all of them.
  std::string Index(const HealthIndex& index) const;
  std::string IndexJson(const HealthIndex& index) const;

 private:
  const PageAssets assets_;
  const int64_t min_reports_;
};

}  // namespace telemetry

#endif  // UPLOAD_SITE_HEALTH_HEALTH_PAGES_H_
