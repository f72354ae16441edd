package e2e

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// communeOfficer enrols a laptop for a commune's scope and the house's hamlet.
func (h *house) communeOfficer(name string, commune uuid.UUID) *laptop {
	h.t.Helper()
	l := h.blank(name)
	ok(h.t, l.engine.Enrol(h.t.Context(), h.http.URL, h.officersCode(commune), name))
	return l
}

func (h *house) officersCode(commune uuid.UUID) string {
	h.t.Helper()
	return must[string](h.t)(h.central.IssueCode(h.t.Context(), central.CodeSpec{
		User: uuid.New(), Name: "cán bộ xã", Role: registry.RoleCommune, Rank: ledger.RankCommune, Scopes: []uuid.UUID{commune, h.scope},
	}, time.Minute))
}

// protect writes what is protected of a child into a commune's scope.
func (l *laptop) protect(commune, child uuid.UUID, note string) {
	l.t.Helper()
	fields := must[registry.Fields](l.t)(registry.Encode(registry.Protected{Person: child, Note: note}))
	ok(l.t, l.store.Write(l.t.Context(), commune, []ledger.Draft{{Kind: registry.KindProtected, Record: uuid.New(), Op: ledger.OpCreate, Fields: fields}}, ""))
}

// cursorOf counts the blocks that a laptop has of a scope.
func (l *laptop) cursorOf(scope uuid.UUID) uint64 {
	l.t.Helper()
	server, epoch, err := l.store.ServerSeen(l.t.Context())
	ok(l.t, err)
	return must[ledger.Position](l.t)(l.store.Position(l.t.Context(), server, epoch, scope)).Cursor
}

// TestPromise13AHamletsStoreTakesNoCommunesScope: whatever is granted to a laptop
// afterwards, over the line or by hand, what is the commune's does not come to where a hamlet's people look.
func TestPromise13AHamletsStoreTakesNoCommunesScope(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	commune := uuid.New()
	ok(t, h.central.CreateScope(t.Context(), wire.Scope{ID: commune, Kind: wire.ScopeCommune, Unit: uuid.New()}))
	hamlet, officer := h.laptop("ấp", ledger.RankHamlet), h.communeOfficer("xã", commune)
	child := hamlet.child("Nguyễn Văn Bảo")
	hamlet.sync()
	officer.sync()
	officer.protect(commune, child, "được bảo vệ")
	officer.sync()
	another := h.communeOfficer("xã hai", commune)
	another.sync()

	must[[]ledger.SignedGrant](t)(h.central.Extend(t.Context(), hamlet.device(), central.Extension{Role: registry.RoleCommune, Rank: ledger.RankCommune, Scopes: []uuid.UUID{commune}}))
	hamlet.rename(child, "Nguyễn Văn Báo")
	hamlet.sync()
	hamlet.sync()
	_, down := h.exchange(hamlet.export())
	must[int](t)(hamlet.takeDown(down))

	if n := another.cursorOf(commune); n == 0 {
		t.Error("another officer's laptop has nothing of the commune: the search is blind")
	}
	if n := hamlet.cursorOf(commune); n != 0 {
		t.Errorf("the hamlet's laptop has %d blocks of the commune", n)
	}
	for _, sc := range must[[]ledger.Scope](t)(hamlet.store.Scopes(t.Context())) {
		if sc.Kind == wire.ScopeCommune {
			t.Error("the hamlet's laptop knows of the commune's scope")
		}
	}
	another.sync()
	if got := another.person(child).Value.Name; got != "Nguyễn Văn Báo" {
		t.Errorf("the hamlet's own work stopped: %q", got)
	}
}

// A store that several people can open enrols for its hamlet only.
func TestPromise13AStoreOfSeveralPeopleTakesNoCommune(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	commune := uuid.New()
	ok(t, h.central.CreateScope(t.Context(), wire.Scope{ID: commune, Kind: wire.ScopeCommune, Unit: uuid.New()}))
	l := h.blank("chung")
	l.store.Shared = func() bool { return true }

	err := l.engine.Enrol(t.Context(), h.http.URL, h.officersCode(commune), "chung")

	if registry.KeyOf(err) != "room_shared" {
		t.Errorf("got %v", err)
	}
	if _, err := l.store.Identity(t.Context()); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("it is enrolled: %v", err)
	}
}
