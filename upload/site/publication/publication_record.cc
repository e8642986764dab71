#include "upload/site/publication/publication_record.h"

#include <utility>

#include "storage/civil_day.h"
#include "upload/site/chart_key.h"
#include "upload/site/internal/proto_file.h"

namespace telemetry::upload_internal {

absl::StatusOr<PublicationRecord> PublicationRecord::Read(const std::string& path,
                                                          absl::string_view config_version) {
  absl::StatusOr<v1::Publication> read = ReadProtoFile<v1::Publication>(path);
  if (read.ok() && read->config_version() == config_version) {
    return PublicationRecord(*std::move(read));
  }
  if (!read.ok() && !absl::IsNotFound(read.status()) && !absl::IsDataLoss(read.status())) {
    return read.status();
  }
  v1::Publication nothing;
  nothing.set_config_version(std::string(config_version));
  return PublicationRecord(std::move(nothing));
}

PublicationRecord::PublicationRecord(v1::Publication publication)
    : publication_(std::move(publication)) {}

int64_t PublicationRecord::ReportsOf(absl::CivilDay day) const {
  const auto found = publication_.reports_of_day().find(FormatCivilDay(day));
  return found == publication_.reports_of_day().end() ? 0 : found->second;
}

std::string PublicationRecord::Sha256Of(absl::CivilDay day) const {
  const auto found = publication_.sha256_of_day().find(FormatCivilDay(day));
  return found == publication_.sha256_of_day().end() ? "" : found->second;
}

void PublicationRecord::Note(absl::CivilDay day, int64_t num_reports, const std::string& sha256) {
  (*publication_.mutable_reports_of_day())[FormatCivilDay(day)] = num_reports;
  (*publication_.mutable_sha256_of_day())[FormatCivilDay(day)] = sha256;
}

std::string PublicationRecord::ExchangeTrend(const std::string& key) {
  std::string previous = std::exchange(*publication_.mutable_trend(), key);
  return IsChartKey(previous) ? previous : "";
}

absl::Status PublicationRecord::Write(const std::string& path) const {
  return WriteProtoFile(path, publication_);
}

}  // namespace telemetry::upload_internal
