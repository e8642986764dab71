// Exports tables to other software in the same process through Apache Arrow's C stream interface
// (https://arrow.apache.org/docs/format/CStreamInterface.html), without copying values or texts.
//
//   ArrowArrayStream stream;
//   ExportTable(table, stream);   // the consumer reads it, and calls stream.release
//
// The structs below are Arrow's own; the specification intends them to be copied.

#ifndef REPORT_DATASET_ARROW_STREAM_H_
#define REPORT_DATASET_ARROW_STREAM_H_

#include <cstdint>
#include <memory>

#include "report/dataset/table.h"

extern "C" {

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

}  // extern "C"

namespace telemetry {

// Makes `stream` a stream of `table`, in one record batch, overwriting what it held. Texts are
// dictionary arrays of utf8. Everything obtained from the stream keeps the table alive until it is
// released, and any thread may read and release it; the stream itself must be used by one thread at
// a time.
void ExportTable(std::shared_ptr<const Table> table, ArrowArrayStream& stream);

// Makes `schema` the schema of `table`: a struct with a field for each column.
void ExportSchema(const Table& table, ArrowSchema& schema);

}  // namespace telemetry

#endif  // REPORT_DATASET_ARROW_STREAM_H_
