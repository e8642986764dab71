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
  return Concat(
      tool, " counts how often its features are used. The counts stay on this machine. May it ",
      "upload totals once a week to ", Name(collector), "? They are counts by name, with the ",
      "version of ", tool, ", its compiler, the operating system and the architecture: nothing ",
      "that you write, open or are called.",
      preview_path.empty() ? "" : Concat(" What would be sent is in ", preview_path, "."),
      " To stop it at any time: ", StopCommand(collector));
}

std::string YesChoice(const HostPort& collector) {
  return Concat("Yes, upload to ", Name(collector));
}

std::string PromptThanks(absl::string_view tool, const HostPort& collector,
                         absl::string_view why_not) {
  return Concat("Thank you. ", tool, " uploads totals once a week to ", Name(collector),
                ", and only weeks that begin after today.",
                why_not.empty() ? "" : Concat(" Not yet, because ", why_not, "."),
                " To see what: gotelemetry preview --collector ", Name(collector),
                ". To stop it: ", StopCommand(collector));
}

std::string PromptFailure(const HostPort& collector, absl::string_view problem) {
  return Concat("Nothing is uploaded, because consent could not be recorded: ", problem,
                ". To try again: gotelemetry on --collector ", Name(collector));
}

std::string StopCommand(const HostPort& collector) {
  return Concat("gotelemetry local --collector ", Name(collector));
}

}  // namespace telemetry
