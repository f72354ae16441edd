//go:build race

package simtest

// Under the race detector SQLite is ten times slower.
const (
	raceEnabled  = true
	defaultSeeds = 6
)
