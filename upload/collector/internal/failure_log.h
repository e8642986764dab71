// Tells the operator when something that is done again and again begins to fail, and when it works again.
//
//   FailureLog failures(log, "the site cannot be brought up to date", "the site is brought up to date again");
//   failures.Note(status);  // each time
//
// Thread-compatible.

#ifndef UPLOAD_COLLECTOR_INTERNAL_FAILURE_LOG_H_
#define UPLOAD_COLLECTOR_INTERNAL_FAILURE_LOG_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace telemetry::upload_internal {

class FailureLog {
 public:
  FailureLog(std::function<void(absl::string_view)> log, std::string failed, std::string worked)
      : log_(std::move(log)), failed_(std::move(failed)), worked_(std::move(worked)) {}

  void Note(const absl::Status& status) {
    const bool fails = !status.ok();
    if (fails == std::exchange(fails_, fails)) return;
    log_(fails ? absl::StrCat(failed_, ": ", status.message()) : worked_);
  }

 private:
  const std::function<void(absl::string_view)> log_;
  const std::string failed_;
  const std::string worked_;
  bool fails_ = false;
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_INTERNAL_FAILURE_LOG_H_
