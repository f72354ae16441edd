package store

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

func fingerprints(t *testing.T, p *province, stores ...*Store) []ledger.Hash {
	t.Helper()
	out := make([]ledger.Hash, len(stores))
	for i, s := range stores {
		out[i] = must[ledger.Hash](t)(s.Fingerprint(t.Context(), p.scope))
	}
	return out
}

func TestTwoLaptopsEndEqual(t *testing.T) {
	t.Parallel()
	p := newProvince()
	a, b := p.laptop(t, 1, ledger.RankHamlet), p.laptop(t, 2, ledger.RankHamlet)
	id := p.family(t, a, 1, "Nguyễn Thị Ánh")
	first := p.send(t, a, ledger.RankHamlet)
	p.apply(t, a, first)
	p.apply(t, b, first)
	before := must[registry.HouseholdPage](t)(a.Household(t.Context(), id)).Household.Value
	for i, s := range []*Store{a, b} {
		after := before
		after.Line = []string{"kênh Tư", "kênh Năm"}[i]
		write(t, s, p.scope, draftOf(t, registry.KindHousehold, id, before, after))
	}

	fromB, fromA := p.send(t, b, ledger.RankHamlet), p.send(t, a, ledger.RankHamlet)
	page := append(fromB, fromA...)
	p.apply(t, a, page)
	p.apply(t, b, page)

	prints := fingerprints(t, p, a, b)
	if prints[0] != prints[1] {
		t.Error("two laptops that hold the same blocks differ")
	}
	for i, s := range []*Store{a, b} {
		got := must[registry.HouseholdPage](t)(s.Household(t.Context(), id)).Household
		if len(got.Conflicts) != 1 || got.Value.Line != "kênh Năm" {
			t.Errorf("laptop %d shows %q, conflicts %v: the server's order puts kênh Năm first", i, got.Value.Line, got.Conflicts)
		}
		if got.Receipt != registry.AtProvince {
			t.Errorf("laptop %d: receipt %v", i, got.Receipt)
		}
	}
}

func TestApplyPageIsAllOrNothing(t *testing.T) {
	t.Parallel()
	p := newProvince()
	a, b := p.laptop(t, 1, ledger.RankHamlet), p.laptop(t, 2, ledger.RankHamlet)
	p.family(t, a, 1, "Nguyễn Thị Ánh")
	p.send(t, a, ledger.RankHamlet) // admitted as 1, lost on the way
	p.family(t, a, 2, "Trần Thị Bưởi")
	second := p.send(t, a, ledger.RankHamlet)

	err := b.ApplyPage(t.Context(), p.server, p.epoch, p.scope, second[1:])

	if !errors.Is(err, ledger.ErrGap) {
		t.Fatalf("a hole in the order: %v", err)
	}
	if at := must[ledger.Position](t)(b.Position(t.Context(), p.server, p.epoch, p.scope)); at.Cursor != 0 {
		t.Errorf("the cursor moved over a hole to %d", at.Cursor)
	}
	if keys := must[[]registry.Key](t)(b.HouseholdKeys(t.Context(), registry.HouseholdQuery{})); len(keys) != 0 {
		t.Errorf("%d households of a refused page", len(keys))
	}
}

func TestAPageWithoutTheServersWordIsRefused(t *testing.T) {
	t.Parallel()
	p, stranger := newProvince(), newProvince()
	stranger.key = seededKey(66)
	a, b := p.laptop(t, 1, ledger.RankHamlet), p.laptop(t, 2, ledger.RankHamlet)
	p.family(t, a, 1, "Nguyễn Thị Ánh")

	err := b.ApplyPage(t.Context(), p.server, p.epoch, p.scope, stranger.send(t, a, ledger.RankHamlet))

	if !errors.Is(err, ledger.ErrUnknownKey) {
		t.Errorf("an admission by a stranger: %v", err)
	}
}

func TestAnOwnBlockComesBackAsItsAdmission(t *testing.T) {
	t.Parallel()
	p := newProvince()
	a, b := p.laptop(t, 1, ledger.RankHamlet), p.laptop(t, 2, ledger.RankHamlet)
	p.family(t, a, 1, "Nguyễn Thị Ánh")
	entries := p.send(t, a, ledger.RankHamlet)
	bare := []ledger.Entry{{Admission: entries[0].Admission}}

	if err := b.ApplyPage(t.Context(), p.server, p.epoch, p.scope, bare); !errors.Is(err, ledger.ErrMissingBlock) {
		t.Errorf("a block that b does not hold: %v", err)
	}
	p.apply(t, a, bare)

	if state := must[registry.SyncState](t)(a.SyncState(t.Context())); state.Pending != 0 {
		t.Errorf("%d changes wait although admitted", state.Pending)
	}
}

func TestAcknowledgeFollowsTheChain(t *testing.T) {
	t.Parallel()
	p := newProvince()
	s := p.laptop(t, 1, ledger.RankHamlet)
	var blocks []ledger.Entry
	for n := 1; n <= 3; n++ {
		p.family(t, s, n, "Nguyễn Thị Ánh")
		blocks = p.send(t, s, ledger.RankHamlet)
	}
	h := blocks[1].Block.Header
	vector := ledger.StreamVector{Scope: p.scope, Stream: h.Stream, Branches: []ledger.Branch{{Head: blocks[1].Block.Hash, First: 1, Last: h.Last}}}

	if err := s.Acknowledge(t.Context(), []ledger.StreamVector{{Scope: p.scope, Stream: h.Stream, Held: []ledger.Hash{blocks[2].Block.Hash}}}); err != nil {
		t.Fatal(err)
	}
	if left := must[[]ledger.Entry](t)(s.Outbox(t.Context(), p.scope, 1<<30)); len(left) != 3 {
		t.Errorf("held counts as acknowledged: %d left", len(left))
	}
	if err := s.Acknowledge(t.Context(), []ledger.StreamVector{vector}); err != nil {
		t.Fatal(err)
	}

	left := must[[]ledger.Entry](t)(s.Outbox(t.Context(), p.scope, 1<<30))
	if len(left) != 1 || left[0].Block.Hash != blocks[2].Block.Hash {
		t.Errorf("%d blocks left, want the third", len(left))
	}
	heads := must[[]ledger.Head](t)(s.AckedHeads(t.Context()))
	if len(heads) != 1 || heads[0].Hash != blocks[1].Block.Hash {
		t.Errorf("acknowledged heads %+v", heads)
	}

	if err := s.ResendMissing(t.Context(), []uuid.UUID{p.scope}, nil); err != nil {
		t.Fatal(err)
	}
	if left := must[[]ledger.Entry](t)(s.Outbox(t.Context(), p.scope, 1<<30)); len(left) != 3 {
		t.Errorf("a server that forgot everything gets %d blocks back", len(left))
	}
	if state := must[registry.SyncState](t)(s.SyncState(t.Context())); state.Pending != 12 {
		t.Errorf("%d changes wait again, want 12", state.Pending)
	}
}

func TestReincarnationStartsNewStreams(t *testing.T) {
	t.Parallel()
	p := newProvince()
	s := p.laptop(t, 1, ledger.RankHamlet)
	before := must[ledger.Incarnation](t)(s.Incarnation(t.Context()))
	p.family(t, s, 1, "Nguyễn Thị Ánh")

	if err := s.Reincarnate(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.family(t, s, 2, "Trần Thị Bưởi")
	entries := p.send(t, s, ledger.RankHamlet)

	if len(entries) != 2 || entries[0].Block.Header.Stream == entries[1].Block.Header.Stream {
		t.Errorf("%d blocks: what was unsent goes in the old stream, what is new in a new one", len(entries))
	}
	if after := must[ledger.Incarnation](t)(s.Incarnation(t.Context())); after.Store == before.Store || after.Next == before.Next {
		t.Error("the incarnation is the same")
	}
}

func TestNonceIsKeptUntilHeard(t *testing.T) {
	t.Parallel()
	s := newProvince().laptop(t, 1, ledger.RankHamlet)
	first := must[ledger.Incarnation](t)(s.Incarnation(t.Context()))
	if again := must[ledger.Incarnation](t)(s.Incarnation(t.Context())); again != first {
		t.Fatal("asked twice, the pair changed")
	}

	for range 2 { // a late second confirmation does nothing
		if err := s.ConfirmNonce(t.Context(), first.Next); err != nil {
			t.Fatal(err)
		}
	}

	if now := must[ledger.Incarnation](t)(s.Incarnation(t.Context())); now.Nonce != first.Next || now.Next == first.Next || now.Store != first.Store {
		t.Errorf("after the confirmation %+v", now)
	}
}

// Two laptops say to have created one record, a third one edits it before either
// creation comes: a page takes creations for new, and finds that they are not.
func TestARecordThatIsCreatedTwiceIsOneRecord(t *testing.T) {
	t.Parallel()
	p := newProvince()
	a, b, c, d := p.laptop(t, 1, ledger.RankHamlet), p.laptop(t, 2, ledger.RankHamlet), p.laptop(t, 3, ledger.RankHamlet), p.laptop(t, 4, ledger.RankHamlet)
	id := testID(51)
	for i, s := range []*Store{a, b, c} {
		fields := must[registry.Fields](t)(registry.Encode(registry.Person{Household: testID(50), Name: []string{"Lê Thị Bé", "Lê Thị Bê", "Lê Thị Bế"}[i]}))
		write(t, s, p.scope, ledger.Draft{Kind: registry.KindPerson, Record: id, Op: []ledger.Op{ledger.OpCreate, ledger.OpCreate, ledger.OpSet}[i], Fields: fields})
	}
	page := append(append(p.send(t, c, ledger.RankHamlet), p.send(t, a, ledger.RankHamlet)...), p.send(t, b, ledger.RankHamlet)...)

	for _, s := range []*Store{a, b, c} { // one page each
		for _, e := range page {
			p.apply(t, s, []ledger.Entry{e})
		}
	}
	p.apply(t, d, page) // all in one

	prints := fingerprints(t, p, a, b, c, d)
	for i, print := range prints {
		if print != prints[0] {
			t.Errorf("laptop %d differs", i)
		}
	}
	person := must[registry.Record[registry.Person]](t)(d.Person(t.Context(), id))
	if len(person.Conflicts) != 1 || person.Value.Name != "Lê Thị Bế" {
		t.Errorf("shows %q, conflicts %v", person.Value.Name, person.Conflicts)
	}
}

// A branch that begins behind a hole does not acknowledge what is in the hole.
func TestAHoleIsNotAcknowledged(t *testing.T) {
	p := newProvince()
	s := p.laptop(t, 1, ledger.RankHamlet)
	for n := range 3 {
		p.family(t, s, n+1, "Nguyễn Thị Ánh")
		if err := s.Seal(t.Context(), p.scope); err != nil {
			t.Fatal(err)
		}
	}
	blocks := must[[]ledger.Entry](t)(s.Outbox(t.Context(), p.scope, 1<<30))
	last := blocks[2].Block

	err := s.Acknowledge(t.Context(), []ledger.StreamVector{{Scope: p.scope, Stream: last.Header.Stream, Branches: []ledger.Branch{
		{Head: last.Hash, First: last.Header.First, Last: last.Header.Last, Parent: last.Header.Prev},
	}}})

	left := must[[]ledger.Entry](t)(s.Outbox(t.Context(), p.scope, 1<<30))
	if err != nil || len(left) != 2 || left[1].Block.Hash != blocks[1].Block.Hash {
		t.Errorf("%d blocks are still to be sent, %v", len(left), err)
	}
}
