#include "report/source_lines/debug_info.h"

#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "report/source_lines/debug_file.h"
#include "report/source_lines/dwarf_names.h"
#include "report/source_lines/unit_reader.h"
#include "storage/directory/path.h"
#include "storage/unique_fd.h"

namespace telemetry {
namespace {

using report_internal::UnitReader;

// The bytes of the module's build id; empty if it has none.
std::string BuildIdOf(Dwfl_Module* module) {
  const unsigned char* bits = nullptr;
  GElf_Addr address;
  const int size = dwfl_module_build_id(module, &bits, &address);
  if (size <= 0) return "";
  return std::string(reinterpret_cast<const char*>(bits), static_cast<size_t>(size));
}

// Finds a separate debug file for libdwfl. Its own dwfl_standard_find_debuginfo() finally asks the
// servers in DEBUGINFOD_URLS, but nothing here may open a socket.
int OpenDebugFile(Dwfl_Module* module, void** /*user_data*/, const char* /*module_name*/,
                  Dwarf_Addr /*base*/, const char* path, const char* link, GElf_Word crc,
                  char** found_path) {
  const int fd =
      dwfl_build_id_find_debuginfo(module, nullptr, nullptr, 0, nullptr, nullptr, 0, found_path);
  if (fd >= 0 || path == nullptr) return fd;
  const std::string found = report_internal::FindDebugFile({.program = path,
                                                            .link = link == nullptr ? "" : link,
                                                            .crc = crc,
                                                            .build_id = BuildIdOf(module)});
  if (found.empty()) return -1;
  *found_path = strdup(found.c_str());
  return open(found.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

constexpr Dwfl_Callbacks kCallbacks = {
    .find_elf = nullptr,
    .find_debuginfo = OpenDebugFile,
    .section_address = dwfl_offline_section_address,
    .debuginfo_path = nullptr,
};

// The unit that contains the code at an address, and its bias; null if there is none. Falls back to
// searching all units, since clang does not write the index, .debug_aranges.
Dwarf_Die* UnitAt(Dwfl_Module* module, Dwarf_Addr address, Dwarf_Addr* bias) {
  if (Dwarf_Die* unit = dwfl_module_addrdie(module, address, bias)) return unit;
  Dwarf_Die* unit = nullptr;
  while ((unit = dwfl_module_nextcu(module, unit, bias)) != nullptr) {
    if (dwarf_haspc(unit, address - *bias) == 1) return unit;
  }
  return nullptr;
}

// Whether `section` is compressed in a way that elfutils cannot read.
bool IsCompressedOtherwise(Elf_Scn* section) {
  GElf_Chdr header;
  return gelf_getchdr(section, &header) != nullptr && header.ch_type != ELFCOMPRESS_ZLIB;
}

bool HasUnreadableSections(Elf* elf) {
  Elf_Scn* section = nullptr;
  while (elf != nullptr && (section = elf_nextscn(elf, section)) != nullptr) {
    if (IsCompressedOtherwise(section)) return true;
  }
  return false;
}

// Whether the file, or its separate debug file, has debug information that elfutils cannot read.
bool HasUnreadableSections(Dwfl_Module* module) {
  GElf_Addr bias = 0;
  return HasUnreadableSections(dwfl_module_getelf(module, &bias)) ||
         HasUnreadableSections(dwarf_getelf(dwfl_module_getdwarf(module, &bias)));
}

bool HasSection(Elf* elf, absl::string_view name) {
  size_t names = 0;
  if (elf == nullptr || elf_getshdrstrndx(elf, &names) != 0) return false;
  Elf_Scn* section = nullptr;
  while ((section = elf_nextscn(elf, section)) != nullptr) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr) continue;
    const char* const text = elf_strptr(elf, names, header.sh_name);
    if (text != nullptr && name == text) return true;
  }
  return false;
}

constexpr absl::string_view kKeepSplitFiles =
    "leave the .dwo files where the compiler put them, or beside the program";

// The package of the file's .dwo files, as dwp names it for a program and people for a debug file;
// empty if there is none.
std::string PackageOf(const std::string& path) {
  for (const std::string& package :
       {absl::StrCat(path, ".dwp"), absl::StrCat(absl::StripSuffix(path, ".debug"), ".dwp")}) {
    if (access(package.c_str(), F_OK) == 0) return package;
  }
  return "";
}

bool HasLines(Dwarf_Die& unit) {
  Dwarf_Lines* lines = nullptr;
  size_t count = 0;
  return dwarf_getsrclines(&unit, &lines, &count) == 0 && count > 0;
}

}  // namespace

void DebugInfo::EndSession::operator()(Dwfl* session) const { dwfl_end(session); }

DebugInfo::DebugInfo(std::unique_ptr<Dwfl, EndSession> session, Dwfl_Module* module,
                     std::string path)
    : session_(std::move(session)),
      module_(module),
      path_(std::move(path)),
      object_(BaseName(path_)),
      build_id_(absl::BytesToHexString(BuildIdOf(module))) {}

absl::StatusOr<DebugInfo> DebugInfo::Open(const std::string& path) {
  UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!fd.valid()) return absl::ErrnoToStatus(errno, absl::StrCat("cannot open ", path));
  std::unique_ptr<Dwfl, EndSession> session(dwfl_begin(&kCallbacks));
  Dwfl_Module* module =
      session == nullptr ? nullptr
                         : dwfl_report_offline(session.get(), path.c_str(), path.c_str(), fd.get());
  if (module == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", dwfl_errmsg(-1)));
  }
  fd.release();  // the session's now
  dwfl_report_end(session.get(), nullptr, nullptr);
  return DebugInfo(std::move(session), module, path);
}

std::vector<SourceFrame> DebugInfo::Find(uint64_t address) {
  GElf_Addr bias = 0;
  if (dwfl_module_getelf(module_, &bias) == nullptr) return {};
  const Dwarf_Addr loaded = address + bias;

  Dwarf_Addr unit_bias = 0;
  Dwarf_Die* unit = UnitAt(module_, loaded, &unit_bias);
  std::unique_ptr<SymbolTable>& table = units_[unit == nullptr ? nullptr : unit->addr];
  if (unit != nullptr && table == nullptr) {
    SymbolTableBuilder builder;
    UnitReader reader(module_, builder);
    reader.Read(*unit, unit_bias);
    NoteMissing(reader.missing());
    table = std::make_unique<SymbolTable>(std::move(builder).Build(build_id_, object_));
  }
  std::vector<SourceFrame> frames;
  if (table != nullptr) frames = table->Find(address);
  if (!frames.empty()) return frames;
  GElf_Off offset = 0;
  GElf_Sym symbol;
  const char* name =
      dwfl_module_addrinfo(module_, loaded, &offset, &symbol, nullptr, nullptr, nullptr);
  if (name != nullptr) {
    frames.push_back(
        {.function = report_internal::ReadableSymbol(name), .entry = address - offset});
  }
  return frames;
}

SymbolTable DebugInfo::ReadAll() {
  SymbolTableBuilder builder;
  UnitReader reader(module_, builder);
  Dwarf_Addr bias = 0;
  for (Dwarf_Die* unit = nullptr; (unit = dwfl_module_nextcu(module_, unit, &bias)) != nullptr;) {
    reader.Read(*unit, bias);
  }
  reader.ReadSymbols();
  NoteMissing(reader.missing());
  return std::move(builder).Build(build_id_, object_);
}

void DebugInfo::NoteMissing(const std::vector<std::string>& files) {
  missing_.insert(files.begin(), files.end());
}

std::string DebugInfo::WhyNoLines() {
  Dwarf_Addr bias = 0;
  for (Dwarf_Die* unit = nullptr; (unit = dwfl_module_nextcu(module_, unit, &bias)) != nullptr;) {
    if (HasLines(*unit)) return "";
  }
  GElf_Addr ignored = 0;
  Elf* const elf = dwfl_module_getelf(module_, &ignored);
  if (HasSection(elf, ".debug_cu_index") || HasSection(elf, ".debug_tu_index")) {
    return absl::StrCat("a package of .dwo files, which cannot be read: ", kKeepSplitFiles,
                        ", and name the program");
  }
  if (HasSection(elf, ".debug_info.dwo")) {
    return "a .dwo file, which has no lines: name the program that was linked from it";
  }
  if (HasUnreadableSections(module_)) {
    return "its debug information is compressed in a way that cannot be read here: use zlib";
  }
  return "no source lines in it, nor in a separate debug file (build it with -g)";
}

std::vector<std::string> DebugInfo::Problems() {
  std::vector<std::string> problems;
  if (const std::string why = WhyNoLines(); !why.empty()) {
    problems.push_back(absl::StrCat(path_, ": ", why));
  }
  if (const std::string package = missing_.empty() ? "" : PackageOf(path_); !package.empty()) {
    problems.push_back(absl::StrCat(path_, ": the functions of ", missing_.size(),
                                    " of its source files are in ", package,
                                    ", which cannot be read: ", kKeepSplitFiles));
    return problems;
  }
  for (const std::string& file : missing_) {
    problems.push_back(absl::StrCat(path_, ": cannot read ", file,
                                    ", which has the functions of one of its source files"));
  }
  return problems;
}

}  // namespace telemetry
