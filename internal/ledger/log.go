package ledger

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/google/uuid"
)

// Log is a scope as somebody keeps it, to be checked from its first change on.
type Log struct {
	Scope   uuid.UUID
	Entries []Entry // in any order
	// Head is what the server countersigned last, and Rolling the hash of its
	// order up to there, as they are kept apart from the entries; nil before the
	// first.
	Head    *SignedAdmission
	Rolling Hash
	// Ends are the last numbers that the keeper's own streams came to; what is
	// missing before one of them was cut off.
	Ends map[uuid.UUID]uint64
	// Grant returns a grant by its id.
	Grant func(uuid.UUID) (SignedGrant, error)
}

// The causes of a break.
const (
	BreakChanged     = "changed"     // the bytes are not what their writer signed
	BreakUnsigned    = "unsigned"    // nobody whom the server granted it signed them
	BreakRemoved     = "removed"     // something was here and is not
	BreakForged      = "forged"      // the countersignature is not the server's, or of another block
	BreakRewritten   = "rewritten"   // the order is not the one that the server countersigned
	BreakCut         = "cut"         // the end is missing
	BreakWrongPlaces = "wrong_place" // a block of another scope
)

// Break is where a log stops being what its writers and the server signed.
type Break struct {
	Cause  string
	Seq    uint64    // in the server's order; 0 when it has no place there
	Stream uuid.UUID // with At, the first change that can't be believed
	At     uint64
	Err    error
}

// String tells where the log breaks, for whoever looks into it.
func (b Break) String() string {
	s := b.Cause
	if b.Seq > 0 {
		s += fmt.Sprintf(", place %d in the server's order", b.Seq)
	}
	if b.At > 0 {
		s += fmt.Sprintf(", change %d of stream %s", b.At, b.Stream)
	}
	if b.Err != nil {
		s += ": " + b.Err.Error()
	}
	return s
}

// LogReport says what was checked. Changes after the last countersignature may
// have been cut without a trace: Tail counts those that are here.
type LogReport struct {
	Blocks, Changes int
	Tail            int
	First           *Break // nil when the log is whole
}

// CheckLog checks a log: every signature, every chain, and that the server's
// order is the one that it countersigned.
func (t *Trust) CheckLog(l Log) LogReport {
	c := logCheck{trust: t, log: l, known: map[Hash]bool{}, bySeq: map[uint64]Hash{}, lasts: map[uuid.UUID]uint64{}}
	entries := slices.Clone(l.Entries)
	slices.SortStableFunc(entries, func(a, b Entry) int {
		x, y := c.place(a), c.place(b)
		return cmp.Or(cmp.Compare(x, y), slices.Compare(a.Block.Header.Stream[:], b.Block.Header.Stream[:]), cmp.Compare(a.Block.Header.First, b.Block.Header.First))
	})
	for _, e := range entries {
		c.known[e.Block.Hash] = true
	}
	for _, e := range entries {
		if c.report.First = c.gapBefore(e); c.report.First == nil {
			c.report.First = c.entry(e)
		}
		if c.report.First != nil {
			return c.report
		}
	}
	c.report.First = c.end()
	return c.report
}

type logCheck struct {
	trust  *Trust
	log    Log
	report LogReport
	known  map[Hash]bool
	bySeq  map[uint64]Hash
	lasts  map[uuid.UUID]uint64
}

// unplaced is behind every place.
const unplaced = ^uint64(0)

// place is an entry's place in the order of the head's epoch.
func (c *logCheck) place(e Entry) uint64 {
	if e.Admission == nil || c.log.Head == nil || e.Admission.Doc.Epoch != c.log.Head.Doc.Epoch || e.Admission.Doc.Seq > c.log.Head.Doc.Seq {
		return unplaced
	}
	return e.Admission.Doc.Seq
}

// gapBefore is a break when a place of the order is empty.
func (c *logCheck) gapBefore(e Entry) *Break {
	at := c.place(e)
	want := uint64(len(c.bySeq)) + 1
	switch {
	case c.log.Head == nil:
		return nil
	case at == unplaced && want <= c.log.Head.Doc.Seq, at != unplaced && at > want:
		return &Break{Cause: BreakRemoved, Seq: want}
	case at != unplaced && at < want:
		return &Break{Cause: BreakRewritten, Seq: at, Err: fmt.Errorf("two blocks at one place: %w", ErrMalformed)}
	}
	return nil
}

func (c *logCheck) entry(e Entry) *Break {
	h := e.Block.Header
	broken := func(cause string, err error) *Break {
		b := &Break{Cause: cause, Stream: h.Stream, At: h.First, Err: err}
		if at := c.place(e); at != unplaced {
			b.Seq = at
		}
		return b
	}
	if h.Scope != c.log.Scope {
		return broken(BreakWrongPlaces, nil)
	}
	grant, err := c.log.Grant(h.Grant)
	if err == nil {
		err = c.trust.CheckGrant(grant)
	}
	if err == nil && grant.Doc.Scope != h.Scope {
		err = ErrMalformed
	}
	if err != nil {
		return broken(BreakUnsigned, err)
	}
	if err := e.Block.Verify(grant.Doc.Sign); err != nil {
		return broken(BreakChanged, err)
	}
	if _, err := e.Block.Lines(); err != nil {
		return broken(BreakChanged, err)
	}
	if h.First > 1 && !c.known[h.Prev] {
		return broken(BreakRemoved, fmt.Errorf("the block before %d is missing: %w", h.First, ErrGap))
	}
	if e.Admission != nil {
		if err := c.trust.CheckAdmission(*e.Admission, h, e.Block.Hash); err != nil {
			return broken(BreakForged, err)
		}
	} else {
		c.report.Tail += int(h.Last - h.First + 1)
	}
	if at := c.place(e); at != unplaced {
		c.bySeq[at] = e.Block.Hash
	}
	c.report.Blocks++
	c.report.Changes += int(h.Last - h.First + 1)
	c.lasts[h.Stream] = max(c.lasts[h.Stream], h.Last)
	return nil
}

// end checks that nothing is missing behind, and the order as a whole.
func (c *logCheck) end() *Break {
	if head := c.log.Head; head != nil {
		if b := c.order(*head); b != nil {
			return b
		}
	}
	for stream, end := range c.log.Ends {
		if have := c.lasts[stream]; have < end {
			return &Break{Cause: BreakCut, Stream: stream, At: have + 1}
		}
	}
	return nil
}

func (c *logCheck) order(head SignedAdmission) *Break {
	key, err := c.trust.ServerKey(head.Key())
	if err == nil {
		err = head.Verify(key, ForAdmission)
	}
	if err != nil {
		return &Break{Cause: BreakForged, Seq: head.Doc.Seq, Err: err}
	}
	var rolling Hash
	for seq := uint64(1); seq <= head.Doc.Seq; seq++ {
		hash, ok := c.bySeq[seq]
		if !ok {
			return &Break{Cause: BreakCut, Seq: seq}
		}
		rolling = Roll(rolling, seq, hash)
	}
	if rolling != c.log.Rolling || head.Doc.Seq > 0 && c.bySeq[head.Doc.Seq] != head.Doc.Block {
		return &Break{Cause: BreakRewritten, Seq: head.Doc.Seq}
	}
	return nil
}
