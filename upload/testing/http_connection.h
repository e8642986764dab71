// A connection to an HTTP server on loopback that sends exactly the given bytes, to test how the
// server handles good and bad requests.
//
//   HttpConnection connection(port);
//   connection.Send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
//   EXPECT_EQ(connection.ReadReply().status, 200);
//
// No call waits longer than 20 s. Not thread-safe.

#ifndef UPLOAD_TESTING_HTTP_CONNECTION_H_
#define UPLOAD_TESTING_HTTP_CONNECTION_H_

#include <string>

#include "absl/strings/string_view.h"
#include "storage/unique_fd.h"

namespace telemetry::testutil {

struct ReceivedReply {
  int status = 0;    // 0: the connection ended before the whole reply arrived
  std::string head;  // status line and header fields
  std::string body;  // without chunked framing
};

class HttpConnection {
 public:
  explicit HttpConnection(int port);

  // False if the server has closed the connection.
  bool Send(absl::string_view bytes);

  // Reads the next reply. The server's "100 Continue" counts as a reply of its own.
  ReceivedReply ReadReply();

  // Reads the head of the next reply, for one that has no body; "" if the connection ends first.
  std::string ReadHead();

  // Waits for the server to close the connection; false if it sends something instead.
  bool WaitForEnd();

 private:
  // Reads until `buffer_` has `size` bytes; false at the end of the connection.
  bool Fill(size_t size);
  // Reads up to `end`, which is dropped.
  bool TakeUntil(absl::string_view end, std::string& taken);
  bool Take(size_t size, std::string& taken);
  bool TakeChunks(std::string& body);

  UniqueFd fd_;
  std::string buffer_;
};

// Sends one request on its own connection. Each header field must end with "\r\n".
ReceivedReply Fetch(int port, absl::string_view method, absl::string_view path,
                    absl::string_view header_fields = "", absl::string_view body = "");

// Sends a POST with a JSON body.
ReceivedReply PostJson(int port, absl::string_view path, absl::string_view body);

}  // namespace telemetry::testutil

#endif  // UPLOAD_TESTING_HTTP_CONNECTION_H_
