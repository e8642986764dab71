// How often to publish, as commands take it.
//
//   command.AddOption("--every", period, "How often").Check(WhyNoPublishPeriod);

#ifndef CMD_COLLECTOR_PUBLISH_PERIOD_H_
#define CMD_COLLECTOR_PUBLISH_PERIOD_H_

#include <string>

namespace telemetry::collector {

// Why `text` is no duration from a second to a year; empty if it is.
std::string WhyNoPublishPeriod(const std::string& text);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_PUBLISH_PERIOD_H_
