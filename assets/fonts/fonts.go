// Package fonts carries the type faces that programs of this house print with.
// It holds the bytes and nothing else; SOURCES.md says where each face comes
// from and OFL.txt under what licence.
package fonts

import "embed"

// Names of the faces in Files: a Times-like family with all of Vietnamese, as
// Decree 30/2020 wants on official papers.
const (
	SerifRegular = "LiberationSerif-Regular.ttf"
	SerifBold    = "LiberationSerif-Bold.ttf"
	SerifItalic  = "LiberationSerif-Italic.ttf"
)

// Files holds the faces by file name, TrueType.
//
//go:embed *.ttf
var Files embed.FS
