package registry

import "slices"

// Codes of a visit's fields that remarks stand beside.
const (
	FieldVisitOn = "ngay_di"
	FieldVisitBy = "nguoi_di"
	FieldSheet   = "to"
	FieldOutcome = "ket_qua"
	FieldNext    = "hen_lai"
)

// staleSheet is how many days may lie between a walk and its typing before the
// sheet's date deserves a second look: a date left over from the last paper is
// the worst trap of the sheet bar.
const staleSheet = 60

var visitRules = []rule[Visit]{
	{"visit_sheet_missing", Stop, FieldVisitOn, func(v Visit, _ Date) (Args, bool) {
		return when(!v.On.Known() || noName(v.By))
	}},
	{"visit_no_such_day", Stop, FieldVisitOn, func(v Visit, _ Date) (Args, bool) { return noSuchDay(v.On) }},
	{"visit_partial", Stop, FieldVisitOn, func(v Visit, _ Date) (Args, bool) { return when(v.On.Known() && !v.On.Full()) }},
	{"visit_too_old", Stop, FieldVisitOn, func(v Visit, _ Date) (Args, bool) { return tooOld(v.On) }},
	{"visit_future", Stop, FieldVisitOn, func(v Visit, today Date) (Args, bool) { return when(v.On.After(today)) }},
	{"visit_stale", Warn, FieldVisitOn, func(v Visit, today Date) (Args, bool) {
		days, ok := v.On.DaysUntil(today)
		return Args{"n": days}, ok && days > staleSheet && v.On.Year >= FirstYear
	}},
	{"text_long", Stop, FieldVisitBy, func(v Visit, _ Date) (Args, bool) { return tooLong(maxText, v.By) }},
	{"outcome_missing", Stop, FieldOutcome, func(v Visit, _ Date) (Args, bool) { return when(!slices.Contains(Outcomes, v.Outcome)) }},
	{"next_no_such_day", Stop, FieldNext, func(v Visit, _ Date) (Args, bool) { return noSuchDay(v.Next) }},
	{"next_before_visit", Stop, FieldNext, func(v Visit, _ Date) (Args, bool) {
		return when(v.Next.Known() && v.On.Known() && v.On.After(v.Next))
	}},
	{"next_past", Warn, FieldNext, func(v Visit, today Date) (Args, bool) {
		return when(v.Next.Known() && today.After(v.Next) && !v.On.After(v.Next))
	}},
	{"next_far", Warn, FieldNext, func(v Visit, today Date) (Args, bool) {
		return when(v.Next.Known() && v.Next.Year > today.Year+1)
	}},
	{"next_missing", Warn, FieldNext, func(v Visit, _ Date) (Args, bool) {
		return when((v.Outcome == Away || v.Outcome == Refused) && !v.Next.Known())
	}},
	{"note_long", Stop, FieldNote, func(v Visit, _ Date) (Args, bool) { return tooLong(maxNote, v.Note) }},
}

// CheckVisit looks at a visit as it is about to be saved.
func CheckVisit(v Visit, today Date) []Finding { return check(visitRules, v, today) }

// CountNotices returns how many notices a household was served. With the
// number of visits it is counted, never stored: two laptops that write apart
// can't then disagree about it.
func CountNotices(visits []Record[Visit]) int {
	n := 0
	for _, v := range visits {
		if v.Value.Notice != "" {
			n++
		}
	}
	return n
}
