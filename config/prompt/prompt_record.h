// The record of asking a user for consent to one collector: one line in the file `prompt` of the
// collector's directory. It is how all editors and tools of a user know of each other's question.
//
//   const PromptRecord record = ParsePromptRecord("pending 1 1714521600 7");
//   record.attempts;              // 1
//   FormatPromptRecord(record);   // "pending 1 1714521600 7"
//
// The fields are those of gopls (golang.org/x/tools/gopls): STATE ATTEMPTS CREATED TOKEN. Records of
// gopls before 0.17 have only the first two. When it was last written is not among them: that is the
// modification time of the file.
//
// Pure; without absl::Status, exceptions and time zones, as all that a server links to count.

#ifndef CONFIG_PROMPT_PROMPT_RECORD_H_
#define CONFIG_PROMPT_PROMPT_RECORD_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

enum class PromptState {
  kNone,      // There is no record, or none that can be understood.
  kNotReady,  // "-": not asked yet.
  kPending,   // "pending": asked, no answer yet.
  kFailed,    // "failed": asked, and the question was dismissed or could not be shown.
  kYes,       // "yes"
  kNo,        // "no"
};

// The word in the record; "none" for kNone, which no record has.
absl::string_view PromptStateName(PromptState state);

// Tokens are 1 to kMaxPromptToken, the same chance for each.
inline constexpr int kMaxPromptToken = 1000;

struct PromptRecord {
  PromptState state = PromptState::kNone;
  // How often the user has been asked.
  int attempts = 0;
  // When the first tool looked, in seconds since 1970. 0 if unknown.
  int64_t created_unix_seconds = 0;
  // Decides whether this user is among those who are asked. 0 if none was drawn.
  int token = 0;
  // When the file was last written, in seconds since 1970. 0 if unknown. Not part of the text.
  int64_t written_unix_seconds = 0;

  friend bool operator==(const PromptRecord&, const PromptRecord&) = default;
};

// Understands two fields, or four; more are ignored, as in gopls. An answer counts even if the rest
// cannot be understood: whoever has said no is not asked again because the line is damaged. A field
// outside of its bounds is unknown.
PromptRecord ParsePromptRecord(absl::string_view text);

// The line, without a newline. Precondition: the state is not kNone.
std::string FormatPromptRecord(const PromptRecord& record);

}  // namespace telemetry

#endif  // CONFIG_PROMPT_PROMPT_RECORD_H_
