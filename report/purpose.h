// What the items of an upload report are for, as the config that approves them says: for people who
// are shown what would leave their machine.
//
//   for (const Purpose& purpose : PurposesOf(upload, approvals.latest().config())) Show(purpose);
//
// Pure.

#ifndef REPORT_PURPOSE_H_
#define REPORT_PURPOSE_H_

#include <string>
#include <vector>

#include "config/upload_config/upload_config.pb.h"
#include "report/left_out.h"
#include "report/report.pb.h"

namespace telemetry {

struct Purpose {
  std::string program;
  // kCounter or kStack.
  ItemKind kind;
  // The name, as the config lists it, such as "tool/editor:{vim,emacs}". What else it says follows:
  // the chart's title, where it was proposed, who answers for it, and the day on which it ends,
  // YYYY-MM-DD. Empty if it does not say.
  std::string name;
  std::string title;
  std::vector<std::string> issues;
  std::vector<std::string> owners;
  std::string expires;

  friend bool operator==(const Purpose& a, const Purpose& b) = default;
};

// What `config` says of the items in `upload`, in the config's order: an entry of the config at most
// once, however many of its names or programs are in the report.
std::vector<Purpose> PurposesOf(const v1::Report& upload, const v1::UploadConfig& config);

}  // namespace telemetry

#endif  // REPORT_PURPOSE_H_
