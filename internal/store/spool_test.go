package store

import (
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

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
