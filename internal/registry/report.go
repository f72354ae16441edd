package registry

import "github.com/google/uuid"

// Report is how a hamlet's children stood on a day. It is counted once and kept:
// what changes afterwards does not change it, so two papers of one day agree.
// Who turned 16 leaves the lists, never a report of before.
type Report struct {
	Unit     uuid.UUID      `th:"don_vi"`
	AsOf     Date           `th:"tinh_den"`
	By       string         `th:"nguoi"`
	Children int            `th:"tre"`
	Entered  int            `th:"da_nhap"`
	NoNumber int            `th:"chua_so"`
	AtPolice int            `th:"o_cong_an"` // of NoNumber: on a list that is not answered
	Reasons  map[Reason]int `th:"ly_do.*"`   // children by reason; one may have several
}
