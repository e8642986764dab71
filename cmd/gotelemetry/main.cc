#include <unistd.h>

#include <iostream>

#include "cmd/gotelemetry/all_commands.h"
#include "cmd/gotelemetry/command_line.h"
#include "cmd/internal/terminal_output.h"

int main(int argc, char** argv) {
  const telemetry::cmd::TerminalOutput guard(std::cout, STDOUT_FILENO);
  return telemetry::cmd::RunCommandLine(telemetry::cmd::AllCommands(), {argv + 1, argv + argc},
                                        std::cout, std::cerr);
}
