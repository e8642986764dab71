#include "report/source_lines/symbol_store.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "report/source_lines/symbol_file.h"
#include "storage/files/file.h"
#include "storage/json/json_document.h"

namespace telemetry {
namespace {

constexpr absl::string_view kSuffix = ".symbols";
constexpr size_t kMinIdDigits = 16;
constexpr size_t kMaxIdDigits = 128;
constexpr size_t kMaxFileBytes = size_t{4} << 30;

bool IsBuildId(absl::string_view text) {
  return text.size() >= kMinIdDigits && text.size() <= kMaxIdDigits &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isdigit(static_cast<unsigned char>(c)) || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

SymbolStore::SymbolStore(std::string directory) : directory_(std::move(directory)) {}

std::string SymbolStore::PathOf(absl::string_view build_id) const {
  return absl::StrCat(directory_, "/", build_id, kSuffix);
}

absl::Status SymbolStore::Add(const SymbolTable& table) const {
  if (!IsBuildId(table.build_id())) {
    return absl::InvalidArgumentError(
        absl::StrCat(table.object(), ": no build ID of 8 bytes or more (link with --build-id)"));
  }
  if (absl::Status status = EnsureDirectory(directory_); !status.ok()) return status;
  return WriteFileAtomically(PathOf(table.build_id()), SymbolTableToText(table));
}

absl::StatusOr<std::vector<std::string>> SymbolStore::BuildIds() const {
  const absl::StatusOr<std::vector<std::string>> names = ListDirectory(directory_);
  if (absl::IsNotFound(names.status())) return std::vector<std::string>();
  if (!names.ok()) return names.status();
  std::vector<std::string> ids;
  for (const std::string& name : *names) {
    absl::string_view id = name;
    if (absl::ConsumeSuffix(&id, kSuffix) && IsBuildId(id)) ids.emplace_back(id);
  }
  return ids;
}

absl::StatusOr<SymbolTable*> SymbolStore::Find(absl::string_view build_id) {
  if (!IsBuildId(build_id)) return nullptr;
  if (const auto found = found_.find(build_id); found != found_.end()) return found->second.get();
  const absl::StatusOr<std::vector<std::string>> ids = BuildIds();
  if (!ids.ok()) return ids.status();
  const auto id = std::lower_bound(ids->begin(), ids->end(), build_id);
  if (id == ids->end() || !absl::StartsWith(*id, build_id)) return nullptr;
  const std::string path = PathOf(*id);
  const absl::StatusOr<std::string> text = ReadFile(path, kMaxFileBytes);
  if (!text.ok()) return text.status();
  absl::StatusOr<SymbolTable> read = SymbolTableFromText(*text);
  if (!read.ok()) return AddPlace(read.status(), path);
  std::unique_ptr<SymbolTable>& table = found_[std::string(build_id)];
  table = std::make_unique<SymbolTable>(*std::move(read));
  return table.get();
}

}  // namespace telemetry
