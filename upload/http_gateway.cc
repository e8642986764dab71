#include "upload/http_gateway.h"

#include <microhttpd.h>
#include <sys/socket.h>

#include <algorithm>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "config/upload_config.h"
#include "report/report_json.h"
#include "storage/json_writer.h"
#include "storage/report_reader.h"
#include "upload/internal/connection_deadlines.h"
#include "upload/internal/http_answer.h"
#include "upload/internal/http_exchange.h"
#include "upload/internal/http_protocol.h"

namespace telemetry {
namespace {

using internal::ErrorAnswer;
using internal::HttpAnswer;
using internal::HttpError;
using internal::HttpErrorOf;
using internal::HttpExchange;
using internal::HttpRequestHead;
using internal::HttpRoute;
using internal::OkAnswer;

constexpr char kJson[] = "application/json";

// What a connection may take for the head of a request, and to send.
constexpr intptr_t kConnectionMemoryBytes = 32 << 10;

absl::string_view Header(MHD_Connection* connection, const char* name) {
  const char* value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
  return value == nullptr ? absl::string_view() : absl::string_view(value);
}

int SocketOf(MHD_Connection* connection) {
  return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

std::string DroppedJson(const std::vector<v1::DroppedItem>& dropped) {
  JsonWriter json;
  json.BeginObject();
  json.Key("dropped");
  json.BeginArray();
  for (const v1::DroppedItem& item : dropped) {
    json.BeginObject();
    json.Key("program");
    json.String(item.program());
    json.Key("kind");
    json.String(item.kind());
    json.Key("name");
    json.String(item.name());
    json.Key("reason");
    json.String(item.reason());
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return absl::StrCat(std::move(json).Take(), "\n");
}

HttpAnswer UploadAnswer(const absl::StatusOr<std::vector<v1::DroppedItem>>& dropped) {
  if (dropped.ok()) return OkAnswer(kJson, DroppedJson(*dropped));
  if (!absl::IsAlreadyExists(dropped.status())) return ErrorAnswer(HttpErrorOf(dropped.status()));
  // Go's own server takes another report of the same week and X, and so answers 200. Here the first
  // one stays.
  v1::DroppedItem whole;
  whole.set_kind("report");
  whole.set_reason(std::string(dropped.status().message()));
  return OkAnswer(kJson, DroppedJson({whole}));
}

std::string DaysJson(const std::vector<absl::CivilDay>& days) {
  JsonWriter json;
  json.BeginObject();
  json.Key("days");
  json.BeginArray();
  for (const absl::CivilDay day : days) json.String(absl::FormatCivilTime(day));
  json.EndArray();
  json.EndObject();
  return absl::StrCat(std::move(json).Take(), "\n");
}

}  // namespace

// The daemon's thread runs everything but Shutdown(), the look for late peers, and the lambda that
// the committing thread calls.
class HttpGateway::Server {
 public:
  Server(ListeningSocket socket, const Options& options, const Resources& resources,
         ReportReader reader)
      : options_(options),
        resources_(resources),
        socket_(std::move(socket)),
        reader_(std::move(reader)),
        budget_(options.max_buffered_bytes) {}

  absl::Status Start();
  void Shutdown(absl::Time deadline);
  int port() const { return socket_.port(); }

 private:
  // A request and, once it is known, what became of the report in it.
  struct Request {
    HttpExchange exchange;
    // Written by the committing thread before it resumes the connection, which publishes it.
    std::optional<absl::StatusOr<std::vector<v1::DroppedItem>>> taken;
  };

  static MHD_Result OnRequest(void* self, MHD_Connection* connection, const char* url,
                              const char* method, const char* version, const char* data,
                              size_t* data_size, void** request);
  static void OnCompleted(void* self, MHD_Connection* connection, void** request,
                          MHD_RequestTerminationCode code);
  static void OnConnection(void* self, MHD_Connection* connection, void** context,
                           MHD_ConnectionNotificationCode code);

  // Returns MHD_NO if the connection is to be closed.
  MHD_Result BeginRequest(MHD_Connection* connection, const HttpRequestHead& head, Request** begun);
  MHD_Result AnswerRequest(MHD_Connection* connection, Request& request);
  // Hands the report in. Answers when that is decided already, else when the connection is resumed.
  MHD_Result TakeReport(MHD_Connection* connection, Request& request, absl::CivilDay day);
  HttpAnswer ResourceAnswer(const HttpRoute& route);
  MHD_Result Queue(MHD_Connection* connection, HttpAnswer answer);
  void ShutDownLatePeers();

  const Options options_;
  const Resources resources_;
  const ListeningSocket socket_;
  ReportReader reader_;
  internal::BodyBudget budget_;
  internal::ConnectionDeadlines deadlines_;
  MHD_Daemon* daemon_ = nullptr;
  std::thread late_peers_;

  absl::Mutex mutex_;
  bool shutting_down_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  int open_requests_ ABSL_GUARDED_BY(mutex_) = 0;
  int pending_reports_ ABSL_GUARDED_BY(mutex_) = 0;
};

absl::Status HttpGateway::Server::Start() {
  std::vector<MHD_OptionItem> items = {
      {MHD_OPTION_LISTEN_SOCKET, socket_.fd(), nullptr},
      {MHD_OPTION_NOTIFY_COMPLETED, reinterpret_cast<intptr_t>(&OnCompleted), this},
      {MHD_OPTION_NOTIFY_CONNECTION, reinterpret_cast<intptr_t>(&OnConnection), this},
      {MHD_OPTION_CONNECTION_LIMIT, options_.max_connections, nullptr},
      {MHD_OPTION_CONNECTION_MEMORY_LIMIT, kConnectionMemoryBytes, nullptr},
      {MHD_OPTION_CONNECTION_TIMEOUT, absl::ToInt64Seconds(options_.idle_timeout), nullptr},
  };
  unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
  const bool tls = !options_.tls_certificate.empty();
  if (tls) {
    flags |= MHD_USE_TLS;
    items.push_back(
        {MHD_OPTION_HTTPS_MEM_CERT, 0, const_cast<char*>(options_.tls_certificate.c_str())});
    items.push_back({MHD_OPTION_HTTPS_MEM_KEY, 0, const_cast<char*>(options_.tls_key.c_str())});
  }
  items.push_back({MHD_OPTION_END, 0, nullptr});
  daemon_ = MHD_start_daemon(flags, 0, nullptr, nullptr, &OnRequest, this, MHD_OPTION_ARRAY,
                             items.data(), MHD_OPTION_END);
  if (daemon_ == nullptr) {
    if (tls) return absl::InvalidArgumentError("the TLS certificate or its key is not usable");
    return absl::InternalError("the HTTP server does not start");
  }
  late_peers_ = std::thread([this] { ShutDownLatePeers(); });
  return absl::OkStatus();
}

void HttpGateway::Server::Shutdown(absl::Time deadline) {
  {
    absl::MutexLock lock(&mutex_);
    if (std::exchange(shutting_down_, true) || daemon_ == nullptr) return;
  }
  MHD_quiesce_daemon(daemon_);
  // Whoever connects from now on is refused instead of kept waiting.
  shutdown(socket_.fd(), SHUT_RDWR);
  {
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithDeadline(absl::Condition(
                                 +[](int* requests) { return *requests == 0; }, &open_requests_),
                             deadline);
    mutex_.Await(absl::Condition(
        +[](int* reports) { return *reports == 0; }, &pending_reports_));
    stopped_ = true;
  }
  late_peers_.join();
  MHD_stop_daemon(daemon_);
}

void HttpGateway::Server::ShutDownLatePeers() {
  const absl::Duration period = std::min(options_.receive_timeout / 4, absl::Seconds(1));
  absl::MutexLock lock(&mutex_);
  while (!mutex_.AwaitWithTimeout(absl::Condition(&stopped_), period)) {
    deadlines_.ShutDownExpired(absl::Now());
  }
}

void HttpGateway::Server::OnConnection(void* self, MHD_Connection* connection, void** /*context*/,
                                       MHD_ConnectionNotificationCode code) {
  auto& server = *static_cast<Server*>(self);
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    server.deadlines_.Set(SocketOf(connection), absl::Now() + server.options_.receive_timeout);
  } else {
    server.deadlines_.Clear(SocketOf(connection));
  }
}

void HttpGateway::Server::OnCompleted(void* self, MHD_Connection* connection, void** request,
                                      MHD_RequestTerminationCode /*code*/) {
  if (*request == nullptr) return;
  auto& server = *static_cast<Server*>(self);
  delete static_cast<Request*>(*request);
  *request = nullptr;
  server.deadlines_.Set(SocketOf(connection), absl::Now() + server.options_.receive_timeout);
  absl::MutexLock lock(&server.mutex_);
  --server.open_requests_;
}

// libmicrohttpd calls this when the head has arrived, for each piece of the body, at its end, and
// when the connection was resumed.
MHD_Result HttpGateway::Server::OnRequest(void* self, MHD_Connection* connection, const char* url,
                                          const char* method, const char* /*version*/,
                                          const char* data, size_t* data_size, void** context) {
  auto& server = *static_cast<Server*>(self);
  auto* request = static_cast<Request*>(*context);
  if (request == nullptr) {
    const MHD_Result result =
        server.BeginRequest(connection,
                            {.method = method,
                             .path = url,
                             .content_type = Header(connection, MHD_HTTP_HEADER_CONTENT_TYPE),
                             .content_length = Header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH)},
                            &request);
    *context = request;
    return result;
  }
  if (*data_size > 0) {
    const bool go_on = request->exchange.Receive(absl::string_view(data, *data_size));
    *data_size = 0;
    return go_on ? MHD_YES : MHD_NO;
  }
  server.deadlines_.Clear(SocketOf(connection));
  return server.AnswerRequest(connection, *request);
}

MHD_Result HttpGateway::Server::BeginRequest(MHD_Connection* connection,
                                             const HttpRequestHead& head, Request** begun) {
  *begun = new Request{.exchange = HttpExchange(internal::RouteHttpRequest(head), &budget_,
                                                options_.max_discarded_bytes),
                       .taken = std::nullopt};
  {
    absl::MutexLock lock(&mutex_);
    ++open_requests_;
  }
  const auto* error = std::get_if<HttpError>(&(*begun)->exchange.plan());
  if (error == nullptr) return MHD_YES;
  // A client that waits for "100 Continue" sends no body after an error, and a body that is far too
  // long is not worth reading.
  uint64_t length = 0;
  const bool is_hopeless =
      absl::SimpleAtoi(head.content_length, &length) && length > options_.max_discarded_bytes;
  const bool waits =
      absl::EqualsIgnoreCase(Header(connection, MHD_HTTP_HEADER_EXPECT), "100-continue");
  if (is_hopeless || waits) return Queue(connection, ErrorAnswer(*error));
  return MHD_YES;
}

MHD_Result HttpGateway::Server::AnswerRequest(MHD_Connection* connection, Request& request) {
  if (request.taken.has_value()) return Queue(connection, UploadAnswer(*request.taken));
  const auto& plan = request.exchange.plan();
  if (const auto* error = std::get_if<HttpError>(&plan)) {
    return Queue(connection, ErrorAnswer(*error));
  }
  const auto& route = std::get<HttpRoute>(plan);
  if (route.action == HttpRoute::Action::kUpload) {
    return TakeReport(connection, request, route.day);
  }
  return Queue(connection, ResourceAnswer(route));
}

MHD_Result HttpGateway::Server::TakeReport(MHD_Connection* connection, Request& request,
                                           absl::CivilDay day) {
  absl::StatusOr<v1::Report> report = ParseReportJson(request.exchange.body(), "report");
  request.exchange.DropBody();
  absl::Status status = report.status();
  if (status.ok()) status = internal::CheckWeekOfUrl(day, report->week());
  if (!status.ok()) return Queue(connection, ErrorAnswer(HttpErrorOf(status)));
  {
    absl::MutexLock lock(&mutex_);
    ++pending_reports_;
  }
  MHD_suspend_connection(connection);
  resources_.intake->Take(
      *std::move(report),
      [this, connection, &request](absl::StatusOr<std::vector<v1::DroppedItem>> dropped) {
        request.taken = std::move(dropped);
        MHD_resume_connection(connection);
        // Only now may the daemon be stopped: resuming uses it to the end.
        absl::MutexLock lock(&mutex_);
        --pending_reports_;
      });
  return MHD_YES;
}

HttpAnswer HttpGateway::Server::ResourceAnswer(const HttpRoute& route) {
  switch (route.action) {
    case HttpRoute::Action::kListDays: {
      const absl::StatusOr<std::vector<absl::CivilDay>> days = reader_.Weeks();
      if (!days.ok()) {
        return ErrorAnswer({MHD_HTTP_SERVICE_UNAVAILABLE, "the datasets cannot be read now"});
      }
      return OkAnswer(kJson, DaysJson(*days));
    }
    case HttpRoute::Action::kDataset:
      return internal::DatasetAnswer(reader_, route.day);
    case HttpRoute::Action::kConfig:
      return OkAnswer(kJson, absl::StrCat(UploadConfigToJson(resources_.approved->config()), "\n"));
    case HttpRoute::Action::kUpload:
    case HttpRoute::Action::kHealth:
      break;
  }
  return OkAnswer("text/plain; charset=utf-8", "ok\n");
}

MHD_Result HttpGateway::Server::Queue(MHD_Connection* connection, HttpAnswer answer) {
  {
    absl::MutexLock lock(&mutex_);
    if (shutting_down_) {
      MHD_add_response_header(answer.response.get(), MHD_HTTP_HEADER_CONNECTION, "close");
    }
  }
  return MHD_queue_response(connection, answer.status, answer.response.get());
}

absl::StatusOr<std::unique_ptr<HttpGateway>> HttpGateway::Start(ListeningSocket socket,
                                                                const Options& options,
                                                                const Resources& resources) {
  absl::StatusOr<ReportReader> reader = ReportReader::Open(resources.store_path);
  if (!reader.ok()) return reader.status();
  auto server = std::make_unique<Server>(std::move(socket), options, resources, *std::move(reader));
  const absl::Status status = server->Start();
  if (!status.ok()) return status;
  return std::unique_ptr<HttpGateway>(new HttpGateway(std::move(server)));
}

HttpGateway::HttpGateway(std::unique_ptr<Server> server) : server_(std::move(server)) {}

HttpGateway::~HttpGateway() { Shutdown(absl::InfinitePast()); }

int HttpGateway::port() const { return server_->port(); }

void HttpGateway::Shutdown(absl::Time deadline) { server_->Shutdown(deadline); }

}  // namespace telemetry
