#include "report/source_lines/debug_info.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
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
#include "report/source_lines/debug_file.h"
#include "storage/files/path.h"
#include "storage/files/unique_fd.h"
#include "storage/stack/function_name.h"

namespace telemetry {
namespace {

// A file of 64 KiB can nest its entries as deep as it has bytes, and libdw looks for what follows an
// entry by walking over all that is in it. Compilers nest some dozens.
constexpr int kMaxDepth = 256;

std::string Cut(absl::string_view text) { return std::string(text.substr(0, kMaxSourceTextBytes)); }

// The demangler, too, takes its time over names that no compiler makes.
std::string ReadableName(absl::string_view symbol) {
  return symbol.size() > kMaxSourceTextBytes ? Cut(symbol) : Cut(ReadableFunctionName(symbol));
}

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

// The entry that says where a function was declared. It differs from `entry` for an inlined call
// and for a function that is defined outside its scope.
Dwarf_Die DeclarationOf(Dwarf_Die entry) {
  Dwarf_Attribute attribute;
  Dwarf_Die other;
  for (const unsigned int reference : {DW_AT_abstract_origin, DW_AT_specification}) {
    if (dwarf_formref_die(dwarf_attr(&entry, reference, &attribute), &other) != nullptr) {
      entry = other;
    }
  }
  return entry;
}

bool IsNamedScope(Dwarf_Die& entry) {
  switch (dwarf_tag(&entry)) {
    case DW_TAG_namespace:
    case DW_TAG_class_type:
    case DW_TAG_structure_type:
    case DW_TAG_union_type:
      return dwarf_diename(&entry) != nullptr;
    default:
      return false;
  }
}

// The DWARF name of a function that other units cannot refer to and that thus has no linkage name.
std::string LocalNameOf(Dwarf_Die& entry) {
  Dwarf_Die declaration = DeclarationOf(entry);
  const char* name = dwarf_diename(&declaration);
  if (name == nullptr) return "";
  std::string qualified = name;
  Dwarf_Die* scopes = nullptr;
  const int count = dwarf_getscopes_die(&declaration, &scopes);
  for (int i = 1; i < count; ++i) {
    if (IsNamedScope(scopes[i])) {
      qualified = absl::StrCat(dwarf_diename(&scopes[i]), "::", qualified);
    }
  }
  free(scopes);
  return Cut(ShortenFunctionName(qualified));
}

// The function name of an entry: a function or an inlined call.
std::string FunctionOf(Dwarf_Die& entry) {
  Dwarf_Attribute attribute;
  for (const unsigned int name : {DW_AT_linkage_name, DW_AT_MIPS_linkage_name}) {
    const char* linkage_name = dwarf_formstring(dwarf_attr_integrate(&entry, name, &attribute));
    if (linkage_name != nullptr) return ReadableName(linkage_name);
  }
  return LocalNameOf(entry);
}

int FunctionLineOf(Dwarf_Die& entry) {
  int line = 0;
  return dwarf_decl_line(&entry, &line) == 0 ? line : 0;
}

int NumberOf(Dwarf_Die& entry, unsigned int name) {
  Dwarf_Attribute attribute;
  Dwarf_Word value = 0;
  return dwarf_formudata(dwarf_attr(&entry, name, &attribute), &value) == 0
             ? static_cast<int>(value)
             : 0;
}

// The file that an inlined call is in.
std::string CallFileOf(Dwarf_Die& unit, Dwarf_Die& entry) {
  Dwarf_Files* files = nullptr;
  size_t count = 0;
  const auto index = static_cast<size_t>(NumberOf(entry, DW_AT_call_file));
  if (dwarf_getsrcfiles(&unit, &files, &count) != 0 || index >= count) return "";
  const char* name = dwarf_filesrc(files, index, nullptr, nullptr);
  return name == nullptr ? "" : Cut(name);
}

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

// Appends to `chain` the function below `entry` that contains the code at `address`, followed by
// the calls inlined there, each nested in the one before. A function can be below any entry: that
// of a lambda is in a class in a block of another function.
void AppendChain(Dwarf_Die& entry, Dwarf_Addr address, int depth, std::vector<Dwarf_Die>& chain) {
  Dwarf_Die child;
  if (depth == kMaxDepth || dwarf_child(&entry, &child) != 0) return;
  do {
    const int tag = dwarf_tag(&child);
    const bool is_call = tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;
    if (is_call && dwarf_haspc(&child, address) == 1) {
      if (tag == DW_TAG_subprogram) chain.clear();
      chain.push_back(child);
    }
    AppendChain(child, address, depth + 1, chain);
  } while (dwarf_siblingof(&child, &child) == 0);
}

// The calls at an address of a unit, innermost first: inlined calls, then the function.
std::vector<Dwarf_Die> CallsAt(Dwarf_Die& unit, Dwarf_Addr address) {
  std::vector<Dwarf_Die> chain;
  AppendChain(unit, address, 0, chain);
  std::reverse(chain.begin(), chain.end());
  if (chain.size() > kMaxSourceFrames) chain.resize(kMaxSourceFrames);
  return chain;
}

}  // namespace

void DebugInfo::EndSession::operator()(Dwfl* session) const { dwfl_end(session); }

DebugInfo::DebugInfo(std::unique_ptr<Dwfl, EndSession> session, Dwfl_Module* module,
                     absl::string_view path)
    : session_(std::move(session)),
      module_(module),
      object_(BaseName(path)),
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
  std::vector<SourceFrame> frames;
  if (unit == nullptr) {
    const char* name = dwfl_module_addrname(module_, loaded);
    if (name != nullptr) frames.push_back({.function = ReadableName(name)});
    return frames;
  }

  // The position in the innermost function; each inlined call then gives its caller's position.
  SourceFrame next;
  if (Dwarf_Line* line = dwarf_getsrc_die(unit, loaded - unit_bias)) {
    const char* file = dwarf_linesrc(line, nullptr, nullptr);
    next.file = file == nullptr ? "" : Cut(file);
    dwarf_lineno(line, &next.line);
  }
  for (Dwarf_Die& call : CallsAt(*unit, loaded - unit_bias)) {
    next.function = FunctionOf(call);
    next.function_line = FunctionLineOf(call);
    frames.push_back(next);
    next = {.line = NumberOf(call, DW_AT_call_line), .file = CallFileOf(*unit, call)};
    Dwarf_Addr entry = 0;
    if (dwarf_tag(&call) == DW_TAG_subprogram && dwarf_entrypc(&call, &entry) == 0) {
      for (SourceFrame& frame : frames) frame.entry = entry + unit_bias - bias;
    }
  }
  return frames;
}

}  // namespace telemetry
