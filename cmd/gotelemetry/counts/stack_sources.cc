#include "cmd/gotelemetry/counts/stack_sources.h"

#include <errno.h>
#include <zlib.h>

#include <cstddef>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "report/report.pb.h"
#include "report/report_json.h"
#include "storage/counter_file/counter_file.pb.h"
#include "storage/counter_file/counter_file_format.h"
#include "storage/counter_file/counter_file_parser.h"
#include "storage/files/file.h"
#include "storage/stack/counter_name.h"

namespace telemetry::cmd {
namespace {

constexpr size_t kMaxBytes = size_t{1} << 30;
constexpr absl::string_view kGzipMagic = "\x1f\x8b";
constexpr absl::string_view kZstdMagic = "\x28\xb5\x2f\xfd";

// What `packed`, with gzip, holds.
absl::StatusOr<std::string> Unpack(absl::string_view packed, const std::string& path) {
  const auto damaged = [&] {
    return absl::InvalidArgumentError(absl::StrCat(path, ": damaged, or not packed by gzip"));
  };
  z_stream stream = {};
  constexpr int kGzip = 16 + MAX_WBITS;
  if (inflateInit2(&stream, kGzip) != Z_OK) return damaged();
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> owner(&stream, &inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string text;
  for (int status = Z_OK; stream.avail_in > 0 || status != Z_STREAM_END;) {
    // Packed files may follow each other.
    if (status == Z_STREAM_END && inflateReset(&stream) != Z_OK) return damaged();
    const size_t size = text.size();
    if (size > kMaxBytes) {
      return absl::OutOfRangeError(absl::StrCat(path, ": more than ", kMaxBytes, " bytes"));
    }
    text.resize(size + (size_t{1} << 20));
    stream.next_out = reinterpret_cast<Bytef*>(&text[size]);
    stream.avail_out = static_cast<uInt>(text.size() - size);
    status = inflate(&stream, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END) return damaged();
    text.resize(text.size() - stream.avail_out);
  }
  return text;
}

void AddReport(const v1::Report& report, StackCounts& stacks) {
  for (const v1::ProgramReport& program : report.programs()) {
    for (const auto& [stack, count] : program.stacks()) {
      stacks.counts[stack] += static_cast<uint64_t>(count);
    }
  }
}

// `text` is a report, or one on each line.
absl::StatusOr<StackCounts> StacksOfReports(absl::string_view text, const std::string& path) {
  StackCounts stacks;
  // A report of its own has more than one line.
  if (const absl::StatusOr<v1::Report> report = ParseLocalReportJson(text, path); report.ok()) {
    AddReport(*report, stacks);
    return stacks;
  }
  for (int64_t number = 1; !text.empty(); ++number) {
    const size_t end = text.find('\n');
    const absl::string_view line = text.substr(0, end);
    text.remove_prefix(end == absl::string_view::npos ? text.size() : end + 1);
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    const absl::StatusOr<v1::Report> report =
        ParseLocalReportJson(line, absl::StrCat(path, ":", number));
    if (!report.ok()) return report.status();
    AddReport(*report, stacks);
  }
  return stacks;
}

absl::StatusOr<StackCounts> StacksOfCounterFile(const std::string& path) {
  const absl::StatusOr<v1::CounterFile> file = ReadCounterFile(path);
  if (!file.ok()) return file.status();
  StackCounts stacks = {.counts = {}, .damage = DamageOf(*file, path)};
  for (const auto& [name, count] : file->count()) {
    if (IsStack(name)) stacks.counts[name] += count;
  }
  return stacks;
}

}  // namespace

absl::StatusOr<StackCounts> ReadStackCounts(const std::string& path) {
  // A damaged counter file may have any first bytes.
  if (absl::EndsWith(path, ".count")) return StacksOfCounterFile(path);
  absl::StatusOr<std::string> contents = ReadFile(path, kMaxBytes);
  if (!contents.ok()) return contents.status();
  if (absl::StartsWith(*contents, counter_file_format::kPrefix)) return StacksOfCounterFile(path);
  if (absl::StartsWith(*contents, kZstdMagic)) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": packed by zstd: unpack it first"));
  }
  if (absl::StartsWith(*contents, kGzipMagic)) contents = Unpack(*contents, path);
  if (!contents.ok()) return contents.status();
  return StacksOfReports(*contents, path);
}

}  // namespace telemetry::cmd
