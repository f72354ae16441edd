package ledger

import (
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
)

// A ruling is what an officer, or the server, decides about the ledger itself.
// It is a change like any other, signed, in the scope that it is about; each of
// its lines counts by itself, once it is admitted at RankRuling or above. What
// somebody writes later into the same record takes nothing back.
const (
	KindAdmit     = "admit"     // blocks are released from quarantine
	KindLost      = "lost"      // missing blocks are not waited for any more
	KindRedaction = "redaction" // values are withheld from now on
	KindMove      = "move"      // records shall live in another scope

	kindGrant = "grant" // never withheld: it says whose signature counts
)

// RankRuling is the least rank whose rulings count.
const RankRuling = RankCommune

// The fields of rulings.
const (
	FieldBlocks = "khoi"    // admit, lost: hashes of blocks
	FieldRecord = "ban_ghi" // redaction: the record; move: the records
	FieldDots   = "cham"    // redaction: dots
	FieldTo     = "den"     // move: the scope
	FieldReason = "ly_do"   // for people
)

// The most that one ruling names, so that each fits into a field.
const (
	MaxRuledBlocks = 256
	MaxRedacted    = 128
	MaxMoved       = 128
)

// ruling returns a ruling's draft.
func ruling(kind string, id uuid.UUID, reason string, fields map[string]any) (Draft, error) {
	d := Draft{Kind: kind, Record: id, Op: OpCreate, Fields: map[string]json.RawMessage{}}
	if reason != "" {
		fields[FieldReason] = reason
	}
	for name, value := range fields {
		raw, err := json.Marshal(value)
		if err == nil && len(raw) > MaxField {
			err = ErrTooLarge
		}
		if err != nil {
			return Draft{}, fmt.Errorf("%s: field %s: %w", kind, name, err)
		}
		d.Fields[name] = raw
	}
	return d, nil
}

// RuleBlocks returns the draft of an admit or a lost ruling. Of a gap the last
// missing block is named: the one that the first block behind it follows.
func RuleBlocks(kind string, id uuid.UUID, blocks []Hash, reason string) (Draft, error) {
	if len(blocks) == 0 || len(blocks) > MaxRuledBlocks {
		return Draft{}, fmt.Errorf("%s of %d blocks: %w", kind, len(blocks), ErrTooLarge)
	}
	return ruling(kind, id, reason, map[string]any{FieldBlocks: blocks})
}

// RuledBlocks returns the blocks that a line of an admit or a lost ruling
// names; nil for anything else.
func (l Line) RuledBlocks() []Hash {
	var blocks []Hash
	if l.Change.Kind != KindAdmit && l.Change.Kind != KindLost || !l.field(FieldBlocks, &blocks) || len(blocks) > MaxRuledBlocks {
		return nil
	}
	return blocks
}

// Redaction names values that nobody may hold any more. It names one record,
// so that it can follow it to wherever it was moved.
type Redaction struct {
	Record uuid.UUID
	Dots   []Dot
}

// Redact returns the draft of a redaction.
func Redact(id uuid.UUID, r Redaction, reason string) (Draft, error) {
	if len(r.Dots) == 0 || len(r.Dots) > MaxRedacted {
		return Draft{}, fmt.Errorf("redaction of %d dots: %w", len(r.Dots), ErrTooLarge)
	}
	return ruling(KindRedaction, id, reason, map[string]any{FieldRecord: r.Record, FieldDots: r.Dots})
}

// Redaction returns what the line of a redaction names.
func (l Line) Redaction() (r Redaction, ok bool) {
	ok = l.Change.Kind == KindRedaction && l.field(FieldRecord, &r.Record) && l.field(FieldDots, &r.Dots) && len(r.Dots) <= MaxRedacted
	return r, ok
}

// Redactions returns what a redaction's record says that came without its
// lines, in a snapshot.
func (s *State) Redactions() (out []Redaction) {
	of, dots := s.Register(FieldRecord), s.Register(FieldDots)
	if s.Kind != KindRedaction || of == nil || dots == nil {
		return nil
	}
	for _, sib := range dots.Siblings {
		i, ok := of.find(sib.Dot)
		var r Redaction
		if !ok || sib.Rank < RankRuling || json.Unmarshal(sib.Value, &r.Dots) != nil || json.Unmarshal(of.Siblings[i].Value, &r.Record) != nil || len(r.Dots) > MaxRedacted {
			continue
		}
		out = append(out, r)
	}
	return out
}

// Redactable tells whether a redaction may touch the line. What decides about
// other lines stays whole: a withheld deletion would bring the record back.
func (l Line) Redactable() bool {
	switch l.Change.Kind {
	case KindAdmit, KindLost, KindRedaction, KindMove, kindGrant:
		return false
	}
	for _, name := range l.Change.Names {
		if name != FieldDeleted && name != FieldHome {
			return true
		}
	}
	return false
}

// field decodes one value of a line; false when it is not there or another
// thing.
func (l Line) field(name string, dst any) bool {
	for i, n := range l.Change.Names {
		if n == name && !l.Withheld {
			return json.Unmarshal(l.Values[i], dst) == nil
		}
	}
	return false
}
