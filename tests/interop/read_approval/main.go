// Reads the files of an approval with Go's own code, and prints what it made of them as JSON:
//
//	read_approval charts FILE    the chart records
//	read_approval config FILE    the upload config, with what Go knows of it
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/telemetry/internal/chartconfig"
	"golang.org/x/telemetry/internal/telemetry"
)

func read(kind string, text []byte) (any, error) {
	if kind == "charts" {
		return chartconfig.Parse(text)
	}
	var config telemetry.UploadConfig
	err := json.Unmarshal(text, &config)
	return config, err
}

func run(kind, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	value, err := read(kind, text)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return json.NewEncoder(os.Stdout).Encode(value)
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: read_approval charts|config FILE")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
