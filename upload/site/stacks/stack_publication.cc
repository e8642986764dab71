#include "upload/site/stacks/stack_publication.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "report/source_lines/stored_lines.h"
#include "report/source_lines/symbol_store.h"
#include "storage/civil_day.h"
#include "storage/files/file.h"
#include "upload/data_dir/collector_data_dir.h"
#include "upload/site/stacks/claimed_stacks.h"
#include "upload/site/stacks/stack_page_name.h"
#include "upload/site/stacks/stack_pages.h"
#include "upload/site/stacks/week_stacks.pb.h"

namespace telemetry {
namespace {

constexpr absl::string_view kFolder = "stacks";

}  // namespace

StackPublication::StackPublication(const std::string& data_dir, PageAssets assets,
                                   int64_t min_reports, std::string triage_path)
    : assets_(std::move(assets)),
      min_reports_(min_reports),
      files_(SiteDirectory(data_dir)),
      exact_(ExactChartDirectory(data_dir)),
      symbols_(SymbolDirectory(data_dir)),
      triage_path_(std::move(triage_path)) {}

absl::Status StackPublication::UpdateWeek(absl::CivilDay sunday,
                                          const std::vector<std::string>& datasets,
                                          const absl::flat_hash_set<std::string>& programs) const {
  return exact_.Make(sunday, datasets, programs).status();
}

absl::Status StackPublication::Publish(absl::CivilDay first, absl::CivilDay last) const {
  StackClaims claims;
  if (!triage_path_.empty()) {
    absl::StatusOr<StackClaims> read = ReadStackClaims(triage_path_);
    if (!read.ok()) return read.status();
    claims = *std::move(read);
  }
  std::vector<v1::WeekStacks> weeks;
  for (absl::CivilDay sunday = first; sunday <= last; sunday += 7) {
    absl::StatusOr<v1::WeekStacks> week = exact_.Read(sunday);
    absl::Status status = week.status();
    if (absl::IsNotFound(status)) status = absl::OkStatus();
    // It is then made again.
    if (absl::IsDataLoss(status)) status = RemoveFile(exact_.Path(sunday));
    if (!status.ok()) return status;
    weeks.push_back(week.ok() ? *std::move(week) : v1::WeekStacks());
    weeks.back().set_sunday(FormatCivilDay(sunday));
  }
  SymbolStore store(symbols_);
  StoredLines lines(store);
  const StackReader read = [&lines](absl::string_view stack) { return lines.Symbolize(stack); };
  PublicStacks stacks = PublishStacks(weeks, min_reports_, read);
  ClaimStacks(claims, read, stacks);
  return Write(stacks, read);
}

absl::Status StackPublication::Write(const PublicStacks& stacks, const StackReader& read) const {
  const StackPages pages(assets_, stacks, read);
  absl::flat_hash_set<std::string> written;
  absl::Status status = files_.RemoveUnfinished(kFolder);
  const auto write = [&](const std::string& name, const std::string& html,
                         const std::string& json) {
    written.insert(name);
    if (status.ok()) status = files_.Write(absl::StrCat(name, ".html"), html);
    if (status.ok()) status = files_.Write(absl::StrCat(name, ".json"), json);
  };
  // What is linked to first: no page leads to one that is not there yet.
  for (const PublicStackProgram& program : stacks.programs) {
    for (const PublicStackGroup& group : program.groups) {
      for (const PublicStack& stack : group.stacks) {
        write(StackPageName(program.name, stack.id), pages.Stack(program, stack),
              pages.StackJson(program, stack));
      }
    }
    write(StackPageName(program.name), pages.Program(program), pages.ProgramJson(program));
  }
  write("stacks/index", pages.Programs(), pages.ProgramsJson());
  return status.ok() ? RemoveOthers(written) : status;
}

absl::Status StackPublication::RemoveOthers(const absl::flat_hash_set<std::string>& written) const {
  const absl::StatusOr<std::vector<std::string>> names = ListDirectory(files_.Path(kFolder));
  absl::Status status = names.status();
  if (!names.ok()) return status;
  for (const std::string& name : *names) {
    const std::string stem = absl::StrCat(kFolder, "/", name.substr(0, name.find('.')));
    if (!written.contains(stem))
      status.Update(RemoveFile(files_.Path(absl::StrCat(kFolder, "/", name))));
  }
  return status;
}

}  // namespace telemetry
