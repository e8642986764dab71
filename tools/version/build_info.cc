#include "tools/version/build_info.h"

#include "absl/strings/str_cat.h"
#include "tools/version/build_constants.h"

namespace telemetry {
namespace {

#ifdef __clang__
constexpr char kCompiler[] = "Clang " __clang_version__;
#else
constexpr char kCompiler[] = "GCC " __VERSION__;
#endif

}  // namespace

BuildInfo ThisBuild() {
  return {.version = TELEMETRY_VERSION, .commit = TELEMETRY_COMMIT, .compiler = kCompiler};
}

std::string DescribeBuild(const BuildInfo& build) {
  return absl::StrCat(build.version, " (commit ", build.commit, ", ", build.compiler, ")");
}

}  // namespace telemetry
