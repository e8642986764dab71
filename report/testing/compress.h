// Compressed texts for tests.

#ifndef REPORT_TESTING_COMPRESS_H_
#define REPORT_TESTING_COMPRESS_H_

#include <string>

namespace telemetry::testutil {

// The text as one gzip member, or one zstd frame.
std::string Gzip(const std::string& text);
std::string Zstd(const std::string& text);

}  // namespace telemetry::testutil

#endif  // REPORT_TESTING_COMPRESS_H_
