package registry

import (
	"maps"
	"slices"
)

// Reason says why a child is not entered, has no number or was not met; several
// may hold at once (FACTS 1.3).
type Reason string

// Actor is who has to act next on a reason.
type Actor string

// The actors.
const (
	ByFamily      Actor = "gia_dinh"
	ByCivilStatus Actor = "ho_tich"
	ByPolice      Actor = "cong_an"
	ByOfficer     Actor = "can_bo"
	ByUpper       Actor = "cap_tren"
)

// ReasonInfo is a reason with who acts on it. Its words are in the language
// files under "reason." + Code.
type ReasonInfo struct {
	Code Reason
	Next Actor
}

// Reasons are those that hold for a child.
type Reasons map[Reason]bool

func (r Reasons) with(code Reason) Reasons {
	out := maps.Clone(r)
	if out == nil {
		out = Reasons{}
	}
	out[code] = true
	return out
}

func (r Reasons) without(codes ...Reason) Reasons {
	out := maps.Clone(r)
	for _, code := range codes {
		delete(out, code)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// Next returns who has to act on the reasons, in the order of the table.
func (r Reasons) Next() []Actor {
	var out []Actor
	for _, info := range AllReasons {
		if r[info.Code] && !slices.Contains(out, info.Next) {
			out = append(out, info.Next)
		}
	}
	return out
}

// AllReasons lists the codes in the order in which officers read them.
var AllReasons = []ReasonInfo{
	{"ks0", ByFamily},
	{"ks1", ByPolice},
	{"ks2", ByPolice},
	{"ks3", ByFamily},
	{"sl1", ByCivilStatus},
	{"sl2", ByPolice},
	{"sl3", ByOfficer},
	{"gd1", ByOfficer},
	{"gd2", ByFamily},
	{"gd3", ByOfficer},
	{"gd4", ByCivilStatus},
	{"nn1", ByCivilStatus},
	{"cb1", ByOfficer},
	{"ht1", ByUpper},
	{"khac", ByOfficer},
}

// KnownReason tells whether the code is in the table.
func KnownReason(code Reason) bool {
	for _, r := range AllReasons {
		if r.Code == code {
			return true
		}
	}
	return false
}
