// Package units carries the tables of administrative units, codes and names
// that programs of this house are built with. It holds the bytes and nothing
// else; SOURCES.md says where each table comes from.
package units

import "embed"

// Files holds the tables by file name, UTF-8 CSV with a header row. The tables
// of the whole nation, wanted for a birth place now and then, are packed with
// Zstandard.
//
//go:embed *.csv *.csv.zst
var Files embed.FS
