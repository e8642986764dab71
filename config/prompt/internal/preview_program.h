// What would be sent, from the program that would send it: `gotelemetry preview`, with the
// gotelemetry that storage/upload_run/upload_program.h finds.
//
//   const Preview preview = RunPreview(root, collector, upload_config);
//   if (preview.exact) Show(preview.text);
//
// The exact report needs protobuf and the approved counters, which a server must not have to link.
// And where this program is missing, nothing can be uploaded.

#ifndef CONFIG_PROMPT_INTERNAL_PREVIEW_PROGRAM_H_
#define CONFIG_PROMPT_INTERNAL_PREVIEW_PROGRAM_H_

#include <string>

#include "absl/strings/string_view.h"
#include "storage/host_port.h"
#include "storage/telemetry_root.h"

namespace telemetry::config_internal {

struct Preview {
  // For a person. If not exact: why the program could not tell.
  std::string text;
  bool exact = false;
};

// Runs the program, which is stopped after some seconds, and keeps at most a megabyte of its output.
// `upload_config` is what the collector approves, in Go's JSON, if the tool knows it; the program reads it
// from its standard input. Blocks. Opens no socket.
Preview RunPreview(const TelemetryRoot& root, const HostPort& collector,
                   absl::string_view upload_config);

// Writes it to the file at `path`, 0600, as a whole or not at all. Returns whether it could.
bool WritePreview(const std::string& path, absl::string_view text);

}  // namespace telemetry::config_internal

#endif  // CONFIG_PROMPT_INTERNAL_PREVIEW_PROGRAM_H_
