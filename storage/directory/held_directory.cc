#include "storage/directory/held_directory.h"

#include <errno.h>
#include <fcntl.h>

#include <string>
#include <utility>

namespace telemetry {
namespace {

constinit thread_local const HeldDirectory* innermost = nullptr;

std::string WithoutTrailingSlashes(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

// `path` as seen from `directory`; null if it does not lead there.
const char* Within(const std::string& directory, const char* path) {
  if (directory.empty() || directory == "/" ||
      __builtin_strncmp(path, directory.c_str(), directory.size()) != 0)
    return nullptr;
  const char* rest = path + directory.size();
  if (*rest != '/' && *rest != '\0') return nullptr;
  while (*rest == '/') ++rest;
  return *rest == '\0' ? "." : rest;
}

}  // namespace

HeldDirectory::HeldDirectory(std::string path) noexcept
    : path_(WithoutTrailingSlashes(std::move(path))), outer_(innermost) {
  const int before = errno;
  const At at(path_);
  // O_PATH: what may only be searched can be held, too.
  fd_.reset(openat(at.directory(), at.name(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!fd_.valid()) error_number_ = errno;
  errno = before;
  innermost = this;
}

HeldDirectory::~HeldDirectory() { innermost = outer_; }

const HeldDirectory* HeldDirectory::OfThisThread() noexcept { return innermost; }

HeldDirectory::Inherited::Inherited(const HeldDirectory* held) noexcept : outer_(innermost) {
  innermost = held;
}

HeldDirectory::Inherited::~Inherited() { innermost = outer_; }

At::At(const char* path) noexcept : directory_(AT_FDCWD), name_(path) {
  for (const HeldDirectory* held = innermost; held != nullptr; held = held->outer_) {
    if (!held->fd_.valid()) continue;
    if (const char* name = Within(held->path_, path)) {
      directory_ = held->fd_.get();
      name_ = name;
      return;
    }
  }
}

}  // namespace telemetry
