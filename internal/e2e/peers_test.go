package e2e

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// The tests of this file bear the names of complaints about other systems. Some
// complaints have tests of their own elsewhere: one byte lost anywhere
// (TestACutAtAnyByteLosesNothing), a wrong clock (TestAWrongClockLocksNobodyOut),
// pictures that vanish (TestAPhotoGoesOnWhereItWasCut), people who move
// (TestMoveHousehold), a checkpoint before its documents (the planted bug
// cursorfirst of the simulation).

// surveysolutions#3167: the answer was lost, the packet was sent again, and it was
// broken for good.
func TestPeersSurveySolutions3167ALostReplyBreaksNoPacket(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	a.sync()
	f := a.flaky()
	for n := int64(0); n < 3000; n += 250 {
		a.child(fmt.Sprint("Nguyễn Văn ", n))
		f.down.Store(n)
		_, _ = a.engine.Sync(t.Context())
	}
	f.down.Store(whole)

	a.sync()

	h.equal(a)
}

// opencrvs#12292, and PowerSync's one bad record that blocks the queue: something
// that the server can't take stays, is told, and nothing behind it waits.
func TestPeersOpenCRVS12292OneBadPacketBlocksNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	id := must[ledger.Identity](t)(a.store.Identity(t.Context()))
	grant := must[[]ledger.SignedGrant](t)(a.store.OwnGrants(t.Context()))[0].Doc
	forged := must[ledger.Block](t)(ledger.Seal(ledger.Header{Stream: uuid.New(), Scope: h.scope, Grant: grant.ID}, []ledger.Line{later(t, 1, grant.User, uuid.New())},
		must[ledger.Identity](t)(b.store.Identity(t.Context())).SignKey))
	a.child("Nguyễn Văn Bảo")
	ok(t, a.store.Seal(t.Context(), h.scope))
	good := must[[]ledger.Entry](t)(a.store.Outbox(t.Context(), h.scope, 1<<20))

	answer := must[wire.PushResponse](t)(h.central.Push(t.Context(), id.Device, append([]ledger.Entry{{Block: &forged}}, good...)))

	if len(answer.Refused) != 1 || answer.Refused[0].Block != forged.Hash {
		t.Errorf("refused %+v", answer.Refused)
	}
	a.sync()
	b.sync()
	h.equal(a, b)
}

// central#669: updates that arrive out of order were taken for new ones or lost.
func TestPeersODKCentral669UpdatesOutOfOrder(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	device := must[ledger.Identity](t)(a.store.Identity(t.Context())).Device
	id := a.child("Nguyễn Văn Bảo")
	for _, name := range []string{"Nguyễn Văn Báo", "Nguyễn Văn Bão", "Nguyễn Văn Bạo"} {
		ok(t, a.store.Seal(t.Context(), h.scope))
		a.rename(id, name)
	}
	ok(t, a.store.Seal(t.Context(), h.scope))
	entries := must[[]ledger.Entry](t)(a.store.Outbox(t.Context(), h.scope, 1<<20))
	if len(entries) != 4 {
		t.Fatalf("%d blocks", len(entries))
	}

	for _, i := range []int{3, 1, 0, 2} { // each in a request of its own
		must[wire.PushResponse](t)(h.central.Push(t.Context(), device, entries[i:i+1]))
	}
	a.sync()
	b.sync()

	h.equal(a, b)
	if names := h.names(b, id); len(names) != 1 || names[0] != "Nguyễn Văn Bạo" {
		t.Errorf("it is called %v", names)
	}
}

// kpi#5047: the same submission, sent twice at one instant, was there twice.
func TestPeersKpi5047TheSamePacketFromManySidesAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	device := must[ledger.Identity](t)(a.store.Identity(t.Context())).Device
	a.child("Nguyễn Văn Bảo")
	ok(t, a.store.Seal(t.Context(), h.scope))
	entries := must[[]ledger.Entry](t)(a.store.Outbox(t.Context(), h.scope, 1<<20))

	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := h.central.Push(t.Context(), device, entries); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	a.sync()
	b.sync()

	h.equal(a, b)
	lines := 0
	ok(t, h.central.Lines(t.Context(), h.scope, func(_ uuid.UUID, _ ledger.Rank, l ledger.Line) {
		if l.Change.Kind == registry.KindPerson {
			lines++
		}
	}))
	if lines != 1 {
		t.Errorf("the child is in the ledger %d times", lines)
	}
}

// sync_gateway#3721 and fhircore#2073: a reader that goes on while others write
// must not pass over what is committed late, whatever numbers or clocks say.
func TestPeersSyncGateway3721NothingIsSkippedWhileManyWrite(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	reader := h.laptop("reader", ledger.RankHamlet)
	var writers []*laptop
	for i := range 6 {
		writers = append(writers, h.laptop(fmt.Sprint("w", i), ledger.RankHamlet))
	}

	var all sync.WaitGroup
	for i, w := range writers {
		all.Go(func() {
			for n := range 5 {
				w.child(fmt.Sprint("Nguyễn Văn ", i, n))
				if _, err := w.engine.Sync(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	for reading := true; reading; {
		select {
		case <-done:
			reading = false
		default:
		}
		if _, err := reader.engine.Sync(t.Context()); err != nil {
			t.Error(err)
		}
	}

	h.equal(reader)
}

// CDTDatastore#366: what was deleted came back from a copy that had been away.
func TestPeersCDTDatastore366ADeletedRecordStaysDeleted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, away := h.laptop("a", ledger.RankHamlet), h.laptop("away", ledger.RankHamlet)
	id := a.child("Nguyễn Văn Bảo")
	a.sync()
	away.sync()
	away.rename(id, "Nguyễn Văn Báo")
	away.sync()
	a.sync()
	ok(t, a.store.Write(t.Context(), h.scope, []ledger.Draft{{Kind: registry.KindPerson, Record: id, Op: ledger.OpDelete}}, ""))
	a.sync()

	// It sends again all that it ever had, then hears of the deletion.
	ok(t, away.store.ResendMissing(t.Context(), []uuid.UUID{h.scope}, nil))
	away.sync()
	away.sync()
	a.sync()

	h.equal(a, away)
	for _, l := range []*laptop{a, away} {
		state := must[ledger.State](t)(l.store.State(t.Context(), h.scope, id))
		if deleted, _ := state.Deleted(func(ledger.Dot) (uint64, bool) { return 0, false }); !deleted {
			t.Errorf("%s: it came back", l.file)
		}
	}
}

// opensrp-client#256 and CommCare: beyond a thousand records every exchange took
// minutes. What is asked and answered when one child changes does not grow with
// what is there.
func TestPeersOpenSRP256AThousandRecordsCostNothingMore(t *testing.T) {
	t.Parallel()
	few := newHouse(t)
	lone := few.laptop("a", ledger.RankHamlet)
	many, crowd := filled(t)
	cost := func(l *laptop) int64 {
		l.sync()
		line := &priced{RoundTripper: l.client.Transport}
		l.client.Transport = line
		l.child("Nguyễn Văn Bảo")
		l.sync()
		return line.bytes.Load()
	}

	small, large := cost(lone), cost(crowd)

	t.Logf("%d bytes among none, %d among two thousand", small, large)
	if large > small*5/4 {
		t.Errorf("one child costs %d bytes among none and %d among two thousand", small, large)
	}
	many.equal(crowd)
}
