package e2e

import (
	"net/http"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// rule writes on an officer's laptop what he decides about a block.
func (l *laptop) rule(kind string, block ledger.Hash) {
	l.t.Helper()
	d := must[ledger.Draft](l.t)(ledger.RuleBlocks(kind, newID(), []ledger.Hash{block}, "đã hỏi người ghi"))
	ok(l.t, l.store.Write(l.t.Context(), l.house.scope, []ledger.Draft{d}, ""))
}

// registersWith counts the laptops that have a child in the register.
func registersWith(child uuid.UUID, laptops ...*laptop) (known int) {
	for _, l := range laptops {
		if l.knows(child) {
			known++
		}
	}
	return known
}

// A revoked laptop's work is in nobody's register until an officer admits it,
// and then in everybody's.
func TestWhatAnOfficerAdmitsComesToBothLaptops(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	gone, o := h.laptop("gone", ledger.RankHamlet), h.officer("xa", h.scope)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	for _, l := range []*laptop{gone, o, a, b} {
		l.sync()
	}
	child := gone.child("Nguyễn Văn Bảo")
	gone.unhanded() // two changes in one block
	ok(t, h.central.Revoke(t.Context(), gone.device()))
	if err := gone.trySync(); keyOf(err) != "device_wiped" {
		t.Fatalf("the revoked laptop: %v", err)
	}
	for _, l := range []*laptop{o, a, b} {
		l.sync()
	}
	waiting := h.quarantined()
	if known := registersWith(child, o, a, b); known != 0 || len(waiting) != 1 {
		t.Fatalf("before the ruling %d registers have the child, %d blocks wait", known, len(waiting))
	}

	o.rule(ledger.KindAdmit, waiting[0])
	for _, l := range []*laptop{o, a, b} {
		l.sync()
	}

	if known := registersWith(child, o, a, b); known != 3 {
		t.Errorf("%d registers of 3 have the child", known)
	}
	if left := h.quarantined(); len(left) != 0 {
		t.Errorf("%d blocks are still in quarantine", len(left))
	}
	h.equal(o, a, b)
}

// The first part of a laptop's work is lost with it; what a neighbour carried
// of the rest waits for it until an officer gives it up. When the laptop turns
// up after all, its part comes too.
func TestWhatWaitsBehindALostPartComesToBothLaptops(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	gone, o := h.laptop("gone", ledger.RankHamlet), h.officer("xa", h.scope)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	var children []uuid.UUID
	for _, name := range []string{"Nguyễn Văn An", "Nguyễn Văn Bình", "Nguyễn Văn Cần"} {
		children = append(children, gone.child(name))
		gone.unhanded() // each in a block of its own
	}
	parts := gone.unhanded()
	if len(parts) != 3 {
		t.Fatalf("%d blocks, want 3", len(parts))
	}
	h.carry(must[[]ledger.Entry](t)(gone.store.Blocks(t.Context(), parts[1:])))
	for _, l := range []*laptop{o, a, b} {
		l.sync()
	}
	held := must[[]central.WaitingBlock](t)(h.central.Held(t.Context()))
	if len(held) != 2 || held[0].Missing != parts[0].Hash && held[1].Missing != parts[0].Hash {
		t.Fatalf("held: %+v", held)
	}
	for _, child := range children {
		if known := registersWith(child, o, a, b); known != 0 {
			t.Errorf("before the ruling %d registers have a child that waits", known)
		}
	}

	o.rule(ledger.KindLost, parts[0].Hash)
	for _, l := range []*laptop{o, a, b} {
		l.sync()
	}

	for i, want := range []int{0, 3, 3} {
		if known := registersWith(children[i], o, a, b); known != want {
			t.Errorf("child %d of 3: %d registers have it, want %d", i+1, known, want)
		}
	}
	h.equal(o, a, b)

	for _, l := range []*laptop{gone, o, a, b} {
		l.sync()
	}
	if known := registersWith(children[0], gone, o, a, b); known != 4 {
		t.Errorf("the lost part turned up: %d registers of 4 have it", known)
	}
	h.equal(gone, o, a, b)
}

// carry pushes entries as another device of the hamlet that found them.
func (h *house) carry(entries []ledger.Entry) {
	h.t.Helper()
	c := &caller{t: h.t, base: h.http.URL, id: must[ledger.Identity](h.t)(h.laptop("carrier", ledger.RankHamlet).store.Identity(h.t.Context()))}
	c.greet()
	var body []byte
	for _, e := range entries {
		body = wire.AppendFrame(body, e)
	}
	if res, text := c.ask(http.MethodPost, wire.PathPush, wire.FramesType, body, nil); res.StatusCode != http.StatusOK {
		h.t.Fatalf("push: %d %s", res.StatusCode, text)
	}
}
