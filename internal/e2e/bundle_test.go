package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	fieldsync "thamho.vn/internal/sync"
	"thamho.vn/internal/sync/bundle"
)

// export writes a laptop's bundle.
func (l *laptop) export() []byte {
	l.t.Helper()
	var b bytes.Buffer
	_, _, err := bundle.Export(l.t.Context(), l.store, time.Now(), &b)
	ok(l.t, err)
	return b.Bytes()
}

// receive brings a bundle to the server and returns the receipt.
func (h *house) receive(raw []byte) ([]byte, error) {
	_, receipt, err := bundle.Receive(h.t.Context(), h.central, h.keys.Sign, time.Now(), bytes.NewReader(raw))
	return receipt, err
}

func (l *laptop) pending() int {
	l.t.Helper()
	return must[registry.SyncState](l.t)(l.store.SyncState(l.t.Context())).Pending
}

func TestABundleIsCarriedAndItsReceiptComesBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	a.sync()
	b.sync()
	id := a.child("Nguyễn Văn Bảo")
	raw := a.export()
	if bytes.Contains(raw, []byte("Bảo")) {
		t.Error("a name can be read in the file")
	}
	receipt := must[[]byte](t)(h.receive(raw))
	b.sync()
	if b.person(id).Value.Name != "Nguyễn Văn Bảo" {
		t.Error("the child did not reach the other laptop")
	}
	if a.pending() == 0 {
		t.Error("acknowledged before the receipt came")
	}
	_ = must[bundle.Receipt](t)(bundle.TakeReceipt(t.Context(), a.store, receipt))
	if n := a.pending(); n != 0 {
		t.Errorf("%d changes wait after the receipt", n)
	}
	if got := must[[]ledger.Hash](t)(blocksOf(a)); len(got) != 0 {
		t.Errorf("%d blocks would be sent again", len(got))
	}
	a.sync()
	h.equal(a, b)
}

// blocksOf are the blocks that a laptop would send.
func blocksOf(l *laptop) (out []ledger.Hash, err error) {
	entries, err := l.store.Outbox(l.t.Context(), l.house.scope, 1<<20)
	for _, e := range entries {
		out = append(out, e.Block.Hash)
	}
	return out, err
}

// Lost, twice, out of order, late: nothing is lost and nothing is there twice.
func TestBundlesGoAstray(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	a.sync()
	first := a.child("Nguyễn Văn Bảo")
	one := a.export()
	second := a.child("Nguyễn Văn Ánh")
	two := a.export() // holds the first as well: nothing is acknowledged yet

	receipt := must[[]byte](t)(h.receive(two))
	_ = must[[]byte](t)(h.receive(one))
	_ = must[[]byte](t)(h.receive(two))
	third := a.child("Nguyễn Văn Út")
	_ = a.export() // lost on the way
	_ = must[bundle.Receipt](t)(bundle.TakeReceipt(t.Context(), a.store, receipt))
	_ = must[bundle.Receipt](t)(bundle.TakeReceipt(t.Context(), a.store, receipt))
	if n := a.pending(); n != 2 { // household and child of the third
		t.Errorf("%d changes wait, want those of the lost bundle", n)
	}
	a.sync() // the network is back
	b.sync()
	a.sync()
	h.equal(a, b)
	for _, id := range []uuid.UUID{first, second, third} {
		_ = b.person(id)
	}
}

func TestABundleForARestoredServer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	backup := h.file + ".backup"
	h.close()
	copyFile(t, h.file, backup)
	h.openAt(h.file)
	a := h.laptop("a", ledger.RankHamlet)
	a.sync()
	id := a.child("Nguyễn Văn Bảo")
	raw := a.export()
	h.close()
	h.openAt(backup) // from before the laptop enrolled
	receipt := must[[]byte](t)(h.receive(raw))
	_ = must[bundle.Receipt](t)(bundle.TakeReceipt(t.Context(), a.store, receipt))
	a.moved(h)
	a.sync()
	b := h.laptop("b", ledger.RankHamlet)
	b.sync()
	if b.person(id).Value.Name != "Nguyễn Văn Bảo" {
		t.Error("the child did not come")
	}
	a.sync()
	h.equal(a, b)
}

// Every file that is not a whole bundle of this province is refused with its own
// words, and nothing of it is applied.
func TestHostileBundles(t *testing.T) {
	t.Parallel()
	h, elsewhere := newHouse(t), newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	a.sync()
	a.child("Nguyễn Văn Bảo")
	raw := a.export()
	before := must[ledger.Hash](t)(h.central.Fingerprint(t.Context(), h.scope))
	refused := func(name string, raw []byte, keys ...string) {
		_, err := h.receive(raw)
		for _, key := range keys {
			if registry.KeyOf(err) == key {
				return
			}
		}
		t.Errorf("%s: %v, want %v", name, err, keys)
	}
	refused("nothing", nil, "bundle_not")
	refused("a photo", []byte("\x89PNG\r\n\x1a\n"), "bundle_not")
	refused("of a newer program", bytes.Replace(raw, []byte("bundle 1"), []byte("bundle 9"), 1), "bundle_newer")
	clear := bytes.IndexByte(raw[len("thamho-bundle 1\n"):], '\n') + 100
	for at := range raw {
		if at > clear && at%5 != 0 { // all of what is in clear, a fifth of the rest
			continue
		}
		refused("cut", raw[:at], "bundle_not", "bundle_damaged")
		altered := bytes.Clone(raw)
		altered[at] ^= 1 << (at % 8)
		refused("altered", altered, "bundle_not", "bundle_newer", "bundle_damaged", "bundle_other")
	}
	refused("longer", append(bytes.Clone(raw), 0), "bundle_damaged")
	if _, err := elsewhere.receive(raw); registry.KeyOf(err) != "bundle_other" {
		t.Errorf("another province: %v", err)
	}
	if after := must[ledger.Hash](t)(h.central.Fingerprint(t.Context(), h.scope)); after != before {
		t.Error("something of a refused file was applied")
	}
	// And receipts.
	receipt := must[[]byte](t)(h.receive(raw))
	other := h.laptop("other", ledger.RankHamlet)
	for name, raw := range map[string][]byte{"nothing": nil, "altered": bytes.Replace(receipt, []byte(`"at":1`), []byte(`"at":2`), 1)} {
		if _, err := bundle.TakeReceipt(t.Context(), a.store, raw); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("receipt, %s: %v", name, err)
		}
	}
	if _, err := bundle.TakeReceipt(t.Context(), other.store, receipt); registry.KeyOf(err) != "receipt_other" {
		t.Errorf("another laptop's receipt: %v", err)
	}
	if a.pending() == 0 {
		t.Error("a refused receipt acknowledged something")
	}
}

// As at the office: the server runs, somebody types the command beside it.
func TestABundleIsImportedBesideTheRunningServer(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	h := &house{t: t}
	a := h.blank("a")
	ok(t, a.engine.Enrol(t.Context(), p.ready.URL, p.ready.Code, "a"))
	h.workWhere(a)
	a.sync()
	a.child("Nguyễn Văn Bảo")
	dir := t.TempDir()
	file, receipt := filepath.Join(dir, "goi.thamho"), filepath.Join(dir, "goi.biennhan")
	ok(t, os.WriteFile(file, a.export(), 0o600))
	down := filepath.Join(dir, "goi.goive")
	p.run("import", "--data", p.data, "-i", file, "-o", receipt, "--down", down)
	if n := must[int](t)(a.takeDown(must[[]byte](t)(os.ReadFile(down)))); n != 1 {
		t.Errorf("%d blocks came back by file, want the laptop's own admitted one", n)
	}
	_ = must[bundle.Receipt](t)(bundle.TakeReceipt(t.Context(), a.store, must[[]byte](t)(os.ReadFile(receipt))))
	if n := a.pending(); n != 0 {
		t.Errorf("%d changes wait after the receipt", n)
	}
	if report := must[fieldsync.Report](t)(a.engine.Sync(t.Context())); report.Sent != 0 {
		t.Errorf("%d blocks were sent again", report.Sent)
	}
}
