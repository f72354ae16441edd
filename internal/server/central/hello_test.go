package central_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central/centraltest"
	"thamho.vn/internal/sync/wire"
)

// nonce makes a different nonce of each word.
func nonce(word string) ledger.Hash { return ledger.Sum([]byte(word)) }

// hello asks with one nonce and the next.
func (b *bench) hello(req wire.HelloRequest) wire.HelloResponse {
	b.t.Helper()
	req.Oldest, req.Protocol = wire.Oldest, wire.Protocol
	return centraltest.Must[wire.HelloResponse](b.t)(b.Hello(b.t.Context(), b.device.ID, req))
}

// at is a hello of a store that has followed the scope up to a cursor.
func (b *bench) at(cursor uint64, rolling ledger.Hash) wire.HelloRequest {
	return wire.HelloRequest{
		Store: centraltest.NewID(), Next: nonce("1"), Server: b.Server(), Epoch: b.Epoch(),
		At: []ledger.Position{{Scope: b.scope, Cursor: cursor, Rolling: rolling}},
	}
}

// rollTo returns the rolling hash of the scope's order at a cursor.
func (b *bench) rollTo(cursor int) ledger.Hash {
	var h ledger.Hash
	for i, e := range b.pull(b.device, b.scope)[:cursor] {
		h = ledger.Roll(h, uint64(i+1), e.Block.Hash)
	}
	return h
}

func TestHelloTellsClonesApart(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	store := centraltest.NewID()
	for i, step := range []struct {
		store       uuid.UUID
		nonce, next string
		stale       bool
		why         string
	}{
		{store, "0", "1", false, "the first hello of a store"},
		{store, "0", "1", false, "the same pair: the answer was lost"},
		{store, "1", "2", false, "the next pair"},
		{store, "1", "2'", true, "a clone with a next of its own"},
		{store, "0", "1", true, "an old copy"},
		{store, "2", "3", false, "a stale one changed nothing"},
		{centraltest.NewID(), "0", "1", false, "another store of the device"},
		{store, "3", "4", false, "the first store goes on"},
	} {
		answer := b.hello(wire.HelloRequest{Store: step.store, Nonce: nonce(step.nonce), Next: nonce(step.next)})
		if answer.Stale != step.stale {
			t.Errorf("%d, %s: stale %v", i, step.why, answer.Stale)
		}
		if answer.Nonce != nonce(step.next) || len(answer.Session) < 22 {
			t.Errorf("%d, %s: nonce %s, session %q", i, step.why, answer.Nonce, answer.Session)
		}
		if i == 4 {
			b.Reopen()
		}
	}
}

// Of two clones that ask at the same instant one goes on.
func TestHelloOfClonesAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	store := centraltest.NewID()
	b.hello(wire.HelloRequest{Store: store, Next: nonce("1")})
	var wg sync.WaitGroup
	stale := make([]bool, 8)
	for i := range stale {
		wg.Go(func() {
			answer, err := b.Hello(t.Context(), b.device.ID, wire.HelloRequest{
				Oldest: 1, Protocol: 1, Store: store, Nonce: nonce("1"), Next: nonce(string(rune('a' + i))),
			})
			if err != nil {
				t.Error(err)
			}
			stale[i] = answer.Stale
		})
	}
	wg.Wait()

	if got := slices.DeleteFunc(stale, func(s bool) bool { return s }); len(got) != 1 {
		t.Errorf("%d clones went on", len(got))
	}
}

func TestHelloAnswersOnlyReadableScopes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	hidden := b.Scope()
	other := b.Device(ledger.RankHamlet, hidden)
	e := other.Stream(hidden).Put(centraltest.Named(centraltest.NewID(), "Lan"))
	b.pushAs(other, e)

	req := b.at(1, nonce("nowhere"))
	req.At = append(req.At, ledger.Position{Scope: hidden, Cursor: 1, Rolling: nonce("x")})
	req.Acked = []wire.Head{{Scope: hidden, Stream: e.Block.Header.Stream, Last: 1, Hash: nonce("y")}}
	req.Want = []uuid.UUID{hidden, b.scope}
	answer := b.hello(req)

	if len(answer.Scopes) != 1 || answer.Scopes[0].ID != b.scope {
		t.Errorf("scopes %+v", answer.Scopes)
	}
	if !slices.Equal(answer.Mismatch, []uuid.UUID{b.scope}) {
		t.Errorf("mismatch %v", answer.Mismatch)
	}
	for _, v := range answer.Vectors {
		if v.Scope != b.scope {
			t.Errorf("vector of a scope that is not the device's: %+v", v)
		}
	}
}

func TestHelloComparesPositions(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.device.Stream(b.scope)
	first := s.Put(centraltest.Named(centraltest.NewID(), "Bảo"))
	b.push(first, s.Put(centraltest.Named(centraltest.NewID(), "Út")))
	head := len(b.pull(b.device, b.scope))
	acked := func(hash ledger.Hash) wire.HelloRequest {
		req := b.at(0, ledger.Hash{})
		req.Acked = []wire.Head{{Scope: b.scope, Stream: s.ID, Last: 1, Hash: hash}}
		return req
	}

	for name, c := range map[string]struct {
		req wire.HelloRequest
		off bool
	}{
		"nothing read yet":         {b.at(0, ledger.Hash{}), false},
		"in the middle":            {b.at(2, b.rollTo(2)), false},
		"at the head":              {b.at(uint64(head), b.rollTo(head)), false},
		"another order":            {b.at(2, b.rollTo(1)), true},
		"beyond the head":          {b.at(uint64(head+1), nonce("x")), true},
		"beyond the head, no hash": {b.at(uint64(head+1), ledger.Hash{}), true},
		"a cursor out of range":    {b.at(1<<63+1, nonce("x")), true},
		"an acknowledged head":     {acked(first.Block.Hash), false},
		"a head that is not here":  {acked(nonce("lost")), true},
	} {
		answer := b.hello(c.req)
		if got := len(answer.Mismatch) == 1; got != c.off {
			t.Errorf("%s: mismatch %v", name, answer.Mismatch)
		}
		if c.off && !slices.ContainsFunc(answer.Vectors, func(v ledger.StreamVector) bool { return v.Stream == s.ID }) {
			t.Errorf("%s: no vectors with the mismatch", name)
		}
		if answer.Scopes[0].Seq != uint64(head) {
			t.Errorf("%s: head %d, want %d", name, answer.Scopes[0].Seq, head)
		}
	}
}

func TestHelloOfARevokedDevice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	centraltest.OK(t, b.Revoke(t.Context(), b.device.ID))

	answer := b.hello(wire.HelloRequest{Store: centraltest.NewID(), Next: nonce("1"), Want: []uuid.UUID{b.scope}})

	if !answer.Revoked || len(answer.Scopes)+len(answer.Vectors) > 0 {
		t.Errorf("answer %+v", answer)
	}
	if _, err := b.Pull(t.Context(), b.device.ID, b.scope, 0, 1, uuid.Nil); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("pull: %v", err)
	}
}

func TestHelloOfAnotherProtocol(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for name, c := range map[string]struct {
		oldest, newest int
		code           registry.Code
	}{
		"the same":                   {1, 1, ""},
		"newer, which still knows 1": {1, 7, ""},
		"newer, which forgot 1":      {2, 7, registry.StaleApp},
		"too old":                    {0, 0, registry.StaleApp},
	} {
		answer, err := b.Hello(t.Context(), b.device.ID, wire.HelloRequest{Oldest: c.oldest, Protocol: c.newest, Store: centraltest.NewID()})
		if registry.CodeOf(err) != c.code || err == nil && answer.Protocol != wire.Protocol {
			t.Errorf("%s: protocol %d, %v", name, answer.Protocol, err)
		}
	}
}

// proofs are the scope's newest admission.
func (b *bench) proofs() []ledger.SignedAdmission {
	entries := b.pull(b.device, b.scope)
	return []ledger.SignedAdmission{*entries[len(entries)-1].Admission}
}

// A server restored behind its own back takes a new epoch when a laptop shows
// it its own signature over what it forgot; everything gets a new place.
func TestProofOfForgettingBeginsAnEpoch(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.device.Stream(b.scope)
	kept := centraltest.NewID()
	b.push(s.Put(centraltest.Named(kept, "Bảo")))
	old := b.Copy()
	b.push(s.Put(centraltest.Named(centraltest.NewID(), "Út")))
	proof, all := b.proofs(), b.pull(b.device, b.scope)
	b.Forget(old)
	before := b.Epoch()
	print := centraltest.Must[ledger.Hash](t)(b.Fingerprint(t.Context(), b.scope))

	req := b.at(uint64(len(all)), nonce("x"))
	req.Proof = proof
	answer := b.hello(req)

	if answer.Epoch == before || answer.Epoch != b.Epoch() {
		t.Fatalf("epoch %s, was %s", answer.Epoch, before)
	}
	if len(answer.Vectors) == 0 {
		t.Error("the laptop must hear what to send again")
	}
	b.checkOrder()
	if got := centraltest.Must[ledger.Hash](t)(b.Fingerprint(t.Context(), b.scope)); got != print {
		t.Error("a new epoch changed the records")
	}
	b.Reopen()
	if b.Epoch() != answer.Epoch {
		t.Error("the epoch was not durable")
	}
	admittedUpTo(t, vector(t, b.push(all...), s.ID), 2)
	centraltest.OK(t, b.Write(t.Context(), b.scope, []ledger.Draft{centraltest.Named(centraltest.NewID(), "máy chủ")}))
	b.checkOrder()
}

func TestWhatIsNoProof(t *testing.T) {
	t.Parallel()
	b, stranger := newBench(t), newBench(t)
	b.push(b.device.Stream(b.scope).Put(centraltest.Named(centraltest.NewID(), "Bảo")))
	before := b.Epoch()
	sign := func(key *bench, epoch uuid.UUID, seq uint64) []ledger.SignedAdmission {
		return []ledger.SignedAdmission{centraltest.Must[ledger.SignedAdmission](t)(ledger.SignDoc(key.Options.Keys.Sign, ledger.ForAdmission,
			ledger.Admission{Scope: b.scope, Block: nonce("lost"), Rank: ledger.RankHamlet, Epoch: epoch, Seq: seq}))}
	}

	for name, proof := range map[string][]ledger.SignedAdmission{
		"what we still hold":     b.proofs(),
		"of another epoch":       sign(b, centraltest.NewID(), 9),
		"of another server":      sign(stranger, before, 9),
		"unsigned":               {{}},
		"nothing":                nil,
		"of another server, far": sign(stranger, before, 1<<63+5),
	} {
		req := b.at(0, ledger.Hash{})
		req.Proof = proof
		if answer := b.hello(req); answer.Epoch != before {
			t.Errorf("%s: a new epoch began", name)
		}
	}
}

// Many laptops prove the same forgetting at once: one epoch begins.
func TestOneForgettingBeginsOneEpoch(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.device.Stream(b.scope)
	old := b.Copy()
	b.push(s.Put(centraltest.Named(centraltest.NewID(), "Út")))
	req := b.at(0, ledger.Hash{})
	req.Proof = b.proofs()
	b.Forget(old)
	before := b.Epoch()

	var wg sync.WaitGroup
	epochs := make([]uuid.UUID, 8)
	for i := range epochs {
		wg.Go(func() {
			own := req
			own.Store, own.Oldest, own.Protocol = centraltest.NewID(), 1, 1
			answer, err := b.Hello(t.Context(), b.device.ID, own)
			if err != nil {
				t.Error(err)
			}
			epochs[i] = answer.Epoch
		})
	}
	wg.Wait()

	for _, epoch := range epochs {
		if epoch == before || epoch != b.Epoch() {
			t.Errorf("epochs %v, was %v, is %v", epochs, before, b.Epoch())
		}
	}
	b.checkOrder()
}

// What is pushed while an epoch begins stands in the new order, with an
// admission of the new epoch.
func TestPushesWhileAnEpochBegins(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.device.Stream(b.scope)
	old := b.Copy()
	b.push(s.Put(centraltest.Named(centraltest.NewID(), "Út")))
	req := b.at(0, ledger.Hash{})
	req.Proof = b.proofs()
	b.Forget(old)
	others := []*centraltest.Device{b.Device(ledger.RankHamlet, b.scope), b.Device(ledger.RankHamlet, b.scope)}

	var wg sync.WaitGroup
	for _, d := range others {
		wg.Go(func() {
			own := d.Stream(b.scope)
			for range 30 {
				if _, err := b.Push(t.Context(), d.ID, []ledger.Entry{own.Put(centraltest.Named(centraltest.NewID(), "Mai"))}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Go(func() { b.hello(req) })
	wg.Wait()

	b.checkOrder()
}
