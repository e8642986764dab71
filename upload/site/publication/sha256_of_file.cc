#include "upload/site/publication/sha256_of_file.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/errno_error.h"
#include "storage/unique_fd.h"

namespace telemetry::upload_internal {
namespace {

constexpr size_t kPieceBytes = 64 << 10;

struct FreeDigest {
  void operator()(EVP_MD_CTX* digest) const { EVP_MD_CTX_free(digest); }
};

}  // namespace

absl::StatusOr<std::string> Sha256OfFile(const std::string& path) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return ErrnoError("open", path);
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> digest(EVP_MD_CTX_new());
  bool is_ok = digest != nullptr && EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) == 1;
  std::string piece(kPieceBytes, '\0');
  while (is_ok) {
    const ssize_t size = read(fd.get(), piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return ErrnoError("read", path);
    if (size == 0) break;
    is_ok = EVP_DigestUpdate(digest.get(), piece.data(), static_cast<size_t>(size)) == 1;
  }
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (!is_ok || EVP_DigestFinal_ex(digest.get(), bytes, &size) != 1) {
    return absl::InternalError(absl::StrCat(path, ": its SHA-256 cannot be computed"));
  }
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(bytes), size));
}

}  // namespace telemetry::upload_internal
