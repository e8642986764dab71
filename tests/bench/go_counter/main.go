// Command go_counter measures what Go's own telemetry library costs, in the
// JSON format of Google Benchmark, for tools/bench to set beside ours.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"testing"

	"golang.org/x/telemetry/counter"
)

type measurement struct {
	Name     string  `json:"name"`
	RealTime float64 `json:"real_time"`
	TimeUnit string  `json:"time_unit"`
}

func incOnThreads(threads int) func(*testing.B) {
	return func(b *testing.B) {
		previous := runtime.GOMAXPROCS(threads)
		defer runtime.GOMAXPROCS(previous)
		inc := counter.New("bench/counter")
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				inc.Inc()
			}
		})
	}
}

// incBelow counts at the bottom of a stack that is deeper than what counts of
// it, as stack_counter_bench.cc does.
//
//go:noinline
func incBelow(frames int, stack *counter.StackCounter, b *testing.B) {
	if frames > 0 {
		incBelow(frames-1, stack, b)
		return
	}
	for range b.N {
		stack.Inc()
	}
}

func incStack(frames int) func(*testing.B) {
	stack := counter.NewStack("bench/stack", frames)
	return func(b *testing.B) { incBelow(frames, stack, b) }
}

// nanosecondsPerOp is the time that passes for each operation of all threads
// together, as in Google Benchmark.
func nanosecondsPerOp(body func(*testing.B)) float64 {
	result := testing.Benchmark(body)
	return float64(result.T.Nanoseconds()) / float64(result.N)
}

func run() error {
	dir, err := os.MkdirTemp("", "go_counter")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	counter.OpenDir(dir)

	measurements := []measurement{
		{"GoInc/threads:1", nanosecondsPerOp(incOnThreads(1)), "ns"},
		{"GoInc/threads:2", nanosecondsPerOp(incOnThreads(2)), "ns"},
		{"GoStackInc", nanosecondsPerOp(incStack(8)), "ns"},
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", " ")
	return encoder.Encode(map[string]any{"benchmarks": measurements})
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "go_counter:", err)
		os.Exit(1)
	}
}
