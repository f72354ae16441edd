//go:build race

package demo

// limits on time are not looked at when the race detector slows everything.
const timed = false
