#include "report/dataset/dataset_table.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "python/bindings/conversion/gil.h"
#include "python/bindings/conversion/signals.h"
#include "python/bindings/conversion/status.h"
#include "python/bindings/conversion/text.h"
#include "python/bindings/dataset_table.h"
#include "report/dataset/arrow_stream.h"
#include "report/dataset/dataset_filter.h"
#include "report/dataset/table.h"
#include "report/dataset/table_sort.h"

namespace telemetry::python {
namespace {

namespace py = pybind11;

using SharedTable = std::shared_ptr<const Table>;

// A column's values for Python's buffer protocol; keeps the table alive.
struct ColumnBuffer {
  SharedTable table;
  const Column* column;
};

const Column& FindColumn(const Table& table, const std::string& name) {
  const Column* const column = table.Find(name);
  if (column == nullptr) throw py::key_error(name);
  return *column;
}

// In the notation of Python's module `struct`.
std::string StructFormat(const Column& column) {
  switch (column.value_bytes()) {
    case 1:
      return "b";
    case 2:
      return "h";
    case 4:
      return "i";
    default:
      return column.type() == ColumnType::kDouble ? "d" : "q";
  }
}

py::buffer_info Buffer(const ColumnBuffer& buffer) {
  const Column& column = *buffer.column;
  const ssize_t value_bytes = column.value_bytes();
  return py::buffer_info(const_cast<std::byte*>(column.data()), value_bytes, StructFormat(column),
                         1, {buffer.table->num_rows()}, {value_bytes}, /*readonly=*/true);
}

std::optional<std::vector<std::string_view>> ColumnTexts(const Table& table,
                                                         const std::string& name) {
  const Texts* const texts = FindColumn(table, name).texts().get();
  if (texts == nullptr) return std::nullopt;
  std::vector<std::string_view> list;
  list.reserve(texts->size());
  for (size_t i = 0; i < texts->size(); ++i) {
    const absl::string_view text = (*texts)[i];
    list.emplace_back(text.data(), text.size());
  }
  return list;
}

// A capsule of Arrow's PyCapsule interface. It releases its contents unless they were moved out.
template <typename Structure>
py::capsule MakeCapsule(std::unique_ptr<Structure> structure, const char* name) {
  return py::reinterpret_steal<py::capsule>(
      PyCapsule_New(structure.release(), name, [](PyObject* capsule) {
        auto* const held =
            static_cast<Structure*>(PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule)));
        if (held->release != nullptr) held->release(held);
        delete held;
      }));
}

py::capsule ArrowStream(const SharedTable& table, const py::object&) {
  auto stream = std::make_unique<ArrowArrayStream>();
  ExportTable(table, *stream);
  return MakeCapsule(std::move(stream), "arrow_array_stream");
}

py::capsule ArrowSchemaOf(const SharedTable& table) {
  auto schema = std::make_unique<ArrowSchema>();
  ExportSchema(*table, *schema);
  return MakeCapsule(std::move(schema), "arrow_schema");
}

using Tables = std::vector<std::shared_ptr<const Table>>;

std::shared_ptr<Table> ToPython(const SharedTable& table) {
  return std::const_pointer_cast<Table>(table);
}

// Reads with the GIL released. `progress` is None or takes the bytes read and the bytes in all.
std::vector<std::shared_ptr<Table>> Read(
    DatasetBatches& batches, const py::object& progress,
    absl::FunctionRef<absl::StatusOr<Tables>(IsCancelled)> read) {
  const auto show = [&] { progress(batches.read_bytes(), batches.total_bytes()); };
  PendingSignals signals(progress.is_none() ? std::function<void()>() : show);
  const auto without_gil = [&] {
    const WithoutGil guard;
    return read([&] { return signals.Check(); });
  };
  std::vector<std::shared_ptr<Table>> tables;
  for (const SharedTable& table : ValueOrThrow(without_gil())) tables.push_back(ToPython(table));
  if (!progress.is_none()) show();
  return tables;
}

absl::flat_hash_set<std::string> ToSet(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

std::shared_ptr<Table> Sorted(const SharedTable& table, const std::vector<std::string>& columns,
                              int threads) {
  const std::vector<absl::string_view> names(columns.begin(), columns.end());
  const auto sort = [&] {
    const WithoutGil without_gil;
    return SortTable(*table, names, threads);
  };
  return ToPython(ValueOrThrow(sort()));
}

// A column as it is pickled: its name, its type, its values, and its texts.
using PickledColumn =
    std::tuple<std::string, std::string, py::bytes, std::optional<std::vector<std::string>>>;

py::tuple Pickle(const Table& table) {
  std::vector<PickledColumn> columns;
  for (const Column& column : table.columns()) {
    std::optional<std::vector<std::string>> texts;
    if (column.texts() != nullptr) {
      texts.emplace();
      for (size_t i = 0; i < column.texts()->size(); ++i) {
        texts->emplace_back((*column.texts())[i]);
      }
    }
    columns.emplace_back(
        column.name(), std::string(ColumnTypeName(column.type())),
        py::bytes(reinterpret_cast<const char*>(column.data()), column.size_bytes()),
        std::move(texts));
  }
  return py::make_tuple(table.num_rows(), columns);
}

// Appends what Pickle() made of a column; throws a ValueError if it made something else.
void Unpickle(const PickledColumn& pickled, Table& table) {
  const auto& [name, type_name, bytes, texts] = pickled;
  if (texts.has_value()) {
    const std::vector<absl::string_view> views(texts->begin(), texts->end());
    table.AddTextColumn(name, std::make_shared<const Texts>(views));
  } else {
    constexpr ColumnType kTypes[] = {ColumnType::kDay, ColumnType::kDouble, ColumnType::kInt32,
                                     ColumnType::kInt64};
    const auto* const type =
        std::find_if(std::begin(kTypes), std::end(kTypes),
                     [&](ColumnType each) { return ColumnTypeName(each) == type_name; });
    if (type == std::end(kTypes)) throw py::value_error("not a pickled table");
    table.AddColumn(name, *type);
  }
  Column& column = table.mutable_columns().back();
  const auto values = static_cast<std::string_view>(bytes);
  if (values.size() != column.size_bytes()) throw py::value_error("not a pickled table");
  std::copy(values.begin(), values.end(), column.Values<char>().data());
  if (column.type() != ColumnType::kDay) return;
  const absl::Span<const int32_t> days = column.Values<int32_t>();
  for (size_t row = 0; row < days.size(); ++row) {
    // Stands for no day.
    if (days[row] == std::numeric_limits<int32_t>::min()) {
      column.SetNull(static_cast<int64_t>(row));
    }
  }
}

std::shared_ptr<Table> Unpickle(const py::tuple& state) {
  const auto [num_rows, columns] = py::cast<std::tuple<int64_t, std::vector<PickledColumn>>>(state);
  auto table = std::make_shared<Table>(num_rows);
  for (const PickledColumn& column : columns) Unpickle(column, *table);
  return table;
}

}  // namespace

void RegisterDatasetTable(py::module_ m) {
  py::class_<ColumnBuffer>(m, "ColumnBuffer", py::buffer_protocol(),
                           "The values of a column, for `memoryview` and `numpy.asarray`.")
      .def_buffer(&Buffer);

  py::class_<Table, std::shared_ptr<Table>>(m, "Table", "Columns of equal length; immutable.")
      .def_property_readonly("num_rows", &Table::num_rows)
      .def_property_readonly("column_names",
                             [](const Table& table) {
                               std::vector<std::string> names;
                               for (const Column& column : table.columns()) {
                                 names.push_back(column.name());
                               }
                               return names;
                             })
      .def(
          "type_name",
          [](const Table& table, const std::string& name) {
            return std::string(ColumnTypeName(FindColumn(table, name).type()));
          },
          py::arg("name"), "\"day\", \"double\", \"int32\", \"int64\" or \"text\".")
      .def(
          "values",
          [](const SharedTable& table, const std::string& name) {
            return ColumnBuffer{table, &FindColumn(*table, name)};
          },
          py::arg("name"),
          "The values of a column: days since 1970-01-01, numbers, or indices into texts().")
      .def("texts", &ColumnTexts, py::arg("name"),
           "The distinct texts of a column, sorted; None for a column of another type.")
      .def(
          "null_count",
          [](const Table& table, const std::string& name) {
            return FindColumn(table, name).null_count();
          },
          py::arg("name"), "How many rows have no value in a column.")
      .def("__arrow_c_stream__", &ArrowStream, py::arg("requested_schema") = py::none())
      .def("__arrow_c_schema__", &ArrowSchemaOf)
      .def(
          "head",
          [](const Table& table, int64_t num_rows) { return ToPython(FirstRows(table, num_rows)); },
          py::arg("num_rows"), "A copy of the first rows.")
      .def("sorted", &Sorted, py::arg("columns"), py::arg("threads"),
           "A copy with its rows sorted by columns of days and texts; equals stay in order.")
      .def(py::pickle(&Pickle, py::overload_cast<const py::tuple&>(&Unpickle)));

  py::enum_<DatasetTableKind>(m, "TableKind")
      .value("COUNTERS", DatasetTableKind::kCounters)
      .value("STACKS", DatasetTableKind::kStacks)
      .value("PROGRAMS", DatasetTableKind::kPrograms)
      .value("REPORTS", DatasetTableKind::kReports);

  py::class_<DatasetFilter>(m, "DatasetFilter", "What is read; an empty list does not restrict it.")
      .def(py::init([](const std::vector<std::string>& programs,
                       const std::vector<std::string>& versions,
                       const std::vector<std::string>& goversions,
                       const std::vector<std::string>& goos, const std::vector<std::string>& goarch,
                       const std::vector<std::string>& charts, const std::vector<int>& weeks) {
             DatasetFilter filter = {.programs = ToSet(programs),
                                     .versions = ToSet(versions),
                                     .goversions = ToSet(goversions),
                                     .goos = ToSet(goos),
                                     .goarch = ToSet(goarch),
                                     .charts = ToSet(charts),
                                     .weeks = {}};
             for (const int week : weeks) filter.weeks.insert(absl::CivilDay(1970, 1, 1) + week);
             return filter;
           }),
           py::kw_only(), py::arg("programs"), py::arg("versions"), py::arg("goversions"),
           py::arg("goos"), py::arg("goarch"), py::arg("charts"), py::arg("weeks"),
           "Weeks are days since 1970-01-01.");

  py::class_<DatasetBatches>(m, "DatasetBatches", "Tables of a dataset, read in one pass.")
      .def(py::init([](std::vector<DatasetTableKind> kinds, const std::vector<Path>& paths,
                       const DatasetFilter& filter, const std::vector<std::string>& columns,
                       bool skip_malformed, int threads) {
             return ValueOrThrow(DatasetBatches::Open(std::move(kinds), ToStrings(paths),
                                                      {.filter = filter,
                                                       .skip_malformed = skip_malformed,
                                                       .columns = ToSet(columns),
                                                       .threads = threads}));
           }),
           py::arg("kinds"), py::arg("paths"), py::kw_only(), py::arg("filter"), py::arg("columns"),
           py::arg("skip_malformed"), py::arg("threads"),
           "An empty list of columns means all of them; 0 threads, as many as run at once.")
      .def(
          "next",
          [](DatasetBatches& batches, int64_t batch_bytes, const py::object& progress) {
            return Read(batches, progress, [&](IsCancelled is_cancelled) {
              return batches.Next(batch_bytes, is_cancelled);
            });
          },
          py::arg("batch_bytes"), py::arg("progress"),
          "The tables of the next reports, in the order of the kinds; none at the end.")
      .def(
          "rest",
          [](DatasetBatches& batches, const py::object& progress) {
            return Read(batches, progress,
                        [&](IsCancelled is_cancelled) { return batches.Rest(is_cancelled); });
          },
          py::arg("progress"), "The tables of all reports that are left.")
      .def_property_readonly("skipped", &DatasetBatches::skipped)
      .def_property_readonly("damaged", [](const DatasetBatches& batches) {
        std::vector<py::str> messages;
        for (const std::string& message : batches.damaged()) messages.push_back(ToStr(message));
        return messages;
      });
}

}  // namespace telemetry::python
