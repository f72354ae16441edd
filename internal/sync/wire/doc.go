// Package wire holds the messages of sync protocol v1 for both ends: what a
// laptop asks and what the provincial server answers. They are types of their
// own, not records: fields are only ever added, and docs/protocol.md describes
// them for a stranger.
package wire
