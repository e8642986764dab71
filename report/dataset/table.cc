#include "report/dataset/table.h"

#include <algorithm>
#include <limits>

namespace telemetry {
namespace {

int IndexBytes(size_t num_texts) {
  if (num_texts <= size_t{std::numeric_limits<int8_t>::max()} + 1) return 1;
  if (num_texts <= size_t{std::numeric_limits<int16_t>::max()} + 1) return 2;
  return 4;
}

int ValueBytes(ColumnType type, const Texts* texts) {
  switch (type) {
    case ColumnType::kDay:
    case ColumnType::kInt32:
      return 4;
    case ColumnType::kDouble:
    case ColumnType::kInt64:
      return 8;
    case ColumnType::kText:
      return IndexBytes(texts->size());
  }
  return 0;
}

}  // namespace

absl::string_view ColumnTypeName(ColumnType type) {
  switch (type) {
    case ColumnType::kDay:
      return "day";
    case ColumnType::kDouble:
      return "double";
    case ColumnType::kInt32:
      return "int32";
    case ColumnType::kInt64:
      return "int64";
    case ColumnType::kText:
      return "text";
  }
  return "";
}

Texts::Texts(absl::Span<const absl::string_view> texts) {
  size_t size = 0;
  for (const absl::string_view text : texts) size += text.size();
  bytes_.reserve(size);
  ends_.reserve(texts.size() + 1);
  ends_.push_back(0);
  for (const absl::string_view text : texts) {
    bytes_.append(text.data(), text.size());
    ends_.push_back(static_cast<int32_t>(bytes_.size()));
  }
}

Column::Column(std::string name, ColumnType type, int64_t num_rows,
               std::shared_ptr<const Texts> texts)
    : name_(std::move(name)),
      type_(type),
      value_bytes_(ValueBytes(type, texts.get())),
      num_rows_(num_rows),
      texts_(std::move(texts)),
      values_(std::make_unique_for_overwrite<std::byte[]>(size_bytes())) {}

void Column::SetNull(int64_t row) {
  if (validity_.empty()) validity_.assign(static_cast<size_t>(num_rows_ + 7) / 8, 0xff);
  uint8_t& bits = validity_[static_cast<size_t>(row / 8)];
  const auto bit = static_cast<uint8_t>(1 << (row % 8));
  null_count_ += (bits & bit) != 0;
  bits = static_cast<uint8_t>(bits & ~bit);
}

const Column* Table::Find(absl::string_view name) const {
  const auto found = std::find_if(columns_.begin(), columns_.end(),
                                  [name](const Column& column) { return column.name() == name; });
  return found == columns_.end() ? nullptr : &*found;
}

Column& Table::AddColumn(std::string name, ColumnType type) {
  return columns_.emplace_back(std::move(name), type, num_rows_, nullptr);
}

Column& Table::AddTextColumn(std::string name, std::shared_ptr<const Texts> texts) {
  return columns_.emplace_back(std::move(name), ColumnType::kText, num_rows_, std::move(texts));
}

std::shared_ptr<const Table> FirstRows(const Table& table, int64_t num_rows) {
  auto first = std::make_shared<Table>(std::clamp<int64_t>(num_rows, 0, table.num_rows()));
  for (const Column& from : table.columns()) {
    Column& to = from.type() == ColumnType::kText ? first->AddTextColumn(from.name(), from.texts())
                                                  : first->AddColumn(from.name(), from.type());
    std::copy_n(from.data(), to.size_bytes(), to.Values<std::byte>().data());
    for (int64_t row = 0; from.null_count() > 0 && row < first->num_rows(); ++row) {
      if (from.IsNull(row)) to.SetNull(row);
    }
  }
  return first;
}

}  // namespace telemetry
