#include "config/prompt/prompt_record.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "storage/concat.h"

namespace telemetry {
namespace {

constexpr int kMaxAttempts = 1'000'000;

// Takes the next word off the front of `text`; empty at its end.
absl::string_view NextWord(absl::string_view& text) {
  text = absl::StripLeadingAsciiWhitespace(text);
  size_t size = 0;
  while (size < text.size() && !absl::ascii_isspace(static_cast<unsigned char>(text[size]))) {
    ++size;
  }
  const absl::string_view word = text.substr(0, size);
  text.remove_prefix(size);
  return word;
}

std::optional<int64_t> NextNumber(absl::string_view& text) { return ParseInt64(NextWord(text)); }

PromptState ParseState(absl::string_view word) {
  for (const PromptState state : {PromptState::kNotReady, PromptState::kPending,
                                  PromptState::kFailed, PromptState::kYes, PromptState::kNo}) {
    if (word == PromptStateName(state)) return state;
  }
  return PromptState::kNone;
}

bool IsAnswer(PromptState state) { return state == PromptState::kYes || state == PromptState::kNo; }

}  // namespace

absl::string_view PromptStateName(PromptState state) {
  switch (state) {
    case PromptState::kNone:
      return "none";
    case PromptState::kNotReady:
      return "-";
    case PromptState::kPending:
      return "pending";
    case PromptState::kFailed:
      return "failed";
    case PromptState::kYes:
      return "yes";
    case PromptState::kNo:
      return "no";
  }
  return "none";
}

PromptRecord ParsePromptRecord(absl::string_view text) {
  PromptRecord record;
  record.state = ParseState(NextWord(text));
  const std::optional<int64_t> attempts = NextNumber(text);
  const std::optional<int64_t> created = NextNumber(text);
  const std::optional<int64_t> token = NextNumber(text);
  // One of the last two alone is what no program writes.
  const bool understood = attempts.has_value() && *attempts >= 0 &&
                          created.has_value() == token.has_value() &&
                          record.state != PromptState::kNone;
  if (!understood) {
    PromptRecord unknown;
    if (IsAnswer(record.state)) unknown.state = record.state;
    return unknown;
  }
  record.attempts = static_cast<int>(std::min<int64_t>(*attempts, kMaxAttempts));
  if (created.value_or(0) > 0) record.created_unix_seconds = *created;
  if (token.value_or(0) >= 1 && *token <= kMaxPromptToken) record.token = static_cast<int>(*token);
  return record;
}

std::string FormatPromptRecord(const PromptRecord& record) {
  return Concat(PromptStateName(record.state), " ", record.attempts, " ",
                record.created_unix_seconds, " ", record.token);
}

}  // namespace telemetry
