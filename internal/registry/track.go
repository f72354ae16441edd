package registry

// The four tracks of a child's record stand beside each other (FACTS 1.4): a
// child may be entered and have no number, or the other way about.

// ReviewState is the track of the review at the household.
type ReviewState string

// The states of the review.
const (
	NotReviewed    ReviewState = ""
	Appointed      ReviewState = "da_hen"
	VisitedDraft   ReviewState = "da_den"
	Complete       ReviewState = "du"
	ReviewedAtDesk ReviewState = "tai_ban" // no need to go
)

// PoliceState is the track of the commune police.
type PoliceState string

// The states of the police's answer.
const (
	NotSent        PoliceState = ""
	Sent           PoliceState = "da_gui"
	NumberGiven    PoliceState = "co_so"
	DataDiffer     PoliceState = "sai_tt"
	CannotGive     PoliceState = "chua_cap"
	OtherCommune   PoliceState = "xa_khac"
	NoDC01         PoliceState = "chua_dc01"
	NumberReplaced PoliceState = "cap_lai"
	PoliceTwin     PoliceState = "trung"
	PoliceDead     PoliceState = "da_chet"
)

// Resurvey is the track of the second look at a sample (phúc tra).
type Resurvey string

// The results.
const (
	NotResurveyed Resurvey = ""
	Agrees        Resurvey = "khop"
	Differs       Resurvey = "lech"
)
