// The JSON form of charts: the file that Go Telemetry's chart pages read.
//
//   std::string file = ChartDataToJson(*charts);
//
// Pure and thread-safe.

#ifndef REPORT_CHART_CHART_JSON_H_
#define REPORT_CHART_CHART_JSON_H_

#include <string>

#include "report/chart/chart.pb.h"

namespace telemetry {

// One line, ending in a newline: {"DateRange":[...],"Programs":[...],"NumReports":n}. A program
// without charts has "Charts":null, as Go writes it.
std::string ChartDataToJson(const v1::ChartData& data);

}  // namespace telemetry

#endif  // REPORT_CHART_CHART_JSON_H_
