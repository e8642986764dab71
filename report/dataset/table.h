// A table of columns, each a plain array in Apache Arrow's memory layout, so that other software
// can use it without copying (arrow_stream.h).
//
//   Table table(/*num_rows=*/3);
//   absl::Span<double> x = table.AddColumn("x", ColumnType::kDouble).Values<double>();
//   Column& program = table.AddTextColumn("program", texts);   // an index into `texts` a row
//
// Not thread-safe while it is being built; after that, any number of threads may read it.

#ifndef REPORT_DATASET_TABLE_H_
#define REPORT_DATASET_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace telemetry {

enum class ColumnType {
  kDay,     // int32, days since 1970-01-01
  kDouble,  // float64
  kInt32,
  kInt64,
  kText,  // index into texts, int8, int16 or int32, whichever is the smallest that can hold it
};

// "day", "double", "int32", "int64" or "text".
absl::string_view ColumnTypeName(ColumnType type);

// Distinct texts, concatenated as in an Arrow array of type utf8.
class Texts {
 public:
  explicit Texts(absl::Span<const absl::string_view> texts);

  size_t size() const { return ends_.size() - 1; }
  absl::string_view operator[](size_t i) const {
    return absl::string_view(bytes_).substr(ends_[i], ends_[i + 1] - ends_[i]);
  }

  // Where each text ends and the next begins; the first is 0.
  absl::Span<const int32_t> ends() const { return ends_; }
  const std::string& bytes() const { return bytes_; }

  // Whether texts of `size_bytes` in total fit: at most 2^31 - 1 bytes.
  static bool CanHold(size_t size_bytes) { return size_bytes < size_t{1} << 31; }

 private:
  std::vector<int32_t> ends_;
  std::string bytes_;
};

class Column {
 public:
  Column(std::string name, ColumnType type, int64_t num_rows, std::shared_ptr<const Texts> texts);

  const std::string& name() const { return name_; }
  ColumnType type() const { return type_; }
  int value_bytes() const { return value_bytes_; }
  size_t size_bytes() const { return static_cast<size_t>(num_rows_) * value_bytes_; }
  // Null unless the type is kText.
  const std::shared_ptr<const Texts>& texts() const { return texts_; }

  // Not initialised: the caller that adds a column must set every value. sizeof(T) is
  // value_bytes().
  template <typename T>
  absl::Span<T> Values() {
    return {reinterpret_cast<T*>(values_.get()), static_cast<size_t>(num_rows_)};
  }
  const std::byte* data() const { return values_.get(); }

  // Which rows have a value: one bit per row, lowest first. Empty if all have one.
  const std::vector<uint8_t>& validity() const { return validity_; }
  int64_t null_count() const { return null_count_; }
  bool IsNull(int64_t row) const {
    return null_count_ > 0 && (validity_[static_cast<size_t>(row / 8)] >> (row % 8) & 1) == 0;
  }
  // Makes the value of `row` null.
  void SetNull(int64_t row);

 private:
  std::string name_;
  ColumnType type_;
  int value_bytes_;
  int64_t num_rows_;
  std::shared_ptr<const Texts> texts_;
  std::unique_ptr<std::byte[]> values_;
  std::vector<uint8_t> validity_;
  int64_t null_count_ = 0;
};

class Table {
 public:
  explicit Table(int64_t num_rows) : num_rows_(num_rows) {}

  int64_t num_rows() const { return num_rows_; }
  const std::vector<Column>& columns() const { return columns_; }
  // For building the table.
  std::vector<Column>& mutable_columns() { return columns_; }
  // Null if there is no column of that name.
  const Column* Find(absl::string_view name) const;

  // The references are valid until the next column is added.
  Column& AddColumn(std::string name, ColumnType type);
  Column& AddTextColumn(std::string name, std::shared_ptr<const Texts> texts);

 private:
  int64_t num_rows_;
  std::vector<Column> columns_;
};

// A copy of the first `num_rows` rows of `table`, or of all if it has fewer.
std::shared_ptr<const Table> FirstRows(const Table& table, int64_t num_rows);

}  // namespace telemetry

#endif  // REPORT_DATASET_TABLE_H_
