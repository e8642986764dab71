#include "upload/testing/http_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace telemetry::testutil {
namespace {

constexpr int kTimeoutSeconds = 20;

// The value of a header field, or "".
std::string Field(absl::string_view head, absl::string_view name) {
  const std::string start = absl::StrCat("\r\n", name, ": ");
  const size_t at = head.find(start);
  if (at == absl::string_view::npos) return "";
  const absl::string_view rest = head.substr(at + start.size());
  return std::string(rest.substr(0, rest.find("\r\n")));
}

}  // namespace

HttpConnection::HttpConnection(int port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval timeout = {kTimeoutSeconds, 0};
  setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fd_.reset();
}

bool HttpConnection::Send(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(sent);
  }
  return true;
}

bool HttpConnection::Fill(size_t size) {
  char piece[65536];
  while (buffer_.size() < size) {
    const ssize_t got = recv(fd_.get(), piece, sizeof piece, 0);
    if (got <= 0) return false;
    buffer_.append(piece, got);
  }
  return true;
}

bool HttpConnection::TakeUntil(absl::string_view end, std::string& taken) {
  for (;;) {
    const size_t at = buffer_.find(std::string(end));
    if (at != std::string::npos) {
      taken = buffer_.substr(0, at);
      buffer_.erase(0, at + end.size());
      return true;
    }
    if (!Fill(buffer_.size() + 1)) return false;
  }
}

bool HttpConnection::Take(size_t size, std::string& taken) {
  if (!Fill(size)) return false;
  taken = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return true;
}

bool HttpConnection::TakeChunks(std::string& body) {
  for (;;) {
    std::string size_text;
    if (!TakeUntil("\r\n", size_text)) return false;
    const size_t size = strtoul(size_text.c_str(), nullptr, 16);
    std::string chunk;
    if (!Take(size + 2, chunk)) return false;
    if (size == 0) return true;
    body.append(chunk, 0, size);
  }
}

ReceivedReply HttpConnection::ReadReply() {
  ReceivedReply reply;
  if (!TakeUntil("\r\n\r\n", reply.head)) return {};
  const std::string length = Field(reply.head, "Content-Length");
  bool whole = true;
  if (Field(reply.head, "Transfer-Encoding") == "chunked") {
    whole = TakeChunks(reply.body);
  } else if (!length.empty()) {
    whole = Take(strtoul(length.c_str(), nullptr, 10), reply.body);
  }
  // "HTTP/1.1 200 OK"
  if (!whole || reply.head.size() < 12) return {};
  reply.status = atoi(reply.head.c_str() + 9);
  return reply;
}

std::string HttpConnection::ReadHead() {
  std::string head;
  return TakeUntil("\r\n\r\n", head) ? absl::StrCat(head, "\r\n") : "";
}

bool HttpConnection::WaitForEnd() {
  char byte;
  return buffer_.empty() && recv(fd_.get(), &byte, 1, 0) <= 0;
}

ReceivedReply Fetch(int port, absl::string_view method, absl::string_view path,
                    absl::string_view header_fields, absl::string_view body) {
  HttpConnection connection(port);
  connection.Send(absl::StrCat(method, " ", path, " HTTP/1.1\r\nHost: localhost\r\n",
                               "Connection: close\r\n", header_fields, "\r\n", body));
  return connection.ReadReply();
}

ReceivedReply PostJson(int port, absl::string_view path, absl::string_view body) {
  return Fetch(
      port, "POST", path,
      absl::StrCat("Content-Type: application/json\r\nContent-Length: ", body.size(), "\r\n"),
      body);
}

}  // namespace telemetry::testutil
