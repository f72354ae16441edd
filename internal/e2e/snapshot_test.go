package e2e

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	fieldsync "thamho.vn/internal/sync"
	"thamho.vn/internal/sync/wire"
)

// backup notes that the server as it stands is in a verified backup.
func (h *house) backup() {
	h.t.Helper()
	ok(h.t, h.central.BackedUp(h.t.Context(), must[central.Ends](h.t)(h.central.Ends(h.t.Context()))))
}

// emptySnapshotHouse is a house that soon advises snapshots.
func emptySnapshotHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, keys: newKeys(t), file: filepath.Join(t.TempDir(), "central.db"), scope: uuid.New(), hamlet: uuid.New(), from: 4}
	h.open()
	t.Cleanup(func() { h.close() })
	ok(t, h.central.CreateScope(t.Context(), wire.Scope{ID: h.scope, Kind: wire.ScopeHamlet, Unit: h.hamlet}))
	return h
}

// snapshotHouse has a hamlet that was worked in for a while: two laptops, some
// disputes, two backups, and work since. all is a laptop that pulled everything.
func snapshotHouse(t *testing.T) (h *house, a, b, all *laptop) {
	t.Helper()
	h = emptySnapshotHouse(t)
	a, b, all = h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet), h.laptop("all", ledger.RankHamlet)
	var children []uuid.UUID
	for i := range 40 {
		children = append(children, a.child(fmt.Sprint("Nguyễn Văn ", i)))
		if i%4 == 0 {
			a.sync()
		}
	}
	many := make([]ledger.Draft, 400)
	for i := range many {
		fields := must[registry.Fields](t)(registry.Encode(registry.Person{Household: uuid.New(), Name: fmt.Sprint("Lê Thị ", i)}))
		many[i] = ledger.Draft{Kind: registry.KindPerson, Record: uuid.New(), Op: ledger.OpCreate, Fields: fields}
	}
	ok(t, a.store.Write(t.Context(), h.scope, many, ""))
	a.sync()
	b.sync()
	for i, id := range children[:6] {
		a.rename(id, fmt.Sprint("Nguyễn Văn Báo ", i))
		b.rename(id, fmt.Sprint("Nguyễn Văn Bão ", i))
	}
	a.sync()
	b.sync()
	all.sync()
	h.backup()
	h.backup()
	a.sync()
	a.rename(children[10], "Trần Thị Bưởi")
	b.rename(children[11], "Trần Thị Cam")
	a.sync()
	b.sync()
	a.sync()
	all.sync()
	return h, a, b, all
}

// seen is what a worker sees of the scope on a laptop.
func (l *laptop) seen() map[string]any {
	l.t.Helper()
	ctx := l.t.Context()
	disputes := must[[]registry.Dispute](l.t)(l.store.Disputes(ctx, uuid.Nil, 100))
	slices.SortFunc(disputes, func(a, b registry.Dispute) int { return bytes.Compare(a.Record[:], b.Record[:]) })
	out := map[string]any{"disputes": disputes}
	keys := must[[]registry.Key](l.t)(l.store.HouseholdKeys(ctx, registry.HouseholdQuery{}))
	var names []string
	for _, row := range must[[]registry.HouseholdRow](l.t)(l.store.HouseholdRows(ctx, keys)) {
		page := must[registry.HouseholdPage](l.t)(l.store.Household(ctx, row.ID))
		for _, p := range page.Persons {
			names = append(names, fmt.Sprint(p.ID, p.Value.Name, p.Last.Name, p.Last.At.UnixMilli(), p.Conflicts))
		}
	}
	slices.Sort(names)
	out["members"], out["names"] = len(names), names
	return out
}

func TestAFreshLaptopBeginsWithASnapshotAndEndsEqual(t *testing.T) {
	t.Parallel()
	h, a, b, all := snapshotHouse(t)
	fresh := h.laptop("fresh", ledger.RankHamlet)
	own := fresh.child("Lê Thị Viết Trước") // written before anything came

	report := must[fieldsync.Report](t)(fresh.engine.Sync(t.Context()))
	a.sync()
	b.sync()
	all.sync()

	h.equal(a, b, all, fresh)
	if fresh.person(own).Value.Name != "Lê Thị Viết Trước" {
		t.Error("what was written before the snapshot is gone")
	}
	if end := must[central.Ends](t)(h.central.Ends(t.Context())).Of[h.scope]; report.Received > int(end)/2 {
		t.Errorf("%d of %d blocks were pulled besides the snapshot", report.Received, end)
	}
	mine := fresh.seen()
	for what, want := range all.seen() {
		if !reflect.DeepEqual(mine[what], want) {
			t.Errorf("%s:\n%v\nwho pulled everything sees\n%v", what, mine[what], want)
		}
	}
	if d := mine["disputes"].([]registry.Dispute); len(d) != 6 || len(d[0].Versions) != 2 || d[0].Versions[0].By.Name == "" {
		t.Errorf("disputes %+v: who wrote both values came with the snapshot", d)
	}

	b.rename(own, "Lê Thị Viết Sau") // and it goes on by pulls
	b.sync()
	fresh.sync()
	h.equal(b, fresh)
}

// However often the line breaks and the laptop is switched off, it goes on where
// it was: what travels is the snapshot, once, and little besides.
func TestASnapshotGoesOnWhereItBroke(t *testing.T) {
	t.Parallel()
	h, _, _, all := snapshotHouse(t)
	want := h.laptop("whole", ledger.RankHamlet)
	size := &counted{RoundTripper: want.client.Transport}
	want.client.Transport = size
	want.sync()

	fresh := h.laptop("fresh", ledger.RankHamlet)
	f := fresh.flaky()
	total := &counted{RoundTripper: fresh.client.Transport}
	fresh.client.Transport = total
	breaks := 0
	for n := int64(7); ; n = n*5/4 + 3 { // a line that breaks at the first bytes, then later and later
		f.down.Store(n)
		_, err := fresh.engine.Sync(t.Context())
		if err == nil {
			break
		}
		if keys := must[[]registry.Key](t)(fresh.store.HouseholdKeys(t.Context(), registry.HouseholdQuery{})); len(keys) > 0 && fresh.underway() {
			t.Fatal("records are shown before the whole snapshot was here")
		}
		breaks++
		fresh.reopen()
		if breaks > 200 {
			t.Fatal("it never comes to its end")
		}
	}

	all.sync()
	want.sync()
	h.equal(all, fresh, want)
	if got := total.segments.Load(); breaks < 5 || got != size.segments.Load() {
		t.Errorf("%d breaks: %d bytes of segments for %d", breaks, got, size.segments.Load())
	}
	t.Logf("%d breaks, %d bytes of segments, %d bytes in all", breaks, total.segments.Load(), total.all.Load())
}

// While a snapshot is on its way the server is put back behind its back, and gives
// the place that the snapshot was made at to somebody else's work. What the
// snapshot says beyond that is in nobody's hands: it is not shown.
func TestASnapshotOfAnOrderThatIsNoMoreIsDropped(t *testing.T) {
	t.Parallel()
	h, a, b, all := snapshotHouse(t)
	fresh := h.laptop("fresh", ledger.RankHamlet)
	h.close()
	copyFile(t, h.file, h.file+".old")
	h.openAt(h.file)
	a.moved(h)
	fresh.moved(h)
	lost := a.child("Nguyễn Văn Mất")
	a.sync() // and then it falls into the canal
	line := fresh.client.Transport
	fresh.client.Transport = noPull{line}
	if _, err := fresh.engine.Sync(t.Context()); err == nil || !fresh.underway() {
		t.Fatalf("it came to its end, which proves nothing: %v", err)
	}

	h.close()
	h.openAt(h.file + ".old")
	fresh.client.Transport = line
	for _, l := range []*laptop{b, all, fresh} {
		l.moved(h)
	}
	found := b.child("Trần Thị Mới")
	b.sync()
	for range 2 {
		fresh.sync()
		all.sync()
	}

	h.equal(all, fresh)
	if fresh.person(found).Value.Name != "Trần Thị Mới" || fresh.knows(lost) {
		t.Error("the laptop shows what the server does not have")
	}
}

// A disk is put back to before its first sync. The snapshot with which it begins
// anew covers that work and what followed it, which is not here any more: it must
// not wait for ever to be acknowledged.
func TestARestoredDiskThatBeginsWithASnapshotWaitsForNothing(t *testing.T) {
	t.Parallel()
	h := emptySnapshotHouse(t)
	l, all := h.laptop("l", ledger.RankHamlet), h.laptop("all", ledger.RankHamlet)
	id := l.child("Nguyễn Văn Bảo")
	ok(t, l.store.Seal(t.Context(), h.scope))
	old := filepath.Join(t.TempDir(), "old.db")
	l.copyTo(old)
	for i := range 6 {
		l.sync()
		l.rename(id, fmt.Sprint("Nguyễn Văn Báo ", i))
	}
	l.sync()
	h.backup()
	h.backup()

	ok(t, l.store.Close())
	l.file = old
	l.open()
	for range 3 {
		l.sync()
	}
	all.sync()

	h.equal(all, l)
	if n := l.pending(); n != 0 || l.person(id).Value.Name != "Nguyễn Văn Báo 5" {
		t.Errorf("%d changes wait, %q", n, l.person(id).Value.Name)
	}
}

// noPull is a line on which no blocks come: a snapshot arrives, what follows it
// does not.
type noPull struct{ http.RoundTripper }

func (l noPull) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == wire.PathPull {
		return nil, errBroken
	}
	return l.RoundTripper.RoundTrip(r)
}

func (l *laptop) underway() bool {
	_, underway, err := l.store.Snapshot(l.t.Context(), l.house.scope)
	ok(l.t, err)
	return underway
}

// counted counts the bytes of answers.
type counted struct {
	http.RoundTripper
	all, segments atomic.Int64
}

func (c *counted) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := c.RoundTripper.RoundTrip(r)
	if err == nil {
		res.Body = &countedBody{ReadCloser: res.Body, c: c, segment: isSegment(r.URL.Path)}
	}
	return res, err
}

// isSegment tells a segment's path from that of a manifest.
func isSegment(path string) bool {
	rest, ok := strings.CutPrefix(path, wire.PathSnapshot)
	return ok && strings.Contains(rest, "/")
}

type countedBody struct {
	io.ReadCloser
	c       *counted
	segment bool
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.c.all.Add(int64(n))
	if b.segment {
		b.c.segments.Add(int64(n))
	}
	return n, err
}

// bender changes the answers that have something to do with snapshots.
type bender struct {
	http.RoundTripper
	bend func(path string, body []byte) []byte
	used bool
}

func (b *bender) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Del("Accept-Encoding")
	res, err := b.RoundTripper.RoundTrip(r)
	if err != nil || !strings.HasPrefix(r.URL.Path, wire.PathSnapshot) || res.StatusCode/100 != 2 {
		return res, err
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	bent := b.bend(r.URL.Path, bytes.Clone(body))
	b.used = b.used || !bytes.Equal(bent, body)
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(bent)), int64(len(bent))
	return res, nil
}

// What is not what the server signed is told, and nothing of it is applied. The
// scope comes by its history the next time.
func TestAHostileSnapshotChangesNothing(t *testing.T) {
	t.Parallel()
	h, _, _, _ := snapshotHouse(t)
	other, _, _, _ := snapshotHouse(t)
	manifest := func(path string) bool { return !isSegment(path) }
	flip := func(b []byte, i int) []byte { b[i] ^= 1; return b }
	foreign := other.laptop("foreign", ledger.RankHamlet)
	foreignID := must[ledger.Identity](t)(foreign.store.Identity(t.Context())).Device
	foreignHere := h.deviceFor(h.scope)
	for name, bend := range map[string]func(string, []byte) []byte{
		"a bit of the manifest": func(path string, b []byte) []byte {
			if manifest(path) {
				return bytes.Replace(b, []byte(`"records":`), []byte(`"records":1`), 1)
			}
			return b
		},
		"a bit of the last segment": func(path string, b []byte) []byte {
			if m := must[ledger.SignedManifest](t)(h.central.Snapshot(t.Context(), foreignHere, h.scope)).Doc.Segments; strings.HasSuffix(path, m[len(m)-1].Hash.String()) {
				return flip(b, len(b)/2)
			}
			return b
		},
		"another province's manifest": func(path string, b []byte) []byte {
			if manifest(path) {
				return must[ledger.SignedManifest](t)(other.central.Snapshot(t.Context(), foreignID, other.scope)).Bytes()
			}
			return b
		},
		"zeros for a segment": func(path string, b []byte) []byte {
			if !manifest(path) {
				clear(b)
			}
			return b
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := h.laptop("fresh", ledger.RankHamlet)
			l.t = t
			straight := l.client.Transport
			b := &bender{RoundTripper: straight, bend: bend}
			l.client.Transport = b

			_, err := l.engine.Sync(t.Context())

			if e, is := err.(interface{ Unwrap() []error }); is {
				err = e.Unwrap()[0]
			}
			if registry.CodeOf(err) != registry.Denied || !b.used {
				t.Errorf("answered %v (bent: %v)", err, b.used)
			}
			if keys := must[[]registry.Key](t)(l.store.HouseholdKeys(t.Context(), registry.HouseholdQuery{})); len(keys) != 0 {
				t.Errorf("%d households were applied", len(keys))
			}
			l.client.Transport = straight
			l.sync()
			if got, want := must[ledger.Hash](t)(l.store.Fingerprint(t.Context(), h.scope)), must[ledger.Hash](t)(h.central.Fingerprint(t.Context(), h.scope)); got != want {
				t.Error("it did not come to the same records afterwards")
			}
		})
	}
}

// The laptop that wrote it is lost, the server burns down, and the only one left
// began with a snapshot: what stands in no backup is on that laptop as signed
// blocks, and the restored server gets it back.
func TestALaptopThatBeganWithASnapshotBringsBackWhatNoBackupHas(t *testing.T) {
	t.Parallel()
	h, a, b, _ := snapshotHouse(t)
	h.close()
	copyFile(t, h.file, h.file+".backup")
	h.openAt(h.file)
	for _, l := range []*laptop{a, b} {
		l.moved(h)
	}
	late := a.child("Phạm Thị Sau Bản Sao")
	a.sync()
	fresh := h.laptop("fresh", ledger.RankHamlet)
	fresh.sync()
	h.close()

	// The second of the two backups is what is left; a and b are lost.
	h.openAt(h.file + ".backup")
	ok(t, h.central.NewLife(t.Context()))
	fresh.moved(h)
	fresh.sync()
	fresh.sync()

	h.equal(fresh)
	if state := must[ledger.State](t)(h.central.State(t.Context(), h.scope, late)); state.Register("ho_ten") == nil {
		t.Error("what was written after the backup is gone")
	}
	next := h.laptop("next", ledger.RankHamlet)
	next.sync()
	fresh.sync()
	h.equal(fresh, next)
}

// One backup may turn out to be unreadable: two are needed, and after a restore
// the one that was just read.
func TestBackedUpMeansInBothOfTheLastTwoBackups(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	id := must[ledger.Identity](t)(a.store.Identity(t.Context())).Device
	pushed := func() (last uint64) { // what the answer to a push calls backed up
		t.Helper()
		ok(t, a.store.Seal(t.Context(), h.scope))
		entries := must[[]ledger.Entry](t)(a.store.Outbox(t.Context(), h.scope, 1<<20))
		answer := must[wire.PushResponse](t)(h.central.Push(t.Context(), id, entries))
		ok(t, a.store.Acknowledge(t.Context(), answer.Vectors))
		for _, head := range answer.BackedUp {
			last = max(last, head.Last)
		}
		return last
	}
	for i, step := range []struct {
		what string
		do   func()
		want uint64
	}{
		{"no backup", func() {}, 0},
		{"one", h.backup, 0},
		{"two", h.backup, 2}, // what the older of the two holds
		{"written since", func() {}, 2},
		{"a third", h.backup, 4},
		{"restored", func() { ok(t, h.central.NewLife(t.Context())) }, 10},
		{"written after the restore", func() {}, 10},
		{"one after the restore", h.backup, 10},
		{"two after the restore", h.backup, 14},
	} {
		step.do()
		a.child(fmt.Sprint("Nguyễn Văn ", i))
		if got := pushed(); got != step.want {
			t.Errorf("%s: backed up to %d, want %d", step.what, got, step.want)
		}
	}
}

// While the server has no two backups, the laptops are the backup: each takes
// the whole history, and so does a laptop of the commune in any case.
func TestWhoTakesTheWholeHistory(t *testing.T) {
	t.Parallel()
	h, _, _, _ := snapshotHouse(t)
	held := func(l *laptop) (n int) {
		ok(t, l.store.Lines(t.Context(), h.scope, func(uuid.UUID, ledger.Line) { n++ }))
		return n
	}
	all := 0
	ok(t, h.central.Lines(t.Context(), h.scope, func(uuid.UUID, ledger.Rank, ledger.Line) { all++ }))

	hamlet, commune := h.laptop("hamlet", ledger.RankHamlet), h.laptop("commune", ledger.RankCommune)
	ok(t, h.central.Lines(t.Context(), h.scope, func(uuid.UUID, ledger.Rank, ledger.Line) {}))
	hamlet.sync()
	commune.sync()
	all = 0
	ok(t, h.central.Lines(t.Context(), h.scope, func(uuid.UUID, ledger.Rank, ledger.Line) { all++ }))
	if held(commune) != all {
		t.Errorf("the commune's laptop holds %d of %d changes", held(commune), all)
	}
	if n := held(hamlet); n == 0 || n > all/3 {
		t.Errorf("the hamlet's laptop holds %d of %d changes", n, all)
	}

	ok(t, h.central.NewLife(t.Context())) // as if restored: that one backup counts
	h.backup()
	first := h.laptop("restored", ledger.RankHamlet)
	first.sync()
	if first.underway() {
		t.Error("still on its way")
	}
	h.equal(first)
}

// A snapshot is a matter of the scope: who may not read it gets neither manifest
// nor segment, and can't tell whether there are any.
func TestASnapshotIsForThoseWhoMayRead(t *testing.T) {
	t.Parallel()
	h, a, _, _ := snapshotHouse(t)
	id := must[ledger.Identity](t)(a.store.Identity(t.Context())).Device
	m := must[ledger.SignedManifest](t)(h.central.Snapshot(t.Context(), id, h.scope))
	elsewhere := uuid.New()
	ok(t, h.central.CreateScope(t.Context(), wire.Scope{ID: elsewhere, Kind: wire.ScopeHamlet, Unit: uuid.New()}))
	for name, device := range map[string]uuid.UUID{"a stranger": uuid.New(), "another hamlet": h.deviceFor(elsewhere)} {
		if _, err := h.central.Snapshot(t.Context(), device, h.scope); registry.CodeOf(err) != registry.NotFound {
			t.Errorf("%s: manifest: %v", name, err)
		}
		if _, err := h.central.Segment(t.Context(), device, h.scope, m.Doc.Segments[0].Hash); registry.CodeOf(err) != registry.NotFound {
			t.Errorf("%s: segment: %v", name, err)
		}
	}
	ok(t, h.central.Revoke(t.Context(), id))
	if _, err := h.central.Segment(t.Context(), id, h.scope, m.Doc.Segments[0].Hash); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("a revoked laptop: %v", err)
	}
}

// deviceFor makes a device that reads one scope.
func (h *house) deviceFor(scope uuid.UUID) uuid.UUID {
	h.t.Helper()
	here := h.scope
	h.scope = scope
	defer func() { h.scope = here }()
	return must[ledger.Identity](h.t)(h.laptop("elsewhere", ledger.RankHamlet).store.Identity(h.t.Context())).Device
}
