// The parts that the site's pages are made of, as Mustache templates: the files in templates/,
// embedded by the build. A page is the header, one or more parts, and the footer.
//
// Every value in them is escaped; a test checks that no template uses the unescaped forms.

#ifndef UPLOAD_SITE_PAGE_TEMPLATES_H_
#define UPLOAD_SITE_PAGE_TEMPLATES_H_

namespace telemetry {

extern const char kChartListTemplate[];
extern const char kChartNoteTemplate[];
extern const char kChartsTemplate[];
extern const char kChartsSectionTemplate[];
extern const char kConfigHistoryTemplate[];
extern const char kConfigTemplate[];
extern const char kDataTemplate[];
extern const char kFooterTemplate[];
extern const char kHeaderTemplate[];
extern const char kHidingTemplate[];
extern const char kHomeTemplate[];
extern const char kMessageTemplate[];
extern const char kNameListTemplate[];
extern const char kPrivacyTemplate[];

}  // namespace telemetry

#endif  // UPLOAD_SITE_PAGE_TEMPLATES_H_
