package e2e

import (
	"bytes"
	"testing"
	"time"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/bundle"
)

// exchange carries a laptop's bundle to the server and returns what comes back:
// the receipt and the way down.
func (h *house) exchange(raw []byte) (receipt, down []byte) {
	h.t.Helper()
	arrival, receipt, err := bundle.Receive(h.t.Context(), h.central, h.keys.Sign, time.Now(), bytes.NewReader(raw))
	ok(h.t, err)
	var out bytes.Buffer
	must[int](h.t)(bundle.Answer(h.t.Context(), h.central, h.keys.Sign, time.Now(), arrival, &out))
	return receipt, out.Bytes()
}

func (l *laptop) takeDown(raw []byte) (int, error) {
	return bundle.TakeDown(l.t.Context(), l.store, bytes.NewReader(raw))
}

func (l *laptop) print() ledger.Hash {
	l.t.Helper()
	return must[ledger.Hash](l.t)(l.store.Fingerprint(l.t.Context(), l.house.scope))
}

// A laptop that never has a network: its work goes out as a file, and that of the
// others comes in as one.
func TestALaptopWithoutAnyNetwork(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	alone, b := h.laptop("alone", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	b.sync()
	theirs := b.child("Nguyễn Văn Bảo")
	b.sync()
	mine := alone.child("Nguyễn Văn Út")

	receipt, down := h.exchange(alone.export())
	if bytes.Contains(down, []byte("Bảo")) {
		t.Error("a name can be read in the file")
	}
	n := must[int](t)(alone.takeDown(down))

	if n == 0 || !alone.knows(theirs) {
		t.Errorf("%d blocks came, and not the child", n)
	}
	if alone.pending() != 0 {
		t.Errorf("%d changes wait although their admission came", alone.pending())
	}
	_ = must[bundle.Receipt](t)(bundle.TakeReceipt(t.Context(), alone.store, receipt))
	b.sync()
	if !b.knows(mine) {
		t.Error("its own child did not arrive")
	}
	h.equal(alone, b)
	if n := must[int](t)(alone.takeDown(down)); n != 0 {
		t.Errorf("brought twice, %d blocks were new", n)
	}
	h.equal(alone, b)

	// The next file holds only what lies behind; nothing waits, it only asks.
	b.rename(theirs, "Nguyễn Văn Báo")
	b.sync()
	_, next := h.exchange(alone.export())
	if n := must[int](t)(alone.takeDown(next)); n != 1 || alone.person(theirs).Value.Name != "Nguyễn Văn Báo" {
		t.Errorf("%d blocks came, the child is %s", n, alone.person(theirs).Value.Name)
	}
	h.equal(alone, b)
}

// Files from the province that come in the wrong order, late, or never.
func TestFilesFromTheProvinceGoAstray(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	alone, b := h.laptop("alone", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	b.sync()
	child := b.child("Một")
	b.sync()
	_, first := h.exchange(alone.export())
	must[int](t)(alone.takeDown(first))
	b.rename(child, "Hai")
	b.sync()
	request := alone.export()
	_, second := h.exchange(request) // lost on the way, and found much later
	b.rename(child, "Ba")
	b.sync()
	_, third := h.exchange(request) // the same request again: holds both

	must[int](t)(alone.takeDown(third))
	if n := must[int](t)(alone.takeDown(second)); n != 0 {
		t.Errorf("%d blocks of an old file were new", n)
	}
	if alone.person(child).Value.Name != "Ba" {
		t.Errorf("the child is %s", alone.person(child).Value.Name)
	}
	// A laptop put back from an old copy of its disk lacks what lies before.
	fresh := h.laptop("fresh", ledger.RankHamlet)
	b.rename(child, "Bốn")
	b.sync()
	_, whole := h.exchange(fresh.export())
	must[int](t)(fresh.takeDown(whole))
	backup := fresh.file + ".old"
	fresh.copyTo(backup)
	b.rename(child, "Năm")
	b.sync()
	_, five := h.exchange(fresh.export())
	must[int](t)(fresh.takeDown(five))
	b.rename(child, "Sáu")
	b.sync()
	_, six := h.exchange(fresh.export())
	fresh.file = backup
	fresh.reopen()
	before := fresh.print()
	if _, err := fresh.takeDown(six); registry.KeyOf(err) != "down_gap" {
		t.Errorf("a file that does not follow: %v", err)
	}
	if fresh.print() != before {
		t.Error("something of it was applied")
	}
	must[int](t)(fresh.takeDown(five))
	must[int](t)(fresh.takeDown(six))
	h.equal(fresh, b)
}

// The server was put back to an old backup, and tells a laptop without a network
// so; what that alone holds goes up again.
func TestTheProvinceWasRestoredAndTellsByFile(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	alone := h.laptop("alone", ledger.RankHamlet)
	b := h.laptop("b", ledger.RankHamlet)
	_, down := h.exchange(alone.export())
	must[int](t)(alone.takeDown(down))
	backup := h.file + ".backup"
	h.close()
	copyFile(t, h.file, backup)
	h.openAt(h.file)
	child := alone.child("Nguyễn Văn Bảo")
	receipt, old := h.exchange(alone.export())
	must[int](t)(alone.takeDown(old))
	_ = must[bundle.Receipt](t)(bundle.TakeReceipt(t.Context(), alone.store, receipt))
	h.close()
	h.openAt(backup)
	ok(t, h.central.NewLife(t.Context()))

	_, news := h.exchange(alone.export())
	must[int](t)(alone.takeDown(news))
	if n := len(must[[]ledger.Hash](t)(blocksOf(alone))); n == 0 {
		t.Fatal("the laptop does not send again what the server forgot")
	}
	if _, err := alone.takeDown(old); registry.KeyOf(err) != "down_old" {
		t.Errorf("a file of the life before: %v", err)
	}
	_, last := h.exchange(alone.export())
	must[int](t)(alone.takeDown(last))
	b.moved(h)
	b.sync()
	if !b.knows(child) {
		t.Error("the child is lost")
	}
	h.equal(alone, b)
}

// A file of a life before the one that the network told of is an old one, also
// for a laptop that never took a file.
func TestAnOldFileBringsNoOldLifeBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	a.sync()
	child := a.child("Nguyễn Văn Bảo")
	_, old := h.exchange(a.export())
	ok(t, h.central.NewLife(t.Context()))
	a.sync()
	_, epoch, err := a.store.ServerSeen(t.Context())
	ok(t, err)

	if _, err := a.takeDown(old); registry.KeyOf(err) != "down_old" {
		t.Errorf("a file of the life before: %v", err)
	}
	if _, now, err := a.store.ServerSeen(t.Context()); err != nil || now != epoch || epoch != h.central.Epoch() {
		t.Errorf("the laptop follows life %s, %v", now, err)
	}
	if !a.knows(child) {
		t.Error("the child is gone")
	}
}

// What a receipt of a former life says the server holds, the restored one may
// lack: such a receipt takes nothing out of the outbox.
func TestAReceiptOfAFormerLifeFreesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	for _, l := range []*laptop{a, b} {
		l.sync()
	}
	backup := h.file + ".backup"
	h.close()
	copyFile(t, h.file, backup)
	h.openAt(h.file)
	a.moved(h)
	b.moved(h)
	child := a.child("Nguyễn Văn Bảo")
	a.sync() // and is never seen again
	b.sync()
	restore := func() { // and b hears of it by file
		h.close()
		copyFile(t, backup, h.file)
		h.openAt(h.file)
		ok(t, h.central.NewLife(t.Context()))
		_, news := h.exchange(b.export())
		must[int](t)(b.takeDown(news))
	}
	restore()
	receipt, _ := h.exchange(b.export()) // with a's block
	_ = must[bundle.Receipt](t)(bundle.TakeReceipt(t.Context(), b.store, receipt))
	restore()

	if _, err := bundle.TakeReceipt(t.Context(), b.store, receipt); registry.KeyOf(err) != "receipt_old" {
		t.Errorf("a receipt of the life before: %v", err)
	}
	b.moved(h)
	b.sync()
	c := h.laptop("c", ledger.RankHamlet)
	c.sync()
	if !c.knows(child) {
		t.Error("the child is lost")
	}
}

// Cut at any byte, one bit altered anywhere, another laptop's, another
// province's, a newer program's: each has its own words and changes nothing.
func TestHostileFilesFromTheProvince(t *testing.T) {
	t.Parallel()
	h, elsewhere := newHouse(t), newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	b.sync()
	b.child("Nguyễn Văn Bảo")
	b.sync()
	_, raw := h.exchange(a.export())
	foreign := elsewhere.laptop("f", ledger.RankHamlet)
	before := a.print()
	refused := func(l *laptop, name string, raw []byte, keys ...string) {
		t.Helper()
		_, err := l.takeDown(raw)
		for _, key := range keys {
			if registry.KeyOf(err) == key {
				return
			}
		}
		t.Errorf("%s: %v, want %v", name, err, keys)
	}
	clear := bytes.IndexByte(raw[len("thamho-bundle 1\n"):], '\n') + 100
	for at := range raw {
		if at > clear && at%5 != 0 { // all of what is in clear, a fifth of the rest
			continue
		}
		refused(a, "cut", raw[:at], "down_not", "down_damaged")
		altered := bytes.Clone(raw)
		altered[at] ^= 1 << (at % 8)
		refused(a, "altered", altered, "down_not", "bundle_newer", "down_damaged", "down_other")
	}
	refused(a, "longer", append(bytes.Clone(raw), 0), "down_damaged")
	refused(a, "a bundle", a.export(), "down_not")
	refused(a, "of a newer program", bytes.Replace(raw, []byte("down 1"), []byte("down 9"), 1), "bundle_newer")
	refused(b, "another laptop's", raw, "down_other")
	refused(foreign, "another province's", raw, "down_other")
	if a.print() != before {
		t.Error("something of a refused file was applied")
	}
	if n := must[int](t)(a.takeDown(raw)); n == 0 {
		t.Error("the good one brought nothing")
	}
	t.Logf("%d bytes: each cut, each altered", len(raw))
}
