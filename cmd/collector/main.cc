#include <iostream>

#include "cmd/collector/all_commands.h"
#include "cmd/collector/command_line.h"

int main(int argc, char** argv) {
  return telemetry::collector::RunCommandLine(telemetry::collector::AllCommands(),
                                              {argv + 1, argv + argc}, std::cout, std::cerr);
}
