package child

import (
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
)

func (t *tab) papers(compose kit.Composer) []kit.Row {
	return []kit.Row{
		t.row("cert", "child.registered", t.choice("registered", "known.")),
		weighed(t.row("certpaper", "child.certpaper", t.text("certnumber", compose), t.text("certbook", compose)), 1, 1),
		weighed(t.row("certplace", "child.certplace", t.date("certon"), t.text("certplace", compose)), 1, 3),
		t.row("birthplace", "child.birthplace", t.text("birthplace", compose)),
		t.row("origin", "child.origin", t.text("origin", compose)),
		short(t.row("other", "child.other", t.text("other", compose))),
		weighed(t.row("nationality", "child.nationality", t.text("nationality", compose), t.text("religion", compose)), 1, 1),
		bare(t.row("blood", "child.blood", t.choice("blood", "blood."))),
	}
}

func (t *tab) parents(compose kit.Composer) []kit.Row {
	rows := append(t.parent("mother", compose), t.parent("father", compose)...)
	rows = append(rows, t.parent("guardian", compose)...)
	rows = append(rows, bare(weighed(t.row("guardian", "child.guardian", t.text("guardian", compose), t.text("relation", compose)), 2, 1)))
	return append(
		rows,
		bare(t.row("representative", "child.representative", t.choice("representative", "stands."))),
		short(t.row("tohead", "child.tohead", t.pick("tohead", kin(), true))),
	)
}

// kin are the words that the form of residence uses for a child's relation to
// the head of the household.
func kin() []kit.Option {
	var out []kit.Option
	for _, code := range registry.Kin {
		text := words.Say("kin." + code)
		out = append(out, kit.Option{ID: text, Text: text})
	}
	return out
}

func (t *tab) parent(who string, compose kit.Composer) []kit.Row {
	first := t.row(who+"1", "child."+who+"1", t.digits(who+"born", 4), t.digits(who+"number", 3, 3, 3, 3), t.text(who+"phone", nil))
	second := t.row(who+"2", "child."+who+"2", t.pick(who+"life", optionsOf(who+"life", "life."), false), t.text(who+"nation", compose))
	first.Hint = words.Say("child.parenthint")
	return []kit.Row{weighed(first, 2, 4, 4), bare(weighed(second, 1, 1))}
}

func (t *tab) residence(compose kit.Composer) []kit.Row {
	return []kit.Row{
		t.row("permanent", "child.permanent", t.text("permanent", compose)),
		t.row("temporary", "child.temporary", t.text("temporary", compose)),
		t.row("living", "child.living", t.text("living", compose)),
		weighed(t.row("absence", "child.absence", t.choice("absence", "known."), t.date("absenceon")), 3, 1),
		weighed(t.row("since", "child.since", t.date("since"), t.text("told", compose)), 1, 3),
		weighed(t.row("death", "child.death", t.date("deathon"), t.text("deathextract", compose)), 1, 3),
	}
}

func (t *tab) more(compose kit.Composer) []kit.Row {
	stage := t.row("stage", "child.stage", t.pick("stage", optionsOf("stage", "stage."), false), t.digits("grade", 2), t.digits("schoolyear", 4))
	stage.Hint = words.Say("child.stagehint")
	rows := []kit.Row{
		weighed(stage, 4, 1, 2),
		bare(t.row("school", "child.school", t.text("school", compose))),
		t.row("health", "child.health", t.choice("insured", "insured.")),
		weighed(t.row("healthcard", "child.healthcard", t.text("healthcard", nil), t.date("carduntil")), 2, 1),
		bare(t.row("vaccinated", "child.vaccinated", t.choice("vaccinated", "known."))),
		bare(t.row("thin", "child.thin", t.choice("thin", "known."))),
		bare(t.row("disability", "child.disability", t.checks("disability", "disability.", registry.DisabilityKinds))),
		bare(weighed(t.row("degree", "child.degree", t.choice("degree", "degree."), t.text("disabilitypaper", compose)), 3, 2)),
	}
	for i := range shownSpells {
		group := spellKey(i, "group")
		options := make([]kit.Option, 0, len(slots[group].among))
		for _, c := range registry.Circumstances() {
			if c.Class != registry.Restricted {
				options = append(options, kit.Option{ID: string(c.Code), Text: c.Name})
			}
		}
		first := t.row(spellKey(i, ""), "child.spell", t.pick(group, options, false))
		second := t.row(spellKey(i, "2"), "child.spell2", t.date(spellKey(i, "from")), t.date(spellKey(i, "until")), t.text(spellKey(i, "case"), compose), t.text(spellKey(i, "source"), compose))
		rows = append(rows, first, bare(weighed(second, 2, 2, 3, 3)))
	}
	return append(
		rows,
		bare(t.row("risks", "child.risks", t.checks("risks", "risk.", registry.Risks))),
		bare(t.row("card", "child.card", t.choice("card", "card."))),
		bare(t.row("vneid", "child.vneid", t.choice("vneid", "vneid."))),
		bare(t.row("note", "child.note", t.note("note", compose))),
	)
}

func weighed(r kit.Row, weights ...float32) kit.Row {
	r.Weights = weights
	return r
}

// bare is a row of which no rule speaks.
func bare(r kit.Row) kit.Row {
	r.Bare = true
	return r
}

// short gives the field the width that others have; the remark stands beside.
func short(r kit.Row) kit.Row {
	r.Wide = false
	return r
}
