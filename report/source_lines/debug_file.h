// Finds the separate file with a program's debug information, in the places where gdb and elfutils
// look for it. No server is asked.
//
//   std::string path = FindDebugFile({.program = "bin/tool", .build_id = id});   // bin/tool.debug
//
// Thread-safe.

#ifndef REPORT_SOURCE_LINES_DEBUG_FILE_H_
#define REPORT_SOURCE_LINES_DEBUG_FILE_H_

#include <cstdint>
#include <string>

namespace telemetry::report_internal {

struct DebugFileQuery {
  // The path of the program or library.
  std::string program;
  // The file name and the CRC-32 from the program's .gnu_debuglink section. Without one, the name
  // is the program's with ".debug" appended.
  std::string link = {};
  uint32_t crc = 0;
  // The bytes of the program's build id; empty if it has none.
  std::string build_id = {};
};

// The path of a debug file with the program's build id or, if it has none, with the CRC; empty if
// there is none. Looks beside the program, in a directory `.debug` beside it, and in the same
// directory below /usr/lib/debug. If the program's path is a symbolic link, also looks where it
// leads.
std::string FindDebugFile(const DebugFileQuery& query);

}  // namespace telemetry::report_internal

#endif  // REPORT_SOURCE_LINES_DEBUG_FILE_H_
