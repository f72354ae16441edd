package child

import (
	"maps"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
)

// wire ties a tab's form to the keys and to the rules.
func (f *Form) wire(form *kit.Form) {
	form.OnEnd = func() { kit.Focus(f.save) } // it stands above, in sight however long the form is
	form.OnEsc = f.window.Back
	form.OnLeave = func(row string) { f.left(row) }
}

// inSight is the form of the tab that is shown.
func (f *Form) inSight() *kit.Form { return f.formOf(f.here) }

// formOf returns the form of a tab, nil for one that was not drawn yet.
func (f *Form) formOf(which int) *kit.Form {
	switch {
	case which == tabPerson:
		return f.form
	case f.tabs[which] == nil:
		return nil
	}
	return f.tabs[which].form
}

// turn shows a tab and draws it the first time.
func (f *Form) turn(to int) {
	if to < 0 || to >= tabs || !f.ready {
		f.strip.SetPicked(f.here)
		return
	}
	if to != tabPerson && f.tabs[to] == nil {
		t := newTab(to, f.window.Compose(), func() { f.draft.Edited() }, f.see)
		t.put(f.base.Value, f.more)
		t.hide(f.seen)
		f.wire(t.form)
		f.tabs[to] = t
	}
	f.strip.SetPicked(to)
	if to != f.here {
		f.here = to
		f.page.SetBody(f.inSight().View())
		f.check()
		f.lookPlaces(to)
	}
	f.inSight().Back()
}

// Leaf turns to the tab before or after.
func (f *Form) Leaf(by int) { f.turn((f.here + by + tabs) % tabs) }

// typed is the whole form as it stands.
func (f *Form) typed() Typed {
	t := f.fields.typed()
	t.More = maps.Clone(f.more)
	if t.More == nil {
		t.More = map[string]string{}
	}
	for _, tab := range f.tabs {
		if tab != nil {
			tab.changed(t.More)
		}
	}
	if len(t.More) == 0 {
		t.More = nil
	}
	return t
}

// beside shows on every tab what the rules found there, and on the strip how
// much of it wants a look.
func (f *Form) beside(found []registry.Finding) {
	for i := range tabs {
		n := 0
		for _, x := range found {
			if _, here := rowsOf[i][x.Field]; here && x.Severity != registry.Info {
				n++
			}
		}
		f.strip.SetCount(i, words.Count(n))
		if form := f.formOf(i); form != nil {
			screen.Beside(form, found, rowsOf[i])
		}
	}
	f.showPlaces()
}

// tabOf returns the first tab on which a rule stops the save.
func tabOf(found []registry.Finding) int {
	for i := range tabs {
		for _, x := range registry.Stops(found) {
			if _, here := rowsOf[i][x.Field]; here {
				return i
			}
		}
	}
	return tabPerson
}

// settle tidies all tabs before a save and returns the first row that can't be
// saved as it stands, with its tab.
func (f *Form) settle() (which int, wrong string) {
	for i := range tabs {
		form := f.formOf(i)
		if form == nil {
			continue
		}
		form.ClearRemarks()
		row := form.Settle()
		if row == "" && i == tabPerson {
			row = f.problems()
		} else if row == "" {
			row = f.tabs[i].problem()
		}
		if row != "" && wrong == "" {
			which, wrong = i, row
		}
	}
	return which, wrong
}
