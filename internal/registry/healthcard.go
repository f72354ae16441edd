package registry

import "strings"

// Insured is whether a child has a health insurance card.
type Insured string

// The states.
const (
	HasCard     Insured = "co"
	NoCard      Insured = "khong"
	CardExpired Insured = "het_han"
)

// InsuredStates lists them in the order of the choice.
var InsuredStates = []Insured{HasCard, NoCard, CardExpired}

// HealthCard is a child's health insurance card (thẻ bảo hiểm y tế). It is one field.
type HealthCard struct {
	State Insured `json:"tt,omitempty"`
	Card  string  `json:"ma,omitempty"`
	Until Date    `json:"han,omitzero"`
}

// CleanHealthCard puts a card's code into the form in which it is kept: capitals
// and digits. ok is false unless it is one of the three forms in use: 15
// characters (two letters, 13 digits), the 10 digits of cards since April 2021,
// or the 12 digits of the personal number since 2025. Nothing is read out of it.
func CleanHealthCard(s string) (card string, ok bool) {
	var b strings.Builder
	for _, r := range strings.ToUpper(s) {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
			b.WriteRune(r)
		case strings.ContainsRune(" .-\u00a0\u200b\t", r):
		default:
			return s, false
		}
	}
	card = b.String()
	digits := countDigits(card) == len(card)
	if isHealthCard(card) || digits && (len(card) == 10 || len(card) == 12) {
		return card, true
	}
	return s, false
}

// Disability is a child's disability by the Law on Persons with Disabilities
// 2010, Art. 3: its kinds, its degree, and the certificate's number.
type Disability struct {
	Kinds  []string `json:"dang,omitempty"` // codes of DisabilityKinds
	Degree string   `json:"muc,omitempty"`  // code of DisabilityDegrees
	Paper  string   `json:"giay,omitempty"`
}

// The codes of the law's kinds and degrees, in its order.
var (
	DisabilityKinds   = []string{"van_dong", "nghe_noi", "nhin", "than_kinh", "tri_tue", "khac"}
	DisabilityDegrees = []string{"dac_biet_nang", "nang", "nhe"}
)
