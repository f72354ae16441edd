//go:build !race

package demo

// limits on time are looked at.
const timed = true
