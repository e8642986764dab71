#include "report/dataset/dataset_table.h"

#include <pybind11/stl.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "python/bindings/dataset_table.h"
#include "python/bindings/gil.h"
#include "python/bindings/signals.h"
#include "python/bindings/status.h"
#include "python/bindings/text.h"
#include "report/dataset/arrow_stream.h"
#include "report/dataset/table.h"

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

// Weeks are days since 1970-01-01.
DatasetTable Read(DatasetTableKind kind, const std::vector<Path>& paths,
                  const std::vector<std::string>& programs, const std::vector<std::string>& charts,
                  const std::vector<int>& weeks, bool skip_malformed, int threads) {
  DatasetTableOptions options;
  options.filter.programs.insert(programs.begin(), programs.end());
  options.filter.charts.insert(charts.begin(), charts.end());
  for (const int week : weeks) options.filter.weeks.insert(absl::CivilDay(1970, 1, 1) + week);
  options.skip_malformed = skip_malformed;
  options.threads = threads;
  PendingSignals signals;
  const auto read = [&] {
    const WithoutGil without_gil;
    return ReadDatasetTable(kind, ToStrings(paths), options, [&] { return signals.Check(); });
  };
  return ValueOrThrow(read());
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
      .def("__arrow_c_schema__", &ArrowSchemaOf);

  py::enum_<DatasetTableKind>(m, "TableKind")
      .value("COUNTERS", DatasetTableKind::kCounters)
      .value("STACKS", DatasetTableKind::kStacks)
      .value("PROGRAMS", DatasetTableKind::kPrograms)
      .value("REPORTS", DatasetTableKind::kReports);

  m.def(
      "read_table",
      [](DatasetTableKind kind, const std::vector<Path>& paths,
         const std::vector<std::string>& programs, const std::vector<std::string>& charts,
         const std::vector<int>& weeks, bool skip_malformed, int threads) {
        DatasetTable read = Read(kind, paths, programs, charts, weeks, skip_malformed, threads);
        std::vector<py::str> damaged;
        for (const std::string& message : read.damaged) damaged.push_back(ToStr(message));
        return std::make_tuple(std::const_pointer_cast<Table>(read.table), read.skipped,
                               std::move(damaged));
      },
      py::arg("kind"), py::arg("paths"), py::kw_only(), py::arg("programs"), py::arg("charts"),
      py::arg("weeks"), py::arg("skip_malformed"), py::arg("threads"),
      "Reads datasets; weeks are days since 1970-01-01. Returns the table, the number of lines "
      "that "
      "were skipped, and what is wrong with each damaged file.");
}

}  // namespace telemetry::python
