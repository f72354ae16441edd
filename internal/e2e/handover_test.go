package e2e

import (
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/hub"
)

// Who goes leaves the work, unsent as it is; who comes, on a new laptop, gets the
// whole of it, with the names of those who wrote it, by whatever way it came.
func TestANewLaptopGetsTheWholeScope(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	old, officer := h.laptop("Nguyễn Thị Ánh", ledger.RankHamlet), h.laptop("Cán bộ xã", ledger.RankCommune)
	officer.sync()
	var children []uuid.UUID
	for _, name := range []string{"Nguyễn Văn Bảo", "Trần Thị Cúc", "Lê Văn Đầm"} {
		children = append(children, old.child(name))
	}
	p := old.attach(children[0], noise(t, 60, 60))
	list := registry.PoliceList{Unit: h.hamlet, Code: "DS-01", Lines: []uuid.UUID{children[1]}}
	write(old, registry.KindPolice, uuid.New(), registry.PoliceList{}, list)
	ok(t, old.work().HandOver(t.Context(), fieldwork.OpenWork{
		Hamlet: registry.HamletRow{Unit: h.hamlet, Scope: h.scope}, From: "Nguyễn Thị Ánh",
	}, "Trần Văn Bảo"))
	if old.pending() == 0 {
		t.Fatal("nothing waits: the test is blind")
	}
	address, _ := officer.beHub()
	_ = must[hub.Report](t)(old.via(address, "")) // the last thing that it does; then it lies in a drawer
	officer.sync()

	fresh := h.laptop("Trần Văn Bảo", ledger.RankHamlet)
	fresh.sync()

	for _, id := range children {
		if got := fresh.person(id); got.Value.Name != old.person(id).Value.Name || got.Last.Name != "Nguyễn Thị Ánh" {
			t.Errorf("the child is %q, written by %q", got.Value.Name, got.Last.Name)
		}
	}
	lists := must[[]registry.Record[registry.PoliceList]](t)(fresh.store.PoliceLists(t.Context(), h.hamlet))
	if len(lists) != 1 || lists[0].Value.Code != list.Code || len(lists[0].Value.Lines) != 1 {
		t.Errorf("lists at the police: %+v", lists)
	}
	if photos := fresh.person(children[0]).Value.Photos.Sorted(); len(photos) != 1 || photos[0] != p {
		t.Errorf("photos: %+v", photos)
	}
	names := map[string]bool{}
	for _, d := range must[[]registry.Device](t)(fresh.store.Devices(t.Context(), h.scope)) {
		names[d.Name] = true
		if d.Mine != (d.Name == "Trần Văn Bảo") {
			t.Errorf("%+v", d)
		}
	}
	if len(names) != 3 {
		t.Errorf("laptops that write here: %v", names)
	}
	old.sync() // found in the drawer, and switched on: it brings the picture
	_ = must[[]byte](t)(fresh.fetch(p.Address))
	fresh.sync()
	officer.sync()
	h.equal(old, officer, fresh)
}
