package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// noise is a picture that packs badly: it takes several parts.
func noise(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	must[int](t)(rand.Read(img.Pix))
	var out bytes.Buffer
	ok(t, jpeg.Encode(&out, img, &jpeg.Options{Quality: 90}))
	return out.Bytes()
}

// work is what whoever sits at the laptop does.
func (l *laptop) work() *fieldwork.Work {
	id := must[ledger.Identity](l.t)(l.store.Identity(l.t.Context()))
	return fieldwork.New(fieldwork.Options{Store: l.store, Now: time.Now, NewID: newID, User: id.User, UserName: id.UserName})
}

// attach photographs a paper of a child.
func (l *laptop) attach(child uuid.UUID, raw []byte) registry.Photo {
	l.t.Helper()
	w := l.work()
	ok(l.t, w.AddPhoto(l.t.Context(), registry.KindPerson, child, registry.PhotoBirth, raw))
	h := must[fieldwork.PhotoHolder](l.t)(w.Photos(l.t.Context(), registry.KindPerson, child))
	return h.Photos[len(h.Photos)-1]
}

func (l *laptop) unsent() int {
	l.t.Helper()
	return len(must[[]registry.PhotoHead](l.t)(l.store.UnsentPhotos(l.t.Context())))
}

func (l *laptop) fetch(address ledger.Hash) ([]byte, error) {
	if err := l.engine.FetchPhoto(l.t.Context(), l.house.scope, address); err != nil {
		return nil, err
	}
	return l.store.Photo(l.t.Context(), l.house.scope, address)
}

func TestAPhotoTravels(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	a.sync()
	child := a.child("Nguyễn Văn Bảo")
	p := a.attach(child, noise(t, 1000, 800))
	if p.Bytes <= registry.PhotoPart {
		t.Fatalf("%d bytes are one part only", p.Bytes)
	}

	a.sync()
	b.sync()

	if n := a.unsent(); n != 0 {
		t.Errorf("%d pictures wait after the sync", n)
	}
	if got := b.person(child).Value.Photos.Sorted(); len(got) != 1 || got[0] != p {
		t.Fatalf("the other laptop knows of %v", got)
	}
	if _, err := b.store.Photo(t.Context(), h.scope, p.Small); registry.KeyOf(err) != "photo_absent" {
		t.Errorf("it came without being asked for: %v", err)
	}
	for _, address := range []ledger.Hash{p.Small, p.Address} {
		got := must[[]byte](t)(b.fetch(address))
		if want := must[[]byte](t)(a.store.Photo(t.Context(), h.scope, address)); !bytes.Equal(got, want) {
			t.Error("another picture came")
		}
	}
	if n := b.unsent(); n != 0 {
		t.Errorf("%d pictures that came would be sent back", n)
	}
	h.equal(a, b)
}

// Who may not read a scope is told what is told about one that is not there, on
// every route.
func TestAPhotoIsForItsScope(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	a.sync()
	p := a.attach(a.child("Nguyễn Văn Bảo"), noise(t, 60, 60))
	a.sync()
	other := uuid.New()
	ok(t, h.central.CreateScope(t.Context(), wire.Scope{ID: other, Kind: wire.ScopeHamlet, Unit: uuid.New()}))
	stranger := h.blank("stranger")
	code := must[string](t)(h.central.IssueCode(t.Context(), central.CodeSpec{
		User: uuid.New(), Name: "x", Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: []uuid.UUID{other},
	}, time.Minute))
	ok(t, stranger.engine.Enrol(t.Context(), h.http.URL, code, "x"))
	stranger.sync()

	if _, err := stranger.fetch(p.Address); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("a laptop of another hamlet fetched: %v", err)
	}
	device := must[ledger.Identity](t)(stranger.store.Identity(t.Context())).Device
	if _, err := h.central.PhotoState(t.Context(), device, h.scope, p.Address); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("it was told what is there: %v", err)
	}
	if _, err := h.central.PutPhoto(t.Context(), device, h.scope, ledger.Sum([]byte("x")), wire.PhotoState{Length: 1}, []byte("x")); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("it put one there: %v", err)
	}
	if _, _, err := h.central.PhotoPart(t.Context(), device, other, p.Address, 0); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("the address alone opened it in another scope: %v", err)
	}
}

// cutParts lets so many bytes of parts through and then breaks the line, again
// and again.
type cutParts struct {
	next  http.RoundTripper
	every int64 // parts between two breaks; 0 for never
	parts atomic.Int64
	bytes atomic.Int64
}

func (c *cutParts) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodPatch {
		return c.next.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	c.bytes.Add(int64(len(body)))
	n := c.parts.Add(1)
	r.Body = io.NopCloser(bytes.NewReader(body))
	if c.every > 0 && n%c.every == 0 {
		if n%(2*c.every) == 0 { // the part arrives, the answer does not
			if res, err := c.next.RoundTrip(r); err == nil {
				_ = res.Body.Close()
			}
		}
		return nil, errBroken
	}
	return c.next.RoundTrip(r)
}

// Cut at every second part, by a line that breaks before or behind it, with the
// server killed in between: each time it goes on where it was.
func TestAPhotoGoesOnWhereItWasCut(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	a.sync()
	child := a.child("Nguyễn Văn Bảo")
	var size int64
	for range 3 {
		p := a.attach(child, noise(t, 1200, 900))
		size += p.Bytes
	}
	cut := &cutParts{next: a.client.Transport, every: 2}
	a.client.Transport = cut

	tries := 0
	for ; a.unsent() > 0 && tries < 40; tries++ {
		_, _ = a.engine.Sync(t.Context())
		if tries == 2 {
			h.close()
			h.openAt(h.file)
			a.moved(h)
		}
		if a.pending() != 0 {
			t.Fatal("records waited for pictures")
		}
	}

	if n := a.unsent(); n != 0 {
		t.Fatalf("%d pictures still wait after %d tries", n, tries)
	}
	if sent, most := cut.bytes.Load(), size+int64(tries+3)*registry.PhotoPart; sent > most {
		t.Errorf("%d bytes went for %d: more than a part was lost at a cut", sent, size)
	}
	t.Logf("photos: %d bytes in %d cut exchanges, %d sent", size, tries, cut.bytes.Load())
	b := h.laptop("b", ledger.RankHamlet)
	b.sync()
	for _, p := range b.person(child).Value.Photos.Sorted() {
		_ = must[[]byte](t)(b.fetch(p.Address))
	}
}

func TestOverAPaidLineNoPhotosGo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	metered := true
	a.engine.Metered = func(context.Context) bool { return metered }
	a.sync()
	a.attach(a.child("Nguyễn Văn Bảo"), noise(t, 60, 60))
	a.sync()
	if a.unsent() != 2 || a.pending() != 0 {
		t.Errorf("%d pictures and %d changes wait", a.unsent(), a.pending())
	}
	metered = false
	a.sync()
	if n := a.unsent(); n != 0 {
		t.Errorf("%d pictures wait", n)
	}
}

// A server put back to before the picture came gets it again, from whoever has
// it.
func TestARestoredServerGetsItsPhotosAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	a.sync()
	child := a.child("Nguyễn Văn Bảo")
	a.sync()
	backup := h.file + ".backup"
	h.close()
	copyFile(t, h.file, backup)
	h.openAt(h.file)
	a.moved(h)
	p := a.attach(child, noise(t, 60, 60))
	a.sync()
	h.close()
	h.openAt(backup)
	a.moved(h)

	a.sync()

	b := h.laptop("b", ledger.RankHamlet)
	b.sync()
	for _, address := range []ledger.Hash{p.Small, p.Address} {
		_ = must[[]byte](t)(b.fetch(address))
	}
}

func TestARevokedLaptopsPhotosAreNotLost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	a.sync()
	b.sync()
	p := a.attach(a.child("Nguyễn Văn Bảo"), noise(t, 60, 60))
	id := must[ledger.Identity](t)(a.store.Identity(t.Context()))
	ok(t, h.central.Revoke(t.Context(), id.Device))

	_, _ = a.engine.Sync(t.Context())

	if n := a.unsent(); n != 0 {
		t.Errorf("%d pictures of the revoked laptop wait", n)
	}
	_ = must[[]byte](t)(b.fetch(p.Address))
	ok(t, a.store.DropPhoto(t.Context(), p.Address))
	if _, err := a.fetch(p.Address); err == nil || !strings.Contains(string(registry.CodeOf(err)), string(registry.NotFound)) {
		t.Errorf("the revoked laptop may read: %v", err)
	}
}

// What was taken away for ever does not come back from a laptop that holds it.
func TestAPhotoTakenAwayStaysAway(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	a.sync()
	b.sync()
	p := a.attach(a.child("Nguyễn Văn Bảo"), noise(t, 60, 60))
	ok(t, h.central.DropPhoto(t.Context(), h.scope, p.Address)) // before it came
	a.sync()
	if n := a.unsent(); n != 0 {
		t.Errorf("%d pictures wait for ever", n)
	}
	ok(t, h.central.DropPhoto(t.Context(), h.scope, p.Small)) // after it came
	for _, address := range []ledger.Hash{p.Address, p.Small} {
		if _, err := b.fetch(address); registry.CodeOf(err) != registry.NotFound {
			t.Errorf("it is there: %v", err)
		}
	}
}

// An accepted request to delete takes the pictures too, everywhere, and they do
// not come back from a laptop that was away.
func TestAnErasedChildsPhotosAreGone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, o := h.laptop("a", ledger.RankHamlet), h.officer("xa", h.scope)
	child := a.child("Nguyễn Văn Bảo")
	p := a.attach(child, noise(t, 60, 60))
	kept := a.attach(a.child("Trần Thị Cúc"), noise(t, 50, 50))
	a.sync()
	o.sync()
	_ = must[[]byte](t)(o.fetch(p.Address))
	late := a.attach(child, noise(t, 70, 70)) // not sent when the request comes

	ok(t, o.desk().Erase(t.Context(), registry.KindPerson, child, h.scope, "gia đình yêu cầu"))
	o.sync()
	a.sync()

	for name, l := range map[string]*laptop{"the author": a, "the officer": o} {
		if _, err := l.store.Photo(t.Context(), h.scope, p.Address); registry.CodeOf(err) != registry.NotFound {
			t.Errorf("%s holds the picture still: %v", name, err)
		}
	}
	fresh := h.laptop("fresh", ledger.RankHamlet)
	fresh.sync()
	for _, address := range []ledger.Hash{p.Address, p.Small} {
		if _, err := fresh.fetch(address); registry.CodeOf(err) != registry.NotFound {
			t.Errorf("the province gives it out still: %v", err)
		}
	}
	_ = must[[]byte](t)(fresh.fetch(kept.Address))
	_ = late // written after the request by one who did not know of it: it is no part of it
}

// A household moves; its pictures are fetched in its new hamlet, those too that
// come to the old one late, and by nobody who may not.
func TestAMovedChildsPhotosFollow(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	other, unit, reference := uuid.New(), uuid.New(), uuid.New()
	ok(t, h.central.CreateScope(t.Context(), wire.Scope{ID: other, Kind: wire.ScopeHamlet, Unit: unit}))
	ok(t, h.central.CreateScope(t.Context(), wire.Scope{ID: reference, Kind: wire.ScopeReference, Unit: uuid.New()}))
	for id, scope := range map[uuid.UUID]uuid.UUID{h.hamlet: h.scope, unit: other} {
		fields := must[registry.Fields](t)(registry.Encode(registry.Unit{Name: "ấp " + id.String()[:4], Level: registry.LevelHamlet, Scope: scope}))
		ok(t, h.central.Write(t.Context(), reference, []ledger.Draft{{Kind: registry.KindUnit, Record: id, Op: ledger.OpCreate, Fields: fields}}))
	}
	a, o := h.laptop("a", ledger.RankHamlet), h.officer("xa", h.scope, other)
	must[[]ledger.SignedGrant](t)(h.central.Extend(t.Context(), must[ledger.Identity](t)(o.store.Identity(t.Context())).Device, central.Extension{Reads: []uuid.UUID{reference}}))
	b := h.blank("b")
	code := must[string](t)(h.central.IssueCode(t.Context(), central.CodeSpec{User: uuid.New(), Name: "b", Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: []uuid.UUID{other}}, time.Minute))
	ok(t, b.engine.Enrol(t.Context(), h.http.URL, code, "b"))
	child := a.child("Bảo")
	early := a.attach(child, noise(t, 60, 60))
	neighbours := a.attach(a.child("Cúc"), noise(t, 50, 50))
	metered := true
	a.engine.Metered = func(context.Context) bool { return metered }
	a.sync() // the records alone
	o.sync()
	ok(t, o.desk().MoveHousehold(t.Context(), o.person(child).Value.Household, unit, "chuyển nhà"))
	o.sync()
	metered = false
	a.sync() // the pictures, to the old hamlet
	b.sync()

	if got := b.person(child); got.Scope != other || len(got.Value.Photos.Sorted()) != 1 {
		t.Fatalf("the child is in %v with %v", got.Scope, got.Value.Photos)
	}
	ok(t, b.engine.FetchPhoto(t.Context(), other, early.Address))
	_ = must[[]byte](t)(b.store.Photo(t.Context(), other, early.Address))
	if err := b.engine.FetchPhoto(t.Context(), other, neighbours.Address); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("a neighbour's picture came along: %v", err)
	}
}

// Two people take in the very same file: that is one picture and no question,
// whenever and for whatever paper each took it. If one of them takes it off
// without knowing of the other, somebody has to choose.
func TestTheSameFileTwiceIsNoDispute(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	child := a.child("Nguyễn Văn Bảo")
	a.sync()
	b.sync()
	raw := noise(t, 40, 30)
	p := a.attach(child, raw)
	ok(t, b.work().AddPhoto(t.Context(), registry.KindPerson, child, registry.PhotoOther, raw))
	a.sync()
	b.sync()
	a.sync()
	h.equal(a, b)

	state := must[ledger.State](t)(a.store.State(t.Context(), h.scope, child))
	if n := len(state.Conflicts()); n != 1 {
		t.Fatalf("%d fields hold two values: they were to be written differently", n)
	}
	for _, l := range []*laptop{a, b} {
		rec := l.person(child)
		if got := rec.Value.Photos.Sorted(); len(rec.Conflicts) != 0 || len(l.disputes()) != 0 || len(got) != 1 || got[0].Address != p.Address {
			t.Errorf("%s: conflicts %v, photos %v", l.file, rec.Conflicts, got)
		}
	}

	other := noise(t, 40, 30)
	q := a.attach(child, other)
	ok(t, a.work().RemovePhoto(t.Context(), registry.KindPerson, child, q.Address))
	b.attach(child, other)
	a.sync()
	b.sync()
	a.sync()
	for _, l := range []*laptop{a, b} {
		if got := l.disputes(); len(got) != 1 || len(got[0].Versions) != 2 {
			t.Errorf("%s: taken off and taken in: %+v", l.file, got)
		}
	}
}
