#include "upload/http/gzip.h"

#include <zlib.h>

#include <string>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

// Decompresses like gunzip.
std::string Decompress(std::string compressed, size_t expected_size) {
  std::string contents(expected_size + 1, '\0');
  z_stream stream = {};
  stream.next_in = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_in = compressed.size();
  stream.next_out = reinterpret_cast<Bytef*>(contents.data());
  stream.avail_out = contents.size();
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  contents.resize(stream.total_out);
  inflateEnd(&stream);
  return contents;
}

TEST(GzipTest, GivesBackWhatItTook) {
  EXPECT_EQ(Decompress(GzipCompress(""), 0), "");
  EXPECT_EQ(Decompress(GzipCompress("counted"), 7), "counted");
  // Larger than one output step, and hardly compressible.
  std::string noise;
  uint32_t state = 1;
  for (int i = 0; i < 300'000; ++i) {
    state = state * 1664525 + 1013904223;
    noise.push_back(static_cast<char>(state >> 24));
  }
  EXPECT_EQ(Decompress(GzipCompress(noise), noise.size()), noise);
}

TEST(GzipTest, MakesTextSmaller) {
  EXPECT_LT(GzipCompress(std::string(100'000, 'x')).size(), 1000u);
}

TEST(GzipTest, GivesTheSameBytesForTheSameContents) {
  EXPECT_EQ(GzipCompress("counted"), GzipCompress("counted"));
}

}  // namespace
}  // namespace telemetry
