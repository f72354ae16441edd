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

// Words says a finding to the worker.
func Words(f registry.Finding) string { return words.Say(f.Key(), words.Args(f.Args)) }

// RemarkOf is a finding as it stands beside a field.
func RemarkOf(f registry.Finding) kit.Remark {
	return kit.Remark{Level: levelOf[f.Severity], Text: Words(f)}
}

// Beside shows what the rules found beside the rows of a form, the weightiest
// of each, and returns the first row with a stop.
func Beside(form *kit.Form, found []registry.Finding, rowOf map[string]string) (stopped string) {
	form.ClearRemarks()
	worst := map[string]registry.Finding{}
	for _, f := range found {
		row, ok := rowOf[f.Field]
		if !ok {
			continue
		}
		if before, seen := worst[row]; !seen || f.Severity > before.Severity {
			worst[row] = f
		}
		if f.Severity == registry.Stop && stopped == "" {
			stopped = row
		}
	}
	for row, f := range worst {
		form.SetRemark(row, RemarkOf(f))
	}
	return stopped
}

// Refused shows why a save was refused: beside the fields, and the first stop
// in the status bar too, since its row may be out of sight. It tells whether
// the error was a refusal of the rules.
func Refused(w Window, form *kit.Form, err error, rowOf map[string]string) bool {
	refused, ok := errors.AsType[*fieldwork.Refused](err)
	if !ok {
		return false
	}
	row := Beside(form, refused.Found, rowOf)
	w.Say(kit.Error, Words(registry.Stops(refused.Found)[0]))
	if row != "" {
		form.Focus(row)
	}
	return true
}

// FailBeside shows an error beside the row of the field that it is about, and
// above the work when it is about none.
func FailBeside(w Window, form *kit.Form, err error, rowOf map[string]string) {
	bad, ok := errors.AsType[*registry.Error](err)
	if !ok || rowOf[bad.Field] == "" {
		w.Fail(err)
		return
	}
	form.SetRemark(rowOf[bad.Field], w.Explain(err).Remark())
	form.Focus(rowOf[bad.Field])
}

// SavedText says that something was saved, and what is left to look at.
func SavedText(what string, found []registry.Finding) string {
	if n := len(registry.Warnings(found)); n > 0 {
		return words.Say("saved.warn", words.Args{"what": what, "n": n})
	}
	return words.Say("saved", words.Args{"what": what})
}
