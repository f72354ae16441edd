package demo

import "thamho.vn/internal/registry"

// The reasons for having no number. A family's absence (gd1) is drawn apart,
// for families away only.
var noNumberReasons = tableOf([]odds[registry.Reason]{
	{"ks1", 220},
	{"ks2", 160},
	{"sl1", 120},
	{"ks3", 90},
	{"ks0", 60},
	{"gd4", 40},
	{"gd2", 12}, // families that refuse have it besides
	{"nn1", 10},
	{"sl2", 8},
	{"sl3", 8},
	{"gd3", 5},
	{"cb1", 4},
	{"ht1", 3},
	{"khac", 2},
})

// absence is how many of a thousand children without a number whose family is
// away lack it for that reason: 22 of 100 of all who lack one.
const absence = 615

// The reasons for not being entered in spite of a number.
var notEnteredReasons = tableOf([]odds[registry.Reason]{
	{"sl1", 40},
	{"cb1", 20},
	{"ht1", 20},
	{"gd3", 10},
	{"khac", 10},
})

// reasonsOf says why a child is not entered or has no number; nil when there is
// nothing to explain.
func (m *maker) reasonsOf(f *family, c *child) map[registry.Reason]bool {
	if c.entered && c.numbered {
		return nil
	}
	out := map[registry.Reason]bool{}
	switch {
	case f.contact == registry.ContactRefuses:
		out["gd2"] = true
	case f.away() && (c.numbered || m.permille(absence)):
		out["gd1"] = true
	case c.numbered:
		out[notEnteredReasons.draw(m.dice)] = true
	default:
		out[noNumberReasons.draw(m.dice)] = true
	}
	if f.contact == registry.ContactHardship {
		out["gd3"] = true
	}
	return out
}

// policeAnswers are the states of the police track by reason; what is not here
// was not sent.
var policeAnswers = map[registry.Reason]weighted[registry.PoliceState]{
	"ks1": tableOf([]odds[registry.PoliceState]{{registry.Sent, 50}, {registry.NoDC01, 20}, {registry.NotSent, 30}}),
	"ks2": tableOf([]odds[registry.PoliceState]{{registry.Sent, 60}, {registry.CannotGive, 20}, {registry.NotSent, 20}}),
	"ks3": tableOf([]odds[registry.PoliceState]{{registry.OtherCommune, 40}, {registry.NoDC01, 30}, {registry.NotSent, 30}}),
	"sl1": tableOf([]odds[registry.PoliceState]{{registry.DataDiffer, 70}, {registry.NotSent, 30}}),
	"sl2": tableOf([]odds[registry.PoliceState]{{registry.PoliceTwin, 80}, {registry.Sent, 20}}),
	"gd4": tableOf([]odds[registry.PoliceState]{{registry.CannotGive, 40}, {registry.NotSent, 60}}),
	"nn1": tableOf([]odds[registry.PoliceState]{{registry.CannotGive, 60}, {registry.Sent, 40}}),
}

// policeOf draws what the police said about a child.
func (m *maker) policeOf(c *child) registry.PoliceState {
	switch {
	case c.Number.Standing == registry.Verified:
		return registry.NumberGiven
	case c.numbered:
		return registry.Sent
	}
	for _, info := range registry.AllReasons {
		answers, ok := policeAnswers[info.Code]
		if ok && c.Reasons[info.Code] {
			return answers.draw(m.dice)
		}
	}
	return registry.NotSent
}
