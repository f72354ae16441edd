package e2e

import (
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
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

// A restored server forgot that a laptop had been given a second hamlet. When it
// is given that again it gets back what only this laptop has of it by now.
func TestARestoredServerGetsBackAScopeThatItGivesAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	scope := uuid.New()
	ok(t, h.central.CreateScope(t.Context(), wire.Scope{ID: scope, Kind: wire.ScopeHamlet, Unit: uuid.New()}))
	helper, lost := h.laptop("helper", ledger.RankHamlet), h.officer("lost", scope)
	helper.sync()
	h.close()
	copyFile(t, h.file, h.file+".backup")
	h.openAt(h.file)
	give := func() {
		must[[]ledger.SignedGrant](t)(h.central.Extend(t.Context(), helper.device(), central.Extension{Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: []uuid.UUID{scope}}))
	}
	give()
	for _, l := range []*laptop{helper, lost} {
		l.moved(h)
	}
	id := newID()
	ok(t, lost.store.Write(t.Context(), scope, []ledger.Draft{draftOf(t, registry.KindPerson, id, registry.Person{Name: "Nguyễn Văn Bảo"})}, ""))
	lost.sync() // and then it falls into the canal
	helper.sync()

	h.close()
	h.openAt(h.file + ".backup")
	ok(t, h.central.NewLife(t.Context()))
	helper.moved(h)
	helper.sync()
	if st, err := h.central.State(t.Context(), scope, id); err == nil {
		t.Fatalf("the backup had it already, which proves nothing: %+v", st)
	}
	give()
	helper.sync()

	state := must[ledger.State](t)(h.central.State(t.Context(), scope, id))
	if name := state.Register(registry.FieldName); name == nil || len(name.Siblings) != 1 || string(name.Siblings[0].Value) != `"Nguyễn Văn Bảo"` {
		t.Errorf("the server has %+v", state)
	}
}
