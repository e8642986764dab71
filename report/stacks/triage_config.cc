#include "report/stacks/triage_config.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/files/file.h"
#include "storage/json/json_document.h"

namespace telemetry {
namespace {

constexpr size_t kMaxConfigBytes = size_t{1} << 20;
constexpr size_t kMaxClaimBytes = size_t{256} << 20;

absl::Status UnknownKey(absl::string_view key) {
  return absl::InvalidArgumentError(absl::StrCat("unknown key \"", key, "\""));
}

absl::Status ReadText(JsonValue value, std::string& text) {
  absl::StatusOr<std::string> string = value.String();
  if (string.ok()) text = *std::move(string);
  return string.status();
}

std::string Resolved(absl::string_view path, absl::string_view folder) {
  return absl::StartsWith(path, "/") || folder.empty() ? std::string(path)
                                                       : absl::StrCat(folder, "/", path);
}

absl::Status ReadClaim(JsonValue value, absl::string_view folder, std::vector<ClaimFiles>& claims) {
  ClaimFiles& claim = claims.emplace_back();
  absl::Status status = value.ForEachField([&](absl::string_view key, JsonValue field) {
    if (key == "File") return AddPlace(ReadText(field, claim.path), key);
    if (key == "Label") return AddPlace(ReadText(field, claim.label), key);
    return UnknownKey(key);
  });
  if (status.ok() && claim.path.empty()) status = absl::InvalidArgumentError("without File");
  claim.path = Resolved(claim.path, folder);
  return status;
}

absl::StatusOr<std::vector<StackClaim>> ReadFolder(const std::string& folder,
                                                   const std::vector<std::string>& names) {
  std::vector<StackClaim> claims;
  for (const std::string& name : names) {
    if (!absl::EndsWith(name, ".md")) continue;
    const std::string path =
        absl::EndsWith(folder, "/") ? absl::StrCat(folder, name) : absl::StrCat(folder, "/", name);
    const absl::StatusOr<std::string> text = ReadFile(path, kMaxClaimBytes);
    if (!text.ok()) return text.status();
    absl::StatusOr<StackClaim> claim = ClaimFromMarkdown(path, *text);
    if (!claim.ok()) return claim.status();
    claims.push_back(*std::move(claim));
  }
  return claims;
}

absl::StatusOr<std::vector<StackClaim>> ReadOne(const ClaimFiles& files) {
  const absl::StatusOr<std::vector<std::string>> names = ListDirectory(files.path);
  if (names.ok()) return ReadFolder(files.path, *names);
  const absl::StatusOr<std::string> json = ReadFile(files.path, kMaxClaimBytes);
  if (!json.ok()) return json.status();
  return ClaimsFromIssues(files.path, *json, files.label);
}

}  // namespace

absl::StatusOr<TriageConfig> ParseTriageConfig(absl::string_view json, absl::string_view folder) {
  const absl::StatusOr<JsonDocument> document = JsonDocument::Parse(json);
  if (!document.ok()) return document.status();
  TriageConfig config;
  const auto read_program = [&](JsonValue program) {
    return ReadText(program, config.programs.emplace_back());
  };
  const auto read_claim = [&](JsonValue claim) {
    const std::string place = absl::StrCat("[", config.claims.size(), "]");
    return AddPlace(ReadClaim(claim, folder, config.claims), place);
  };
  absl::Status status =
      document->root().ForEachField([&](absl::string_view key, JsonValue value) -> absl::Status {
        if (key == "Programs") return AddPlace(value.ForEachElement(read_program), key);
        if (key == "Claims") return AddPlace(value.ForEachElement(read_claim), key);
        return UnknownKey(key);
      });
  if (!status.ok()) return status;
  return config;
}

absl::StatusOr<TriageConfig> ReadTriageConfig(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadFile(path, kMaxConfigBytes);
  if (!text.ok()) return text.status();
  const size_t slash = path.rfind('/');
  const absl::string_view folder =
      slash == std::string::npos ? "" : absl::string_view(path).substr(0, slash);
  absl::StatusOr<TriageConfig> config = ParseTriageConfig(*text, folder);
  if (!config.ok()) return AddPlace(config.status(), path);
  return config;
}

absl::StatusOr<std::vector<StackClaim>> ReadClaims(const std::vector<ClaimFiles>& files) {
  std::vector<StackClaim> all;
  for (const ClaimFiles& some : files) {
    absl::StatusOr<std::vector<StackClaim>> claims = ReadOne(some);
    if (!claims.ok()) return claims.status();
    std::move(claims->begin(), claims->end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace telemetry
