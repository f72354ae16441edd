package central

import (
	"database/sql"
	"encoding/json"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/match"
)

// fact is something that only one living person bears.
type fact int

const (
	byNumber fact = iota
	byCertificate
	facts
)

// field is where a fact is written.
func (f fact) field() string {
	return [facts]string{registry.FieldNumber, registry.FieldCertificate}[f]
}

// rule is what the later of two records breaks.
func (f fact) rule() registry.Rule {
	return [facts]registry.Rule{registry.NumberTaken, registry.CertificateTaken}[f]
}

// borne are the facts of a record, "" for those that it has not.
type borne [facts]string

// at is a fact for its column.
func (b borne) at(f fact) sql.NullString { return sql.NullString{String: b[f], Valid: b[f] != ""} }

// borneBy reads what a record bears: nothing unless it is a person's that lives
// where it stands and is not known to be nobody's.
func borneBy(rec *held, order ledger.Order) (b borne) {
	s := &rec.state
	number, certificate := s.Register(registry.FieldNumber), s.Register(registry.FieldCertificate)
	if s.Kind != registry.KindPerson || number == nil && certificate == nil || !s.LivesIn(rec.scope) {
		return b
	}
	if deleted, _ := s.Deleted(order); deleted {
		return b
	}
	var at registry.Presence
	if decode(s.Register(registry.FieldPresence), order, &at); at.Where == registry.Duplicate || at.Where == registry.NeverExisted {
		return b
	}
	var p registry.Person
	decode(number, order, &p.Number)
	if p.HasNumber() && p.Number.PIN.Means().Sex != "" {
		b[byNumber] = string(p.Number.PIN)
	}
	decode(certificate, order, &p.Certificate)
	b[byCertificate] = match.Certificate(p.Certificate)
	return b
}

// decode reads the shown value of a field; what can't be read is nothing.
func decode(r *ledger.Register, order ledger.Order, into any) {
	if r == nil {
		return
	}
	if shown, there := r.Shown(order); there {
		_ = json.Unmarshal(shown.Value, into) // somebody's odd value; it bears nothing
	}
}
