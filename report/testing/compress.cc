#include "report/testing/compress.h"

#include <zlib.h>
#include <zstd.h>

namespace telemetry::testutil {

std::string Gzip(const std::string& text) {
  constexpr int kLevel = 6;
  constexpr int kLargestWindow = 15;
  constexpr int kGzip = 16;
  constexpr int kMemory = 8;
  z_stream stream = {};
  deflateInit2(&stream, kLevel, Z_DEFLATED, kLargestWindow + kGzip, kMemory, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(const std::string& text) {
  constexpr int kLevel = 3;
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), kLevel));
  return out;
}

}  // namespace telemetry::testutil
