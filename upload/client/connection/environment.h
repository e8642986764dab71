// The environment variables of a process, as a parameter, so that tests need not change their own.

#ifndef UPLOAD_CLIENT_CONNECTION_ENVIRONMENT_H_
#define UPLOAD_CLIENT_CONNECTION_ENVIRONMENT_H_

#include <cstdlib>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"

namespace telemetry {

// The value of a variable; null if it is not set.
using Environment = absl::FunctionRef<const char*(const char* name)>;

// getenv(3), which has two declarations in C++.
inline const char* GetEnvironment(const char* name) { return std::getenv(name); }

// A variable that is set to something.
struct SetVariable {
  std::string name;
  std::string value;
};

// The first of `names` that is set and not empty.
template <typename Names>
std::optional<SetVariable> FirstSet(const Names& names, Environment environment) {
  for (const char* name : names) {
    const char* const value = environment(name);
    if (value != nullptr && *value != '\0') return SetVariable{name, value};
  }
  return std::nullopt;
}

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_CONNECTION_ENVIRONMENT_H_
