package screen

import (
	"errors"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
)

// levelOf shows a rule's severity.
var levelOf = map[registry.Severity]kit.Level{registry.Stop: kit.Error, registry.Warn: kit.Warn, registry.Info: kit.Info}

// Beside shows what the rules found beside the fields of a form, the weightiest
// of each, and returns the first field with a stop.
func Beside(form *kit.Form, found []registry.Finding, rowOf map[string]string) (stopped string) {
	form.ClearRemarks()
	seen := map[string]bool{}
	for _, f := range found {
		row, ok := rowOf[f.Field]
		if !ok || seen[f.Field] {
			continue
		}
		seen[f.Field] = true
		best, _ := registry.Beside(found, f.Field)
		form.SetRemark(row, kit.Remark{Level: levelOf[best.Severity], Text: words.Say(best.Key(), words.Args(best.Args))})
		if best.Severity == registry.Stop && stopped == "" {
			stopped = row
		}
	}
	return stopped
}

// Refused shows why a save was refused beside the fields, and tells whether
// the error was a refusal of the rules.
func Refused(form *kit.Form, err error, rowOf map[string]string) bool {
	refused, ok := errors.AsType[*fieldwork.Refused](err)
	if !ok {
		return false
	}
	if row := Beside(form, refused.Found, rowOf); row != "" {
		form.Focus(row)
	}
	return true
}

// Warnings counts what a save found but did not stop at.
func Warnings(found []registry.Finding) int { return len(registry.Warnings(found)) }

// SavedText says that something was saved, and what is left to look at.
func SavedText(what string, found []registry.Finding) string {
	if n := Warnings(found); n > 0 {
		return words.Say("saved.warn", words.Args{"what": what, "n": n})
	}
	return words.Say("saved", words.Args{"what": what})
}
