// A collector's intake as tables of a page and as JSON.
//
//   values["tables"] = IntakeTables(intake, /*min_reports=*/5);
//   json.Array("Intake", intake, WriteIntakeWeek);
//
// Pure; thread-safe.

#ifndef UPLOAD_SITE_HEALTH_INTAKE_TABLES_H_
#define UPLOAD_SITE_HEALTH_INTAKE_TABLES_H_

#include <cstdint>
#include <kainjow/mustache.hpp>

#include "storage/json/json_writer.h"
#include "upload/site/health/public_intake.h"

namespace telemetry::upload_internal {

// A list of tables with caption, what, weeks (week) and rows (name, cells with cell), of the two latest weeks. A table
// without rows is left out.
kainjow::mustache::data IntakeTables(const PublicIntake& intake, int64_t min_reports);

// An object: Week (its Sunday), Received, Outcomes and Delays (by name), Configs (Config, Reports) and Drops (Program,
// Kind, Reason, Reports). A number is as in charts: {"value": 7}, {"atLeast": 5} or {"fewerThan": 5}.
void WriteIntakeWeek(JsonWriter& json, const PublicIntakeWeek& week);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_SITE_HEALTH_INTAKE_TABLES_H_
