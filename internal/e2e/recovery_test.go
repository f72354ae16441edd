package e2e

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/profile"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	fieldsync "thamho.vn/internal/sync"
	"thamho.vn/internal/sync/wire"
	"thamho.vn/internal/vault"
)

// office is a province whose root key is at hand, and officers with keys.
type office struct {
	*house
	root     ed25519.PrivateKey
	officers []*age.X25519Identity
}

func newOffice(t *testing.T) *office {
	o := &office{house: &house{t: t, file: filepath.Join(t.TempDir(), "central.db"), scope: uuid.New(), hamlet: uuid.New()}}
	_, o.root = must2[ed25519.PublicKey, ed25519.PrivateKey](t)(ed25519.GenerateKey(rand.Reader))
	public, sign := must2[ed25519.PublicKey, ed25519.PrivateKey](t)(ed25519.GenerateKey(rand.Reader))
	cert := must[ledger.SignedServerCert](t)(ledger.SignDoc(o.root, ledger.ForServer, ledger.ServerCert{Server: uuid.New(), Sign: ledger.PublicKey(public)}))
	o.keys = central.Keys{Root: ledger.PublicKey(o.root.Public().(ed25519.PublicKey)), Cert: cert, Sign: sign}
	for range 3 {
		o.officers = append(o.officers, must[*age.X25519Identity](t)(age.GenerateX25519Identity()))
	}
	o.open()
	t.Cleanup(func() { o.close() })
	ok(t, o.central.CreateScope(t.Context(), wire.Scope{ID: o.scope, Kind: wire.ScopeHamlet, Unit: o.hamlet}))
	return o
}

func must2[A, B any](t testing.TB) func(A, B, error) (A, B) {
	return func(a A, b B, err error) (A, B) {
		t.Helper()
		ok(t, err)
		return a, b
	}
}

// name starts the server anew with officers, signed by a key.
func (o *office) name(key ed25519.PrivateKey, serial int64, officers ...*age.X25519Identity) {
	o.t.Helper()
	doc := ledger.Recovery{Serial: serial}
	for _, id := range officers {
		doc.Officers = append(doc.Officers, id.Recipient().String())
	}
	signed := must[ledger.SignedRecovery](o.t)(ledger.SignDoc(key, ledger.ForRecovery, doc))
	o.close()
	o.recovery = &signed
	o.open()
}

// owned is a laptop with a keyring, as the program opens it.
type owned struct {
	*laptop
	dir     string
	device  []byte // secret of the operating system; nil for none
	profile *profile.Profile
}

const forgotten = "con cá lội ngược dòng"

func (o *office) owned(name string, device []byte) *owned {
	l := &owned{laptop: &laptop{t: o.t, house: o.house, client: &http.Client{Transport: &http.Transport{}}}, dir: o.t.TempDir(), device: device}
	l.start()
	ok(o.t, l.profile.Begin(o.t.Context(), "Chị Út", forgotten))
	l.open()
	code := must[string](o.t)(o.central.IssueCode(o.t.Context(), central.CodeSpec{
		User: uuid.New(), Name: name, Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: []uuid.UUID{o.scope},
	}, time.Minute))
	ok(o.t, l.engine.Enrol(o.t.Context(), o.http.URL, code, name))
	return l
}

// start starts the program: the profile is locked.
func (l *owned) start() {
	l.t.Helper()
	l.profile = must[*profile.Profile](l.t)(profile.Open(profile.Options{
		Dir: l.dir, App: "test", Log: quiet, NewID: newID, Ring: vault.RingOptions{Cost: vault.Cost{Time: 1, Memory: 64, Threads: 1}, DeviceSecret: l.device},
	}))
	p := l.profile
	l.t.Cleanup(func() { _ = p.Lock() })
}

// open wires the engine to the open profile.
func (l *owned) open() {
	l.store = l.profile.Store()
	l.engine = fieldsync.New(fieldsync.Options{Laptop: l.store, HTTP: l.client, Now: time.Now, Rand: rand.Reader, App: "test", Log: quiet})
}

// contact syncs, as the program does.
func (l *owned) contact() {
	l.t.Helper()
	l.through(l.house.http.URL)
	l.sync()
	ok(l.t, l.profile.Met(l.t.Context()))
}

// TestPromise05TheDrill goes the whole way: a laptop enrols, is told the officers,
// its person writes without a network and forgets the passphrase, the laptop's
// system is set up anew and has lost its secret; two officers open it, and what was
// not sent goes to the province.
func TestPromise05TheDrill(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.name(o.root, 1, o.officers[:2]...)
	l := o.owned("a", []byte("of the system"))
	l.contact()
	id := l.child("Nguyễn Văn Chưa Gửi")
	ok(t, l.profile.Lock())

	l.device = nil
	l.start()
	if err := l.profile.Unlock(t.Context(), 1, forgotten); keyOf(err) != "pass_wrong" {
		t.Fatalf("the passphrase without the system's secret: %v", err)
	}
	if !l.profile.Recoverable() {
		t.Fatal("the laptop knows no officers")
	}
	first, second, stranger := o.officers[0].String(), o.officers[1].String(), o.officers[2].String()
	for _, pair := range [][2]string{{first, first}, {second, second}, {first, ""}, {first, stranger}, {stranger, second}} {
		if err := l.profile.Recover(t.Context(), pair[0], pair[1], "Chị Út", "mật khẩu mới của tôi"); keyOf(err) != "recover_wrong" || l.profile.Store() != nil {
			t.Errorf("one officer opens it: %v", err)
		}
	}
	ok(t, l.profile.Recover(t.Context(), second, first, "Chị Út", "mật khẩu mới của tôi"))
	ok(t, l.profile.Lock())

	l.start()
	people := l.profile.People()
	if len(people) != 1 || people[0].Name != "Chị Út" {
		t.Errorf("people: %v", people)
	}
	ok(t, l.profile.Unlock(t.Context(), people[0].Slot, "mật khẩu mới của tôi"))
	l.open()
	l.contact()
	other := o.laptop("b", ledger.RankHamlet)
	other.sync()
	if got := other.person(id).Value.Name; got != "Nguyễn Văn Chưa Gửi" {
		t.Errorf("the province has %q", got)
	}
}

// A laptop that enrolled before the province named officers hears of them at its
// next contact; from then on the later ones count, and nobody but the root names
// them.
func TestPromise05OfficersAreNamedByTheRootAlone(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	l := o.owned("a", nil)
	l.contact()
	if l.profile.Recoverable() {
		t.Fatal("officers out of nowhere")
	}
	knows := func(want ...*age.X25519Identity) {
		t.Helper()
		id := must[ledger.Identity](t)(l.store.Identity(t.Context()))
		for i, who := range o.officers {
			listed := id.Recovery != nil && slices.Contains(id.Recovery.Doc.Officers, who.Recipient().String())
			if listed != slices.Contains(want, who) {
				t.Errorf("officer %d: %v", i, listed)
			}
		}
		if l.profile.Recoverable() != (len(want) > 0) {
			t.Errorf("recoverable: %v", l.profile.Recoverable())
		}
	}
	l.child("Nguyễn Văn Bảo")
	o.name(o.keys.Sign, 5, o.officers[0], o.officers[1]) // the server's own key
	l.contact()
	knows()
	o.name(o.root, 5, o.officers[0])
	l.contact()
	knows()
	o.name(o.root, 5, o.officers[0], o.officers[1])
	l.contact()
	knows(o.officers[0], o.officers[1])
	o.name(o.root, 4, o.officers[1], o.officers[2]) // an old document put back
	l.contact()
	knows(o.officers[0], o.officers[1])
	o.name(o.root, 6, o.officers[1], o.officers[2])
	l.contact()
	knows(o.officers[1], o.officers[2])
	ok(t, l.profile.Lock())
	if err := l.profile.Recover(t.Context(), o.officers[0].String(), o.officers[1].String(), "x", "y"); keyOf(err) != "recover_wrong" {
		t.Errorf("an officer who was replaced: %v", err)
	}
}

// TestPromise08AWipedLaptopOpensForNobody: after the receipt the slots are gone too,
// also when the power was cut before they were; only the officers are left, and the
// laptop may be set up anew.
func TestPromise08AWipedLaptopOpensForNobody(t *testing.T) {
	t.Parallel()
	for name, cut := range map[string]bool{"at once": false, "after a cut": true} {
		o := newOffice(t)
		o.name(o.root, 1, o.officers[:2]...)
		l := o.owned("a", nil)
		l.contact()
		l.child("Nguyễn Văn Chưa Gửi")
		ok(t, l.profile.GiveUp(t.Context()))
		if l.profile.Store() == nil {
			t.Fatal("a laptop that was not wiped gave itself up")
		}
		device := must[ledger.Identity](t)(l.store.Identity(context.Background())).Device
		ok(t, o.central.Revoke(t.Context(), device))
		if _, err := l.engine.Sync(t.Context()); keyOf(err) != "device_wiped" {
			t.Fatalf("%s: sync: %v", name, err)
		}
		if cut {
			ok(t, l.profile.Lock())
			if err := l.profile.Unlock(t.Context(), 1, forgotten); keyOf(err) != "device_wiped" {
				t.Errorf("%s: %v", name, err)
			}
		} else {
			ok(t, l.profile.GiveUp(t.Context()))
		}

		l.start()
		if err := l.profile.Unlock(t.Context(), 1, forgotten); keyOf(err) != "pass_wrong" || l.profile.Store() != nil || !l.profile.Empty() {
			t.Errorf("%s: a slot is left: %v", name, err)
		}
		if err := l.profile.Recover(t.Context(), o.officers[0].String(), o.officers[1].String(), "Tỉnh", "xem lại máy này"); keyOf(err) != "device_wiped" {
			t.Errorf("%s: the officers: %v", name, err)
		}
		l.start()
		ok(t, l.profile.Begin(t.Context(), "Anh Ba", "bắt đầu lại từ đầu"))
		if _, err := l.profile.Store().Identity(t.Context()); registry.CodeOf(err) != registry.NotFound {
			t.Errorf("%s: it is somebody's still: %v", name, err)
		}
	}
}
