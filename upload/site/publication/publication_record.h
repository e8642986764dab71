// What has been published so far, on disk. Comparing it with the store shows what is out of date.
//
//   absl::StatusOr<PublicationRecord> record = PublicationRecord::Read(path, approved.version());
//   if (record->ReportsOf(day) != count) {
//     ...  // make the day again
//     record->Note(day, count, sha256);
//   }
//   absl::Status status = record->Write(path);
//
// Thread-compatible.

#ifndef UPLOAD_SITE_PUBLICATION_PUBLICATION_RECORD_H_
#define UPLOAD_SITE_PUBLICATION_PUBLICATION_RECORD_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "upload/site/internal/publication.pb.h"

namespace telemetry::upload_internal {

class PublicationRecord {
 public:
  // Reads the file. The record is empty if there is no such file, if it is damaged, or if it was
  // made with another config than that of `config_version`: everything is then made again. Errors:
  // as ReadFile().
  static absl::StatusOr<PublicationRecord> Read(const std::string& path,
                                                absl::string_view config_version);

  // The number of reports in the published dataset of the day; 0 if there is none.
  int64_t ReportsOf(absl::CivilDay day) const;
  // The digest of that dataset (sha256_of_file.h); "" if it is not known.
  std::string Sha256Of(absl::CivilDay day) const;
  void Note(absl::CivilDay day, int64_t num_reports, const std::string& sha256);

  // Notes the key of the published trend, and returns that of the previous one, or "" if there was
  // none, or it is not a key of charts (chart_key.h).
  std::string ExchangeTrend(const std::string& key);

  // Errors: those of WriteFileAtomically().
  absl::Status Write(const std::string& path) const;

 private:
  explicit PublicationRecord(v1::Publication publication);

  v1::Publication publication_;
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_SITE_PUBLICATION_PUBLICATION_RECORD_H_
