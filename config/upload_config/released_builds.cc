#include "config/upload_config/released_builds.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/upload_config.pb.h"

namespace telemetry {
namespace {

bool IsPlain(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '_' ||
         c == '+';
}

bool AreBytesInHex(absl::string_view text) {
  return !text.empty() && text.size() % 2 == 0 &&
         text.find_first_not_of("0123456789abcdef") == absl::string_view::npos;
}

}  // namespace

bool IsReleasedFileName(absl::string_view file) {
  return !file.empty() && file.size() <= kMaxReleasedFileNameBytes &&
         std::all_of(file.begin(), file.end(), IsPlain);
}

std::string FrameFileName(absl::string_view base_name) {
  std::string name(base_name.substr(0, kMaxReleasedFileNameBytes));
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !IsPlain(c); }, '_');
  return name;
}

bool IsFrameBuildId(absl::string_view id) {
  return AreBytesInHex(id) && id.size() <= 2 * kFrameBuildIdBytes;
}

std::string FrameBuildId(absl::string_view id) {
  std::string lower = absl::AsciiStrToLower(id);
  if (!AreBytesInHex(lower)) return "";
  lower.resize(std::min(lower.size(), 2 * kFrameBuildIdBytes));
  return lower;
}

void ReleasedBuilds::Add(const v1::ReleasedFile& file) {
  files_.insert(file.file());
  ids_.insert(file.ids().begin(), file.ids().end());
}

}  // namespace telemetry
