// Whether a report store may grow: a limit on its size, and what it leaves free on its disk.
//
//   absl::Status room = CheckStoreRoom("/data/reports.db", {.min_free_bytes = 64 << 20});
//   if (!room.ok()) return room;
//
// On a full disk a database can neither write nor fold its log into itself, and what else is on the
// disk fails with it. So a store stops before.
//
// Thread-safe.

#ifndef STORAGE_REPORT_STORE_STORE_ROOM_H_
#define STORAGE_REPORT_STORE_STORE_ROOM_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace telemetry {

struct StoreRoomLimits {
  // The most that the store may have, with its log. 0: no limit.
  uint64_t max_bytes = 0;
  // What must be free on the store's disk for programs that are not root's.
  uint64_t min_free_bytes = 0;
};

struct StoreRoom {
  uint64_t store_bytes = 0;
  uint64_t free_bytes = 0;
  bool is_read_only = false;
};

// Whether this is room enough. Unavailable, with the figures and `path`, if not. Pure.
absl::Status CheckStoreRoom(const StoreRoom& room, const StoreRoomLimits& limits,
                            absl::string_view path);

// The same for the store at `path`, of which it asks the file system. Also Unavailable if that does
// not answer.
absl::Status CheckStoreRoom(const std::string& path, const StoreRoomLimits& limits);

}  // namespace telemetry

#endif  // STORAGE_REPORT_STORE_STORE_ROOM_H_
