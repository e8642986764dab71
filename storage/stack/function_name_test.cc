#include "storage/stack/function_name.h"

#include <string>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

struct Example {
  const char* name;
  const char* readable;
};

TEST(FunctionNameTest, KeepsScopesAndTheFunctionsOwnName) {
  const Example examples[] = {
      {"main", "main"},
      {"tool::Count(int)", "tool::Count"},
      {"tool::Map::Find(std::vector<int, std::allocator<int> > const&) const", "tool::Map::Find"},
      {"void tool::Count<int, (Kind)3>(int)", "tool::Count"},
      {"std::map<int, int> tool::Parse<char>(char const*)", "tool::Parse"},
      {"decltype (f(0)) tool::Apply<int (*)(int)>(int (&&)(int))", "tool::Apply"},
      {"tool::Map<int>::Map()", "tool::Map::Map"},
      {"tool::Map<int>::~Map()", "tool::Map::~Map"},
      {"(anonymous namespace)::Helper::Run() &&", "(anonymous namespace)::Helper::Run"},
      {"tool::Name[abi:cxx11](int)", "tool::Name"},
      {"non-virtual thunk to tool::Impl::Close()", "tool::Impl::Close"},
      {"operators(int)", "operators"},
  };
  for (const Example& example : examples) {
    EXPECT_EQ(ShortenFunctionName(example.name), example.readable);
  }
}

TEST(FunctionNameTest, FindsTheNameAmongTheReturnTypesBrackets) {
  const Example examples[] = {
      {"void (*f<int>(int))(char)", "f"},
      {"int (&g<int>()) [3]", "g"},
      {"int (&&tool::g<int>()) [3]", "tool::g"},
      {"void (*(*tool::f<int>(int))(int))(char)", "tool::f"},
      {"void (*(anonymous namespace)::f<int>(int))(char)", "(anonymous namespace)::f"},
      {"int (tool::S<int>::*tool::S<int>::f<int>(int))(int)", "tool::S::f"},
      {"int ((anonymous namespace)::S::*tool::f<int>(int))(int)", "tool::f"},
      {"int tool::S<int>::* tool::S<int>::f<char>(char)", "tool::S::f"},
      {"decltype (*f(0)) tool::Apply<int>(int)", "tool::Apply"},
  };
  for (const Example& example : examples) {
    EXPECT_EQ(ShortenFunctionName(example.name), example.readable);
  }
  EXPECT_EQ(ReadableFunctionName("_Z1fIiEPFvcET_"), "f");
}

TEST(FunctionNameTest, KeepsANameInWhichItFindsNone) {
  EXPECT_EQ(ShortenFunctionName("(int)"), "(int)");
  EXPECT_EQ(ShortenFunctionName("<x>"), "<x>");
}

TEST(FunctionNameTest, KeepsWhichOperatorItIs) {
  const Example examples[] = {
      {"tool::F::operator()(int) const", "tool::F::operator()"},
      {"tool::Map::operator[](unsigned long)", "tool::Map::operator[]"},
      {"bool operator< <int>(Set<int> const&, Set<int> const&)", "operator<"},
      {"std::ostream& tool::operator<< <int>(std::ostream&, int)", "tool::operator<<"},
      {"tool::P<int>::operator->() const", "tool::P::operator->"},
      {"tool::P::operator bool() const", "tool::P::operator bool"},
      {"tool::P::operator std::vector<int>()", "tool::P::operator std::vector"},
      {"operator new[](unsigned long)", "operator new[]"},
      {"operator\"\" _km(long double)", "operator\"\" _km"},
  };
  for (const Example& example : examples) {
    EXPECT_EQ(ShortenFunctionName(example.name), example.readable);
  }
}

TEST(FunctionNameTest, NumbersLambdas) {
  EXPECT_EQ(ShortenFunctionName("main::{lambda(int, char)#2}::operator()(int, char) const"),
            "main::{lambda#2}::operator()");
  EXPECT_EQ(ShortenFunctionName("tool::Map::Visit(int) const::{lambda()#1}::operator()() const"),
            "tool::Map::Visit::{lambda#1}::operator()");
}

TEST(FunctionNameTest, DemanglesLinkageNames) {
  EXPECT_EQ(ReadableFunctionName("_ZN4tool5CountIiEEvSt6vectorIiSaIiEE"), "tool::Count");
  EXPECT_EQ(ReadableFunctionName("_ZNK4tool3MapixEm"), "tool::Map::operator[]");
}

TEST(FunctionNameTest, KeepsWhatTheCompilerAppended) {
  EXPECT_EQ(ReadableFunctionName("_ZN4tool5CountEv.part.0.cold"), "tool::Count.part.0.cold");
  EXPECT_EQ(ReadableFunctionName("qsort.isra.1"), "qsort.isra.1");
}

TEST(FunctionNameTest, LeavesOtherNamesAlone) {
  EXPECT_EQ(ReadableFunctionName("__libc_start_main"), "__libc_start_main");
  EXPECT_EQ(ReadableFunctionName("_Zwhat"), "_Zwhat");
  EXPECT_EQ(ReadableFunctionName("_RNvC4tool4main"), "_RNvC4tool4main");
  EXPECT_EQ(ReadableFunctionName(""), "");
}

TEST(FunctionNameTest, EndsOnUnbalancedNames) {
  for (const char* name : {"a<", "a(", "{lambda(", "operator", "operator ", "f(>", ">", "a::b<c"}) {
    EXPECT_LE(ShortenFunctionName(name).size(), std::string(name).size());
  }
}

}  // namespace
}  // namespace telemetry
