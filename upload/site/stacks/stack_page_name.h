// The names of the files with pages about stacks, and the paths under which they are served:
//
//   /stacks/PROGRAM        stacks/0123456789abcdef.html          StackPageName(program)
//   /stacks/PROGRAM/ID     stacks/0123456789abcdef-K17t-A.html   StackPageName(program, id)
//
// A program's name is anyone's text, so that a file is named by its hash. Pure; thread-safe.

#ifndef UPLOAD_SITE_STACKS_STACK_PAGE_NAME_H_
#define UPLOAD_SITE_STACKS_STACK_PAGE_NAME_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// Without a suffix such as ".html".
std::string StackPageName(absl::string_view program);
std::string StackPageName(absl::string_view program, absl::string_view id);

// The path of a program's page, in which everything but letters, digits and `/`, `.`, `-`, `_`, `~` is
// escaped; and that of a stack.
std::string StackPath(absl::string_view program);
std::string StackPath(absl::string_view program, absl::string_view id);

// What `path`, of a request, has behind "/stacks/", without escapes; empty if one of them is none.
std::string UnescapedStackPath(absl::string_view path);

}  // namespace telemetry

#endif  // UPLOAD_SITE_STACKS_STACK_PAGE_NAME_H_
