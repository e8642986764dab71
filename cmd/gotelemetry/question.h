// Asks the user of a terminal.
//
//   if (CanAsk()) out << "Really? [y/N] " << std::flush;
//   if (CanAsk() && !HearsYes()) return;

#ifndef CMD_GOTELEMETRY_QUESTION_H_
#define CMD_GOTELEMETRY_QUESTION_H_

namespace telemetry::cmd {

// Whether standard input and output are terminals.
bool CanAsk();

// Reads a line of standard input. Whether it is "y" or "yes", in any case; the end of the input is
// a no.
bool HearsYes();

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_QUESTION_H_
