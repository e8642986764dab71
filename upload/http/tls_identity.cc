#include "upload/http/tls_identity.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <time.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "storage/files/file.h"

namespace telemetry {
namespace {

constexpr size_t kMaxPemBytes = 1 << 20;
constexpr absl::Duration kSoon = absl::Hours(14 * 24);
constexpr mode_t kOfOthers = S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH;

struct FreeOpenSsl {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <typename T>
using Owned = std::unique_ptr<T, FreeOpenSsl>;

// Where a message says that something is wrong.
std::string Place(const std::string& path, absl::string_view what) {
  return path.empty() ? std::string(what) : path;
}

// Otherwise OpenSSL asks for a passphrase on the terminal.
int NoPassphrase(char* /*buffer*/, int /*size*/, int /*writes*/, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

Owned<X509> ParseCertificate(const std::string& pem) {
  const Owned<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Owned<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return certificate;
}

absl::StatusOr<Owned<EVP_PKEY>> ParseKey(const TlsIdentity& identity) {
  const Owned<BIO> bio(BIO_new_mem_buf(identity.key.data(), static_cast<int>(identity.key.size())));
  bool has_passphrase = false;
  Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, &has_passphrase));
  ERR_clear_error();
  if (key != nullptr) return key;
  const std::string place = Place(identity.key_path, "the TLS key");
  return absl::InvalidArgumentError(has_passphrase
                                        ? absl::StrCat(place, ": the key has a passphrase")
                                        : absl::StrCat(place, ": not a private key in PEM"));
}

std::optional<absl::Time> TimeOf(const ASN1_TIME* time) {
  tm parts = {};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return absl::FromCivil(absl::CivilSecond(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                                           parts.tm_hour, parts.tm_min, parts.tm_sec),
                         absl::UTCTimeZone());
}

std::string Day(absl::Time time) { return absl::FormatTime("%Y-%m-%d", time, absl::UTCTimeZone()); }

}  // namespace

absl::Status CheckTlsIdentity(const TlsIdentity& identity) {
  const std::string place = Place(identity.certificate_path, "the TLS certificate");
  const Owned<X509> certificate = ParseCertificate(identity.certificate);
  if (certificate == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(place, ": not a certificate in PEM"));
  }
  const absl::StatusOr<Owned<EVP_PKEY>> key = ParseKey(identity);
  if (!key.ok()) return key.status();
  const bool fits = X509_check_private_key(certificate.get(), key->get()) == 1;
  ERR_clear_error();
  if (fits) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(Place(identity.key_path, "the TLS key"),
                                                 ": not the key of the certificate in ", place));
}

absl::StatusOr<TlsIdentity> ReadTlsIdentity(const std::string& certificate_path,
                                            const std::string& key_path) {
  absl::StatusOr<std::string> certificate = ReadFile(certificate_path, kMaxPemBytes);
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<std::string> key = ReadFile(key_path, kMaxPemBytes);
  if (!key.ok()) return key.status();
  TlsIdentity identity{.certificate = *std::move(certificate),
                       .key = *std::move(key),
                       .certificate_path = certificate_path,
                       .key_path = key_path};
  if (absl::Status status = CheckTlsIdentity(identity); !status.ok()) return status;
  return identity;
}

std::vector<std::string> TlsConcerns(const TlsIdentity& identity, absl::Time now) {
  std::vector<std::string> concerns;
  const std::string place = Place(identity.certificate_path, "the TLS certificate");
  const Owned<X509> certificate = ParseCertificate(identity.certificate);
  if (certificate != nullptr) {
    const std::optional<absl::Time> begin = TimeOf(X509_get0_notBefore(certificate.get()));
    const std::optional<absl::Time> end = TimeOf(X509_get0_notAfter(certificate.get()));
    if (begin.has_value() && *begin > now) {
      concerns.push_back(absl::StrCat(place, ": not valid before ", Day(*begin)));
    }
    if (end.has_value() && *end < now + kSoon) {
      concerns.push_back(
          absl::StrCat(place, *end < now ? ": expired on " : ": expires on ", Day(*end)));
    }
  }
  struct stat info = {};
  if (!identity.key_path.empty() && stat(identity.key_path.c_str(), &info) == 0 &&
      (info.st_mode & kOfOthers) != 0) {
    concerns.push_back(absl::StrFormat("%s: others can read or change the key (mode %04o)",
                                       identity.key_path, info.st_mode & 07777));
  }
  return concerns;
}

}  // namespace telemetry
