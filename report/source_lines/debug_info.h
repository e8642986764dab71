// The source lines of a program's code, from its debug information (DWARF).
//
//   absl::StatusOr<DebugInfo> info = DebugInfo::Open("bazel-bin/tool/wc");
//   for (const SourceFrame& frame : info->Find(0x11eb)) ...
//
// Debug information may be in the file itself or in a separate one (`objcopy --only-keep-debug`):
// beside it, in a directory `.debug` beside it, or under /usr/lib/debug, found by the file's debug
// link or build id. A separate debug file can also be opened directly. Parts of it may be in .dwo
// files (`-gsplit-dwarf`), where the compiler put them or beside the file, but not in a package of these
// (.dwp), which elfutils 0.188 cannot read: Problems() then says what to do. Sections may be compressed
// with zlib. No server is ever asked, whatever DEBUGINFOD_URLS says.

#ifndef REPORT_SOURCE_LINES_DEBUG_INFO_H_
#define REPORT_SOURCE_LINES_DEBUG_INFO_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "report/source_lines/source_frame.h"
#include "report/source_lines/symbol_table.h"

// Of elfutils.
struct Dwfl;
struct Dwfl_Module;

namespace telemetry {

// Movable. Not thread-safe.
class DebugInfo final : public SourceLines {
 public:
  // Opens a program, a shared library or a separate debug file. NotFound and the like if it cannot
  // be read; InvalidArgument if it is not an ELF file. The first Find() looks for debug
  // information.
  static absl::StatusOr<DebugInfo> Open(const std::string& path);

  const std::string& build_id() const override { return build_id_; }
  const std::string& object() const override { return object_; }

  // The functions at an address, as the file has it, innermost first. Without debug information:
  // the function from the symbol table, without lines; without a symbol table: empty. Reads the
  // compilation unit that has the address, unless it did before.
  std::vector<SourceFrame> Find(uint64_t address) override;

  // Everything that the debug information and the symbol table say.
  SymbolTable ReadAll();

  // What could not be read, a line each with the file's path: so far, or of the file as a whole if
  // it has no lines. Complete after ReadAll().
  std::vector<std::string> Problems();

 private:
  struct EndSession {
    void operator()(Dwfl* session) const;
  };

  DebugInfo(std::unique_ptr<Dwfl, EndSession> session, Dwfl_Module* module, std::string path);

  // Why there is no line of source; empty if there are some.
  std::string WhyNoLines();
  void NoteMissing(const std::vector<std::string>& files);

  std::unique_ptr<Dwfl, EndSession> session_;
  // Owned by the session.
  Dwfl_Module* module_;
  std::string path_;
  std::string object_;
  std::string build_id_;
  // Of each unit that was read, by its place in memory.
  absl::flat_hash_map<const void*, std::unique_ptr<SymbolTable>> units_;
  // .dwo files.
  std::set<std::string> missing_;
};

}  // namespace telemetry

#endif  // REPORT_SOURCE_LINES_DEBUG_INFO_H_
