package registry

import "github.com/google/uuid"

// Contact says how a household can be reached: the article's own list of
// difficulties.
type Contact string

// The states of contact.
const (
	ContactHome     Contact = "o_nha"
	ContactAway     Contact = "di_vang"
	ContactLeft     Contact = "da_roi" // đã rời địa phương
	ContactRefuses  Contact = "chua_ph"
	ContactHardship Contact = "kho_di_lai" // khó đi lại, đơn chiếc
)

// Household is a family as the hamlet's list has it.
type Household struct {
	Hamlet  uuid.UUID `th:"ap"`
	Number  int       `th:"so_ho"` // STT, unique within the hamlet by custom, not by law
	Head    string    `th:"chu_ho"`
	Line    string    `th:"tuyen"` // tổ tự quản, tuyến kênh, rạch
	Address string    `th:"dia_chi"`
	Phone   string    `th:"dien_thoai"` // families share phones: never a key
	Contact Contact   `th:"lien_he"`
	Note    string    `th:"ghi_chu"`
}
