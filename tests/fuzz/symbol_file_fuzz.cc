// Any bytes as the file of a program: looking for its functions ends, gives names that are in the
// file, and functions that hold the address.

#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "counter/internal/symbol/symbol_file.h"
#include "counter/internal/unwind/code_object.h"
#include "storage/files/file.h"
#include "tests/fuzz/fuzz_check.h"
#include "tests/fuzz/fuzz_directory.h"

namespace telemetry {
namespace {

constexpr uintptr_t kAddresses[] = {0, 1, 0x1000, 0x1234, 0x401000, UINTPTR_MAX};
constexpr size_t kMaxNameBytes = 64;

void CheckFile(absl::string_view bytes, const std::string& path) {
  // What is in memory is the file's own header, as it is when a program is loaded.
  alignas(ElfW(Ehdr)) static uint8_t loaded[sizeof(ElfW(Ehdr))];
  memset(loaded, 0, sizeof loaded);
  memcpy(loaded, bytes.data(), std::min(bytes.size(), sizeof loaded));
  static char name[] = "object";
  link_map map = {};
  map.l_name = name;
  const counter_internal::CodeObject object = {.begin = reinterpret_cast<uintptr_t>(loaded),
                                               .end = reinterpret_cast<uintptr_t>(loaded + 1),
                                               .map = &map,
                                               .eh_frame_header = nullptr};
  counter_internal::SymbolFile file(path.c_str(), object);
  if (!file.is_open()) return;
  static counter_internal::SymbolFile::Buffer buffer;
  counter_internal::SymbolFile::Lookup lookups[std::size(kAddresses)];
  for (size_t i = 0; i < std::size(kAddresses); ++i) lookups[i].address = kAddresses[i];
  file.Find(buffer, absl::MakeSpan(lookups));
  for (const counter_internal::SymbolFile::Lookup& lookup : lookups) {
    char text[kMaxNameBytes];
    const size_t length = file.ReadName(lookup, absl::MakeSpan(text));
    Check(length < kMaxNameBytes, "a name has no end");
    Check(absl::StrContains(bytes, absl::string_view(text, length)), "a name is not the file's");
    if (lookup.size == 0) continue;
    Check(lookup.address >= lookup.entry && lookup.address - lookup.entry < lookup.size,
          "a function does not hold the address");
  }
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace telemetry;  // NOLINT(google-build-using-namespace)
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string path = FuzzDirectory() + "/object";
  Check(WriteFileAtomically(path, input).ok(), "the file cannot be written");
  CheckFile(input, path);
  return 0;
}
