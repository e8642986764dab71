// Lets a test see a directory of somebody else's, whoever runs it.

#ifndef TESTS_UTIL_SOMEBODY_ELSE_H_
#define TESTS_UTIL_SOMEBODY_ELSE_H_

#include <string>

#include "absl/functional/function_ref.h"

namespace telemetry {

// What RunBesideSomebodyElse() returns where neither way works, having said why: a status that no
// test expects.
inline constexpr int kNobodyElse = 99;

// As RunInChild() (child_process.h), with the path of a directory that in the child belongs neither to
// its user nor to root. If root runs the test, that is `directory`, which is given away. Others cannot
// do that: for them it is a directory of root's, in a user namespace where root is nobody.
//
// A sandbox of Bazel's has only one user, so the test needs the tag "no-sandbox".
int RunBesideSomebodyElse(const std::string& directory,
                          absl::FunctionRef<void(const std::string& foreign)> body);

}  // namespace telemetry

#endif  // TESTS_UTIL_SOMEBODY_ELSE_H_
