package ledger

import (
	"bytes"
	"encoding/json"

	"github.com/google/uuid"
)

// FieldHome is the field that the server writes into a record in every scope
// where it is or was: where it lives now. A record without it lives where it
// was written.
const FieldHome = "_o"

// Home says in which scope a record lives, and by which request. Of two, the
// one with the higher number counts, then the one with the smaller hash: so
// every replica agrees in whatever order it learns of them.
type Home struct {
	To     uuid.UUID `json:"to"`
	Number uint64    `json:"n"`
	By     Hash      `json:"by"` // leaf hash of the request
}

// Beats tells whether h counts rather than o.
func (h Home) Beats(o Home) bool {
	if h.Number != o.Number {
		return h.Number > o.Number
	}
	return bytes.Compare(h.By[:], o.By[:]) < 0
}

// Home returns where the server says the record lives; ok is false for one
// that was never moved.
func (s *State) Home() (home Home, ok bool) {
	r := s.Register(FieldHome)
	if r == nil {
		return home, false
	}
	for _, sib := range r.Siblings {
		var h Home
		if sib.Rank >= RankServer && !sib.Withheld && json.Unmarshal(sib.Value, &h) == nil && (!ok || h.Beats(home)) {
			home, ok = h, true
		}
	}
	return home, ok
}

// LivesIn tells whether the record lives in a scope, as far as this state
// knows.
func (s *State) LivesIn(scope uuid.UUID) bool {
	home, moved := s.Home()
	return !moved || home.To == scope
}

// Moving is a request: these records shall live in another scope.
type Moving struct {
	To      uuid.UUID
	Records []MovedRecord
}

// MovedRecord is a record to be moved. Number is one more than that of the home
// which the author saw.
type MovedRecord struct {
	Record uuid.UUID `json:"r"`
	Number uint64    `json:"n"`
}

// Move returns the draft of a request.
func Move(id uuid.UUID, m Moving, reason string) (Draft, error) {
	if len(m.Records) == 0 || len(m.Records) > MaxMoved {
		return Draft{}, ErrTooLarge
	}
	d, err := ruling(KindMove, id, reason, map[string]any{FieldTo: m.To, FieldRecord: m.Records})
	d.Op = OpMove
	return d, err
}

// Moving returns what the line of a request asks for.
func (l Line) Moving() (m Moving, ok bool) {
	ok = l.Change.Kind == KindMove && l.field(FieldTo, &m.To) && l.field(FieldRecord, &m.Records) && len(m.Records) <= MaxMoved && m.To != uuid.Nil
	return m, ok
}
