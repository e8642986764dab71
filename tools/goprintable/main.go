// Prints cmd/internal/go_printable_ranges.h: the code points that Go's %q shows as they are.
//
//	go run tools/goprintable/main.go | clang-format-14 --assume-filename=x.h > cmd/internal/go_printable_ranges.h
//
// It calls strconv.IsPrint on each code point, so it prints what the Go that runs it thinks. To be run when a newer Go
// knows a newer Unicode; tools/lint compares.
package main

import (
	"fmt"
	"strconv"
	"unicode"
)

const head = `// The code points from U+0080 for which Go's strconv.IsPrint holds, as of Unicode %s. Made by
// tools/goprintable, which calls that function on each code point.

#ifndef CMD_INTERNAL_GO_PRINTABLE_RANGES_H_
#define CMD_INTERNAL_GO_PRINTABLE_RANGES_H_

namespace telemetry::cmd {

// Both ends are inclusive.
struct RuneRange {
  char32_t first;
  char32_t last;
};

// Sorted; ranges neither overlap nor touch.
inline constexpr RuneRange kGoPrintableRanges[] = {
`

const foot = `};

}  // namespace telemetry::cmd

#endif  // CMD_INTERNAL_GO_PRINTABLE_RANGES_H_
`

func main() {
	fmt.Printf(head, unicode.Version)
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if !strconv.IsPrint(r) {
			continue
		}
		first := r
		for r < unicode.MaxRune && strconv.IsPrint(r+1) {
			r++
		}
		fmt.Printf("{%#x, %#x},\n", first, r)
	}
	fmt.Print(foot)
}
