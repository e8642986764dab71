#include "report/dataset/arrow_stream.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace telemetry {
namespace {

constexpr int64_t kNullable = 2;  // ARROW_FLAG_NULLABLE

// https://arrow.apache.org/docs/format/CDataInterface.html#data-type-description-format-strings
const char* Format(const Column& column) {
  switch (column.type()) {
    case ColumnType::kDay:
      return "tdD";
    case ColumnType::kDouble:
      return "g";
    case ColumnType::kInt32:
      return "i";
    case ColumnType::kInt64:
      return "l";
    case ColumnType::kText:
      return column.value_bytes() == 1 ? "c" : column.value_bytes() == 2 ? "s" : "i";
  }
  return "n";
}

// A consumer may move a child out and release it separately, at any time and in any order, so each
// node owns what is directly below it.
struct SchemaNode {
  std::string name;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> child_pointers;
  ArrowSchema dictionary = {};
};

template <typename Node, typename Structure>
void ReleaseNode(Structure* structure) {
  for (int64_t i = 0; i < structure->n_children; ++i) {
    Structure* const child = structure->children[i];
    if (child->release != nullptr) child->release(child);
  }
  if (structure->dictionary != nullptr && structure->dictionary->release != nullptr) {
    structure->dictionary->release(structure->dictionary);
  }
  delete static_cast<Node*>(structure->private_data);
  structure->release = nullptr;
}

SchemaNode* MakeSchema(const char* format, std::string name, size_t num_children,
                       ArrowSchema& schema) {
  auto* const node = new SchemaNode{.name = std::move(name), .children = {}, .child_pointers = {}};
  node->children.resize(num_children);
  for (ArrowSchema& child : node->children) node->child_pointers.push_back(&child);
  schema = {};
  schema.format = format;
  schema.name = node->name.c_str();
  schema.n_children = static_cast<int64_t>(num_children);
  schema.children = node->child_pointers.data();
  schema.release = &ReleaseNode<SchemaNode, ArrowSchema>;
  schema.private_data = node;
  return node;
}

void MakeColumnSchema(const Column& column, ArrowSchema& schema) {
  SchemaNode* const node = MakeSchema(Format(column), column.name(), 0, schema);
  // Even if no value is missing in this table, so that all tables of a kind have the same schema.
  schema.flags = kNullable;
  if (column.texts() == nullptr) return;
  MakeSchema("u", "", 0, node->dictionary);
  schema.dictionary = &node->dictionary;
}

struct ArrayNode {
  std::shared_ptr<const Table> table;
  std::vector<const void*> buffers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> child_pointers;
  ArrowArray dictionary = {};
};

ArrayNode* MakeArray(const std::shared_ptr<const Table>& table, int64_t length,
                     std::vector<const void*> buffers, size_t num_children, ArrowArray& array) {
  auto* const node = new ArrayNode{
      .table = table, .buffers = std::move(buffers), .children = {}, .child_pointers = {}};
  node->children.resize(num_children);
  for (ArrowArray& child : node->children) node->child_pointers.push_back(&child);
  array = {};
  array.length = length;
  array.n_buffers = static_cast<int64_t>(node->buffers.size());
  array.buffers = node->buffers.data();
  array.n_children = static_cast<int64_t>(num_children);
  array.children = node->child_pointers.data();
  array.release = &ReleaseNode<ArrayNode, ArrowArray>;
  array.private_data = node;
  return node;
}

void MakeColumnArray(const std::shared_ptr<const Table>& table, const Column& column,
                     ArrowArray& array) {
  const void* const validity = column.null_count() > 0 ? column.validity().data() : nullptr;
  ArrayNode* const node = MakeArray(table, table->num_rows(), {validity, column.data()}, 0, array);
  array.null_count = column.null_count();
  if (column.texts() == nullptr) return;
  const Texts& texts = *column.texts();
  MakeArray(table, static_cast<int64_t>(texts.size()),
            {nullptr, texts.ends().data(), texts.bytes().data()}, 0, node->dictionary);
  array.dictionary = &node->dictionary;
}

void MakeBatch(const std::shared_ptr<const Table>& table, ArrowArray& array) {
  const std::vector<Column>& columns = table->columns();
  ArrayNode* const node = MakeArray(table, table->num_rows(), {nullptr}, columns.size(), array);
  for (size_t i = 0; i < columns.size(); ++i) {
    MakeColumnArray(table, columns[i], node->children[i]);
  }
}

struct StreamNode {
  std::shared_ptr<const Table> table;
  bool done = false;
};

StreamNode& Node(ArrowArrayStream* stream) {
  return *static_cast<StreamNode*>(stream->private_data);
}

int GetSchema(ArrowArrayStream* stream, ArrowSchema* out) {
  ExportSchema(*Node(stream).table, *out);
  return 0;
}

int GetNext(ArrowArrayStream* stream, ArrowArray* out) {
  StreamNode& node = Node(stream);
  if (std::exchange(node.done, true)) {
    *out = {};  // A released array marks the end.
  } else {
    MakeBatch(node.table, *out);
  }
  return 0;
}

const char* GetLastError(ArrowArrayStream*) { return nullptr; }

void ReleaseStream(ArrowArrayStream* stream) {
  delete &Node(stream);
  stream->release = nullptr;
}

}  // namespace

void ExportSchema(const Table& table, ArrowSchema& schema) {
  const std::vector<Column>& columns = table.columns();
  SchemaNode* const node = MakeSchema("+s", "", columns.size(), schema);
  for (size_t i = 0; i < columns.size(); ++i) MakeColumnSchema(columns[i], node->children[i]);
}

void ExportTable(std::shared_ptr<const Table> table, ArrowArrayStream& stream) {
  stream.get_schema = &GetSchema;
  stream.get_next = &GetNext;
  stream.get_last_error = &GetLastError;
  stream.release = &ReleaseStream;
  stream.private_data = new StreamNode{.table = std::move(table)};
}

}  // namespace telemetry
