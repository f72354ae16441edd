package child

import (
	"context"
	"strings"
	"sync"
	"unicode"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/work"
)

// sensitiveSlots tell which slots hold a sensitive field, with its code. It is
// read off the record itself, so that a field that becomes sensitive is hidden
// here without another list to remember.
var sensitiveSlots = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	someDay := func(string) (int, int, int, error) { return 2000, 1, 1, nil }
	for key, s := range slots {
		if s.set == nil { // the rows of groups, which are written together
			out[key] = registry.FieldCircumstance
			continue
		}
		text := "1"
		if len(s.among) > 0 {
			text = s.among[0]
		}
		var p registry.Person
		s.set(&p, text, someDay)
		fields, err := registry.Encode(p)
		if err != nil {
			panic("child: slot " + key + ": " + err.Error())
		}
		for code := range fields {
			if registry.ClassOf[registry.Person](code) == registry.Sensitive {
				out[key], _, _ = strings.Cut(code, ".")
			}
		}
	}
	return out
})

// clearing is what a veil over an input does before something is typed over its
// value; nil for ticks, which are several values.
func clearing(in input) func(typed rune) bool {
	use := unicode.IsPrint
	switch f := in.field.(type) {
	case *kit.Checks:
		return nil
	case *kit.Choice:
		use = f.Names
	case *kit.DigitField, *kit.DateField:
		use = unicode.IsDigit
	}
	return func(typed rune) bool {
		if !use(typed) {
			return false
		}
		in.put("")
		return true
	}
}

// hide drops the veils over what the record says and nobody asked to see or
// changed since.
func (t *tab) hide(seen map[string]bool) {
	for key, in := range t.inputs {
		if in.veil == nil {
			continue
		}
		if text := in.text(); text != "" && text == t.shown[key] && !seen[sensitiveSlots()[key]] {
			in.veil.Drop()
		} else {
			in.veil.Lift()
		}
	}
}

// hide drops the veils of the whole form, see tab.hide.
func (f *Form) hide() {
	if known := f.base.Value.Ethnic; known != "" && f.fields.ethnic.Text == known && !f.seen[registry.FieldEthnic] {
		f.fields.veil.Drop()
	} else {
		f.fields.veil.Lift()
	}
	for _, t := range f.tabs {
		if t != nil {
			t.hide(f.seen)
		}
	}
}

// see shows a sensitive field as long as the form is open, once that is noted.
func (f *Form) see(code string) {
	if f.seen[code] {
		return
	}
	whose := f.id
	if whose == uuid.Nil {
		whose = f.like
	}
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f.acts.ViewSensitive(ctx, f.household, whose, code)
	}, func(_ struct{}, err error) {
		if err != nil {
			f.window.Fail(err)
			return
		}
		f.seen[code] = true
		f.hide()
	})
}
