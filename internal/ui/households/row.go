package households

import (
	"thamho.vn/assets/icons"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/viet"
)

func columns() []kit.Column {
	return []kit.Column{
		{Title: words.Say("list.stt"), Least: 40},
		{Title: words.Say("list.head"), Weight: 4, Least: 180},
		{Title: words.Say("list.line"), Weight: 1, Least: 100},
		{Title: words.Say("list.children"), Least: 30, Right: true},
		{Title: words.Say("list.lacking"), Least: 62},
		{Title: words.Say("list.last"), Weight: 2, Least: 178},
		{Title: words.Say("list.receipt"), Least: 98},
	}
}

func cells(r registry.HouseholdRow) []kit.Cell {
	lacking := kit.Say("–")
	if r.NoNumber > 0 {
		lacking = kit.Cell{Text: viet.FormatInt(r.NoNumber), Level: kit.Warn, Icon: icons.Warn}
	}
	receipt := kit.Cell{Text: words.Receipt(r.Receipt), Quiet: r.Receipt == registry.AtProvince}
	switch {
	case r.Returned > 0:
		receipt = kit.Cell{Text: words.Say("list.returned", words.Args{"n": r.Returned}), Level: kit.Warn, Icon: icons.Warn}
	case r.Disputed:
		receipt = kit.Cell{Text: words.Say("disputed"), Level: kit.Warn}
	}
	return []kit.Cell{
		kit.Say(words.STT(r.Number)),
		{Text: r.Head, Bold: true},
		kit.Say(r.Line), kit.Say(viet.FormatInt(r.Children)),
		lacking,
		{Text: lastVisit(r), Quiet: r.Visits == 0},
		receipt,
	}
}

// lastVisit says when and how a household was visited last.
func lastVisit(r registry.HouseholdRow) string {
	args := words.Args{"on": r.LastOn.Padded(), "outcome": words.Say("short." + string(r.Outcome)), "n": r.Visits}
	switch r.Visits {
	case 0:
		return words.Say("list.never")
	case 1:
		return words.Say("list.firstvisit", args)
	}
	return words.Say("list.lastvisit", args)
}

// facts say more about a row than its line has room for.
func facts(r registry.HouseholdRow, hamlet string) []kit.Fact {
	children := kit.Fact{Label: words.Say("pane.children"), Text: words.Say("pane.childcount", words.Args{"n": r.Children, "m": r.NoNumber})}
	if r.NoNumber > 0 {
		children.Level = kit.Warn
	}
	out := []kit.Fact{
		{Label: words.Say("pane.where"), Text: join(hamlet, r.Line)},
		children,
		{Label: words.Say("pane.last"), Text: lastVisit(r)},
	}
	if r.Next.Known() {
		out = append(out, kit.Fact{Label: words.Say("pane.next"), Text: r.Next.Padded()})
	}
	if r.Returned > 0 {
		out = append(out, kit.Fact{Text: words.Say("pane.returned", words.Args{"n": r.Returned}), Level: kit.Warn})
	}
	if r.Disputed {
		out = append(out, kit.Fact{Text: words.Say("pane.disputed"), Level: kit.Warn})
	}
	return append(out,
		kit.Fact{Label: words.Say("list.receipt"), Text: words.Receipt(r.Receipt)},
		kit.Fact{Label: words.Say("pane.keys"), Text: words.Say("pane.keylist")})
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}
