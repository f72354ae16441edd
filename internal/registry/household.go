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

// Poverty is how a household is classed for a year.
type Poverty string

// The classes.
const (
	Poor       Poverty = "ngheo"
	NearPoor   Poverty = "can_ngheo"
	LatelyPoor Poverty = "moi_thoat"
	NotPoor    Poverty = "khong"
)

// Poverties lists them in the order of the choice.
var Poverties = []Poverty{Poor, NearPoor, LatelyPoor, NotPoor}

// Household is a family as the hamlet's list has it.
type Household struct {
	Hamlet  uuid.UUID `th:"ap"`
	Number  int       `th:"so_ho"` // STT, unique within the hamlet by custom, not by law
	Head    string    `th:"chu_ho"`
	HeadID  string    `th:"chu_ho_so"` // personal number or old card of the head
	Dossier string    `th:"ho_so_ct"`  // number of the residence dossier
	Line    string    `th:"tuyen"`     // tổ tự quản, tuyến kênh, rạch
	Address string    `th:"dia_chi"`
	Phone   string    `th:"dien_thoai"` // families share phones: never a key
	Contact Contact   `th:"lien_he"`
	// Classes holds what the household was found to be, by year ("2023"): the
	// standard changes with the period, and the history counts.
	Classes map[string]Poverty `th:"phan_loai.*"`
	GPS     string             `th:"gps,sensitive"`
	Note    string             `th:"ghi_chu"`
	Photos  Photos             `th:"anh.*,sensitive"` // of papers of the family
}
