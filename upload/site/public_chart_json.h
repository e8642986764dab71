// The JSON form of public charts. The site's pages draw from it, and anyone may read it.
//
//   {"start":"2026-11-16","end":"2026-11-22","minReports":5,"reportsAtLeast":120,
//    "weeks":["2026-11-22"],
//    "programs":[{"name":"example.com/tool","reportsAbout":140,"charts":[{"id":
//     "charts:example.com/tool:GOOS","name":"GOOS","type":"partition","ordered":false,
//     "exclusive":true,"rate":1,"reportsAbout":140,
//     "buckets":[{"key":"linux","value":120},{"key":"windows","atLeast":15},
//                {"key":"darwin","fewerThan":5}]}]}]}
//
// "id" is Go's. "ordered" says whether the buckets are amounts, such as durations, and their order is
// meaningful. "exclusive" says whether a report has at most one of the buckets, so that they may be
// added up. "reportsAbout" is about how many reports have the program, or could have the chart, as
// counters of a "rate" below 1 are in some reports only: what a value is a share of. It is off by
// less than "minReports", and absent if fewer do, or if it is not counted, as for stacks. A bucket has exactly one of "value", "fewerThan" and "atLeast";
// "atLeast":0 means that nothing is shown. In a document that covers several weeks, a bucket also has
// "weekly", an array with one object of the same form for each week, and a chart has
// "weeklyReportsAbout".
//
// Pure; thread-safe.

#ifndef UPLOAD_SITE_PUBLIC_CHART_JSON_H_
#define UPLOAD_SITE_PUBLIC_CHART_JSON_H_

#include <string>

#include "upload/site/public_chart.h"

namespace telemetry {

// One line, with a newline at its end.
std::string PublicChartsToJson(const PublicCharts& charts);

}  // namespace telemetry

#endif  // UPLOAD_SITE_PUBLIC_CHART_JSON_H_
