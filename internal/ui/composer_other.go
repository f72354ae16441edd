//go:build !linux

package ui

// DefaultComposer is off where UniKey and its like are usual.
const DefaultComposer = "off"
