package fieldwork

import (
	"strings"

	"thamho.vn/internal/viet"
)

// cleanLines cleans a note line by line; a note keeps its lines.
func cleanLines(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = viet.Clean(line)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
