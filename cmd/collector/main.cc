#include <unistd.h>

#include <iostream>

#include "cmd/collector/all_commands.h"
#include "cmd/collector/command_line.h"
#include "cmd/internal/terminal_output.h"

int main(int argc, char** argv) {
  const telemetry::cmd::TerminalOutput guard(std::cout, STDOUT_FILENO);
  return telemetry::collector::RunCommandLine(telemetry::collector::AllCommands(),
                                              {argv + 1, argv + argc}, std::cout, std::cerr);
}
