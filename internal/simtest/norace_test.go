//go:build !race

package simtest

const (
	raceEnabled  = false
	defaultSeeds = 500
)
