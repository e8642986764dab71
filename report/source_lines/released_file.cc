#include "report/source_lines/released_file.h"

#include <elfutils/libdwelf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "config/upload_config/released_builds.h"
#include "storage/directory/path.h"
#include "storage/unique_fd.h"

namespace telemetry {
namespace {

using OpenElf = std::unique_ptr<Elf, decltype(&elf_end)>;

// In hexadecimal; empty if there is none.
std::string BuildIdOf(Elf* elf) {
  const void* bytes = nullptr;
  const ssize_t size = dwelf_elf_gnu_build_id(elf, &bytes);
  if (size <= 0) return "";
  return absl::BytesToHexString(
      absl::string_view(static_cast<const char*>(bytes), static_cast<size_t>(size)));
}

// The name by which a library is loaded; empty for a program, and in a debug file.
std::string SonameOf(Elf* elf) {
  for (Elf_Scn* section = elf_nextscn(elf, nullptr); section != nullptr;
       section = elf_nextscn(elf, section)) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr || header.sh_type != SHT_DYNAMIC) continue;
    Elf_Data* const data = elf_getdata(section, nullptr);
    GElf_Dyn entry;
    for (int i = 0; gelf_getdyn(data, i, &entry) != nullptr && entry.d_tag != DT_NULL; ++i) {
      if (entry.d_tag != DT_SONAME) continue;
      const char* const name = elf_strptr(elf, header.sh_link, entry.d_un.d_val);
      return name == nullptr ? "" : name;
    }
  }
  return "";
}

// As in /usr/lib/debug/.build-id/3f/2a9c0b6d1e4f58aabbccddeeff00112233cafe.debug.
bool IsNamedAfterBuildId(absl::string_view name, absl::string_view build_id) {
  return name == build_id || (build_id.size() > 2 && name == build_id.substr(2));
}

}  // namespace

absl::StatusOr<ReleasedElf> ReadReleasedElf(const std::string& path) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd.valid()) return absl::ErrnoToStatus(errno, path);
  elf_version(EV_CURRENT);
  const OpenElf elf(elf_begin(fd.get(), ELF_C_READ, nullptr), &elf_end);
  if (elf == nullptr || elf_kind(elf.get()) != ELF_K_ELF) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": not an ELF file"));
  }
  ReleasedElf file;
  file.build_id = BuildIdOf(elf.get());
  if (file.build_id.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": has no build ID; link it with -Wl,--build-id"));
  }
  const absl::string_view name = absl::StripSuffix(BaseName(path), ".debug");
  if (IsNamedAfterBuildId(name, file.build_id)) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, ": is named after its build ID ", file.build_id, ", not after the released file"));
  }
  file.names.push_back(FrameFileName(name));
  const std::string soname = FrameFileName(BaseName(SonameOf(elf.get())));
  if (!soname.empty() && soname != file.names[0]) file.names.push_back(soname);
  return file;
}

}  // namespace telemetry
