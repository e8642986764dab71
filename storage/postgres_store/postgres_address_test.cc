#include "storage/postgres_store/postgres_address.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(PostgresAddressTest, IsRecognised) {
  EXPECT_TRUE(PostgresAddress::IsPostgres("postgresql://h/d"));
  EXPECT_TRUE(PostgresAddress::IsPostgres("postgres://h/d"));
  EXPECT_FALSE(PostgresAddress::IsPostgres("sqlite:/var/lib/reports.db"));
}

TEST(PostgresAddressTest, IsNamedWithoutItsUser) {
  const absl::StatusOr<PostgresAddress> address =
      PostgresAddress::Parse("postgresql://somebody@db1:6432,db2:5432/telemetry?sslmode=require");
  ASSERT_THAT(address, IsOk());
  EXPECT_EQ(address->name(), "postgresql://db1,db2:6432,5432/telemetry");
  EXPECT_EQ(PostgresAddress::Parse("postgresql://?service=store")->name(),
            "postgresql://?service=store");
}

TEST(PostgresAddressTest, RefusesAPasswordAndDoesNotRepeatIt) {
  for (const std::string uri : {"postgresql://u:s3cret@h/d", "postgresql://h/d?password=s3cret",
                                "postgresql://h/d?sslpassword=s3cret"}) {
    EXPECT_THAT(PostgresAddress::Parse(uri),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         AllOf(HasSubstr("PGPASSFILE"), Not(HasSubstr("s3cret")))));
  }
}

TEST(PostgresAddressTest, RefusesWhatLibpqDoesNotUnderstand) {
  for (const std::string uri : {"postgresql://u:s3cret@h:x y/d?%zz", "host=h dbname=d", "s3cret"}) {
    EXPECT_THAT(PostgresAddress::Parse(uri),
                StatusIs(absl::StatusCode::kInvalidArgument, Not(HasSubstr("s3cret"))));
  }
}

}  // namespace
}  // namespace telemetry
