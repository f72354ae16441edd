package screen

import (
	"strings"

	"thamho.vn/internal/registry/match"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
)

// ScoreFacts say what speaks for and against two records being one child, for
// the pane.
func ScoreFacts(s match.Score) []kit.Fact {
	out := make([]kit.Fact, len(s.Because))
	for i, b := range s.Because {
		out[i] = kit.Fact{Text: words.Say("match." + b.Code), Level: kit.Good}
		if b.Points < 0 {
			out[i].Level = kit.Warn
		}
	}
	return out
}

// ScoreLine says in a few words what speaks for it: «giống tên, ngày sinh, mẹ».
func ScoreLine(s match.Score) string {
	var parts []string
	for _, b := range s.Because {
		if b.Points > 0 {
			parts = append(parts, words.Say("match."+b.Code))
		}
	}
	return strings.Join(parts, ", ")
}
