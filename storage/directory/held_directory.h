// A directory that stays the same one while somebody works in it, whoever renames it meanwhile.
//
//   const HeldDirectory held(root.path());
//   if (FindForeignOwner(root.path())) return;   // asks about the directory that is held
//   WriteFileAtomically(root.path() + "/mode", "off");   // writes into it
//
// Between a look at a directory and what it is looked at for, somebody who can write above it could
// put another one, or a symbolic link, in its place. While an object of this class exists, each path
// to the directory or to what is in it leads its thread to the directory that was there when the
// object was made: all functions of this package that take a path, and those elsewhere that open
// files in a telemetry directory, look it up by At. Paths and messages stay as they are. The holding
// is the thread's and not an argument, because paths pass through code that need not know of it.
//
// A directory that does not exist cannot be held; then paths mean what they always mean. Holds may be
// nested, of other directories or of the same one. For programs that count, too. An object is used by
// the thread that made it, and objects end in the opposite order of their beginnings.

#ifndef STORAGE_DIRECTORY_HELD_DIRECTORY_H_
#define STORAGE_DIRECTORY_HELD_DIRECTORY_H_

#include <string>

#include "storage/unique_fd.h"

namespace telemetry {

class HeldDirectory {
 public:
  explicit HeldDirectory(std::string path) noexcept;
  ~HeldDirectory();
  HeldDirectory(const HeldDirectory&) = delete;
  HeldDirectory& operator=(const HeldDirectory&) = delete;

  // 0, or the errno with which the directory could not be opened: ENOENT if there is none.
  int error_number() const noexcept { return error_number_; }

  // What this thread holds, innermost; null if nothing.
  static const HeldDirectory* OfThisThread() noexcept;

  // Lets a thread use what the thread that started it holds, as long as that one waits for it.
  //
  //   std::jthread thread([held = HeldDirectory::OfThisThread()] {
  //     const HeldDirectory::Inherited inherited(held);
  //     ...
  //   });
  class Inherited {
   public:
    explicit Inherited(const HeldDirectory* held) noexcept;
    ~Inherited();
    Inherited(const Inherited&) = delete;
    Inherited& operator=(const Inherited&) = delete;

   private:
    const HeldDirectory* const outer_;
  };

 private:
  friend class At;

  const std::string path_;
  const HeldDirectory* const outer_;
  int error_number_ = 0;
  UniqueFd fd_;
};

// Where a path leads: the first two arguments of openat(2) and its relatives.
//
//   const At at(path);
//   openat(at.directory(), at.name(), O_RDONLY);
//
// Neither allocates nor makes a system call. `path` must outlive it, and so must what is held.
class At {
 public:
  explicit At(const char* path) noexcept;
  explicit At(const std::string& path) noexcept : At(path.c_str()) {}

  // AT_FDCWD unless the path leads into a directory that is held.
  int directory() const noexcept { return directory_; }
  const char* name() const noexcept { return name_; }

 private:
  int directory_;
  const char* name_;
};

}  // namespace telemetry

#endif  // STORAGE_DIRECTORY_HELD_DIRECTORY_H_
