// A connection to an HTTP server on loopback that sends exactly the bytes it is told, for tests of
// how the server takes good and bad requests.
//
//   HttpConnection connection(port);
//   connection.Send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
//   EXPECT_EQ(connection.ReadReply().status, 200);
//
// Waits at most 20 s for anything. Not thread-safe.

#ifndef UPLOAD_TESTING_HTTP_CONNECTION_H_
#define UPLOAD_TESTING_HTTP_CONNECTION_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry::testing {

struct ReceivedReply {
  int status = 0;    // 0: the connection ended before a whole reply had come
  std::string head;  // status line and header fields
  std::string body;  // without the framing of a chunked one
};

class HttpConnection {
 public:
  explicit HttpConnection(int port);
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  // False if the server has closed the connection.
  bool Send(absl::string_view bytes);

  // The next reply. The server's "100 Continue" is one of its own.
  ReceivedReply ReadReply();

  // The head of the next reply, for one that has no body: "" if the connection ended before.
  std::string ReadHead();

  // Waits for the server to close the connection; false if it sends something instead.
  bool WaitForEnd();

 private:
  // Reads until `buffer_` has so many bytes; false at the end of the connection.
  bool Fill(size_t size);
  // Takes from the connection what is before `end`, and drops `end`.
  bool TakeUntil(absl::string_view end, std::string& taken);
  bool Take(size_t size, std::string& taken);
  bool TakeChunks(std::string& body);

  int fd_;
  std::string buffer_;
};

// One request on a connection of its own, with these header fields, each ended by "\r\n".
ReceivedReply Fetch(int port, absl::string_view method, absl::string_view path,
                    absl::string_view header_fields = "", absl::string_view body = "");

// POST of a JSON body.
ReceivedReply PostJson(int port, absl::string_view path, absl::string_view body);

}  // namespace telemetry::testing

#endif  // UPLOAD_TESTING_HTTP_CONNECTION_H_
