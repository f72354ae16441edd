package e2e

import (
	"testing"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// A server that was restored from before a laptop enrolled takes it back by the
// grants that it signed, and gets everything that the laptop wrote.
func TestARestoredServerTakesALaptopBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	a.sync()
	backup := h.file + ".backup"
	h.close()
	copyFile(t, h.file, backup)
	h.openAt(h.file)
	a.moved(h)
	b := h.laptop("b", ledger.RankHamlet)
	id := b.child("Nguyễn Văn Bảo")
	b.sync()
	later := b.child("Nguyễn Văn Ánh") // not sent when the server dies

	h.close()
	h.openAt(backup)
	for _, l := range []*laptop{a, b} {
		l.moved(h)
	}
	b.sync()
	a.sync()
	b.sync()
	h.equal(a, b)
	for _, child := range []*struct {
		name string
		l    *laptop
	}{{"a", a}, {"b", b}} {
		if child.l.person(id).Value.Name != "Nguyễn Văn Bảo" || child.l.person(later).Value.Name != "Nguyễn Văn Ánh" {
			t.Errorf("%s lacks a child", child.name)
		}
	}
}

// A laptop that was revoked is not taken back, however old the backup is, and
// what it wrote before stays.
func TestARestoredServerDoesNotTakeARevokedLaptopBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.revoked = h.file + ".revoked"
	h.close()
	h.open()
	a := h.laptop("a", ledger.RankHamlet)
	a.sync()
	backup := h.file + ".backup"
	h.close()
	copyFile(t, h.file, backup)
	h.openAt(h.file)
	a.moved(h)
	thief := h.laptop("thief", ledger.RankHamlet)
	id := thief.child("Nguyễn Văn Bảo")
	thief.sync()
	a.sync()
	device := must[ledger.Identity](t)(thief.store.Identity(t.Context())).Device
	ok(t, h.central.Revoke(t.Context(), device))

	h.close()
	h.openAt(backup)
	for _, l := range []*laptop{a, thief} {
		l.moved(h)
	}
	if _, err := thief.engine.Sync(t.Context()); registry.CodeOf(err) != registry.Denied {
		t.Errorf("the revoked laptop was taken back: %v", err)
	}
	a.sync()
	a.sync()
	h.equal(a)
	if a.person(id).Value.Name != "Nguyễn Văn Bảo" {
		t.Error("what it wrote before is lost")
	}
}
