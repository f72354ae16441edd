package screen

import (
	"slices"
	"strings"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
)

// ChildrenLine says in a line who the children of a household are and what is
// missing.
func ChildrenLine(people []registry.Record[registry.Person], today registry.Date) string {
	var parts []string
	for _, p := range people {
		if IsAdult(p.Value, today) {
			continue
		}
		state := words.Say("review.full")
		if n := len(p.Value.Missing()); n > 0 {
			state = words.Say("review.lacks", words.Args{"n": n})
		}
		if !p.Value.HasNumber() {
			state = words.Say("review.lacksnumber")
		}
		for _, field := range asked(p.Value) {
			state += ", " + words.Say("ask.family", words.Args{"field": strings.ToLower(FieldName(field))})
		}
		parts = append(parts, strings.TrimSpace(p.Value.Name+" "+p.Value.Birth.String())+" "+state)
	}
	return strings.Join(parts, " · ")
}

// asked are the fields about which the family is to be asked.
func asked(p registry.Person) (out []string) {
	for code, what := range p.Handled {
		if field, ok := strings.CutPrefix(code, registry.AskCode("")); ok && what == registry.ToFamily {
			out = append(out, field)
		}
	}
	slices.Sort(out)
	return out
}

// IsAdult tells whether somebody is known to be 16 or more.
func IsAdult(p registry.Person, today registry.Date) bool {
	return p.Birth.Known() && !p.Birth.IsChild(today)
}

// factsShown is how many visits the pane shows.
const factsShown = 6

// VisitFacts are the visits to a household, the newest first, for the pane.
func VisitFacts(visits []registry.Record[registry.Visit]) []kit.Fact {
	if len(visits) == 0 {
		return []kit.Fact{{Text: words.Say("page.novisit")}}
	}
	var facts []kit.Fact
	for i, v := range visits[:min(len(visits), factsShown)] {
		text := outcomeOf(v.Value) + "\n" + typedBy(v)
		if v.Value.Note != "" {
			text += "\n" + v.Value.Note
		}
		facts = append(facts, kit.Fact{Label: visitLabel(v.Value, len(visits)-i), Text: text})
	}
	return facts
}

// VisitLine says in two lines what a visit was; n is its number.
func VisitLine(r registry.Record[registry.Visit], n int) (head, below string) {
	return visitLabel(r.Value, n) + " · " + outcomeOf(r.Value), typedBy(r)
}

func visitLabel(v registry.Visit, n int) string {
	return words.Say("page.visitlabel", words.Args{"n": n, "on": v.On.Padded()})
}

// outcomeOf says how a visit ended: «đi vắng, hẹn 08/01/2023 · thông báo: vắng».
func outcomeOf(v registry.Visit) string {
	text := words.Say("short." + string(v.Outcome))
	if v.Next.Known() {
		text += words.Say("page.visitnext", words.Args{"on": v.Next.Padded()})
	}
	if v.Notice != "" {
		text += words.Say("page.visitnotice", words.Args{"how": words.Say("notice." + string(v.Notice))})
	}
	return text
}

// typedBy says who went, who typed it and when, and how far it came.
func typedBy(r registry.Record[registry.Visit]) string {
	return words.Say("page.visitby", words.Args{
		"by": r.Value.By, "typist": r.Last.Name, "at": r.Last.At.Format("02/01/2006"), "receipt": words.Receipt(r.Receipt),
	})
}
