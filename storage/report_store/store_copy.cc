#include "storage/report_store/store_copy.h"

#include <algorithm>
#include <cstddef>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace telemetry {
namespace {

constexpr size_t kPieceBytes = size_t{4} << 20;

struct Line {
  double x;
  std::string json;

  friend bool operator==(const Line& a, const Line& b) = default;
};

// A piece of a day's reports, in the order of X.
struct Piece {
  std::vector<Line> lines;
  bool is_last = false;
};

absl::StatusOr<Piece> ReadPiece(ReportReader& reader, absl::CivilDay day, double after_x) {
  Piece piece;
  const absl::StatusOr<ReportsRead> read =
      reader.ReadAfter(day, after_x, kPieceBytes, [&](double x, absl::string_view json) {
        piece.lines.push_back({x, std::string(json)});
        return absl::OkStatus();
      });
  if (!read.ok()) return read.status();
  piece.is_last = read->is_last;
  return piece;
}

absl::Status PutAll(ReportStore& reports, absl::CivilDay day, std::vector<Line> lines) {
  std::vector<std::promise<absl::Status>> results(lines.size());
  for (size_t i = 0; i < lines.size(); ++i) {
    reports.Put(day, lines[i].x, std::move(lines[i].json),
                [&results, i](absl::Status status) { results[i].set_value(std::move(status)); });
  }
  absl::Status first;
  for (std::promise<absl::Status>& result : results) first.Update(result.get_future().get());
  return first;
}

// Whether each of `lines` is in the second store as it is.
absl::Status Compare(const std::vector<Line>& lines, absl::CivilDay day, double after_x,
                     ReportReader& reader, const std::string& name) {
  size_t next = 0;
  while (next < lines.size()) {
    const absl::StatusOr<Piece> there = ReadPiece(reader, day, after_x);
    if (!there.ok()) return there.status();
    for (const Line& line : there->lines) {
      after_x = line.x;
      // Others may have come in between.
      if (next < lines.size() && line == lines[next]) ++next;
    }
    if (there->is_last) break;
    if (next < lines.size() && after_x >= lines[next].x) break;
  }
  if (next == lines.size()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(name, ": the report of ", absl::FormatCivilTime(day),
                                          " with the X ", lines[next].x,
                                          " is not there as it was copied"));
}

struct Ends {
  std::unique_ptr<ReportReader> from;
  std::unique_ptr<ReportStore> to;
  std::unique_ptr<ReportReader> copied;
};

absl::StatusOr<int64_t> CopyDay(const Ends& ends, absl::CivilDay day, const std::string& name) {
  int64_t reports = 0;
  double after_x = ReportReader::kBeforeFirst;
  for (;;) {
    const absl::StatusOr<Piece> piece = ReadPiece(*ends.from, day, after_x);
    if (!piece.ok()) return piece.status();
    if (!piece->lines.empty()) {
      absl::Status status = PutAll(*ends.to, day, piece->lines);
      if (status.ok()) status = Compare(piece->lines, day, after_x, *ends.copied, name);
      if (!status.ok()) return status;
      after_x = piece->lines.back().x;
      reports += static_cast<int64_t>(piece->lines.size());
    }
    if (piece->is_last) return reports;
  }
}

absl::Status CopyConfigs(const CollectorStore& from, const CollectorStore& to) {
  absl::StatusOr<std::unique_ptr<ConfigHistory>> source = from.OpenConfigs(StoreAccess::kReadOnly);
  if (!source.ok()) return source.status();
  absl::StatusOr<std::unique_ptr<ConfigHistory>> target = to.OpenConfigs(StoreAccess::kReadWrite);
  if (!target.ok()) return target.status();
  const absl::StatusOr<int64_t> newest = (*source)->NewestNumber();
  if (!newest.ok()) return newest.status();
  for (int64_t number = 1; number <= *newest; ++number) {
    const absl::StatusOr<std::optional<ConfigRecord>> record = (*source)->At(number);
    if (!record.ok()) return record.status();
    if (!record->has_value()) {
      return absl::DataLossError(absl::StrCat(from.name(), ": there is no config ", number));
    }
    absl::StatusOr<std::optional<ConfigRecord>> there = (*target)->At(number);
    if (there.ok() && !there->has_value()) {
      if (absl::Status status = (*target)->PutInForce(**record).status(); !status.ok())
        return status;
      there = (*target)->At(number);
    }
    if (!there.ok()) return there.status();
    if (*there != *record) {
      return absl::FailedPreconditionError(
          absl::StrCat(to.name(), ": its config ", number, " is not that of ", from.name()));
    }
  }
  return absl::OkStatus();
}

absl::Status CopyDrops(const CollectorStore& from, const CollectorStore& to) {
  absl::StatusOr<std::unique_ptr<DropCounts>> source = from.OpenDrops(StoreAccess::kReadOnly);
  if (!source.ok()) return source.status();
  absl::StatusOr<std::unique_ptr<DropCounts>> target = to.OpenDrops(StoreAccess::kReadWrite);
  if (!target.ok()) return target.status();
  const absl::StatusOr<std::vector<DropCount>> counts = (*source)->List();
  if (!counts.ok()) return counts.status();
  const absl::StatusOr<std::vector<DropCount>> there = (*target)->List();
  if (!there.ok()) return there.status();
  const auto key = [](const DropCount& count) {
    return std::make_tuple(count.day, count.program, count.version, count.kind, count.reason);
  };
  std::map<decltype(key(DropCount())), DropCount> known;
  for (const DropCount& count : *there) known[key(count)] = count;
  // Only what is missing is added, so that a copy can be continued.
  std::vector<DropCount> missing;
  for (DropCount count : *counts) {
    const DropCount& has = known[key(count)];
    count.reports = std::max<int64_t>(count.reports - has.reports, 0);
    count.items = std::max<int64_t>(count.items - has.items, 0);
    if (count.reports > 0 || count.items > 0) missing.push_back(std::move(count));
  }
  return (*target)->Add(missing);
}

absl::Status CopyIntake(const CollectorStore& from, const CollectorStore& to) {
  absl::StatusOr<std::unique_ptr<IntakeCounts>> source = from.OpenIntake(StoreAccess::kReadOnly);
  if (!source.ok()) return source.status();
  absl::StatusOr<std::unique_ptr<IntakeCounts>> target = to.OpenIntake(StoreAccess::kReadWrite);
  if (!target.ok()) return target.status();
  const absl::StatusOr<std::vector<IntakeCount>> counts = (*source)->List();
  if (!counts.ok()) return counts.status();
  const absl::StatusOr<std::vector<IntakeCount>> there = (*target)->List();
  if (!there.ok()) return there.status();
  std::map<std::pair<absl::CivilDay, IntakeKey>, int64_t> known;
  for (const IntakeCount& count : *there) known[{count.day, count.key}] = count.reports;
  // Only what is missing, as of drops.
  std::vector<IntakeCount> missing;
  for (IntakeCount count : *counts) {
    count.reports -= known[{count.day, count.key}];
    if (count.reports > 0) missing.push_back(std::move(count));
  }
  return (*target)->Add(missing);
}

absl::Status CopySecret(const CollectorStore& from, const CollectorStore& to) {
  const absl::StatusOr<std::optional<uint64_t>> secret = from.PublicationSecret();
  if (!secret.ok() || !secret->has_value()) return secret.status();
  return to.AgreeOnPublicationSecret(**secret).status();
}

}  // namespace

absl::StatusOr<StoreContents> ReadContents(const CollectorStore& store) {
  absl::StatusOr<std::unique_ptr<ReportReader>> reader = store.OpenReader();
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::unique_ptr<ConfigHistory>> configs =
      store.OpenConfigs(StoreAccess::kReadOnly);
  if (!configs.ok()) return configs.status();
  absl::StatusOr<std::unique_ptr<DropCounts>> drops = store.OpenDrops(StoreAccess::kReadOnly);
  if (!drops.ok()) return drops.status();
  StoreContents contents;
  const absl::StatusOr<std::vector<absl::CivilDay>> days = (*reader)->Days();
  if (!days.ok()) return days.status();
  contents.days = static_cast<int64_t>(days->size());
  for (const absl::CivilDay day : *days) {
    const absl::StatusOr<int64_t> counted = (*reader)->Count(day);
    if (!counted.ok()) return counted.status();
    int64_t read = 0;
    for (ReportsRead piece = {.last_x = ReportReader::kBeforeFirst, .is_last = false};
         !piece.is_last;) {
      const absl::StatusOr<ReportsRead> next =
          (*reader)->ForEachAfter(day, piece.last_x, kPieceBytes, [&read](absl::string_view) {
            ++read;
            return absl::OkStatus();
          });
      if (!next.ok()) return next.status();
      piece = *next;
    }
    // More may have come meanwhile.
    if (read < *counted) {
      return absl::DataLossError(absl::StrCat(store.name(), ": of ", *counted, " reports of ",
                                              absl::FormatCivilTime(day), " only ", read,
                                              " can be read"));
    }
    contents.reports += read;
  }
  const absl::StatusOr<std::optional<ConfigRecord>> newest = (*configs)->Newest();
  if (!newest.ok()) return newest.status();
  if (newest->has_value()) {
    contents.configs = (*newest)->number;
    contents.config_version = (*newest)->version;
  }
  const absl::StatusOr<std::vector<ConfigRecord>> all = (*configs)->List(contents.configs + 1);
  if (!all.ok()) return all.status();
  if (static_cast<int64_t>(all->size()) < contents.configs) {
    return absl::DataLossError(absl::StrCat(store.name(), ": the newest config is number ",
                                            contents.configs, ", but there are ", all->size()));
  }
  const absl::StatusOr<std::vector<DropCount>> counts = (*drops)->List();
  if (!counts.ok()) return counts.status();
  contents.drops = static_cast<int64_t>(counts->size());
  return contents;
}

absl::StatusOr<StoreContents> CopyStore(
    const CollectorStore& from, const CollectorStore& to,
    const std::function<void(absl::CivilDay day, int64_t reports)>& copied) {
  absl::StatusOr<std::unique_ptr<ReportReader>> source = from.OpenReader();
  if (!source.ok()) return source.status();
  absl::Status status = CopyConfigs(from, to);
  if (!status.ok()) return status;
  // A piece is queued as a whole, however many reports are in it.
  absl::StatusOr<std::unique_ptr<ReportStore>> target =
      to.OpenReports({.max_queued_reports = kPieceBytes});
  if (!target.ok()) return target.status();
  absl::StatusOr<std::unique_ptr<ReportReader>> check = to.OpenReader();
  if (!check.ok()) return check.status();
  const Ends ends = {*std::move(source), *std::move(target), *std::move(check)};
  const absl::StatusOr<std::vector<absl::CivilDay>> days = ends.from->Days();
  if (!days.ok()) return days.status();
  for (const absl::CivilDay day : *days) {
    const absl::StatusOr<int64_t> reports = CopyDay(ends, day, to.name());
    if (!reports.ok()) return reports.status();
    copied(day, *reports);
  }
  status = CopySecret(from, to);
  if (status.ok()) status = CopyDrops(from, to);
  if (status.ok()) status = CopyIntake(from, to);
  if (!status.ok()) return status;
  return ReadContents(from);
}

}  // namespace telemetry
