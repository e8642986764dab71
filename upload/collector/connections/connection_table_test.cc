#include "upload/collector/connections/connection_table.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <optional>

#include "gtest/gtest.h"

namespace telemetry::upload_internal {
namespace {

sockaddr_storage Ipv4(const char* text) {
  sockaddr_storage address = {};
  auto& ip = reinterpret_cast<sockaddr_in&>(address);
  ip.sin_family = AF_INET;
  EXPECT_EQ(inet_pton(AF_INET, text, &ip.sin_addr), 1);
  return address;
}

sockaddr_storage Ipv6(const char* text) {
  sockaddr_storage address = {};
  auto& ip = reinterpret_cast<sockaddr_in6&>(address);
  ip.sin6_family = AF_INET6;
  EXPECT_EQ(inet_pton(AF_INET6, text, &ip.sin6_addr), 1);
  return address;
}

TEST(SourceOfTest, TakesANetworkAsOneSource) {
  EXPECT_EQ(SourceOf(Ipv4("192.0.2.1"), 7), SourceOf(Ipv4("192.0.2.254"), 7));
  EXPECT_NE(SourceOf(Ipv4("192.0.2.1"), 7), SourceOf(Ipv4("192.0.3.1"), 7));
  EXPECT_EQ(SourceOf(Ipv6("2001:db8:1:2::3"), 7), SourceOf(Ipv6("2001:db8:1:ffff::4"), 7));
  EXPECT_NE(SourceOf(Ipv6("2001:db8:1::"), 7), SourceOf(Ipv6("2001:db8:2::"), 7));
  EXPECT_EQ(SourceOf(Ipv6("::ffff:192.0.2.1"), 7), SourceOf(Ipv4("192.0.2.9"), 7));
  EXPECT_NE(SourceOf(Ipv4("192.0.2.1"), 7), SourceOf(Ipv4("192.0.2.1"), 8));
}

TEST(ConnectionTableTest, MakesRoomByTheOldestOfTheLargestSource) {
  ConnectionTable table({.max_connections = 4, .max_of_source = 4});
  EXPECT_EQ(table.Add(10, 1), std::nullopt);
  EXPECT_EQ(table.Add(20, 2), std::nullopt);
  EXPECT_EQ(table.Add(21, 2), std::nullopt);
  EXPECT_EQ(table.Add(22, 2), std::nullopt);
  EXPECT_EQ(table.Add(30, 3), 20);
  EXPECT_EQ(table.Add(31, 3), 21);
  EXPECT_EQ(table.Add(32, 3), 30);
  EXPECT_EQ(table.size(), 4u);
}

TEST(ConnectionTableTest, LetsASourceHaveItsShareAndNoMore) {
  ConnectionTable table({.max_connections = 100, .max_of_source = 2});
  EXPECT_EQ(table.Add(10, 1), std::nullopt);
  EXPECT_EQ(table.Add(20, 2), std::nullopt);
  EXPECT_EQ(table.Add(21, 2), std::nullopt);
  EXPECT_EQ(table.Add(22, 2), 20);
  table.Remove(21);
  EXPECT_EQ(table.Add(23, 2), std::nullopt);
  EXPECT_EQ(table.Add(11, 1), std::nullopt);
}

TEST(ConnectionTableTest, ForgetsWhatIsRemoved) {
  ConnectionTable table({.max_connections = 1, .max_of_source = 1});
  EXPECT_EQ(table.Add(10, 1), std::nullopt);
  table.Remove(10);
  table.Remove(10);
  EXPECT_EQ(table.size(), 0u);
  EXPECT_EQ(table.Add(10, 1), std::nullopt);
  EXPECT_EQ(table.Add(11, 2), 10);
}

}  // namespace
}  // namespace telemetry::upload_internal
