#include "counter/internal/symbol/symbol_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/types/span.h"
#include "counter/internal/symbol/elf_image.h"
#include "counter/internal/unwind/code_object.h"

namespace telemetry {
namespace counter_internal {
namespace {

// Reads at most `bytes` at `offset`. Returns how many were read.
size_t ReadAt(int fd, uint64_t offset, void* to, size_t bytes) {
  size_t done = 0;
  while (done < bytes) {
    const ssize_t count =
        pread(fd, static_cast<char*>(to) + done, bytes - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += static_cast<size_t>(count);
  }
  return done;
}

bool IsFunction(const ElfW(Sym) & symbol) {
  const auto type = ELF64_ST_TYPE(symbol.st_info);
  return (type == STT_FUNC || type == STT_GNU_IFUNC) && symbol.st_shndx != SHN_UNDEF;
}

// Updates `lookup` from `symbol` if that is a better match than the one found before.
void Consider(const ElfW(Sym) & symbol, SymbolFile::Lookup& lookup) {
  if (lookup.address < symbol.st_value || lookup.address - symbol.st_value >= symbol.st_size) {
    return;
  }
  const bool is_global = ELF64_ST_BIND(symbol.st_info) != STB_LOCAL;
  const bool is_first = lookup.size == 0;
  const bool is_closer = symbol.st_value > lookup.entry;
  const bool is_better_name = symbol.st_value == lookup.entry && is_global && !lookup.is_global;
  if (!is_first && !is_closer && !is_better_name) return;
  lookup.entry = symbol.st_value;
  lookup.size = symbol.st_size;
  lookup.is_global = is_global;
  lookup.name = symbol.st_name;
}

}  // namespace

SymbolFile::SymbolFile(const char* path, const CodeObject& object) noexcept
    : fd_(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)) {
  if (!fd_.valid()) return;
  // Another file may have replaced the one that was loaded. Unless the files are alike, their
  // headers differ at least in where the section headers are.
  const ElfW(Ehdr)* loaded = ElfHeader(object);
  ElfW(Ehdr) header;
  const bool is_same = loaded != nullptr &&
                       ReadAt(fd_.get(), 0, &header, sizeof(header)) == sizeof(header) &&
                       memcmp(&header, loaded, sizeof(header)) == 0;
  if (!is_same || !FindTables(header)) fd_.reset();
}

bool SymbolFile::FindTables(const ElfW(Ehdr) & header) noexcept {
  const auto read_section = [&](uint32_t index, ElfW(Shdr) & section) {
    return index < header.e_shnum && ReadAt(fd_.get(), header.e_shoff + index * sizeof(section),
                                            &section, sizeof(section)) == sizeof(section);
  };
  ElfW(Shdr) section;
  for (uint32_t index = 0; read_section(index, section); ++index) {
    const bool is_full = section.sh_type == SHT_SYMTAB;
    if (!is_full && section.sh_type != SHT_DYNSYM) continue;
    symbols_ = {.offset = section.sh_offset, .bytes = section.sh_size, .link = section.sh_link};
    if (is_full) break;
  }
  if (symbols_.bytes == 0 || !read_section(symbols_.link, section)) return false;
  strings_ = {.offset = section.sh_offset, .bytes = section.sh_size};
  return true;
}

void SymbolFile::Find(Buffer& buffer, absl::Span<Lookup> lookups) noexcept {
  uintptr_t first = UINTPTR_MAX;
  uintptr_t last = 0;
  for (const Lookup& lookup : lookups) {
    first = std::min(first, lookup.address);
    last = std::max(last, lookup.address);
  }
  for (uint64_t offset = 0; offset < symbols_.bytes; offset += sizeof(buffer)) {
    const size_t wanted = std::min<uint64_t>(sizeof(buffer), symbols_.bytes - offset);
    const size_t count =
        ReadAt(fd_.get(), symbols_.offset + offset, buffer, wanted) / sizeof(ElfW(Sym));
    for (const ElfW(Sym) & symbol : absl::MakeConstSpan(buffer, count)) {
      if (symbol.st_value > last || symbol.st_value + symbol.st_size <= first) continue;
      if (!IsFunction(symbol)) continue;
      for (Lookup& lookup : lookups) Consider(symbol, lookup);
    }
    if (count * sizeof(ElfW(Sym)) < wanted) return;
  }
}

size_t SymbolFile::ReadName(const Lookup& lookup, absl::Span<char> name) noexcept {
  if (lookup.size == 0 || lookup.name >= strings_.bytes) return 0;
  const size_t wanted = std::min<uint64_t>(name.size(), strings_.bytes - lookup.name);
  const size_t count = ReadAt(fd_.get(), strings_.offset + lookup.name, name.data(), wanted);
  const void* end = memchr(name.data(), 0, count);
  return end == nullptr ? 0 : static_cast<size_t>(static_cast<const char*>(end) - name.data());
}

}  // namespace counter_internal
}  // namespace telemetry
