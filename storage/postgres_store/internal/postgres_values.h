// What goes to PostgreSQL and comes back, in its binary format.
//
//   PostgresValues values;
//   values.AddDay(day);
//   values.AddDouble(0.25);
//   values.AddBytes(json);
//
// A day is a `date`, counted from 2000-01-01; text of strangers is `bytea`, since PostgreSQL's text
// takes neither zeros nor what is not UTF-8.
//
// Thread-compatible.

#ifndef STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_VALUES_H_
#define STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace telemetry::storage_internal {

// The bytes of a value.
std::string EncodeInt32(int32_t value);
std::string EncodeInt64(int64_t value);
std::string EncodeDouble(double value);
std::string EncodeDay(absl::CivilDay day);

// 0 of what has another size.
int64_t DecodeInt64(absl::string_view bytes);
double DecodeDouble(absl::string_view bytes);
absl::CivilDay DecodeDay(absl::string_view bytes);

// The types of values (pg_type.oid, which never change).
enum class PostgresType : uint32_t {
  kBool = 16,
  kBytes = 17,
  kInt64 = 20,
  kDouble = 701,
  kDay = 1082,
};

// An array of one dimension, whose elements have been encoded.
std::string EncodeArray(PostgresType type, const std::vector<std::string>& elements);

// The parameters of a statement.
class PostgresValues {
 public:
  PostgresValues& AddInt64(int64_t value) { return Add(PostgresType::kInt64, EncodeInt64(value)); }
  PostgresValues& AddDouble(double value) {
    return Add(PostgresType::kDouble, EncodeDouble(value));
  }
  PostgresValues& AddDay(absl::CivilDay day) { return Add(PostgresType::kDay, EncodeDay(day)); }
  PostgresValues& AddBool(bool value) {
    return Add(PostgresType::kBool, std::string(1, value ? 1 : 0));
  }
  PostgresValues& AddBytes(absl::string_view bytes) {
    return Add(PostgresType::kBytes, std::string(bytes));
  }
  // Each element encoded.
  PostgresValues& AddArray(PostgresType type, const std::vector<std::string>& elements);

  struct Value {
    uint32_t oid;
    std::string bytes;
  };
  const std::vector<Value>& values() const { return values_; }

 private:
  PostgresValues& Add(PostgresType type, std::string bytes) {
    values_.push_back({static_cast<uint32_t>(type), std::move(bytes)});
    return *this;
  }

  std::vector<Value> values_;
};

}  // namespace telemetry::storage_internal

#endif  // STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_VALUES_H_
