#include "report/stacks/stack_id.h"

#include "gtest/gtest.h"

namespace telemetry {
namespace {

// Public stacks of gopls and the identifiers that Go's own tool gave them in golang/go's issues.
TEST(StackIdTest, IsGosForAStackOfCounters) {  // golang/go#64237
  EXPECT_EQ(StackId("gopls/bug\n"
                    "golang.org/x/tools/gopls/internal/bug.report:35\n"
                    "golang.org/x/tools/gopls/internal/bug.Errorf:2\n"
                    "golang.org/x/tools/gopls/internal/lsp/source.hover:188\n"
                    "golang.org/x/tools/gopls/internal/lsp/source.Hover:4\n"
                    "golang.org/x/tools/gopls/internal/lsp.(*Server).hover:18\n"
                    "golang.org/x/tools/gopls/internal/lsp.(*Server).Hover:1\n"
                    "golang.org/x/tools/gopls/internal/lsp/protocol.serverDispatch:300\n"
                    "golang.org/x/tools/gopls/internal/lsp/protocol.ServerHandler.func1:5\n"
                    "golang.org/x/tools/gopls/internal/lsp/lsprpc.handshaker.func1:52\n"
                    "golang.org/x/tools/internal/jsonrpc2.MustReplyHandler.func1:2\n"
                    "golang.org/x/tools/internal/jsonrpc2.AsyncHandler.func1.2:3\n"
                    "runtime.goexit:0"),
            "DaKTNg");
}

TEST(StackIdTest, IsGosForAStackWithRelativeLines) {  // golang/go#66857
  EXPECT_EQ(StackId("gopls/bug\n"
                    "golang.org/x/tools/gopls/internal/util/bug.report:+35\n"
                    "golang.org/x/tools/gopls/internal/util/bug.Errorf:+2\n"
                    "golang.org/x/tools/gopls/internal/golang.hover:+142\n"
                    "golang.org/x/tools/gopls/internal/golang.Hover:+4\n"
                    "golang.org/x/tools/gopls/internal/server.(*server).Hover:+19\n"
                    "golang.org/x/tools/gopls/internal/protocol.serverDispatch:+335\n"
                    "golang.org/x/tools/gopls/internal/protocol.ServerHandler.func1:+5\n"
                    "golang.org/x/tools/gopls/internal/lsprpc.handshaker.func1:+52\n"
                    "golang.org/x/tools/internal/jsonrpc2.MustReplyHandler.func1:+2\n"
                    "golang.org/x/tools/internal/jsonrpc2.AsyncHandler.func1.2:+3\n"
                    "runtime.goexit:+0"),
            "YJISqg");
}

TEST(StackIdTest, IsGosForACrash) {  // golang/go#78887
  EXPECT_EQ(StackId("crash/crash\n"
                    "runtime.throw:+9,+0x33\n"
                    "runtime.sigpanic:+33,+0x213\n"
                    "os.(*fileStat).IsDir:+0,+0x0\n"
                    "path/filepath.walk:+1,+0x3b\n"
                    "path/filepath.Walk:+5,+0x6b\n"
                    "golang.org/x/tools/gopls/internal/filecache.gc:+55,+0x11f\n"
                    "golang.org/x/tools/gopls/internal/filecache.getCacheDir.func1.gowrap1:+0,"
                    "+0x27\n"
                    "runtime.goexit:+0,+0x3"),
            "bfxyqw");
}

TEST(StackIdTest, HashesBytesAboveTheAsciiRangeAsUnsigned) {
  // By Go's hash/fnv and encoding/base64.
  EXPECT_EQ(StackId("stack1"), "Lcq_AA");
  EXPECT_EQ(StackId("\xc3\xa9\xff"), "A4ZhuA");
  EXPECT_EQ(StackId(""), "gRydxQ");
}

TEST(StackIdTest, KnowsTheFormOfAnIdentifier) {
  EXPECT_TRUE(IsStackId("K17t-A"));
  EXPECT_TRUE(IsStackId("Lcq_AA"));
  for (const char* text : {"", "K17t-", "K17t-A=", "K17t/A", "K17t.A"}) {
    EXPECT_FALSE(IsStackId(text)) << text;
  }
}

}  // namespace
}  // namespace telemetry
