module example.com/go_counter

go 1.26.0

require golang.org/x/telemetry v0.0.0-20261010193011-f71dc92da45e

require golang.org/x/sys v0.49.0 // indirect
