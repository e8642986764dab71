#include "config/prompt/prompt_texts.h"

#include <string>

#include "absl/strings/string_view.h"
#include "storage/concat.h"
#include "storage/host_port.h"

namespace telemetry {
namespace {

// As people write it: without the port that everybody has.
std::string Name(const HostPort& collector) {
  const std::string address = collector.ToString();
  const std::string port = Concat(":", kTlsPort);
  if (collector.port() != kTlsPort) return address;
  return address.substr(0, address.size() - port.size());
}

}  // namespace

std::string PromptQuestion(absl::string_view tool, const HostPort& collector,
                           absl::string_view preview_path) {
  const std::string what =
      preview_path.empty()
          ? Concat("May ", tool, " upload how often its features are used, once a week, to ",
                   Name(collector),
                   "? Only totals by name, with its version, compiler, system and ",
                   "architecture: nothing that you write or open.")
          : Concat("What would be sent is in ", preview_path, ". May ", tool,
                   " upload such totals, once a week, to ", Name(collector), "?");
  return Concat(what, " To stop it: ", StopCommand(collector));
}

std::string YesChoice(const HostPort& collector) {
  return Concat("Yes, upload to ", Name(collector));
}

std::string PromptThanks(const HostPort& collector, absl::string_view why_not) {
  return Concat("Thank you.",
                why_not.empty() ? "" : Concat(" Nothing is uploaded yet, because ", why_not, "."),
                "\nTo stop it: ", StopCommand(collector));
}

std::string PromptFailure(const HostPort& collector, absl::string_view problem) {
  return Concat("Nothing is uploaded, because consent could not be recorded: ", problem,
                ". To try again: gotelemetry on --collector ", Name(collector));
}

std::string StopCommand(const HostPort& collector) {
  return Concat("gotelemetry local --collector ", Name(collector));
}

}  // namespace telemetry
