// Any bytes as a program with debug information, which libdw reads: looking for source lines ends, and
// what is said of an address stays within limits, whatever the file claims.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "report/source_lines/debug_info.h"
#include "report/source_lines/source_frame.h"
#include "report/source_lines/symbolize.h"
#include "storage/files/file.h"
#include "tests/fuzz/fuzz_check.h"
#include "tests/fuzz/fuzz_directory.h"

namespace telemetry {
namespace {

// Where the programs of the corpus have their code, and none.
constexpr uint64_t kAddresses[] = {0x4000e0, 0x400118, 1};
// A stack that a program can count has at most 4096 bytes.
constexpr size_t kMaxSymbolizedBytes = size_t{256} << 10;

size_t BytesOf(const std::vector<SourceFrame>& frames) {
  size_t bytes = 0;
  for (const SourceFrame& frame : frames) bytes += frame.function.size() + frame.file.size();
  return bytes;
}

void CheckFile(const std::string& path) {
  absl::StatusOr<DebugInfo> info = DebugInfo::Open(path);
  if (!info.ok()) {
    Check(info.status().message().size() < 4096, "the error is long");
    return;
  }
  std::string stack = "crash/crash";
  for (const uint64_t address : kAddresses) {
    const std::vector<SourceFrame> frames = info->Find(address);
    Check(frames.size() <= kMaxSourceFrames, "an address is in too many functions");
    Check(BytesOf(frames) <= kMaxSourceFrames * 2 * kMaxSourceTextBytes, "the names are too long");
    absl::StrAppend(&stack, "\n", info->object(), "@", info->build_id().substr(0, 16), ".f:@0x",
                    absl::Hex(address), ",+0x0");
  }
  SourceLines* const files[] = {&*info};
  Check(SymbolizeStack(stack, files).stack.size() <= kMaxSymbolizedBytes, "the stack is too long");
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace telemetry;  // NOLINT(google-build-using-namespace)
  const std::string path = FuzzDirectory() + "/program";
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  Check(WriteFileAtomically(path, input).ok(), "the file cannot be written");
  CheckFile(path);
  return 0;
}
