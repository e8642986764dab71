#include "report/system_library.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace telemetry {
namespace {

constexpr absl::string_view kBeforeVersion = ".so.";
constexpr size_t kMaxVersionDigits = 2;

// Before ".so.N".
constexpr absl::string_view kNames[] = {
    // The C library and its loader.
    "libc", "libm", "libmvec", "libpthread", "libdl", "librt", "libresolv", "libanl", "libutil",
    "ld-linux", "ld-linux-x86-64", "ld-linux-aarch64", "ld-linux-armhf", "linux-vdso",
    // What the compilers bring along.
    "libstdc++", "libgcc_s", "libatomic", "libgomp", "libc++", "libc++abi", "libunwind", "libomp",
    "libasan", "libubsan", "libtsan", "liblsan"};

}  // namespace

bool IsSystemLibrary(absl::string_view file) {
  const size_t end = file.rfind(kBeforeVersion);
  if (end == absl::string_view::npos) return false;
  const absl::string_view version = file.substr(end + kBeforeVersion.size());
  if (version.empty() || version.size() > kMaxVersionDigits ||
      !std::all_of(version.begin(), version.end(), absl::ascii_isdigit)) {
    return false;
  }
  return std::find(std::begin(kNames), std::end(kNames), file.substr(0, end)) != std::end(kNames);
}

}  // namespace telemetry
