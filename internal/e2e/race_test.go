//go:build race

package e2e

// Under the race detector SQLite is ten times slower.
const raceEnabled = true
