// Finds functions in the symbol table of an object's file.
//
// The table that names all functions, .symtab, is not loaded with a program, so it is read from the
// program's file. In a stripped file .dynsym is read instead, which names the exported functions.
//
// Async-signal-safe: it makes system calls and allocates nothing. It reads the file instead of
// mapping it, so that a file truncated at this moment is a short read and not a fault.

#ifndef COUNTER_INTERNAL_SYMBOL_SYMBOL_FILE_H_
#define COUNTER_INTERNAL_SYMBOL_SYMBOL_FILE_H_

#include <elf.h>
#include <link.h>

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "counter/internal/unwind/code_object.h"
#include "storage/unique_fd.h"

namespace telemetry {
namespace counter_internal {

class SymbolFile {
 public:
  // Working memory for reading the tables.
  using Buffer = ElfW(Sym)[512];

  // A function to look for, and what was found.
  struct Lookup {
    // In: an address in the file, without the load bias.
    uintptr_t address = 0;
    // Out: the function that holds the address; `size` is 0 if none was found.
    uintptr_t entry = 0;
    size_t size = 0;
    bool is_global = false;
    uint32_t name = 0;  // for ReadName()
  };

  // Opens the file at `path` if it is the one that `object` was loaded from; see is_open().
  SymbolFile(const char* path, const CodeObject& object) noexcept;
  bool is_open() const noexcept { return fd_.valid(); }

  // Finds all functions in one pass over the table. Of several that hold an address, the one that
  // begins last is taken; of several names for it, the first exported one.
  void Find(Buffer& buffer, absl::Span<Lookup> lookups) noexcept;

  // Reads a function's linkage name into `name`, without a terminating NUL. Returns its length; 0
  // if it does not exist or is longer than `name`.
  size_t ReadName(const Lookup& lookup, absl::Span<char> name) noexcept;

 private:
  // A section that is a table, or the strings of one.
  struct Section {
    uint64_t offset = 0;
    uint64_t bytes = 0;
    uint32_t link = 0;
  };

  // Finds `symbols_` and `strings_`. False if the file has no symbols.
  bool FindTables(const ElfW(Ehdr) & header) noexcept;

  UniqueFd fd_;
  Section symbols_;
  Section strings_;
};

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_SYMBOL_SYMBOL_FILE_H_
