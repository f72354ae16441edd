package registry

import (
	"encoding/json"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// Dispute is a field in which people wrote different values without having seen
// each other's. All of them stand until somebody chooses.
type Dispute struct {
	Kind      string
	Record    uuid.UUID
	Scope     uuid.UUID
	Household uuid.UUID // uuid.Nil for what belongs to none
	Number    int       // STT of the household
	Name      string    // of the person, else the head of the household
	Field     string
	Rank      ledger.Rank // with which this laptop writes
	Asked     bool        // the family is to be asked
	Versions  []Version   // as the field shows them, the first is the one that is shown
}

// Version is one of the values, with who wrote it last by the displayed time.
type Version struct {
	Value json.RawMessage // null when emptied
	Rank  ledger.Rank     // the highest of those who wrote it
	Dots  []ledger.Dot
	By    Stamp
	Here  bool // written on this laptop
}

// OfPolice tells whether the police or who stands above them wrote it.
func (v Version) OfPolice() bool { return v.Rank >= ledger.RankPolice }

// Choosable tells whether a version may be chosen here: what a higher rank
// wrote (the police's answer) is not settled by a lower one, only agreed to.
func (d Dispute) Choosable(i int) bool {
	for j, v := range d.Versions {
		if j != i && v.Rank > d.Rank && v.Rank > d.Versions[i].Rank {
			return false
		}
	}
	return true
}

// AskCode is the code under which Person.Handled says that the family is to be
// asked about a disputed field.
func AskCode(field string) string { return "doi_chieu." + field }
