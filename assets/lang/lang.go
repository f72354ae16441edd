// Package lang holds every text of the desktop app, by key: vi.json is what
// people see, en.json is for those who help without Vietnamese.
package lang

import "embed"

// Files are vi.json and en.json: flat objects of key and text. A text may hold
// {{.name}}, which is replaced by the argument of that name.
//
//go:embed *.json
var Files embed.FS
