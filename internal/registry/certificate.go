package registry

// Answer is yes, no, or nobody could say.
type Answer string

// The answers; "" is not asked yet.
const (
	Yes    Answer = "co"
	No     Answer = "chua"
	Unsure Answer = "khong_ro"
)

// Answers lists them in the order of the numbered choice.
var Answers = []Answer{Yes, No, Unsure}

// Certificate is the birth certificate (giấy khai sinh): whether the birth was
// registered, and what the paper bears. Number and Book are free text: books
// are named in many ways, 01-TP/HT-2015-KS among them, and a certificate
// without a personal number is valid (3160/BTP-CNTT of 2021). It is one field.
type Certificate struct {
	Registered Answer `json:"dk,omitempty"`
	Number     string `json:"so,omitempty"`
	Book       string `json:"quyen,omitempty"`
	On         Date   `json:"ngay,omitzero"`
	Place      string `json:"noi,omitempty"`
}

// RegisterWithin is how many days after the birth it has to be registered (Law
// on Civil Status 2014, Art. 15).
const RegisterWithin = 60

// Overdue tells whether a birth is known not to be registered though the time
// for it is over.
func (c Certificate) Overdue(birth, today Date) bool {
	days, ok := birth.DaysUntil(today)
	return c.Registered == No && ok && days > RegisterWithin
}
