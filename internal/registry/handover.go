package registry

import "github.com/google/uuid"

// Handover is the record of one person leaving the work of a hamlet to another:
// who, when, and how much was open. What the former wrote keeps the former's
// name.
type Handover struct {
	Unit     uuid.UUID `th:"don_vi"`
	From     string    `th:"giao"`
	To       string    `th:"nhan"`
	On       Date      `th:"ngay"`
	Revisits int       `th:"hen_lai"`
	Disputes int       `th:"doi_chieu"`
	AtPolice int       `th:"o_cong_an"` // children on lists that are not answered
}
