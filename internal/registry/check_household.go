package registry

import "github.com/google/uuid"

// Codes of a household's fields that remarks stand beside.
const (
	FieldHamlet          = "ap"
	FieldHouseholdNumber = "so_ho"
	FieldHead            = "chu_ho"
	FieldLine            = "tuyen"
	FieldAddress         = "dia_chi"
	FieldPhone           = "dien_thoai"
	FieldContact         = "lien_he"
)

// maxSTT is the largest number a household of one hamlet can bear.
const maxSTT = 9999

var householdRules = []rule[Household]{
	{"hamlet_missing", Stop, FieldHamlet, func(h Household, _ Date) (Args, bool) { return when(h.Hamlet == uuid.Nil) }},
	{"head_missing", Stop, FieldHead, func(h Household, _ Date) (Args, bool) { return when(noName(h.Head)) }},
	{"name_digit", Warn, FieldHead, func(h Household, _ Date) (Args, bool) { return when(hasDigit(h.Head)) }},
	{"text_long", Stop, FieldHead, func(h Household, _ Date) (Args, bool) { return tooLong(maxText, h.Head) }},
	{"stt_missing", Warn, FieldHouseholdNumber, func(h Household, _ Date) (Args, bool) { return when(h.Number == 0) }},
	{"stt_absurd", Stop, FieldHouseholdNumber, func(h Household, _ Date) (Args, bool) {
		return Args{"max": maxSTT}, h.Number < 0 || h.Number > maxSTT
	}},
	{"phone_odd", Warn, FieldPhone, func(h Household, _ Date) (Args, bool) { return oddPhone(h.Phone) }},
	{"text_long", Stop, FieldLine, func(h Household, _ Date) (Args, bool) { return tooLong(maxText, h.Line) }},
	{"text_long", Stop, FieldAddress, func(h Household, _ Date) (Args, bool) { return tooLong(maxText, h.Address) }},
	{"text_long", Stop, FieldPhone, func(h Household, _ Date) (Args, bool) { return tooLong(maxText, h.Phone) }},
	{"note_long", Stop, FieldNote, func(h Household, _ Date) (Args, bool) { return tooLong(maxNote, h.Note) }},
}

// CheckHousehold looks at a household as it is about to be saved.
func CheckHousehold(h Household, today Date) []Finding { return check(householdRules, h, today) }

// Contacts lists the states of contact in the order of the numbered choice.
var Contacts = []Contact{ContactHome, ContactAway, ContactLeft, ContactRefuses, ContactHardship}

// Places lists where a person can be, in the order of the numbered choice.
var Places = []Where{AtHome, OutOfProvince, Abroad, MovedAway, Dead, Duplicate, NeverExisted}

// Sexes lists both in the order of the numbered choice.
var Sexes = []Sex{Male, Female}
