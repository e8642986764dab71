// Which of the published files (stack_publication.h) a request for stacks is for.
//
//   /stacks/                   the programs that have stacks
//   /stacks/PROGRAM            the stacks of a program
//   /stacks/PROGRAM/ID         one stack
//
// Each is a page, and with `.json` (`/stacks/index.json`) the same as JSON.

#ifndef UPLOAD_SITE_STACKS_STACK_FILE_H_
#define UPLOAD_SITE_STACKS_STACK_FILE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "upload/site/publication/published_files.h"

namespace telemetry {

// The name of the file, which need not exist. No part of `path`, which anyone may have sent, is in it
// but the form of an identifier.
std::string StackFileOf(const PublishedFiles& files, absl::string_view path);

}  // namespace telemetry

#endif  // UPLOAD_SITE_STACKS_STACK_FILE_H_
