#include "report/source_lines/debug_file.h"

#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <libelf.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/directory/path.h"
#include "storage/unique_fd.h"

namespace telemetry::report_internal {
namespace {

constexpr size_t kBufferBytes = size_t{64} << 10;

// The CRC-32 of the rest of `fd`; nullopt if it cannot be read.
std::optional<uint32_t> Crc32Of(int fd) {
  std::vector<unsigned char> buffer(kBufferBytes);
  uLong crc = crc32(0, nullptr, 0);
  ssize_t size;
  while ((size = read(fd, buffer.data(), buffer.size())) > 0) {
    crc = crc32(crc, buffer.data(), static_cast<uInt>(size));
  }
  if (size < 0) return std::nullopt;
  return static_cast<uint32_t>(crc);
}

// The bytes of the build id of the file `fd`; empty if it has none.
std::string BuildIdOf(int fd) {
  elf_version(EV_CURRENT);
  const std::unique_ptr<Elf, decltype(&elf_end)> elf(elf_begin(fd, ELF_C_READ, nullptr), &elf_end);
  const void* bytes = nullptr;
  const ssize_t size = elf == nullptr ? 0 : dwelf_elf_gnu_build_id(elf.get(), &bytes);
  if (size <= 0) return "";
  return std::string(static_cast<const char*>(bytes), static_cast<size_t>(size));
}

bool Fits(const std::string& path, const DebugFileQuery& query) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  struct stat info;
  if (!fd.valid() || fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) return false;
  if (!query.build_id.empty()) return BuildIdOf(fd.get()) == query.build_id;
  return !query.link.empty() && Crc32Of(fd.get()) == query.crc;
}

// `path` up to and including its last slash; empty if it has none.
std::string DirectoryPrefix(absl::string_view path) {
  return std::string(path.substr(0, path.rfind('/') + 1));
}

// `path` without symbolic links; empty if there is no such file.
std::string RealPath(const std::string& path) {
  const std::unique_ptr<char, decltype(&free)> real(realpath(path.c_str(), nullptr), &free);
  return real == nullptr ? "" : real.get();
}

}  // namespace

std::string FindDebugFile(const DebugFileQuery& query) {
  const std::string directory = DirectoryPrefix(query.program);
  const std::string real_directory = DirectoryPrefix(RealPath(query.program));
  const std::string name =
      query.link.empty() ? absl::StrCat(BaseName(query.program), ".debug") : query.link;
  for (const std::string& candidate :
       {absl::StrCat(directory, name), absl::StrCat(directory, ".debug/", name),
        absl::StrCat(real_directory, name), absl::StrCat(real_directory, ".debug/", name),
        absl::StrCat("/usr/lib/debug", real_directory, name)}) {
    if (Fits(candidate, query)) return candidate;
  }
  return "";
}

}  // namespace telemetry::report_internal
