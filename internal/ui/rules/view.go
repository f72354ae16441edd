// Package rules is the list of all that the program looks at when something is
// saved, for an officer to read.
package rules

import (
	"cmp"
	"slices"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
)

// Screen is the screen.
type Screen struct {
	window screen.Window
	list   *kit.List[registry.Rule]
	page   *kit.Page
}

// New makes the screen.
func New(w screen.Window) *Screen {
	all := sorted(registry.Rules())
	s := &Screen{window: w}
	s.list = kit.NewList[registry.Rule](kit.Rows[registry.Rule](all), []kit.Column{
		{Title: words.Say("rules.field"), Least: 150},
		{Title: words.Say("rules.severity"), Least: 110},
		{Title: words.Say("rules.text"), Weight: 1},
		{Title: words.Say("rules.code"), Least: 170},
	}, cells)
	s.list.OnMove = func(int) { w.PanelChanged() }
	s.page = kit.NewPage(kit.PageParts{Title: words.Say("rules.title", words.Args{"n": len(all)}), Body: s.list, Foot: kit.NewText(words.Say("rules.foot"), kit.Caption)})
	return s
}

// sorted puts the weightiest first, each rule of a field once.
func sorted(all []registry.Rule) []registry.Rule {
	slices.SortFunc(all, func(a, b registry.Rule) int {
		return cmp.Or(int(b.Severity-a.Severity), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Code, b.Code))
	})
	return slices.Compact(all)
}

// text is what the rule says, with an ellipsis for what depends on the record.
func text(r registry.Rule) string {
	blank := words.Args{}
	for _, name := range []string{"n", "max", "year", "code", "name", "household"} {
		blank[name] = "…"
	}
	return words.Say(r.Key(), blank)
}

func cells(r registry.Rule) []kit.Cell {
	field, _ := words.Find("field."+r.Field, nil)
	level := map[registry.Severity]kit.Level{registry.Stop: kit.Error, registry.Warn: kit.Warn, registry.Info: kit.Info}[r.Severity]
	return []kit.Cell{
		kit.Say(field), {Text: words.Say("severity." + severity(r.Severity)), Level: level}, kit.Say(text(r)), {Text: r.Code, Quiet: true},
	}
}

func severity(s registry.Severity) string {
	return map[registry.Severity]string{registry.Stop: "stop", registry.Warn: "warn", registry.Info: "info"}[s]
}

// Name names the screen in the log.
func (s *Screen) Name() string { return "rules" }

// View returns the screen.
func (s *Screen) View() fyne.CanvasObject { return s.page }

// Arrive takes the focus.
func (s *Screen) Arrive() {
	kit.Focus(s.list)
	s.window.Shown(s.Name())
}

// Changed does nothing: rules belong to the program.
func (s *Screen) Changed(registry.Signal) {}

// Panel says the whole text of the chosen rule.
func (s *Screen) Panel() (string, []kit.Fact) {
	r, ok := s.list.CurrentRow()
	if !ok {
		return "", nil
	}
	return r.Code, []kit.Fact{{Label: words.Say("rules.text"), Text: text(r)}, {Label: words.Say("rules.severity"), Text: words.Say("severity." + severity(r.Severity) + ".means")}}
}
