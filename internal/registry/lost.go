package registry

import (
	"reflect"
	"time"

	"github.com/google/uuid"
)

// Lost is what a lost laptop holds at most: everything of its scopes. What came
// there after its last contact is not on it, but who counts a breach counts
// rather too much.
type Lost struct {
	Device  uuid.UUID
	Laptop  string    // as it calls itself
	User    string    // who worked with it
	Contact time.Time // last heard of; zero when never
	Revoked time.Time // zero when not
	Places  []LostPlace
	Rows    []LostRow // somebody each, by place and household
}

// LostPlace is one scope.
type LostPlace struct {
	Scope              uuid.UUID
	Kind               string
	Name               string
	Households, People int
	Others             int
	Sensitive          int // people with a sensitive field filled in
}

// LostRow names somebody to whoever has to tell its family.
type LostRow struct {
	Place     string
	Household int
	Head      string
	Name      string
	Birth     Date
	HasNumber bool
	Sensitive bool
}

// BreachHours is how long after its discovery a breach may stay unreported
// (Law 91/2025, Art. 23.1).
const BreachHours = 72

// Breach is a notice to the authority, as far as the server can fill it in.
type Breach struct {
	Lost
	Found time.Time // when the loss became known
}

// Until is the end of the time for the notice.
func (b Breach) Until() time.Time { return b.Found.Add(BreachHours * time.Hour) }

// Sum adds up what was on the laptop.
func (l Lost) Sum() (out LostPlace) {
	for _, p := range l.Places {
		out.Households += p.Households
		out.People += p.People
		out.Others += p.Others
		out.Sensitive += p.Sensitive
	}
	return out
}

// HasSensitive tells whether a sensitive field of a person is filled in.
func (p Person) HasSensitive() bool {
	v := reflect.ValueOf(p)
	for _, c := range columnsOf(v.Type()) {
		if c.class == Sensitive && !v.Field(c.index).IsZero() {
			return true
		}
	}
	return false
}
