#include "cmd/gotelemetry/question.h"

#include <unistd.h>

#include <iostream>
#include <string>

#include "absl/strings/ascii.h"

namespace telemetry::cmd {

bool CanAsk() { return isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0; }

bool HearsYes() {
  std::string answer;
  std::getline(std::cin, answer);
  answer = absl::AsciiStrToLower(absl::StripAsciiWhitespace(answer));
  return answer == "y" || answer == "yes";
}

}  // namespace telemetry::cmd
