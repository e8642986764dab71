// What a config approves, in words, for somebody who is about to consent or has.

#ifndef CMD_GOTELEMETRY_CONSENT_APPROVED_TEXT_H_
#define CMD_GOTELEMETRY_CONSENT_APPROVED_TEXT_H_

#include <string>

#include "config/upload_config/upload_config.pb.h"

namespace telemetry::cmd {

// A line for each program, with the number of its approved counters and stacks, and one for each
// entry of the config, as it is written there: "chart:{a,b}". Indented by two blanks. Printable. Pure.
std::string ApprovedText(const v1::UploadConfig& config);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_CONSENT_APPROVED_TEXT_H_
