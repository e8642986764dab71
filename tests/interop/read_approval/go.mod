// The path lies below Go's module, because only then may the program use an internal package of it.
module golang.org/x/telemetry/read_approval

go 1.26.0

require golang.org/x/telemetry v0.0.0-20261010193011-f71dc92da45e
