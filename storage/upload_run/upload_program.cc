#include "storage/upload_run/upload_program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "storage/directory/held_directory.h"
#include "storage/directory/ownership.h"
#include "storage/files/temporary_file.h"
#include "storage/unique_fd.h"

namespace telemetry {
namespace {

constexpr char kVariable[] = "GOTELEMETRY_BIN";
constexpr absl::string_view kName = "/gotelemetry";
// A note of Go's linker: the length of its owner's name is 4 before the length and the type (4) of
// what it holds. It lies in the first page of the file.
constexpr absl::string_view kGoNote("\x04\0\0\0Go\0\0", 8);
constexpr size_t kPageBytes = 4096;

// The beginning of a file, at most a page; empty if it cannot be read.
std::string Beginning(const std::string& path, struct stat& info) {
  const At at(path);
  const UniqueFd fd(
      openat(at.directory(), at.name(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  char page[kPageBytes];
  if (!fd.valid() || fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) return "";
  const ssize_t size = read(fd.get(), page, sizeof page);
  return size > 0 ? std::string(page, static_cast<size_t>(size)) : "";
}

bool CanRun(const std::string& path) {
  struct stat info;
  return !path.empty() && path.front() == '/' && stat(path.c_str(), &info) == 0 &&
         S_ISREG(info.st_mode) && access(path.c_str(), X_OK) == 0;
}

bool IsWrittenInGo(const std::string& path) {
  struct stat info;
  return Beginning(path, info).find(std::string(kGoNote)) != std::string::npos;
}

std::string Recorded(const TelemetryDir& dir) {
  struct stat info;
  std::string path = Beginning(dir.uploader_path(), info);
  if (path.empty() || !OnlyUserCanWrite(info)) return "";
  if (path.back() == '\n') path.pop_back();
  return path;
}

UploadProgram None(const std::string& why) { return {.path = "", .named_by = "", .why_none = why}; }

UploadProgram InPath(absl::string_view directories) {
  std::string passed_over;
  while (!directories.empty()) {
    const size_t colon = directories.find(':');
    const std::string path =
        std::string(directories.substr(0, colon)) + std::string(kName.data(), kName.size());
    directories.remove_prefix(colon == absl::string_view::npos ? directories.size() : colon + 1);
    if (!CanRun(path)) continue;
    if (!IsWrittenInGo(path)) return {.path = path, .named_by = "PATH", .why_none = ""};
    if (passed_over.empty()) passed_over = path;
  }
  return None(passed_over.empty() ? "there is no gotelemetry in PATH"
                                  : passed_over + " in PATH is Go's own, and there is no other");
}

}  // namespace

UploadProgram FindUploadProgram(const TelemetryDir& dir,
                                absl::FunctionRef<const char*(const char* name)> environment) {
  const char* const named = environment(kVariable);
  if (named != nullptr && *named != '\0') {
    if (CanRun(named)) return {.path = named, .named_by = kVariable, .why_none = ""};
    return None(std::string(kVariable) + "=" + named + " is no absolute path of a program");
  }
  std::string recorded = Recorded(dir);
  if (CanRun(recorded)) {
    return {.path = std::move(recorded), .named_by = "record", .why_none = ""};
  }
  const char* const directories = environment("PATH");
  return InPath(directories == nullptr ? "" : directories);
}

int RecordUploadProgram(const TelemetryDir& dir) {
  char self[PATH_MAX];
  const ssize_t size = readlink("/proc/self/exe", self, sizeof self);
  if (size <= 0 || size == sizeof self) return size < 0 ? errno : ENAMETOOLONG;
  const std::string path(self, static_cast<size_t>(size));
  if (Recorded(dir) == path) return 0;
  const std::string record = path + "\n";
  TemporaryFile file = CreateTemporaryFile(dir.uploader_path());
  if (!file.fd.valid()) return errno;
  const std::string recorded = dir.uploader_path();
  const At temporary(file.path);
  const At at(recorded);
  const bool written =
      write(file.fd.get(), record.data(), record.size()) == static_cast<ssize_t>(record.size()) &&
      renameat(temporary.directory(), temporary.name(), at.directory(), at.name()) == 0;
  const int error_number = written ? 0 : errno;
  if (!written) unlinkat(temporary.directory(), temporary.name(), 0);
  return error_number;
}

}  // namespace telemetry
