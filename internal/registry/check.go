package registry

// Severity says what a finding does to a save.
type Severity int

// The severities: a stop holds the save and never loses text, a warning lets
// it through, an information only tells.
const (
	Info Severity = iota
	Warn
	Stop
)

// Args fill the placeholders of a finding's text.
type Args map[string]any

// Rule is one thing that is looked at when a record is saved. Its words stand
// in the language files under Key; they say what, why, and what to do.
type Rule struct {
	Code     string
	Severity Severity
	Field    string // code of the field that the remark stands beside
}

// Key is the name of the rule's text.
func (r Rule) Key() string { return "rule." + r.Code }

// At returns the rule about another field.
func (r Rule) At(field string) Rule {
	r.Field = field
	return r
}

// Finding is a rule that a record breaks.
type Finding struct {
	Rule
	Args Args
}

// rule is a Rule with its test. broken returns ok = true when the record
// breaks the rule; today is the day on the laptop.
type rule[T any] struct {
	Code     string
	Severity Severity
	Field    string
	broken   func(rec T, today Date) (Args, bool)
}

func check[T any](rules []rule[T], rec T, today Date) []Finding {
	var found []Finding
	for _, r := range rules {
		if args, ok := r.broken(rec, today); ok {
			found = append(found, Finding{Rule: Rule{r.Code, r.Severity, r.Field}, Args: args})
		}
	}
	return found
}

// Rules lists every rule, for the guide and for the test that each has words.
func Rules() []Rule {
	var all []Rule
	all = appendRules(all, personRules)
	all = append(all, pinRuleList()...)
	all = appendRules(all, paperRules)
	all = appendRules(all, visitRules)
	all = appendRules(all, householdRules)
	return append(all, NumberShared, MaybeSame, VisitTwice, STTTaken, ChangedMeanwhile, NumberTaken, CertificateTaken)
}

func appendRules[T any](all []Rule, rules []rule[T]) []Rule {
	for _, r := range rules {
		all = append(all, Rule{r.Code, r.Severity, r.Field})
	}
	return all
}

// The rules that need to look at other records; fieldwork asks the store.
var (
	NumberShared     = Rule{"number_shared", Warn, FieldNumber}
	MaybeSame        = Rule{"maybe_same", Warn, FieldName}
	VisitTwice       = Rule{"visit_twice", Warn, FieldVisitOn}
	STTTaken         = Rule{"stt_taken", Warn, FieldHouseholdNumber}
	ChangedMeanwhile = Rule{"changed_meanwhile", Warn, ""}
)

// The rules that need to look at records which the laptop may not have: the
// province looks, and returns the value (Return).
var (
	NumberTaken      = Rule{"number_taken", Warn, FieldNumber}
	CertificateTaken = Rule{"certificate_taken", Warn, FieldCertificate}
)

// Stops returns the findings that hold a save.
func Stops(found []Finding) []Finding { return ofSeverity(found, Stop) }

// Warnings returns the findings that a person should read after a save.
func Warnings(found []Finding) []Finding { return ofSeverity(found, Warn) }

func ofSeverity(found []Finding, s Severity) []Finding {
	var out []Finding
	for _, f := range found {
		if f.Severity == s {
			out = append(out, f)
		}
	}
	return out
}

// Beside returns the weightiest finding about a field, for the one line that
// stands next to it; ok is false when there is none.
func Beside(found []Finding, field string) (best Finding, ok bool) {
	for _, f := range found {
		if f.Field == field && (!ok || f.Severity > best.Severity) {
			best, ok = f, true
		}
	}
	return best, ok
}
