#include "counter/flag_usage.h"

#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/flags/commandlineflag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/strip.h"
#include "counter/named_counter.h"

namespace telemetry {
namespace {

// The flag that `argument`, without dashes and value, names: "color", or "nocolor" if it is a bool.
const absl::CommandLineFlag* FindFlag(absl::string_view argument) {
  if (const absl::CommandLineFlag* flag = absl::FindCommandLineFlag(argument)) return flag;
  if (!absl::ConsumePrefix(&argument, "no")) return nullptr;
  const absl::CommandLineFlag* flag = absl::FindCommandLineFlag(argument);
  return flag != nullptr && flag->IsOfType<bool>() ? flag : nullptr;
}

}  // namespace

void CountFlagUsage(absl::string_view chart, int argc, const char* const* argv) {
  std::vector<const absl::CommandLineFlag*> counted;
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (argument == "--") return;
    if (!absl::ConsumePrefix(&argument, "-")) continue;
    absl::ConsumePrefix(&argument, "-");
    const size_t equals = argument.find('=');
    const absl::CommandLineFlag* flag = FindFlag(argument.substr(0, equals));
    if (flag == nullptr) continue;
    // The value is the next argument, which may look like a flag.
    if (equals == absl::string_view::npos && !flag->IsOfType<bool>()) ++i;
    if (absl::c_linear_search(counted, flag)) continue;
    counted.push_back(flag);
    std::string name(chart);
    name.push_back(':');
    name.append(flag->Name().data(), flag->Name().size());
    FindOrCreateCounter(name).Inc();
  }
}

}  // namespace telemetry
