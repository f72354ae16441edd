package child

import (
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/viet"
)

// places are the choices of presence, in the order of the numbered choice.
var places = []registry.Where{
	registry.AtHome, registry.OutOfProvince, registry.Abroad, registry.MovedAway, registry.Dead, registry.NeverExisted,
}

// fields are the form's fields, in the order of the paper.
type fields struct {
	name, mother, father *kit.TextField
	birth                *kit.DateField
	sex, where           *kit.Choice
	ethnic, why          *kit.PickField
	number               *kit.DigitField
	noFather             *kit.Checks
	province             *kit.TextField
}

func newFields(w screen.Window, ethnic []string, edited func()) *fields {
	f := &fields{
		name: nameField(w, edited), mother: nameField(w, edited), father: nameField(w, edited), province: nameField(w, edited),
		birth: kit.NewDateField(words.ParseDate), sex: kit.NewChoice(words.Say("sex.m"), words.Say("sex.f")),
		ethnic: kit.NewPickField(ethnicOptions(ethnic), viet.SearchKey), why: kit.NewPickField(reasonOptions(), viet.SearchKey),
		number: kit.NewDigitField(' ', 3, 3, 3, 3), noFather: kit.NewChecks(words.Say("child.nofather")),
	}
	f.birth.OnDate = edited
	f.sex.OnPick = func(int) { edited() }
	f.ethnic.OnPick = func(kit.Option, bool) { edited() }
	f.why.OnPick = func(kit.Option, bool) { edited() }
	f.number.OnEdit = func(string) { edited() }
	f.noFather.OnTick = func(int, bool) { edited() }
	names := make([]string, len(places))
	for i, p := range places {
		names[i] = words.Say("where." + string(p))
	}
	f.where = kit.NewChoice(names...)
	f.where.OnPick = func(int) { edited() }
	return f
}

// nameField is for names: the composer is on, and spaces are put right when it
// is left, never while typing.
func nameField(w screen.Window, edited func()) *kit.TextField {
	f := kit.NewTextField()
	f.Compose = w.Compose()
	f.OnLeave = viet.Clean
	f.OnEdit = func(string) { edited() }
	return f
}

func ethnicOptions(names []string) []kit.Option {
	out := make([]kit.Option, len(names))
	for i, n := range names {
		out[i] = kit.Option{ID: n, Text: n}
	}
	return out
}

func reasonOptions() []kit.Option {
	out := make([]kit.Option, len(registry.Reasons))
	for i, r := range registry.Reasons {
		out[i] = kit.Option{ID: string(r.Code), Text: words.Say("reason." + string(r.Code))}
	}
	return out
}

// rows lay the fields out as on the paper.
func (f *fields) rows() []kit.Row {
	return []kit.Row{
		{Key: "name", Label: words.Say("child.name"), Fields: []kit.Field{f.name}, Hint: words.Say("child.namehint")},
		{Key: "birth", Label: words.Say("child.birth"), Fields: []kit.Field{f.birth}, Hint: words.Say("child.birthhint")},
		{Key: "sex", Label: words.Say("child.sex"), Fields: []kit.Field{f.sex}},
		{Key: "ethnic", Label: words.Say("child.ethnic"), Fields: []kit.Field{f.ethnic}},
		{Key: "number", Label: words.Say("child.number"), Fields: []kit.Field{f.number}, Hint: words.Say("child.numberhint")},
		{Key: "why", Label: words.Say("child.why"), Fields: []kit.Field{f.why}},
		{Key: "mother", Label: words.Say("child.mother"), Fields: []kit.Field{f.mother}},
		{Key: "father", Label: words.Say("child.father"), Fields: []kit.Field{f.father, f.noFather}, Weights: []float32{1, 1}, Wide: true},
		{Key: "where", Label: words.Say("child.where"), Fields: []kit.Field{f.where}, Wide: true, Bare: true},
		{Key: "province", Label: words.Say("child.province"), Fields: []kit.Field{f.province}},
	}
}

// rowOf places what the rules find.
var rowOf = map[string]string{
	registry.FieldName: "name", registry.FieldBirth: "birth", registry.FieldSex: "sex", registry.FieldEthnic: "ethnic",
	registry.FieldNumber: "number", registry.FieldReasons: "why", registry.FieldMother: "mother", registry.FieldFather: "father",
	registry.FieldPresence: "province",
}

// into writes what the form holds over a person: fields that the form does not
// show stay as they are.
func (f *fields) into(p registry.Person) registry.Person {
	p.Name, p.Mother, p.Father = f.name.Text, f.mother.Text, f.father.Text
	if y, m, d, err := f.birth.Date(); err == nil {
		p.Birth = registry.Date{Year: y, Month: m, Day: d}
	}
	p.Sex = map[int]registry.Sex{0: registry.Male, 1: registry.Female}[f.sex.Picked()]
	if o, ok := f.ethnic.Chosen(); ok {
		p.Ethnic = o.ID
	}
	p.Number = f.numberInto(p.Number)
	p.Reasons = f.reasonInto(p.Reasons)
	p.NoFather = f.noFather.Ticked(0)
	return f.whereInto(p)
}

// numberInto changes the number only when other digits were typed: then it is
// the family's word until the police confirm it.
func (f *fields) numberInto(n registry.Number) registry.Number {
	typed := registry.PIN(f.number.Digits())
	if typed == n.PIN {
		return n
	}
	if typed == "" {
		return registry.Number{}
	}
	return registry.Number{PIN: typed, Source: registry.FromFamily, Standing: registry.Declared}
}

// reasonInto ticks the reason that was chosen; others that hold stay.
func (f *fields) reasonInto(old map[registry.Reason]bool) map[registry.Reason]bool {
	o, ok := f.why.Chosen()
	if f.number.Digits() != "" {
		return nil
	}
	out := map[registry.Reason]bool{}
	for code, on := range old {
		out[code] = on
	}
	if ok {
		if first := firstReason(old); first != "" && first != registry.Reason(o.ID) {
			delete(out, first)
		}
		out[registry.Reason(o.ID)] = true
	}
	return out
}

// firstReason is the reason that the form shows.
func firstReason(reasons map[registry.Reason]bool) registry.Reason {
	for _, r := range registry.Reasons {
		if reasons[r.Code] {
			return r.Code
		}
	}
	return ""
}

func (f *fields) whereInto(p registry.Person) registry.Person {
	i := f.where.Picked()
	if i < 0 {
		p.Presence = registry.Presence{}
		return p
	}
	p.Presence.Where = places[i]
	p.Presence.Province = f.province.Text
	return p
}

// put fills the form.
func (f *fields) put(p registry.Person) {
	f.name.Put(p.Name)
	f.mother.Put(p.Mother)
	f.father.Put(p.Father)
	f.birth.PutDate(p.Birth.Year, p.Birth.Month, p.Birth.Day)
	f.sex.SetPicked(map[registry.Sex]int{registry.Male: 0, registry.Female: 1, "": -1}[p.Sex])
	f.ethnic.PutOption(p.Ethnic)
	f.number.PutDigits(string(p.Number.PIN))
	if r := firstReason(p.Reasons); r != "" {
		f.why.PutOption(string(r))
	}
	f.noFather.SetTicked(0, p.NoFather)
	f.where.SetPicked(-1)
	for i, place := range places {
		if place == p.Presence.Where {
			f.where.SetPicked(i)
		}
	}
	f.province.Put(p.Presence.Province)
}
