package registry

import "github.com/google/uuid"

// PoliceList is a list of children without a number that a commune hands to its
// police to compare with the population database (step 2 and 3 of
// 2513/LĐTBXH-TTTT). It lives in the commune's scope.
type PoliceList struct {
	Unit   uuid.UUID   `th:"don_vi"`     // commune or hamlet whose children it names
	Code   string      `th:"ma"`         // of our own; stands on the print from the first day
	Number string      `th:"so"`         // official «Số», given by the clerk (văn thư) later
	On     Date        `th:"ngay"`       // of the hand-over
	By     string      `th:"nguoi"`      // who handed it over
	Back   Date        `th:"ngay_ve"`    // when the signed paper came back
	Scans  Photos      `th:"ban_chup.*"` // pages of the signed paper, photographed
	Lines  []uuid.UUID `th:"dong"`       // the persons, in the order of STT 1, 2, 3…
}

// PoliceLine is what the signed paper says about one line of a list: an answer
// that never overwrites what was asked. It lives where the list does.
type PoliceLine struct {
	List   uuid.UUID   `th:"ds"`
	STT    int         `th:"stt"`
	Person uuid.UUID   `th:"nguoi"`
	Answer PoliceState `th:"tra_loi"`
	Number PIN         `th:"so"`
	Note   string      `th:"ghi_chu"`
	File   string      `th:"tep"` // from which the answer was read; "" of a typed one
	On     Date        `th:"ngay"`
}

// PoliceAnswers lists the results that a row of the paper can bear, in the order
// of the numbered choice.
var PoliceAnswers = []PoliceState{
	NumberGiven, DataDiffer, CannotGive, OtherCommune, NoDC01, NumberReplaced, PoliceTwin, PoliceDead,
}

// GivesNumber tells whether an answer comes with a number.
func (s PoliceState) GivesNumber() bool { return s == NumberGiven || s == NumberReplaced }

// Answered returns the person as it stands after an answer of the police: the
// number as theirs, the old one in the history, the track moved on, and the
// reasons why there was no number taken away when there is one now.
func (p Person) Answered(state PoliceState, pin PIN, on Date) Person {
	p.Police = state
	switch {
	case state.GivesNumber() && pin != "":
		p = p.WithNumber(Number{PIN: pin, Source: FromPolice, Standing: Verified, On: on})
		p.Reasons = p.Reasons.without("ks1", "ks2", "ks3", "ks0", "gd4", "sl1", "sl2")
	case state == DataDiffer:
		p.Reviewed = NotReviewed // goes back to the household
		p.Reasons = p.Reasons.with("sl1")
	case state == PoliceTwin:
		p.Reasons = p.Reasons.with("sl3")
	}
	return p
}

// WithNumber gives the person another number and keeps the one before as
// cancelled: a number is never used again, and papers still bear it.
func (p Person) WithNumber(n Number) Person {
	if old := p.Number; old.PIN != "" && old.PIN != n.PIN {
		old.Standing = Cancelled
		p.PastNumbers = append(p.PastNumbers[:len(p.PastNumbers):len(p.PastNumbers)], old)
	}
	p.Number = n
	return p
}
