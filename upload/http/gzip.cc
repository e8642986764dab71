#include "upload/http/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace telemetry {
namespace {

// zlib's window size, plus its flag for a gzip header.
constexpr int kGzipWindowBits = 15 + 16;
constexpr int kDefaultMemoryLevel = 8;
constexpr size_t kOutputStepBytes = 64 << 10;
constexpr size_t kMaxInputBytes = std::numeric_limits<uInt>::max();

}  // namespace

std::string GzipCompress(absl::string_view contents) {
  z_stream stream = {};
  // Fails only if out of memory.
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindowBits, kDefaultMemoryLevel,
               Z_DEFAULT_STRATEGY);
  std::string compressed;
  int result = Z_OK;
  while (result != Z_STREAM_END) {
    // zlib does not modify its input.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(contents.data()));
    stream.avail_in = std::min(contents.size(), kMaxInputBytes);
    const size_t offered = stream.avail_in;
    const size_t written = compressed.size();
    compressed.resize(written + kOutputStepBytes);
    stream.next_out = reinterpret_cast<Bytef*>(compressed.data() + written);
    stream.avail_out = kOutputStepBytes;
    result = deflate(&stream, offered == contents.size() ? Z_FINISH : Z_NO_FLUSH);
    contents.remove_prefix(offered - stream.avail_in);
    compressed.resize(compressed.size() - stream.avail_out);
  }
  deflateEnd(&stream);
  return compressed;
}

}  // namespace telemetry
