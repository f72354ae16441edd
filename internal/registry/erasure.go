package registry

import "github.com/google/uuid"

// EraseBasis is why somebody's data are erased. The codes stand in signed
// changes and never change.
type EraseBasis string

// The bases (Law 91/2025/QH15 with Decree 356/2025/NĐ-CP, Art. 5).
const (
	EraseAsked     EraseBasis = "yeu_cau_xoa" // the subject, or whoever stands for it, asked
	EraseWithdrawn EraseBasis = "rut_dong_y"  // consent was taken back
	EraseMistaken  EraseBasis = "khong_thuoc" // we had no task to collect them: Art. 19
)

// EraseBases lists them in the order of the numbered choice.
var EraseBases = []EraseBasis{EraseAsked, EraseWithdrawn, EraseMistaken}

// The fields of an Erasure, beside which a remark stands.
const (
	FieldEraseBasis = "can_cu"
	FieldEraseWhy   = "ly_do"
	FieldEraseName  = "ten"
)

// Erasure is an officer's decision to erase a person's data.
type Erasure struct {
	Person uuid.UUID
	Basis  EraseBasis
	Why    string // in the officer's words: it stays for ever, so it names nobody
	Name   string // of the person, typed again
}

// The fields of a household's move, beside which a remark stands.
const (
	FieldMoveTo  = "den"
	FieldMoveWhy = "ly_do"
)
