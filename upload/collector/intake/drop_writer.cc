#include "upload/collector/intake/drop_writer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/quoted.h"

namespace telemetry::upload_internal {
namespace {

DropCount CountOf(absl::CivilDay day, const Drop& drop) {
  return {.day = day,
          .program = drop.program,
          .version = drop.version,
          .kind = std::string(ItemKindName(drop.kind)),
          .reason = drop.text,
          .is_approved = drop.program_is_approved};
}

// What sums up the kinds that there is no room for.
DropCount Others(absl::CivilDay day) {
  return {.day = day, .program = "", .version = "", .kind = "", .reason = "other"};
}

std::string LineOf(const DropCount& count) {
  return absl::StrCat("dropped of ", Quoted(count.program), " ", Quoted(count.version), ": ",
                      count.reason);
}

}  // namespace

absl::StatusOr<std::unique_ptr<DropWriter>> DropWriter::Open(const CollectorStore& store, Log log) {
  absl::StatusOr<std::unique_ptr<DropCounts>> counts = store.OpenDrops(StoreAccess::kReadWrite);
  if (!counts.ok()) return counts.status();
  return std::unique_ptr<DropWriter>(new DropWriter(*std::move(counts), std::move(log)));
}

DropWriter::DropWriter(std::unique_ptr<DropCounts> counts, Log log)
    : log_(std::move(log)), counts_(std::move(counts)) {}

DropWriter::~DropWriter() { (void)Write(); }

void DropWriter::Add(absl::CivilDay day, const std::vector<Drop>& drops) {
  const MutexLock lock(mutex_);
  for (const Drop& drop : drops) {
    Held& held = drop.program_is_approved ? approved_ : others_;
    const size_t room = drop.program_is_approved ? kMaxApprovedHeld : kMaxOthersHeld;
    DropCount count = CountOf(day, drop);
    Key key(day, count.program, count.version, count.kind, count.reason);
    if (held.size() >= room && held.count(key) == 0) {
      count = Others(day);
      key = Key(day, "", "", "", count.reason);
    }
    DropCount& sum = held.try_emplace(std::move(key), std::move(count)).first->second;
    sum.reports += 1;
    sum.items += drop.items;
  }
}

absl::Status DropWriter::Write() {
  const MutexLock write_lock(write_mutex_);
  std::vector<DropCount> counts;
  {
    const MutexLock lock(mutex_);
    for (Held* held : {&approved_, &others_}) {
      for (auto& [key, count] : *held) counts.push_back(std::move(count));
      held->clear();
    }
  }
  if (counts.empty()) return absl::OkStatus();
  LogNew(counts);
  return counts_->Add(counts);
}

void DropWriter::LogNew(const std::vector<DropCount>& counts) {
  for (const DropCount& count : counts) {
    if (count.day < logged_day_) continue;
    if (count.day > logged_day_) {
      logged_day_ = count.day;
      logged_.clear();
    }
    std::string line = count.is_approved ? LineOf(count)
                                         : "dropped of programs that are not approved; see "
                                           "collector config drops";
    if (logged_.size() >= kMaxLoggedOfADay) continue;
    if (logged_.size() + 1 == kMaxLoggedOfADay) {
      line = "more is dropped; see collector config drops";
    }
    if (logged_.insert(line).second) log_(line);
  }
}

}  // namespace telemetry::upload_internal
