// The pages about stacks, and the same as JSON.
//
//   const StackPages pages(assets, stacks, ReadableStack);
//   std::string html = pages.Program(stacks.programs[0]);
//
// As site_pages.h: complete without JavaScript, and everything in a stack may be hostile.
//
// Immutable.

#ifndef UPLOAD_SITE_STACKS_STACK_PAGES_H_
#define UPLOAD_SITE_STACKS_STACK_PAGES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "upload/site/page_assets.h"
#include "upload/site/stacks/public_stacks.h"

namespace telemetry {

class StackPages {
 public:
  // `stacks` must outlive this.
  StackPages(PageAssets assets, const PublicStacks& stacks, StackReader read);

  // The list of programs.
  std::string Programs() const;
  std::string ProgramsJson() const;
  // The stacks of a program.
  std::string Program(const PublicStackProgram& program) const;
  std::string ProgramJson(const PublicStackProgram& program) const;
  // One stack.
  std::string Stack(const PublicStackProgram& program, const PublicStack& stack) const;
  std::string StackJson(const PublicStackProgram& program, const PublicStack& stack) const;

 private:
  const PageAssets assets_;
  const PublicStacks& stacks_;
  const StackReader read_;
};

}  // namespace telemetry

#endif  // UPLOAD_SITE_STACKS_STACK_PAGES_H_
