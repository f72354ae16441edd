package registry

// FieldLetGo is the field that says when an officer let a record go.
const FieldLetGo = "thoi_giu"

// ListsBegan is the day of 2513/LĐTBXH-TTTT, which set the lists up: whoever was
// 16 before it never stood on one and is in a household for other reasons.
var ListsBegan = Date{Year: 2022, Month: 7, Day: 14}

// GraceDays is how long a record that was let go is kept for whoever finds that
// it was a mistake. Law 91/2025 (Art. 3.3, 14.1c) names no number: data go when
// their purpose is over.
const GraceDays = 30

// Grown is somebody whose record was kept as a child's and who is 16 now.
type Grown struct {
	Household HouseholdRow
	Person    Record[Person]
}

// Held is where such a record stands.
type Held int

// The states.
const (
	HeldStill   Held = iota // nobody decided yet
	HeldWaiting             // let go, within the days of grace
	HeldUnsent              // to be erased, but the province does not have all of it
	HeldNoMore              // may be erased
)

// Held tells where the record stands on a day. What the province does not have
// yet is never erased: it would be lost.
func (g Grown) Held(today Date) Held {
	switch p := g.Person.Value; {
	case !p.LetGo.Known():
		return HeldStill
	case plusDays(p.LetGo, GraceDays).After(today):
		return HeldWaiting
	case g.Person.Receipt != AtProvince:
		return HeldUnsent
	}
	return HeldNoMore
}

// GraceEnds is the first day on which the record may be erased.
func (g Grown) GraceEnds() Date { return plusDays(g.Person.Value.LetGo, GraceDays) }
