// Goprogram is a program that counts and uploads with Go's own telemetry library, through its public
// interface alone:
//
//	goprogram [NAME=TIMES]... [stack:NAME]...
//
// It increments each counter NAME that many times from four goroutines and each stack counter once.
// Because the library starts the program again as its uploader, with other arguments, the rest is in
// the environment: INTEROP_DIR is the telemetry directory; with INTEROP_UPLOAD_URL it then uploads,
// as if at the time INTEROP_UPLOAD_TIME (RFC 3339).
package main

import (
	"log"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/telemetry"
	"golang.org/x/telemetry/counter"
)

const goroutines = 4

func main() {
	config := telemetry.Config{TelemetryDir: os.Getenv("INTEROP_DIR")}
	if url := os.Getenv("INTEROP_UPLOAD_URL"); url != "" {
		uploadTime, err := time.Parse(time.RFC3339, os.Getenv("INTEROP_UPLOAD_TIME"))
		if err != nil {
			log.Fatal(err)
		}
		config.Upload = true
		config.UploadURL = url
		config.UploadStartTime = uploadTime
	}
	result := telemetry.Start(config)
	var counting sync.WaitGroup
	for _, argument := range os.Args[1:] {
		if name, isStack := strings.CutPrefix(argument, "stack:"); isStack {
			counter.NewStack(name, 8).Inc()
			continue
		}
		name, times, ok := strings.Cut(argument, "=")
		n, err := strconv.Atoi(times)
		if !ok || err != nil {
			log.Fatalf("%q is not NAME=TIMES", argument)
		}
		count(&counting, counter.New(name), n)
	}
	counting.Wait()
	result.Wait()
}

// count starts incrementing c n times in total, and returns before that is done.
func count(counting *sync.WaitGroup, c *counter.Counter, n int) {
	for i := range goroutines {
		counting.Go(func() {
			for j := i; j < n; j += goroutines {
				c.Inc()
			}
		})
	}
}
