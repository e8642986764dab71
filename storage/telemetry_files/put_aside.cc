#include "storage/telemetry_files/put_aside.h"

#include <errno.h>

#include <string>

#include "storage/concat.h"
#include "storage/directory/path.h"
#include "storage/files/rename_to_new_name.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

int PutAside(const std::string& path) {
  std::string aside = Concat(path, kPutAsideSuffix);
  for (int n = 2;; ++n) {
    const int error_number = RenameToNewName(path.c_str(), aside.c_str());
    if (error_number != EEXIST || n > kMaxPutAside) return error_number;
    aside = Concat(DirectoryOf(path), "/", n, ".", BaseName(path), kPutAsideSuffix);
  }
}

}  // namespace telemetry
