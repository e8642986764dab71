// The parts that the pages about health are made of: the files in templates/ (page_templates.h).

#ifndef UPLOAD_SITE_HEALTH_HEALTH_TEMPLATES_H_
#define UPLOAD_SITE_HEALTH_HEALTH_TEMPLATES_H_

namespace telemetry {

extern const char kHealthTemplate[];
extern const char kReleasesTemplate[];

}  // namespace telemetry

#endif  // UPLOAD_SITE_HEALTH_HEALTH_TEMPLATES_H_
