#include "tests/util/temp_dir.h"

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "gtest/gtest.h"

namespace telemetry {

TempDir::TempDir() : path_(::testing::TempDir() + "/XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr) abort();
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace telemetry
