// All SQL of a store in PostgreSQL.
//
//   connection.Run({{kInsertReports, values}});
//
// The tables are in a schema of their own, `telemetry`, and named with it: nothing depends on a
// search path.
//
//   store(version)                       one row: the version of all this
//   report(week, x, json, is_new)        is_new until the order of arrival is forgotten
//   config(number, version, since, title, bytes)
//   dropped(id, day, program, version, kind, reason, is_approved, reports, items)
//   intake(day, kind, name, reports)
//   empty(week, x)                       the keys of reports of which nothing was left to store
//   publication(number, secret)          one row at most
//
// What is text to us is `bytea`: see postgres_values.h. In psql, convert_from(json, 'UTF8') shows it.

#ifndef STORAGE_POSTGRES_STORE_INTERNAL_STORE_SQL_H_
#define STORAGE_POSTGRES_STORE_INTERNAL_STORE_SQL_H_

#include <cstdint>

namespace telemetry::storage_internal {

inline constexpr int64_t kStoreVersion = 1;

// --- the store itself

// Locks for the length of a transaction, of numbers that say "tele": while the schema is made.
inline constexpr char kLockSchema[] = "SELECT pg_advisory_xact_lock(x'74656c65'::int, 1)";
// One publisher at a time.
inline constexpr char kStayIdle[] =
    "SELECT set_config('idle_in_transaction_session_timeout', '0', true)";
inline constexpr char kTryLockPublication[] =
    "SELECT pg_try_advisory_xact_lock(x'74656c65'::int, 2)";

// Whoever takes reports out of the table, for good or to put them in elsewhere.
inline constexpr char kLockRemoval[] = "SELECT pg_advisory_xact_lock(x'74656c65'::int, 3)";

inline constexpr char kHasStore[] =
    "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
    " ON n.oid = c.relnamespace WHERE n.nspname = 'telemetry' AND c.relname = 'store'";
inline constexpr char kStoreVersionOf[] = "SELECT version FROM telemetry.store";

// Whether the server can compress by lz4: PostgreSQL 14 and later, if it was built with it.
inline constexpr char kHasLz4[] =
    "SELECT coalesce(bool_or('lz4' = ANY (enumvals)), false) FROM pg_catalog.pg_settings"
    " WHERE name = 'default_toast_compression'";
// PostgreSQL's own method takes three times as long, which is most of a report's way.
inline constexpr char kCompressByLz4[] =
    "ALTER TABLE telemetry.report ALTER COLUMN json SET COMPRESSION lz4";

// From nothing to this version.
inline constexpr const char* kCreateSchema[] = {
    "CREATE SCHEMA IF NOT EXISTS telemetry",
    "CREATE TABLE telemetry.store (version bigint NOT NULL)",
    "CREATE TABLE telemetry.report (week date NOT NULL, x double precision NOT NULL,"
    " json bytea NOT NULL, is_new boolean NOT NULL DEFAULT true, PRIMARY KEY (week, x))",
    "CREATE INDEX report_is_new ON telemetry.report (week) WHERE is_new",
    "CREATE TABLE telemetry.config (number bigint PRIMARY KEY, version bytea NOT NULL,"
    " since bigint NOT NULL, title bytea NOT NULL, bytes bytea NOT NULL)",
    "CREATE TABLE telemetry.dropped (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " day date NOT NULL, program bytea NOT NULL, version bytea NOT NULL, kind bytea NOT NULL,"
    " reason bytea NOT NULL, is_approved boolean NOT NULL, reports bigint NOT NULL,"
    " items bigint NOT NULL, UNIQUE (day, program, version, kind, reason))",
    "CREATE TABLE telemetry.intake (day date NOT NULL, kind bytea NOT NULL, name bytea NOT NULL,"
    " reports bigint NOT NULL, PRIMARY KEY (day, kind, name))",
    "INSERT INTO telemetry.store VALUES (1)",
};
// What a store of this version may lack.
inline constexpr const char* kCreateYounger[] = {
    "CREATE TABLE IF NOT EXISTS telemetry.empty (week date NOT NULL, x double precision NOT NULL,"
    " PRIMARY KEY (week, x))",
    "CREATE TABLE IF NOT EXISTS telemetry.publication (number bigint PRIMARY KEY"
    " CHECK (number = 1), secret bigint NOT NULL)",
};

inline constexpr char kSecret[] = "SELECT secret FROM telemetry.publication";
inline constexpr char kProposeSecret[] =
    "INSERT INTO telemetry.publication (number, secret) VALUES (1, $1) ON CONFLICT DO NOTHING";

// --- reports

// Weeks, X and JSON of many. In the order of the key, so that two who insert the same do not wait for
// each other, and the order within a commit tells nothing. Returns the keys of those that were
// inserted, and whether each had come before as an empty one.
inline constexpr char kInsertReports[] =
    "WITH inserted AS (INSERT INTO telemetry.report (week, x, json)"
    "  SELECT week, x, json FROM unnest($1::date[], $2::double precision[], $3::bytea[])"
    "  WITH ORDINALITY AS offered (week, x, json, n) ORDER BY week, x, n"
    "  ON CONFLICT (week, x) DO NOTHING RETURNING week, x),"
    " were_empty AS (DELETE FROM telemetry.empty USING inserted"
    "  WHERE empty.week = inserted.week AND empty.x = inserted.x RETURNING empty.week, empty.x)"
    " SELECT inserted.week, inserted.x, were_empty.week IS NOT NULL"
    " FROM inserted LEFT JOIN were_empty USING (week, x)";
// Weeks and X of many that are empty. In the order of the key, too. Returns the keys of those that
// come for the first time.
inline constexpr char kInsertEmpty[] =
    "INSERT INTO telemetry.empty (week, x)"
    " SELECT week, x FROM unnest($1::date[], $2::double precision[]) AS offered (week, x)"
    " WHERE NOT EXISTS (SELECT 1 FROM telemetry.report"
    "  WHERE report.week = offered.week AND report.x = offered.x)"
    " ORDER BY week, x ON CONFLICT (week, x) DO NOTHING RETURNING week, x";
// What is stored under these keys.
inline constexpr char kSelectReports[] =
    "SELECT report.week, report.x, report.json FROM telemetry.report JOIN"
    " unnest($1::date[], $2::double precision[]) AS wanted (week, x) USING (week, x)";
inline constexpr char kReportBytes[] =
    "SELECT pg_catalog.pg_total_relation_size('telemetry.report')";
inline constexpr char kRemoveReport[] = "DELETE FROM telemetry.report WHERE week = $1 AND x = $2";
// Changes nothing, but writes: a row lock is written to the log, as a commit is.
inline constexpr char kProbe[] = "SELECT version FROM telemetry.store FOR UPDATE";

inline constexpr char kDays[] =
    "WITH RECURSIVE day (week) AS ((SELECT min(week) FROM telemetry.report) UNION ALL"
    " SELECT (SELECT min(week) FROM telemetry.report WHERE week > day.week) FROM day"
    " WHERE day.week IS NOT NULL) SELECT week FROM day WHERE week IS NOT NULL ORDER BY week";
inline constexpr char kCountReports[] = "SELECT count(*) FROM telemetry.report WHERE week = $1";
inline constexpr char kReadReports[] =
    "SELECT x, json FROM telemetry.report WHERE week = $1 AND x > $2 ORDER BY x LIMIT $3";

// Takes out the new reports of a week, at most $2, with as many older ones of the same week that
// follow a random X, and puts them in again in the order of X. Returns how many were new.
inline constexpr char kNewWeek[] = "SELECT week FROM telemetry.report WHERE is_new LIMIT 1";
inline constexpr char kMixReports[] =
    "WITH fresh AS (SELECT week, x FROM telemetry.report WHERE is_new AND week = $1"
    "  ORDER BY x LIMIT $2 FOR UPDATE),"
    " older AS (SELECT week, x FROM telemetry.report WHERE NOT is_new AND week = $1 AND x > $3"
    "  ORDER BY x LIMIT greatest($2 - (SELECT count(*) FROM fresh), 0) FOR UPDATE),"
    " chosen AS (SELECT week, x FROM fresh UNION ALL SELECT week, x FROM older),"
    " gone AS (DELETE FROM telemetry.report USING chosen"
    "  WHERE report.week = chosen.week AND report.x = chosen.x"
    "  RETURNING report.week, report.x, report.json),"
    " put AS (INSERT INTO telemetry.report (week, x, json, is_new)"
    "  SELECT week, x, json, false FROM gone ORDER BY week, x)"
    " SELECT count(*) FROM fresh";

// --- configs

inline constexpr char kLockConfigs[] = "LOCK TABLE telemetry.config IN SHARE ROW EXCLUSIVE MODE";
inline constexpr char kNewestNumber[] =
    "SELECT coalesce(max(number), 0)::bigint FROM telemetry.config";
inline constexpr char kNewestConfig[] =
    "SELECT number, version, since, title, bytes FROM telemetry.config"
    " ORDER BY number DESC LIMIT 1";
inline constexpr char kListConfigs[] =
    "SELECT number, version, since, title, ''::bytea FROM telemetry.config"
    " ORDER BY number DESC LIMIT $1";
inline constexpr char kConfigAt[] =
    "SELECT number, version, since, title, bytes FROM telemetry.config WHERE number = $1";
inline constexpr char kFindConfig[] =
    "SELECT number, version, since, title, bytes FROM telemetry.config WHERE version = $1"
    " ORDER BY number DESC LIMIT 1";
inline constexpr char kInsertConfig[] =
    "INSERT INTO telemetry.config (number, version, since, title, bytes)"
    " SELECT 1 + coalesce(max(number), 0), $1, $2, $3, $4 FROM telemetry.config";

// --- drops

inline constexpr char kLockDrops[] = "LOCK TABLE telemetry.dropped IN SHARE ROW EXCLUSIVE MODE";
inline constexpr char kAddDrop[] =
    "INSERT INTO telemetry.dropped (day, program, version, kind, reason, is_approved, reports,"
    " items) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    " ON CONFLICT (day, program, version, kind, reason) DO UPDATE SET"
    " is_approved = excluded.is_approved, reports = dropped.reports + excluded.reports,"
    " items = dropped.items + excluded.items";
// Sums up the rows of day $1, approved or not ($2), beyond the $3 with the most reports; of those with
// as many reports, the oldest.
inline constexpr char kSumUpDrops[] =
    "WITH fewest AS (SELECT id FROM telemetry.dropped WHERE day = $1 AND is_approved = $2"
    "  AND kind <> '' ORDER BY reports DESC, id DESC OFFSET $3),"
    " gone AS (DELETE FROM telemetry.dropped WHERE id IN (SELECT id FROM fewest)"
    "  RETURNING reports, items)"
    " INSERT INTO telemetry.dropped (day, program, version, kind, reason, is_approved, reports,"
    " items) SELECT $1, '', '', '', 'other', false, sum(reports), sum(items) FROM gone"
    " HAVING count(*) > 0 ON CONFLICT (day, program, version, kind, reason) DO UPDATE SET"
    " reports = dropped.reports + excluded.reports, items = dropped.items + excluded.items";
inline constexpr char kForgetDrops[] = "DELETE FROM telemetry.dropped WHERE day < $1";
inline constexpr char kListDrops[] =
    "SELECT day, program, version, kind, reason, is_approved, reports, items"
    " FROM telemetry.dropped ORDER BY day DESC, reports DESC, program, version, kind, reason";

// --- intake

// Days, kinds, names and numbers of many, in the order of the key, so that two who add to the same do not wait for each
// other.
inline constexpr char kAddIntake[] =
    "INSERT INTO telemetry.intake (day, kind, name, reports)"
    " SELECT day, kind, name, reports FROM unnest($1::date[], $2::bytea[], $3::bytea[], "
    "$4::bigint[])"
    " AS added (day, kind, name, reports) ORDER BY day, kind, name"
    " ON CONFLICT (day, kind, name) DO UPDATE SET reports = intake.reports + excluded.reports";
inline constexpr char kForgetIntake[] = "DELETE FROM telemetry.intake WHERE day < $1";
inline constexpr char kForgetEmpty[] = "DELETE FROM telemetry.empty WHERE week < $1";
inline constexpr char kListIntake[] =
    "SELECT day, kind, name, reports FROM telemetry.intake ORDER BY day DESC, kind, name";

}  // namespace telemetry::storage_internal

#endif  // STORAGE_POSTGRES_STORE_INTERNAL_STORE_SQL_H_
