package registry

// Codes of the fields that remarks stand beside. They are the th tags.
const (
	FieldName     = "ho_ten"
	FieldBirth    = "ngay_sinh"
	FieldSex      = "gioi_tinh"
	FieldEthnic   = "dan_toc"
	FieldNumber   = "so_dinh_danh"
	FieldReasons  = "ly_do"
	FieldMother   = "me"
	FieldFather   = "cha"
	FieldPresence = "hien_dien"
	FieldNote     = "ghi_chu"
)

// personRules hold for a child as it is saved. What is missing only warns: a
// paper often lacks it, and half a record is worth more than none.
var personRules = []rule[Person]{
	{"name_missing", Stop, FieldName, func(p Person, _ Date) (Args, bool) { return when(noName(p.Name)) }},
	{"name_digit", Warn, FieldName, func(p Person, _ Date) (Args, bool) { return when(hasDigit(p.Name)) }},
	{"text_long", Stop, FieldName, func(p Person, _ Date) (Args, bool) { return tooLong(maxText, p.Name, p.OtherName) }},
	{"birth_no_such_day", Stop, FieldBirth, func(p Person, _ Date) (Args, bool) { return noSuchDay(p.Birth) }},
	{"birth_too_old", Stop, FieldBirth, func(p Person, _ Date) (Args, bool) { return tooOld(p.Birth) }},
	{"birth_future", Stop, FieldBirth, func(p Person, today Date) (Args, bool) { return when(p.Birth.After(today)) }},
	{"birth_missing", Warn, FieldBirth, func(p Person, _ Date) (Args, bool) { return when(!p.Birth.Known()) }},
	{"birth_no_child", Warn, FieldBirth, noLongerChild},
	{"sex_missing", Warn, FieldSex, func(p Person, _ Date) (Args, bool) { return when(p.Sex == "") }},
	{"ethnic_missing", Warn, FieldEthnic, func(p Person, _ Date) (Args, bool) { return when(p.Ethnic == "") }},
	{"no_number_reason", Warn, FieldReasons, func(p Person, today Date) (Args, bool) {
		return when(p.Number.PIN == "" && len(p.Reasons) == 0 && maybeChild(p, today))
	}},
	{"mother_missing", Warn, FieldMother, func(p Person, today Date) (Args, bool) {
		return when(p.Mother == "" && maybeChild(p, today))
	}},
	{"text_long", Stop, FieldMother, func(p Person, _ Date) (Args, bool) { return tooLong(maxText, p.Mother) }},
	{"father_missing", Warn, FieldFather, func(p Person, today Date) (Args, bool) {
		return when(p.Father == "" && !p.NoFather && maybeChild(p, today))
	}},
	{"father_both", Warn, FieldFather, func(p Person, _ Date) (Args, bool) { return when(p.Father != "" && p.NoFather) }},
	{"text_long", Stop, FieldFather, func(p Person, _ Date) (Args, bool) { return tooLong(maxText, p.Father) }},
	{"presence_missing", Warn, FieldPresence, func(p Person, _ Date) (Args, bool) { return when(p.Presence.Where == "") }},
	{"presence_province", Warn, FieldPresence, func(p Person, _ Date) (Args, bool) {
		return when(p.Presence.Where == OutOfProvince && p.Presence.Province == "")
	}},
	{"text_long", Stop, FieldPresence, func(p Person, _ Date) (Args, bool) {
		return tooLong(maxText, p.Presence.Province, p.Presence.Told)
	}},
	{"note_long", Stop, FieldNote, func(p Person, _ Date) (Args, bool) { return tooLong(maxNote, p.Note) }},
}

func noLongerChild(p Person, today Date) (Args, bool) {
	broken := p.Birth.Valid() && p.Birth.Known() && p.Birth.Year >= FirstYear && !p.Birth.IsChild(today)
	return Args{"age": ChildAge}, broken
}

// maybeChild tells whether the facts that only a child's record must have are
// asked for: of everybody who is not known to be 16 or more.
func maybeChild(p Person, today Date) bool { return !p.Birth.Known() || p.Birth.IsChild(today) }

// CheckPerson looks at a child as it is about to be saved. The number is
// judged as it stands in Number.PIN, so a form may put there what was typed.
func CheckPerson(p Person, today Date) []Finding {
	found := append(check(personRules, p, today), checkNumber(p)...)
	return append(found, check(paperRules, p, today)...)
}

// Missing returns the codes of the basic facts that the review of a child is
// to bring home (2513/LĐTBXH-TTTT) and that are not there yet.
func (p Person) Missing() []string {
	var codes []string
	for _, f := range []struct {
		code  string
		empty bool
	}{
		{FieldName, noName(p.Name)},
		{FieldBirth, !p.Birth.Known()},
		{FieldSex, p.Sex == ""},
		{FieldEthnic, p.Ethnic == ""},
		{FieldNumber, !p.HasNumber()},
		{FieldMother, p.Mother == ""},
		{FieldFather, p.Father == "" && !p.NoFather},
	} {
		if f.empty {
			codes = append(codes, f.code)
		}
	}
	return codes
}
