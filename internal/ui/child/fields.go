package child

import (
	"slices"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/viet"
)

// fields are the form's fields, in the order of the paper.
type fields struct {
	name, mother, father *kit.TextField
	birth                *kit.DateField
	sex, source, where   *kit.Choice
	ethnic, why          *kit.PickField
	veil                 *kit.Veil // over the ethnic group
	number               *kit.DigitField
	noFather             *kit.Checks
	alike                *kit.Acts
	province             *kit.TextField

	reason string // why the number stands although it disagrees; chosen at its remark
}

// newFields makes the fields. edited is told of every change, settled of those
// that are whole at once: a choice, a tick.
func newFields(compose kit.Composer, ethnic []string, edited, settled func()) *fields {
	f := &fields{
		name: nameField(compose, edited), mother: nameField(compose, edited), father: nameField(compose, edited),
		province: nameField(compose, edited), birth: kit.NewDateField(words.ParseDate),
		ethnic: kit.NewPickField(named(ethnic), viet.SearchKey), why: kit.NewPickField(reasonOptions(), viet.SearchKey),
		number: kit.NewDigitField(' ', 3, 3, 3, 3), alike: kit.NewActs(), noFather: kit.NewChecks(words.Say("child.nofather")),
		sex: kit.NewChoice(words.Say("sex.m"), words.Say("sex.f")),
	}
	f.source = kit.NewChoice(say("source.", registry.Sources)...)
	f.where = kit.NewChoice(say("where.", registry.Places)...)
	f.source.Toggle = true
	f.veil = screen.NewVeil(f.ethnic)
	f.veil.Clear = func(rune) bool {
		f.ethnic.PutText("")
		return true
	}
	f.birth.OnDate = edited
	f.number.OnEdit = func(string) { f.reason = ""; edited() }
	f.noFather.OnTick = func(int, bool) { settled() }
	for _, c := range []*kit.Choice{f.sex, f.source, f.where} {
		c.OnPick = func(int) { settled() }
	}
	for _, p := range []*kit.PickField{f.ethnic, f.why} {
		p.OnEdit = func(string) { edited() }
		p.OnPick = func(kit.Option, bool) { settled() }
	}
	return f
}

// nameField is for names: the composer is on, and spaces are put right when it
// is left, never while typing.
func nameField(compose kit.Composer, edited func()) *kit.TextField {
	f := kit.NewTextField()
	f.Compose, f.OnLeave = compose, viet.Clean
	f.OnEdit = func(string) { edited() }
	return f
}

func named(names []string) []kit.Option {
	out := make([]kit.Option, len(names))
	for i, n := range names {
		out[i] = kit.Option{ID: n, Text: n}
	}
	return out
}

// allReasons name the reasons in Vietnamese.
func allReasons() reasonNames {
	out := reasonNames{}
	for _, r := range registry.AllReasons {
		out[r.Code] = words.Say("reason." + string(r.Code))
	}
	return out
}

func reasonOptions() []kit.Option {
	names := allReasons()
	out := make([]kit.Option, len(registry.AllReasons))
	for i, r := range registry.AllReasons {
		out[i] = kit.Option{ID: string(r.Code), Text: names[r.Code]}
	}
	return out
}

// say names the entries of a numbered choice.
func say[T ~string](prefix string, choice []T) []string {
	out := make([]string, len(choice))
	for i, c := range choice {
		out[i] = words.Say(prefix + string(c))
	}
	return out
}

// rows lay the fields out as on the paper.
func (f *fields) rows() []kit.Row {
	return []kit.Row{
		{Key: rowName, Label: words.Say("child.name"), Fields: []kit.Field{f.name}, Hint: words.Say("child.namehint")},
		{Key: rowBirth, Label: words.Say("child.birth"), Fields: []kit.Field{f.birth}, Hint: words.Say("child.birthhint")},
		{Key: rowSex, Label: words.Say("child.sex"), Fields: []kit.Field{f.sex, f.ethnic}, Veils: []*kit.Veil{f.veil}, Weights: []float32{1, 1}},
		{Key: rowNumber, Label: words.Say("child.number"), Fields: []kit.Field{f.number, f.source}, Weights: []float32{4, 9}, Wide: true, Hint: words.Say("child.numberhint")},
		{Key: rowWhy, Label: words.Say("child.why"), Fields: []kit.Field{f.why}},
		{Key: rowMother, Label: words.Say("child.mother"), Fields: []kit.Field{f.mother}},
		{Key: rowFather, Label: words.Say("child.father"), Fields: []kit.Field{f.father, f.noFather}, Weights: []float32{1, 1}, Wide: true},
		{Key: rowWhere, Label: words.Say("child.where"), Fields: []kit.Field{f.where}, Wide: true, Bare: true},
		{Key: rowProvince, Label: words.Say("child.province"), Fields: []kit.Field{f.province}},
		{Key: rowAlike, Label: words.Say("child.alike"), Fields: []kit.Field{f.alike}, Wide: true},
	}
}

// typed is the form as it stands.
func (f *fields) typed() Typed {
	return Typed{
		Name: f.name.Text, Birth: f.birth.Digits(), Sex: chosen(registry.Sexes, f.sex.Picked()), Ethnic: f.ethnic.Text,
		Number: f.number.Digits(), Source: chosen(registry.Sources, f.source.Picked()), Why: f.why.Text,
		Mother: f.mother.Text, Father: f.father.Text, NoFather: f.noFather.Ticked(0),
		Where: chosen(registry.Places, f.where.Picked()), Province: f.province.Text, WhyStrange: f.reason,
	}
}

// put fills the form.
func (f *fields) put(t Typed) {
	f.name.Put(t.Name)
	screen.PutDate(f.birth, t.Birth)
	f.sex.SetPicked(slices.Index(registry.Sexes, t.Sex))
	f.ethnic.PutText(t.Ethnic)
	f.number.PutDigits(t.Number)
	f.source.SetPicked(slices.Index(registry.Sources, t.Source))
	f.why.PutText(t.Why)
	f.mother.Put(t.Mother)
	f.father.Put(t.Father)
	f.noFather.SetTicked(0, t.NoFather)
	f.where.SetPicked(slices.Index(registry.Places, t.Where))
	f.province.Put(t.Province)
	f.reason = t.WhyStrange
}

// chosen returns what stands at a place of a numbered choice; the zero T for
// -1.
func chosen[T any](choice []T, i int) (v T) {
	if i >= 0 && i < len(choice) {
		return choice[i]
	}
	return v
}
