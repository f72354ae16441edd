package registry

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

// Reasons lists the codes in the order in which officers read them.
var Reasons = []ReasonInfo{
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
	for _, r := range Reasons {
		if r.Code == code {
			return true
		}
	}
	return false
}
