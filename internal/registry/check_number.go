package registry

// pinRules says what each finding about a number does to a save.
var pinRules = map[PINFinding]Rule{
	PINWrong:      {"number_length", Stop, FieldNumber},
	PINIsCMND:     {"number_cmnd", Stop, FieldNumber},
	PINIsBHYT:     {"number_bhyt", Stop, FieldNumber},
	PINDummy:      {"number_dummy", Stop, FieldNumber},
	PINOtherSex:   {"number_sex", Warn, FieldNumber},
	PINOtherYear:  {"number_year", Warn, FieldNumber},
	PINOldCentury: {"number_century", Warn, FieldNumber},
	PINAdult:      {"number_adult", Warn, FieldNumber},
	PINNoProvince: {"number_province", Warn, FieldNumber},
	PINForeign:    {"number_foreign", Info, FieldNumber},
}

// pinRuleOrder is the order in which the list of rules shows them.
var pinRuleOrder = []PINFinding{
	PINWrong, PINIsCMND, PINIsBHYT, PINDummy, PINOtherSex, PINOtherYear,
	PINOldCentury, PINAdult, PINNoProvince, PINForeign,
}

func pinRuleList() []Rule {
	rules := make([]Rule, 0, len(pinRuleOrder)+1)
	for _, f := range pinRuleOrder {
		rules = append(rules, pinRules[f])
	}
	return append(rules, numberLetters)
}

// numberLetters is for text that is no row of digits at all.
var numberLetters = Rule{"number_letters", Stop, FieldNumber}

// NumberReasons are the grounds on which a number stands although it disagrees
// with birth year or sex; Number.Reason holds one of them.
var NumberReasons = []string{"dung_giay", "cax", "cai_chinh", "khac"}

// Sources lists where a number can be read, in the order of the numbered
// choice. FromPolice is not among them: that answer comes on a signed list.
var Sources = []Source{FromCertificate, FromCard, FromVNeID, FromFamily}

// checkNumber judges a person's number. A reason given beside it turns its
// warnings into remarks.
func checkNumber(p Person) []Finding {
	text := string(p.Number.PIN)
	if text == "" {
		return nil
	}
	j := JudgePIN(text, p.Birth, p.Sex)
	if j.Restored > 0 {
		return []Finding{{Rule: pinRules[PINWrong], Args: j.args()}}
	}
	var found []Finding
	for _, f := range j.Findings {
		if r, ok := j.rule(f, text); ok {
			found = append(found, Finding{Rule: eased(r, p.Number.Reason), Args: j.args()})
		}
	}
	return found
}

func (j Judgement) rule(f PINFinding, text string) (Rule, bool) {
	if f == PINWrong && countDigits(CleanPIN(text)) != len(CleanPIN(text)) {
		return numberLetters, true
	}
	r, ok := pinRules[f]
	return r, ok
}

func eased(r Rule, reason string) Rule {
	if r.Severity == Warn && reason != "" {
		r.Severity = Info
	}
	return r
}

func (j Judgement) args() Args {
	return Args{"n": j.Digits, "year": j.Means.Year, "code": j.Means.Code}
}
