package ledger

import (
	"crypto/ed25519"
	"fmt"
	"testing"

	"github.com/google/uuid"
)

// audited is a log that a laptop wrote and a server countersigned, of four
// blocks of two changes, the last without a countersignature.
type audited struct {
	trust          *Trust
	server, device ed25519.PrivateKey
	grant          SignedGrant
	log            Log
}

func newAudited(t testing.TB) *audited {
	t.Helper()
	a := &audited{server: testKey(7), device: testKey(8)}
	a.trust = NewTrust(publicOf(testKey(6)))
	cert := sign(t, testKey(6), ForServer, ServerCert{Server: testID(1), Sign: publicOf(a.server)})
	if err := a.trust.AddServer(cert); err != nil {
		t.Fatal(err)
	}
	a.grant = sign(t, a.server, ForGrant, Grant{ID: testID(4), Device: testID(5), Sign: publicOf(a.device), Scope: testID(3), Rank: RankHamlet})
	a.log = a.write(t, a.device, 4, 3)
	return a
}

func sign[T any](t testing.TB, key ed25519.PrivateKey, purpose Purpose, doc T) Signed[T] {
	t.Helper()
	s, err := SignDoc(key, purpose, doc)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// write makes a log of so many blocks, of which so many are countersigned.
func (a *audited) write(t testing.TB, key ed25519.PrivateKey, blocks, signed int) Log {
	t.Helper()
	l := Log{Scope: testID(3), Ends: map[uuid.UUID]uint64{testID(2): uint64(2 * blocks)}}
	l.Grant = func(id uuid.UUID) (SignedGrant, error) {
		if id != testID(4) {
			return SignedGrant{}, ErrUnknownKey
		}
		return a.grant, nil
	}
	var prev Hash
	for i := range blocks {
		lines := []Line{
			makeLine(t, uint64(2*i+1), &State{}, map[string]string{"viec": fmt.Sprint(len(key), i, key[0])}),
			makeLine(t, uint64(2*i+2), &State{}, map[string]string{"viec": "xuat"}),
		}
		b, err := Seal(Header{Stream: testID(2), Scope: testID(3), Grant: testID(4), Prev: prev}, lines, key)
		if err != nil {
			t.Fatal(err)
		}
		e := Entry{Block: &b}
		if i < signed {
			e.Admission = a.admit(t, b, uint64(i+1))
			l.Head, l.Rolling = e.Admission, Roll(l.Rolling, uint64(i+1), b.Hash)
		}
		l.Entries, prev = append(l.Entries, e), b.Hash
	}
	return l
}

func (a *audited) admit(t testing.TB, b Block, seq uint64) *SignedAdmission {
	s := sign(t, a.server, ForAdmission, Admission{Scope: testID(3), Block: b.Hash, Rank: RankHamlet, Epoch: testID(9), Seq: seq})
	return &s
}

func TestAWholeLog(t *testing.T) {
	t.Parallel()
	a := newAudited(t)

	got := a.trust.CheckLog(a.log)

	if got.First != nil || got.Blocks != 4 || got.Changes != 8 || got.Tail != 2 {
		t.Errorf("%+v, first %+v", got, got.First)
	}
}

// Promise 10: whatever somebody does to the log before its last
// countersignature is found, and named where it begins.
func TestPromise10AuditLogCanNotBeQuietlyChanged(t *testing.T) {
	t.Parallel()
	remove := func(l *Log, i int) { l.Entries = append(l.Entries[:i:i], l.Entries[i+1:]...) }
	for name, c := range map[string]struct {
		do    func(a *audited, l *Log)
		cause string
		seq   uint64
		at    uint64
	}{
		"a change is altered": {func(_ *audited, l *Log) {
			raw := l.Entries[1].Block.Bytes()
			raw[len(raw)-3] ^= 1
			b, err := ParseBlock(raw)
			if err != nil {
				t.Fatal(err)
			}
			l.Entries[1].Block = &b
		}, BreakChanged, 2, 3},
		"a block is removed":                {func(_ *audited, l *Log) { remove(l, 1) }, BreakRemoved, 2, 0},
		"the first block is removed":        {func(_ *audited, l *Log) { remove(l, 0) }, BreakRemoved, 1, 0},
		"a block without place is removed":  {func(a *audited, l *Log) { *l = a.write(t, a.device, 4, 2); remove(l, 2) }, BreakRemoved, 0, 7},
		"cut before the countersigned head": {func(_ *audited, l *Log) { l.Entries = l.Entries[:2] }, BreakCut, 3, 0},
		"everything is cut":                 {func(_ *audited, l *Log) { l.Entries = nil }, BreakCut, 1, 0},
		"rewritten, with the laptop's key, under the old countersignatures": {func(a *audited, l *Log) {
			other := a.rewritten(t)
			for i := range other.Entries {
				other.Entries[i].Admission = l.Entries[i].Admission
			}
			l.Entries = other.Entries
		}, BreakForged, 1, 1},
		"rewritten, without countersignatures": {func(a *audited, l *Log) {
			other := a.rewritten(t)
			for i := range other.Entries {
				other.Entries[i].Admission = nil
			}
			l.Entries = other.Entries
		}, BreakRemoved, 1, 0},
		"rewritten, countersigned by a stranger": {func(a *audited, l *Log) {
			a.server = testKey(99)
			other := a.rewritten(t)
			l.Entries, l.Head, l.Rolling = other.Entries, other.Head, other.Rolling
		}, BreakForged, 1, 1},
		"written by somebody without a grant": {func(a *audited, l *Log) {
			l.Entries = a.write(t, testKey(55), 4, 3).Entries
		}, BreakChanged, 1, 1},
		"another order": {func(a *audited, l *Log) {
			l.Entries[0].Admission, l.Entries[1].Admission = a.admit(t, *l.Entries[0].Block, 2), a.admit(t, *l.Entries[1].Block, 1)
		}, BreakRewritten, 3, 0},
		"the head is of another block": {func(a *audited, l *Log) {
			l.Head = a.admit(t, *l.Entries[3].Block, 3)
		}, BreakRewritten, 3, 0},
		"a block of another scope": {func(_ *audited, l *Log) { l.Scope = testID(30) }, BreakWrongPlaces, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAudited(t)
			l := a.log
			c.do(a, &l)

			got := a.trust.CheckLog(l).First

			if got == nil || got.Cause != c.cause || got.Seq != c.seq || got.At != c.at {
				t.Errorf("found %+v, want %s at place %d, change %d", got, c.cause, c.seq, c.at)
			}
		})
	}
}

// rewritten is another log by the same laptop's key, countersigned by whoever
// plays the server.
func (a *audited) rewritten(t testing.TB) Log {
	l := a.write(t, a.device, 4, 3)
	var prev Hash
	l.Head, l.Rolling = nil, Hash{}
	for i := range l.Entries {
		lines := []Line{
			makeLine(t, uint64(2*i+1), &State{}, map[string]string{"viec": "sửa lại"}),
			makeLine(t, uint64(2*i+2), &State{}, map[string]string{"viec": "sửa lại"}),
		}
		b, err := Seal(Header{Stream: testID(2), Scope: testID(3), Grant: testID(4), Prev: prev}, lines, a.device)
		if err != nil {
			t.Fatal(err)
		}
		l.Entries[i] = Entry{Block: &b}
		if i < 3 {
			l.Entries[i].Admission = a.admit(t, b, uint64(i+1))
			l.Head, l.Rolling = l.Entries[i].Admission, Roll(l.Rolling, uint64(i+1), b.Hash)
		}
		prev = b.Hash
	}
	return l
}

// What can not be found on the laptop alone, said by a test: a cut after the
// last countersignature, by somebody who also puts the laptop's own note of its
// end back.
func TestACutAfterTheLastCountersignatureLeavesNoTrace(t *testing.T) {
	t.Parallel()
	a := newAudited(t)
	l := a.log
	l.Entries, l.Ends = l.Entries[:3], map[uuid.UUID]uint64{testID(2): 6}
	if got := a.trust.CheckLog(l).First; got != nil {
		t.Errorf("found %+v", got)
	}
	l.Ends = a.log.Ends
	if got := a.trust.CheckLog(l).First; got == nil || got.Cause != BreakCut || got.At != 7 {
		t.Errorf("with the note still there: %+v", got)
	}
}
