// Matchers for absl::Status and absl::StatusOr in tests.
//
//   EXPECT_THAT(store.Close(), IsOk());
//   EXPECT_THAT(ParseDate("x"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("x")));
//   EXPECT_THAT(reader.Count(week), IsOkAndHolds(3));

#ifndef TESTS_UTIL_STATUS_MATCHERS_H_
#define TESTS_UTIL_STATUS_MATCHERS_H_

#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"

namespace telemetry {
namespace status_matchers_internal {

inline absl::Status ToStatus(const absl::Status& status) { return status; }

template <typename T>
absl::Status ToStatus(const absl::StatusOr<T>& status_or) {
  return status_or.status();
}

}  // namespace status_matchers_internal

// Matches a Status or StatusOr that is OK.
MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  const absl::Status status = status_matchers_internal::ToStatus(arg);
  *result_listener << status;
  return status.ok();
}

// Matches a Status or StatusOr with this code, whose message (a std::string) matches.
MATCHER_P2(StatusIs, code, message_matcher,
           "has status code " + absl::StatusCodeToString(code) + " and a message that " +
               ::testing::DescribeMatcher<std::string>(message_matcher)) {
  const absl::Status status = status_matchers_internal::ToStatus(arg);
  *result_listener << status;
  return status.code() == code &&
         ::testing::Value(std::string(status.message().data(), status.message().size()),
                          message_matcher);
}

// Matches a Status or StatusOr with this code.
inline auto StatusIs(absl::StatusCode code) { return StatusIs(code, ::testing::_); }

// Matches a StatusOr that is OK and whose value matches.
MATCHER_P(IsOkAndHolds, value_matcher, "is OK and holds a matching value") {
  if (!arg.ok()) {
    *result_listener << arg.status();
    return false;
  }
  return ::testing::ExplainMatchResult(value_matcher, *arg, result_listener);
}

}  // namespace telemetry

#endif  // TESTS_UTIL_STATUS_MATCHERS_H_
