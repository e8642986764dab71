// Templates of the pages about stacks (page_templates.h): the files in templates/, embedded by the build.

#ifndef UPLOAD_SITE_STACKS_STACK_TEMPLATES_H_
#define UPLOAD_SITE_STACKS_STACK_TEMPLATES_H_

namespace telemetry {

extern const char kStackTemplate[];
extern const char kStackHidingTemplate[];
extern const char kStackProgramsTemplate[];
extern const char kStacksTemplate[];

}  // namespace telemetry

#endif  // UPLOAD_SITE_STACKS_STACK_TEMPLATES_H_
