package registry

// Codes of the fields of papers, parents, school and health.
const (
	FieldCertificate  = "khai_sinh"
	FieldMotherMore   = "me_them"
	FieldFatherMore   = "cha_them"
	FieldGuardian     = "nguoi_nuoi"
	FieldSchool       = "hoc"
	FieldHealthCard   = "bhyt"
	FieldDeath        = "khai_tu"
	FieldCircumstance = "hoan_canh"
	FieldBirthPlace   = "noi_sinh"
	FieldMerged       = "gop"  // spread: one field for each record it was merged into
	FieldApart        = "khac" // spread: one for each that looks the same and is not
)

// youngestParent is how many years a mother or father is at least older: below
// it one of the two years is a slip.
const youngestParent = 12

// paperRules hold for what stands on the other tabs of a child's form. None
// but the impossible stops a save.
var paperRules = []rule[Person]{
	{"cert_number_missing", Warn, FieldCertificate, func(p Person, _ Date) (Args, bool) {
		return when(p.Certificate.Registered == Yes && p.Certificate.Number == "")
	}},
	{"cert_no_such_day", Stop, FieldCertificate, func(p Person, _ Date) (Args, bool) { return noSuchDay(p.Certificate.On) }},
	{"cert_future", Stop, FieldCertificate, func(p Person, today Date) (Args, bool) { return when(p.Certificate.On.After(today)) }},
	{"cert_before_birth", Warn, FieldCertificate, func(p Person, _ Date) (Args, bool) {
		return when(p.Certificate.On.Known() && p.Birth.After(p.Certificate.On))
	}},
	{"cert_overdue", Info, FieldCertificate, func(p Person, today Date) (Args, bool) {
		return Args{"n": RegisterWithin}, p.Certificate.Overdue(p.Birth, today)
	}},
	{"text_long", Stop, FieldCertificate, func(p Person, _ Date) (Args, bool) {
		return tooLong(maxText, p.Certificate.Number, p.Certificate.Book, p.Certificate.Place)
	}},
	{"text_long", Stop, FieldBirthPlace, func(p Person, _ Date) (Args, bool) {
		return tooLong(maxText, p.BirthPlace, p.Origin, p.Permanent, p.Temporary, p.Living)
	}},
	{"parent_number", Warn, FieldMotherMore, func(p Person, _ Date) (Args, bool) { return oddParentNumber(p.MotherMore) }},
	{"parent_number", Warn, FieldFatherMore, func(p Person, _ Date) (Args, bool) { return oddParentNumber(p.FatherMore) }},
	{"parent_young", Warn, FieldMotherMore, func(p Person, _ Date) (Args, bool) { return tooYoung(p.MotherMore, p.Birth) }},
	{"parent_young", Warn, FieldFatherMore, func(p Person, _ Date) (Args, bool) { return tooYoung(p.FatherMore, p.Birth) }},
	{"phone_odd", Warn, FieldMotherMore, func(p Person, _ Date) (Args, bool) { return oddPhone(p.MotherMore.Phone) }},
	{"phone_odd", Warn, FieldFatherMore, func(p Person, _ Date) (Args, bool) { return oddPhone(p.FatherMore.Phone) }},
	{"phone_odd", Warn, FieldGuardian, func(p Person, _ Date) (Args, bool) { return oddPhone(p.Guardian.Phone) }},
	{"grade_absurd", Stop, FieldSchool, func(p Person, _ Date) (Args, bool) { return when(p.School.Grade < 0 || p.School.Grade > 12) }},
	{"health_card_odd", Warn, FieldHealthCard, func(p Person, _ Date) (Args, bool) {
		_, ok := CleanHealthCard(p.HealthCard.Card)
		return when(p.HealthCard.Card != "" && !ok)
	}},
	{"death_no_such_day", Stop, FieldDeath, func(p Person, _ Date) (Args, bool) { return noSuchDay(p.Death.On) }},
	{"death_before_birth", Warn, FieldDeath, func(p Person, _ Date) (Args, bool) {
		return when(p.Death.On.Known() && p.Birth.After(p.Death.On))
	}},
	{"restricted_here", Stop, FieldCircumstance, func(p Person, _ Date) (Args, bool) { return when(p.holdsRestricted()) }},
}

func oddParentNumber(p Parent) (Args, bool) {
	if p.Number == "" {
		return nil, false
	}
	digits := CleanPIN(p.Number)
	n := countDigits(digits)
	return Args{"n": n}, n != len(digits) || n != 9 && n != 12
}

func tooYoung(p Parent, child Date) (Args, bool) {
	return Args{"year": p.Born}, p.Born != 0 && child.Known() && p.Born > child.Year-youngestParent
}

func oddPhone(text string) (Args, bool) {
	_, found := JudgePhone(text)
	return when(found == PhoneOdd)
}

// holdsRestricted tells whether a group is recorded here that belongs into the
// commune's companion record.
func (p Person) holdsRestricted() bool {
	for code := range p.Circumstance {
		if ClassOfCircumstance(code) == Restricted {
			return true
		}
	}
	return false
}
