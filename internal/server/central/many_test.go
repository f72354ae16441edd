package central_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/server/central/centraltest"
	"thamho.vn/internal/server/central/pgtest"
	"thamho.vn/internal/sync/wire"
)

// writers is how many write at once in these tests.
const writers = 16

// atOnce runs a job for each writer and waits for all.
func atOnce(job func(n int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for n := range writers {
		wg.Go(func() { <-start; job(n) })
	}
	close(start)
	wg.Wait()
}

// Sixteen laptops write the same child at the same time, in pushes that come
// twice: no value is lost, the order is dense, and the record is what the lines
// of the order say.
func TestSixteenWritersOnOneChild(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const each = 6
	child := centraltest.NewID()
	devices := make([]*centraltest.Device, writers)
	for i := range devices {
		devices[i] = b.Device(ledger.RankHamlet, b.scope)
	}

	atOnce(func(n int) {
		s := devices[n].Stream(b.scope)
		for i := range each {
			one := s.Put(centraltest.Named(child, fmt.Sprintf("Bảo %d %d", n, i)), centraltest.Named(centraltest.NewID(), "Út"))
			for range 2 {
				if _, err := b.Push(t.Context(), devices[n].ID, []ledger.Entry{one}); err != nil {
					t.Error(err)
				}
			}
		}
	})

	if got := b.names(child); len(got) != writers*each {
		t.Errorf("%d of %d values are there", len(got), writers*each)
	}
	if got := len(b.pull(b.device, b.scope)); got < writers*each {
		t.Errorf("%d blocks in the order", got)
	}
	b.checkOrder()
}

// Sixteen bring children under the same ids, as a list that two typists import
// does, each in an order of its own, block by block: nobody waits for the other
// for ever.
func TestTheSameChildrenCreatedAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	children := make([]uuid.UUID, 24)
	for i := range children {
		children[i] = centraltest.NewID()
	}
	devices := make([]*centraltest.Device, writers)
	for i := range devices {
		devices[i] = b.Device(ledger.RankHamlet, b.scope)
	}

	atOnce(func(n int) {
		s := devices[n].Stream(b.scope)
		own := slices.Clone(children)
		if n%2 == 1 {
			slices.Reverse(own)
		}
		var entries []ledger.Entry
		for part := range slices.Chunk(own, 8) {
			var drafts []ledger.Draft
			for _, id := range part {
				d := centraltest.Named(id, fmt.Sprint("Bảo ", n))
				d.Op = ledger.OpCreate
				drafts = append(drafts, d)
			}
			entries = append(entries, s.Put(drafts...))
		}
		if _, err := b.Push(t.Context(), devices[n].ID, entries); err != nil {
			t.Error(err)
		}
	})

	for _, id := range children {
		if got := b.names(id); len(got) != writers {
			t.Errorf("%d of %d values", len(got), writers)
		}
	}
	b.checkOrder()
}

// The blocks of one stream come from many carriers at once, each bringing one of
// them: they are admitted once, in their order, and none stays held.
func TestOneStreamByManyCarriers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for range 8 {
		s := b.device.Stream(b.scope)
		var blocks []ledger.Entry
		for range writers {
			blocks = append(blocks, s.Put(centraltest.Named(centraltest.NewID(), "Bảo")))
		}

		atOnce(func(n int) {
			if _, err := b.Push(t.Context(), b.device.ID, blocks[n:n+1]); err != nil {
				t.Error(err)
			}
		})

		admittedUpTo(t, vector(t, b.push(blocks[0]), s.ID), writers)
	}
	b.checkOrder()
}

// A code serves one laptop, also when many ask at the same moment, and of two
// clones that say hello at once one is told that it is a clone.
func TestOnlyOneWins(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code := b.Code(b.scope)
	won := make([]bool, writers)
	atOnce(func(n int) {
		req, _ := centraltest.Asker(t, code)
		_, err := b.Enrol(t.Context(), req)
		won[n] = err == nil
	})
	if got := count(won); got != 1 {
		t.Errorf("a code gave %d devices", got)
	}

	store := centraltest.NewID()
	ask := func(now, next string) wire.HelloRequest {
		req := b.at(0, ledger.Hash{})
		req.Store, req.Nonce, req.Next = store, nonce(now), nonce(next)
		return req
	}
	b.hello(ask("", "1"))
	fresh := make([]bool, writers)
	atOnce(func(n int) {
		answer, err := b.Hello(t.Context(), b.device.ID, spoken(ask("1", fmt.Sprint("2 of ", n))))
		fresh[n] = err == nil && !answer.Stale
	})
	if got := count(fresh); got != 1 {
		t.Errorf("%d clones were believed", got)
	}
}

func spoken(req wire.HelloRequest) wire.HelloRequest {
	req.Oldest, req.Protocol = wire.Oldest, wire.Protocol
	return req
}

func count(flags []bool) (n int) {
	for _, f := range flags {
		if f {
			n++
		}
	}
	return n
}

// A laptop is revoked while what it wrote arrives behind gaps, also at another
// program: none of its blocks stays held, to be admitted by whoever fills the
// gap.
func TestARevocationMeetsPushes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	other := b.Central
	if b.Options.Database != "" {
		other = centraltest.Must[*central.Central](t)(central.Open(t.Context(), b.Options))
		defer func() { centraltest.OK(t, other.Close()) }()
	}
	for range 8 {
		thief := b.Device(ledger.RankHamlet, b.scope)
		streams := make([]*centraltest.Stream, writers)
		first := make([]ledger.Entry, writers)
		for n := range streams {
			streams[n] = thief.Stream(b.scope)
			first[n] = streams[n].Put(centraltest.Named(centraltest.NewID(), "Bảo"))
		}

		atOnce(func(n int) {
			if n == 0 {
				if err := b.Revoke(t.Context(), thief.ID); err != nil {
					t.Error(err)
				}
				return
			}
			for range 3 {
				behind := streams[n].Put(centraltest.Named(centraltest.NewID(), "Út"))
				if _, err := other.Push(t.Context(), thief.ID, []ledger.Entry{behind}); err != nil {
					t.Error(err)
				}
			}
		})

		for n := 1; n < writers; n++ {
			v := vector(t, b.pushAs(thief, first[n]), streams[n].ID)
			if len(v.Held) != 0 || len(v.Branches) != 0 {
				t.Errorf("of a revoked laptop: %+v", v)
			}
		}
	}
	b.checkOrder()
}

// An officer releases a block while others of its kind arrive: whoever is told
// to be in quarantine was there before the ruling, or after it is admitted.
func TestARulingMeetsPushes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	forged := make([]ledger.Entry, writers)
	for n := range forged {
		s := b.device.Stream(b.scope)
		s.User = centraltest.NewID() // another's name: quarantine
		forged[n] = s.Put(centraltest.Named(centraltest.NewID(), "Bảo"))
	}
	var hashes []ledger.Hash
	for _, e := range forged {
		hashes = append(hashes, e.Block.Hash)
	}
	b.push(forged[0])
	officer := b.Device(ledger.RankCommune, b.scope)
	ruling := centraltest.Must[ledger.Draft](t)(ledger.RuleBlocks(ledger.KindAdmit, centraltest.NewID(), hashes, ""))
	release := officer.Stream(b.scope).Put(ruling)

	atOnce(func(n int) {
		who, what := b.device, forged[n]
		if n == 0 {
			who, what = officer, release
		}
		if _, err := b.Push(t.Context(), who.ID, []ledger.Entry{what}); err != nil {
			t.Error(err)
		}
	})

	for n, e := range forged {
		if v := vector(t, b.push(e), e.Block.Header.Stream); len(v.Quarantined) != 0 {
			t.Errorf("block %d is in quarantine although it was released", n)
		}
	}
	b.checkOrder()
}

// Two programs open a new database at the same moment, and serve it together.
func TestTwoProgramsOneDatabase(t *testing.T) {
	t.Parallel()
	pgtest.OnPostgres(t)
	o := centraltest.New(t).Options
	o.Database = pgtest.Database(t)
	var all [4]*central.Central
	var wg sync.WaitGroup
	for i := range all {
		wg.Go(func() {
			var err error
			if all[i], err = central.Open(t.Context(), o); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	scope := centraltest.NewID()
	for _, c := range all {
		if c.Epoch() != all[0].Epoch() {
			t.Errorf("epochs %s and %s", c.Epoch(), all[0].Epoch())
		}
		wg.Go(func() {
			if err := c.CreateScope(t.Context(), wire.Scope{ID: scope, Kind: wire.ScopeHamlet, Unit: scope}); err != nil {
				t.Error(err)
			}
			for range 10 {
				if err := c.Write(t.Context(), scope, []ledger.Draft{centraltest.Record(registry.KindPerson, centraltest.NewID(), registry.Person{Name: "Út"})}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	lines, q := 0, uint64(0)
	centraltest.OK(t, all[1].Lines(t.Context(), scope, func(_ uuid.UUID, _ ledger.Rank, l ledger.Line) {
		lines++
		if q++; l.Change.Seq != q {
			t.Errorf("the server's stream has %d after %d", l.Change.Seq, q-1)
		}
	}))
	if lines != 41 {
		t.Errorf("%d lines of 41", lines)
	}
	for _, c := range all {
		centraltest.OK(t, c.Close())
	}
}
