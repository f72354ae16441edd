package store

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// A clone that does not have the other's blocks learns that what both have is
// admitted, and does not take a hole for it.
func TestWhatIsBeforeAJoinedBranch(t *testing.T) {
	t.Parallel()
	hash := func(n byte) ledger.Hash { return ledger.Sum([]byte{n}) }
	chain := []link{
		{hash: hash(1), first: 1, last: 1},
		{hash: hash(2), prev: hash(1), first: 2, last: 3},
		{hash: hash(3), prev: hash(2), first: 4, last: 5},
		{hash: hash(4), prev: hash(3), first: 6, last: 6},
	}
	mine := ledger.Branch{Head: hash(4), First: 6, Last: 6, Parent: hash(3)}
	other := ledger.Branch{Head: hash(9), First: 2, Last: 7, Parent: hash(1)} // 1 was given up
	joined := mine
	joined.Joined = true
	for name, c := range map[string]struct {
		branches []ledger.Branch
		want     []byte
	}{
		"joined":                  {[]ledger.Branch{other, joined}, []byte{2, 3, 4}},
		"behind a hole":           {[]ledger.Branch{other, mine}, []byte{4}},
		"joined, nobody is there": {[]ledger.Branch{joined}, []byte{3, 4}},
	} {
		in := admittedIn(chain, ledger.StreamVector{Branches: c.branches})
		for n := byte(1); n <= 4; n++ {
			if in[hash(n)] != slices.Contains(c.want, n) {
				t.Errorf("%s: block %d: %v", name, n, in[hash(n)])
			}
		}
	}
}

// A cloned disk made two branches of a stream. Of one of them only the first
// block came by this hub; that it was admitted shows by the head that was pulled.
func TestABlockOfABranchIsNotSentOnForEver(t *testing.T) {
	t.Parallel()
	p := newProvince()
	a, officer := p.laptop(t, 1, ledger.RankHamlet), p.laptop(t, 2, ledger.RankCommune)
	p.family(t, a, 1, "Nguyễn Thị Ánh")
	ok(t, a.Seal(t.Context(), p.scope))
	first := must[[]ledger.Entry](t)(a.Outbox(t.Context(), p.scope, 1<<30))
	ok(t, officer.Spool(t.Context(), testID(2001), []ledger.Block{*first[0].Block}))
	p.family(t, a, 2, "Trần Thị Bưởi")
	page := p.send(t, a, ledger.RankHamlet)
	p.apply(t, officer, page)
	head := page[1].Block
	vector := ledger.StreamVector{Scope: p.scope, Stream: head.Header.Stream, Branches: []ledger.Branch{
		{Head: ledger.Sum([]byte("the clone's")), First: 1, Last: 99},
		{Head: head.Hash, First: 1, Last: head.Header.Last},
	}}

	ok(t, officer.SpoolAnswered(t.Context(), []ledger.StreamVector{{Scope: p.scope, Stream: uuid.New(), Branches: vector.Branches}}, nil))
	if n := len(must[[]ledger.Entry](t)(officer.Spooled(t.Context(), 1<<20))); n != 1 {
		t.Fatalf("another stream's answer left %d blocks", n)
	}
	ok(t, officer.SpoolAnswered(t.Context(), []ledger.StreamVector{vector}, nil))

	if n := len(must[[]ledger.Entry](t)(officer.Spooled(t.Context(), 1<<20))); n != 0 {
		t.Errorf("%d admitted blocks would be sent on again", n)
	}
}
