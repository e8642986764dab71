module example.com/interop

go 1.26.0

tool golang.org/x/telemetry/cmd/gotelemetry

require golang.org/x/telemetry v0.0.0-20261010193011-f71dc92da45e

require (
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
)
