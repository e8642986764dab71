#include "counter/program_info.h"

#include "absl/strings/string_view.h"

#define TELEMETRY_TEXT_OF(x) #x
#define TELEMETRY_TEXT(x) TELEMETRY_TEXT_OF(x)

namespace telemetry {

absl::string_view CompilerVersion() noexcept {
#if defined(__clang__)
  return "clang" TELEMETRY_TEXT(__clang_major__) "." TELEMETRY_TEXT(
      __clang_minor__) "." TELEMETRY_TEXT(__clang_patchlevel__);
#elif defined(__GNUC__)
  return "gcc" TELEMETRY_TEXT(__GNUC__) "." TELEMETRY_TEXT(__GNUC_MINOR__) "." TELEMETRY_TEXT(
      __GNUC_PATCHLEVEL__);
#else
#error "unknown compiler: give it a name here"
#endif
}

absl::string_view Goos() noexcept {
#if defined(__linux__)
  return "linux";
#else
#error "unknown operating system: give it Go's name here"
#endif
}

absl::string_view Goarch() noexcept {
#if defined(__x86_64__)
  return "amd64";
#elif defined(__aarch64__)
  return "arm64";
#elif defined(__i386__)
  return "386";
#elif defined(__arm__)
  return "arm";
#elif defined(__riscv) && __riscv_xlen == 64
  return "riscv64";
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
  return "ppc64le";
#elif defined(__s390x__)
  return "s390x";
#elif defined(__loongarch64)
  return "loong64";
#else
  return "unknown";
#endif
}

}  // namespace telemetry
