package child

import (
	"slices"
	"strings"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/viet"
)

// The tabs of the form, in the order of the strip. The first has what every
// visit asks; the others are drawn when they are first turned to.
const (
	tabPerson = iota
	tabPapers
	tabParents
	tabResidence
	tabMore
	tabs
)

var tabNames = [tabs]string{"child.tab.person", "child.tab.papers", "child.tab.parents", "child.tab.residence", "child.tab.more"}

// rowsOf places what the rules find, by tab.
var rowsOf = [tabs]map[string]string{
	tabPerson: {
		registry.FieldName: rowName, registry.FieldBirth: rowBirth, registry.FieldSex: rowSex, registry.FieldEthnic: rowSex,
		registry.FieldNumber: rowNumber, registry.FieldReasons: rowWhy, registry.FieldMother: rowMother, registry.FieldFather: rowFather,
		registry.FieldPresence: rowProvince,
	},
	tabPapers:    {registry.FieldCertificate: "cert", registry.FieldBirthPlace: "birthplace"},
	tabParents:   {registry.FieldMotherMore: "mother1", registry.FieldFatherMore: "father1", registry.FieldGuardian: "guardian1"},
	tabResidence: {registry.FieldDeath: "death"},
	tabMore:      {registry.FieldSchool: "school", registry.FieldHealthCard: "health", registry.FieldCircumstance: spellKey(0, "")},
}

// input is a field with the text that it holds.
type input struct {
	field kit.Field
	row   string
	text  func() string
	put   func(string)
	veil  *kit.Veil // over a sensitive field
}

// tab is one page of the form behind the first.
type tab struct {
	form   *kit.Form
	rows   []kit.Row
	inputs map[string]input  // by slot
	shown  map[string]string // what the record says, by slot
	told   func()            // of what was typed
	see    func(code string) // asks to show a sensitive field
}

// newTab draws a tab; compose is for names, edited is told of what is typed, see
// of sensitive fields that somebody asks to see.
func newTab(which int, compose kit.Composer, edited func(), see func(code string)) *tab {
	t := &tab{inputs: map[string]input{}, shown: map[string]string{}, told: edited, see: see}
	draw := [tabs]func(*tab, kit.Composer) []kit.Row{
		tabPapers: (*tab).papers, tabParents: (*tab).parents, tabResidence: (*tab).residence, tabMore: (*tab).more,
	}[which]
	t.rows = draw(t, compose)
	t.form = kit.NewForm(t.rows)
	t.form.Words = screen.DateRemark
	return t
}

// put shows a person with what was changed since.
func (t *tab) put(p registry.Person, more map[string]string) {
	for key, in := range t.inputs {
		in.put(slots[key].get(&p))
		t.shown[key] = in.text()
	}
	for key, text := range more {
		if in, ok := t.inputs[key]; ok {
			in.put(text)
		}
	}
}

// changed adds to more what differs from what was shown, and takes away what
// does not any more.
func (t *tab) changed(more map[string]string) {
	for key, in := range t.inputs {
		if text := in.text(); text != t.shown[key] {
			more[key] = text
		} else {
			delete(more, key)
		}
	}
}

// row lays fields side by side; their slots name it when a word is none of a
// list's.
func (t *tab) row(key, label string, inputs ...string) kit.Row {
	r := kit.Row{Key: key, Label: words.Say(label), Wide: true}
	for _, slot := range inputs {
		in := t.inputs[slot]
		in.row = key
		r.Fields = append(r.Fields, in.field)
		if code, ok := sensitiveSlots()[slot]; ok {
			in.veil = screen.NewVeil(in.field)
			in.veil.Clear = clearing(in)
			in.veil.OnAsk = func() { t.see(code) }
			r.Veils = append(r.Veils, in.veil)
		}
		t.inputs[slot] = in
	}
	return r
}

func (t *tab) add(slot string, in input) string {
	t.inputs[slot] = in
	return slot
}

func (t *tab) text(slot string, compose kit.Composer) string {
	f := nameField(compose, t.told)
	return t.add(slot, input{field: f, text: func() string { return f.Text }, put: f.Put})
}

// note is a text of more lines.
func (t *tab) note(slot string, compose kit.Composer) string {
	f := kit.NewTextArea(2)
	f.Compose = compose
	f.OnEdit = func(string) { t.told() }
	return t.add(slot, input{field: f, text: func() string { return f.Text }, put: f.Put})
}

func (t *tab) digits(slot string, groups ...int) string {
	f := kit.NewDigitField(' ', groups...)
	f.OnEdit = func(string) { t.told() }
	return t.add(slot, input{field: f, text: f.Digits, put: f.PutDigits})
}

func (t *tab) date(slot string) string {
	f := kit.NewDateField(words.ParseDate)
	f.OnDate = t.told
	return t.add(slot, input{field: f, text: f.Digits, put: func(text string) { screen.PutDate(f, text) }})
}

// choice is one of the slot's codes, numbered; its words begin with prefix.
func (t *tab) choice(slot, prefix string) string {
	among := slots[slot].among
	f := kit.NewChoice(say(prefix, among)...)
	f.Toggle = true
	f.OnPick = func(int) { t.told() }
	return t.add(slot, input{
		field: f, text: func() string { return chosen(among, f.Picked()) },
		put: func(text string) { f.SetPicked(slices.Index(among, text)) },
	})
}

// pick is one of the slot's codes, found by typing; with free any other words
// stand as well.
func (t *tab) pick(slot string, options []kit.Option, free bool) string {
	f := kit.NewPickField(options, viet.SearchKey)
	f.Free = free
	f.OnEdit = func(string) { t.told() }
	f.OnPick = func(kit.Option, bool) { t.told() }
	text := func() string {
		if o, ok := f.Chosen(); ok {
			return o.ID
		}
		return strings.TrimSpace(f.Text)
	}
	return t.add(slot, input{field: f, text: text, put: func(text string) {
		if f.PutOption(text); f.Text == "" {
			f.PutText(text)
		}
	}})
}

func (t *tab) checks(slot, prefix string, codes []string) string {
	f := kit.NewChecks(say(prefix, codes)...)
	f.OnTick = func(int, bool) { t.told() }
	var others []string // codes that have no box stay
	return t.add(slot, input{field: f, text: func() string {
		on := slices.Clone(others)
		for i, c := range codes {
			if f.Ticked(i) {
				on = append(on, c)
			}
		}
		slices.Sort(on)
		return strings.Join(on, ",")
	}, put: func(text string) {
		on := listed(text)
		others = slices.DeleteFunc(slices.Clone(on), func(c string) bool { return slices.Contains(codes, c) })
		for i, c := range codes {
			f.SetTicked(i, slices.Contains(on, c))
		}
	}})
}

// optionsOf name the codes of a slot for a field to pick from.
func optionsOf(slot, prefix string) []kit.Option {
	var out []kit.Option
	for _, code := range slots[slot].among {
		out = append(out, kit.Option{ID: code, Text: words.Say(prefix + code)})
	}
	return out
}

// problem marks what is none of its list's words, and returns the first such row.
func (t *tab) problem() (first string) {
	wrong := map[string]bool{}
	for key, in := range t.inputs {
		if !slots[key].allows(in.text()) {
			wrong[in.row] = true
			t.form.SetRemark(in.row, kit.Remark{Level: kit.Error, Text: words.Say("child.badword")})
		}
	}
	for _, r := range t.rows {
		if wrong[r.Key] {
			return r.Key
		}
	}
	return ""
}
