#include "report/dataset/internal/decompressor.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace telemetry::report_internal {
namespace {

constexpr absl::string_view kGzipMagic = "\x1f\x8b";
constexpr absl::string_view kZstdMagic = "\x28\xb5\x2f\xfd";
constexpr size_t kInputBytes = size_t{64} << 10;

// The compressed bytes of a file, one buffer at a time.
class Input {
 public:
  explicit Input(const DatasetFile& file) : file_(file), buffer_(kInputBytes, '\0') {}

  // Reads more if everything read so far has been used. Afterwards empty only at the end of the
  // file.
  absl::Status Fill() {
    if (!rest_.empty()) return absl::OkStatus();
    const auto size = static_cast<size_t>(std::min<int64_t>(file_.size() - offset_, kInputBytes));
    absl::Status status = file_.ReadAt(offset_, size, buffer_.data());
    if (!status.ok()) return status;
    offset_ += static_cast<int64_t>(size);
    rest_ = absl::string_view(buffer_.data(), size);
    return absl::OkStatus();
  }

  absl::string_view rest() const { return rest_; }
  void Use(size_t size) { rest_.remove_prefix(size); }

  bool at_end() const { return rest_.empty() && offset_ == file_.size(); }
  // How much of the file has been read.
  int64_t offset() const { return offset_; }

  absl::Status Damaged(absl::string_view why) const {
    return absl::DataLossError(absl::StrCat("cannot read ", file_.path(), ": ", why));
  }

 private:
  const DatasetFile& file_;
  std::string buffer_;
  absl::string_view rest_;
  int64_t offset_ = 0;
};

absl::Status OutOfMemory(const DatasetFile& file) {
  return absl::ResourceExhaustedError(absl::StrCat("cannot read ", file.path(), ": out of memory"));
}

class Gzip : public Decompressor {
 public:
  static absl::StatusOr<std::unique_ptr<Decompressor>> Create(const DatasetFile& file) {
    constexpr int kLargestWindow = 15;
    constexpr int kGzipOnly = 16;
    std::unique_ptr<Gzip> gzip(new Gzip(file));
    // zlib's version and the arguments are right, so this fails only for lack of memory.
    if (inflateInit2(&gzip->stream_, kLargestWindow + kGzipOnly) != Z_OK) return OutOfMemory(file);
    return gzip;
  }
  ~Gzip() override { inflateEnd(&stream_); }

  int64_t consumed_bytes() const override { return input_.offset(); }

 private:
  absl::Status ReadInto(char* buffer, size_t size, size_t& got) override {
    stream_.next_out = reinterpret_cast<Bytef*>(buffer);
    stream_.avail_out = static_cast<uInt>(size);
    absl::Status status;
    while (stream_.avail_out > 0 && status.ok()) {
      status = input_.Fill();
      if (!status.ok()) break;
      if (between_members_) SkipZeros();
      if (!input_.rest().empty()) {
        status = Inflate();
      } else if (!input_.at_end()) {
        continue;  // all of the buffer was zeros
      } else if (between_members_) {
        break;
      } else {
        status = input_.Damaged("the gzip data ends too early");
      }
    }
    got += size - stream_.avail_out;
    return status;
  }

  void SkipZeros() {
    const absl::string_view rest = input_.rest();
    input_.Use(std::min(rest.find_first_not_of('\0'), rest.size()));
  }

  absl::Status Inflate() {
    if (between_members_) inflateReset(&stream_);
    const size_t available = input_.rest().size();
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input_.rest().data()));
    stream_.avail_in = static_cast<uInt>(available);
    const int result = inflate(&stream_, Z_NO_FLUSH);
    input_.Use(available - stream_.avail_in);
    between_members_ = result == Z_STREAM_END;
    if (result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR) return absl::OkStatus();
    return input_.Damaged(stream_.msg != nullptr ? stream_.msg : "damaged gzip data");
  }

  explicit Gzip(const DatasetFile& file) : input_(file) {}

  Input input_;
  z_stream stream_ = {};
  bool between_members_ = false;
};

class Zstd : public Decompressor {
 public:
  static absl::StatusOr<std::unique_ptr<Decompressor>> Create(const DatasetFile& file) {
    std::unique_ptr<Zstd> zstd(new Zstd(file));
    if (zstd->context_ == nullptr) return OutOfMemory(file);
    return zstd;
  }
  ~Zstd() override { ZSTD_freeDCtx(context_); }

  int64_t consumed_bytes() const override { return input_.offset(); }

 private:
  absl::Status ReadInto(char* buffer, size_t size, size_t& got) override {
    ZSTD_outBuffer out = {buffer, size, 0};
    absl::Status status = Decode(out);
    got += out.pos;
    return status;
  }

  absl::Status Decode(ZSTD_outBuffer& out) {
    while (out.pos < out.size) {
      if (absl::Status status = input_.Fill(); !status.ok()) return status;
      if (input_.rest().empty() && between_frames_) break;
      if (between_frames_) BeginFrame();
      ZSTD_inBuffer in = {input_.rest().data(), input_.rest().size(), 0};
      const size_t before = out.pos;
      const size_t result = ZSTD_decompressStream(context_, &out, &in);
      if (ZSTD_isError(result)) return input_.Damaged(ZSTD_getErrorName(result));
      // The decoder may still hold output when there is no more input.
      if (input_.rest().empty() && out.pos == before) {
        return input_.Damaged("the zstd data ends too early");
      }
      input_.Use(in.pos);
      frame_bytes_ += out.pos - before;
      between_frames_ = result == 0;
      if (between_frames_ && !HasDeclaredLength()) {
        return input_.Damaged("the zstd data is not as long as it says");
      }
    }
    return absl::OkStatus();
  }

  explicit Zstd(const DatasetFile& file) : input_(file), context_(ZSTD_createDCtx()) {}

  void BeginFrame() {
    declared_bytes_ = ZSTD_getFrameContentSize(input_.rest().data(), input_.rest().size());
    frame_bytes_ = 0;
  }

  // zstd itself compares the lengths only if there is room for all of the frame.
  bool HasDeclaredLength() const {
    return declared_bytes_ == ZSTD_CONTENTSIZE_UNKNOWN ||
           declared_bytes_ == ZSTD_CONTENTSIZE_ERROR || declared_bytes_ == frame_bytes_;
  }

  Input input_;
  ZSTD_DCtx* const context_;
  bool between_frames_ = true;
  // Of the current frame: its length by its header, if it has one and all of it was in the input,
  // and how much of it has been decoded.
  unsigned long long declared_bytes_ = ZSTD_CONTENTSIZE_UNKNOWN;
  uint64_t frame_bytes_ = 0;
};

}  // namespace

absl::StatusOr<size_t> Decompressor::Read(char* buffer, size_t size) {
  size_t got = 0;
  if (status_.ok()) status_ = ReadInto(buffer, size, got);
  if (got == 0 && !status_.ok()) return status_;
  return got;
}

absl::StatusOr<std::unique_ptr<Decompressor>> OpenCompressed(const DatasetFile& file) {
  char magic[4] = {};
  const auto size = static_cast<size_t>(std::min<int64_t>(file.size(), sizeof(magic)));
  if (absl::Status status = file.ReadAt(0, size, magic); !status.ok()) return status;
  const absl::string_view begin(magic, size);
  if (absl::StartsWith(begin, kGzipMagic)) return Gzip::Create(file);
  if (absl::StartsWith(begin, kZstdMagic)) return Zstd::Create(file);
  return nullptr;
}

}  // namespace telemetry::report_internal
