#include <iostream>

#include "cmd/gotelemetry/all_commands.h"
#include "cmd/gotelemetry/command_line.h"

int main(int argc, char** argv) {
  return telemetry::cmd::RunCommandLine(telemetry::cmd::AllCommands(), {argv + 1, argv + argc},
                                        std::cout, std::cerr);
}
