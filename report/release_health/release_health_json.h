// Release health as JSON and as text.
//
//   JsonWriter json;
//   WriteProgramHealth(json, health);
//   out << ProgramHealthToText(health);
//
// A number of reports that is not known exactly is written as the range that it is in, {"Min": 0,
// "Max": 4}, and as "0 to 4". An interval is an array of its two ends. Of adoption, the share is that of the
// most reports that there may be. Pure and thread-safe.

#ifndef REPORT_RELEASE_HEALTH_RELEASE_HEALTH_JSON_H_
#define REPORT_RELEASE_HEALTH_RELEASE_HEALTH_JSON_H_

#include <string>

#include "report/release_health/release_health.h"
#include "report/release_health/silent_release.h"
#include "storage/json/json_writer.h"

namespace telemetry {

// An object: Program, Weeks, and Versions with Version, Reports, Effective, Adoption (Week, Reports, Total, Share),
// Crashes and ArmedCrashes (Crashed, Reports, Share, Interval), Before, CrashVerdict, CrashDifference,
// NewStacks and VanishedStacks (Stack, Frames, Reports), Changes (Chart, Bucket, ReportsBefore, Reports,
// ShareBefore, Share, Interval, P, Q) and Compared.
void WriteProgramHealth(JsonWriter& json, const ProgramHealth& health);

// An object: Program, Week, Versions (Version, Reports, Charts with Kind, Chart, Observed, Expected),
// FewReports (Reports, Median, Last) or null, Owners, and Line.
void WriteHealthAlarm(JsonWriter& json, const HealthAlarm& alarm);

// A few lines for each version, the newest first. Names are as in the reports.
std::string ProgramHealthToText(const ProgramHealth& health);

// "12", or "0 to 4".
std::string ReportCountText(const ReportCount& count);
// "3.2 %".
std::string PercentText(double share);
// "-0.3 to 12 %".
std::string PercentText(const Interval& interval);

}  // namespace telemetry

#endif  // REPORT_RELEASE_HEALTH_RELEASE_HEALTH_JSON_H_
