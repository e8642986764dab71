// The configs that a machine has received from one collector, kept in that collector's directory:
// for runs without a network, for knowing what was approved when a week began (config/upload_config/approvals.h),
// and for showing what the user consented to and what has changed since.
//
//   absl::StatusOr<ReceivedConfigs> configs = ReadReceivedConfigs(dir);
//   configs->Receive(config, today, /*shown=*/false);
//   absl::Status kept = WriteReceivedConfigs(dir, *configs);
//
// The file, TelemetryDir::upload_config_path(), is JSON, oldest first:
//   {"Configs": [{"Received": "2026-11-02", "Shown": "yes", "Config": {...}}, ...]}
// with each config in the format of config/upload_config/upload_config.h. It is replaced atomically, so readers
// never see a partial file.

#ifndef CONFIG_UPLOAD_CONFIG_RECEIVED_CONFIGS_H_
#define CONFIG_UPLOAD_CONFIG_RECEIVED_CONFIGS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approvals.h"
#include "config/upload_config/upload_config.pb.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

class ReceivedConfigs {
 public:
  struct Entry {
    // The day (UTC) on which it was first received.
    absl::CivilDay received;
    // Whether the user was shown it when consenting.
    bool shown = false;
    v1::UploadConfig config;
  };

  const std::vector<Entry>& entries() const { return entries_; }
  // Null if nothing was received.
  const v1::UploadConfig* latest() const;
  // What the user was last shown when consenting; null if nothing.
  const v1::UploadConfig* shown() const;

  // Adds a config that was received on `day`; one that equals latest() changes nothing but `shown`.
  // Keeps the first of all, which applies to every week since the consent, and what was last shown;
  // of the others, the last of each day, as long as a week that may still be uploaded can need it. If
  // the clock went back, `day` counts as the day of the config before.
  void Receive(v1::UploadConfig config, absl::CivilDay day, bool shown);

  // For use while reading a file.
  void Append(Entry entry) { entries_.push_back(std::move(entry)); }

  // The first config applies to every week since the consent; nothing leaves before it is received.
  Approvals ToApprovals() const;

 private:
  std::vector<Entry> entries_;
};

// Parses what a file holds. InvalidArgument, naming `path`, if it is damaged.
absl::StatusOr<ReceivedConfigs> ParseReceivedConfigs(absl::string_view text,
                                                     const std::string& path);

// The text that ParseReceivedConfigs() parses.
std::string ReceivedConfigsToJson(const ReceivedConfigs& configs);

// Reads what is kept in `dir`. NotFound if nothing is, which is so before the first answer of the
// collector; InvalidArgument if the file is damaged; otherwise as ReadFile() (storage/files/file.h).
absl::StatusOr<ReceivedConfigs> ReadReceivedConfigs(const TelemetryDir& dir);

// What was received until `today`, for adding to it. If something is kept that cannot be read, it is as
// if nothing had been approved until today: damage, which a collector could bring about with configs
// too large to be kept, must not make the next config the first.
ReceivedConfigs ReceivedSoFar(const TelemetryDir& dir, absl::CivilDay today);

// Replaces what is kept. ResourceExhausted if it is larger than can be read again, which leaves what
// is kept as it is; otherwise errors as WriteFileAtomically().
absl::Status WriteReceivedConfigs(const TelemetryDir& dir, const ReceivedConfigs& configs);

}  // namespace telemetry

#endif  // CONFIG_UPLOAD_CONFIG_RECEIVED_CONFIGS_H_
