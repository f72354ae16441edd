package simtest

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/store"
	fieldsync "thamho.vn/internal/sync"
	"thamho.vn/internal/sync/wire"
)

// bug is a mistake planted on purpose.
type bug struct {
	name    string
	central central.Faults
	engine  fieldsync.Faults
	cursor  bool // store.Faults.CursorFirst
	store   store.Faults
}

// world is one run.
type world struct {
	seed  uint64
	bug   bug
	rng   *rand.Rand
	bytes *rand.ChaCha8
	dir   string
	blank blanks
	start time.Time
	ticks int

	keys    central.Keys
	file    string
	central *central.Central
	handler http.Handler
	scopes  []uuid.UUID // two hamlets; a third after the reform
	units   map[uuid.UUID]uuid.UUID
	records map[uuid.UUID][]uuid.UUID // by scope: those that are there, or were
	given   []given                   // rights that were given later
	laptops []*laptop
	copies  []copied   // of the server's file
	backups []backedUp // made by the command
	// snapshots says that whoever comes late begins with a snapshot, as soon as two
	// backups are there; nobody restores older backups than these then.
	snapshots bool
	stick     []ledger.Entry
	post      []parcel // files on their way
	pages     []page
	restored  bool // the server was put back to an older state
	behind    bool // without being told
	gaveUp    bool // a gap was declared lost
	healed    bool // the network and the disks are well

	tokens   int
	expected map[string]uuid.UUID // what was typed and must not be lost, with its scope
	stolen   map[string]bool      // what a revoked laptop typed: it must not be admitted
	released map[ledger.Hash]bool // unless an officer let it
}

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func newWorld(ctx context.Context, dir string, seed uint64, b bug) (*world, error) {
	source := [32]byte{byte(seed), byte(seed >> 8), byte(seed >> 16), byte(seed >> 24), 1}
	w := &world{
		seed: seed, bug: b, dir: dir, bytes: rand.NewChaCha8(source), expected: map[string]uuid.UUID{},
		stolen: map[string]bool{}, released: map[ledger.Hash]bool{}, records: map[uuid.UUID][]uuid.UUID{}, units: map[uuid.UUID]uuid.UUID{},
		start: time.Date(2023, 1, 10, 8, 0, 0, 0, time.UTC), file: filepath.Join(dir, "central.db"),
	}
	w.rng, w.snapshots = rand.New(w.bytes), seed%4 == 0
	if err := w.makeKeys(); err != nil {
		return nil, err
	}
	made, err := blank()
	if err != nil {
		return nil, err
	}
	w.blank = made
	if err := copyFile(made.central, w.file); err != nil {
		return nil, err
	}
	if err := w.openServer(ctx); err != nil {
		return nil, err
	}
	for range 2 {
		id := w.newID()
		w.scopes = append(w.scopes, id)
		w.units[id] = w.newID()
		if err := w.central.CreateScope(ctx, wire.Scope{ID: id, Kind: wire.ScopeHamlet, Unit: w.units[id]}); err != nil {
			return nil, err
		}
		for range 3 {
			w.records[id] = append(w.records[id], w.newID())
		}
	}
	return w, w.addLaptops(ctx)
}

// addLaptops gives each hamlet a laptop of its own and the commune one that
// works in both, at a higher rank.
func (w *world) addLaptops(ctx context.Context) error {
	for _, spec := range []struct {
		rank   ledger.Rank
		scopes []uuid.UUID
	}{
		{ledger.RankHamlet, w.scopes[:1]}, {ledger.RankHamlet, w.scopes[1:]}, {ledger.RankCommune, w.scopes},
	} {
		if err := w.addLaptop(ctx, spec.rank, spec.scopes); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) addLaptop(ctx context.Context, rank ledger.Rank, scopes []uuid.UUID) error {
	n := len(w.laptops)
	l := &laptop{world: w, file: filepath.Join(w.dir, fmt.Sprintf("laptop%d.db", n)), scopes: scopes, off: w.clockOff()}
	if err := copyFile(w.blank.store, l.file); err != nil {
		return err
	}
	if err := l.open(ctx); err != nil {
		return err
	}
	code, err := w.central.IssueCode(ctx, central.CodeSpec{
		User: w.newID(), Name: fmt.Sprint(n), Role: registry.RoleHamlet, Rank: rank, Scopes: scopes,
	}, time.Hour)
	if err != nil {
		return err
	}
	l.calm = true
	if err := l.engine.Enrol(ctx, "http://province", code, "laptop"); err != nil {
		return err
	}
	l.calm = false
	w.laptops = append(w.laptops, l)
	return nil
}

// clockOff is how wrong a laptop's clock is: mostly right, sometimes by years.
func (w *world) clockOff() time.Duration {
	if w.rng.IntN(3) > 0 {
		return 0
	}
	return time.Duration(w.rng.IntN(1200)-600) * 24 * time.Hour
}

func (w *world) makeKeys() error {
	var seeds [2][ed25519.SeedSize]byte
	for i := range seeds {
		if _, err := io.ReadFull(w.bytes, seeds[i][:]); err != nil {
			return err
		}
	}
	root, sign := ed25519.NewKeyFromSeed(seeds[0][:]), ed25519.NewKeyFromSeed(seeds[1][:])
	public := func(k ed25519.PrivateKey) ledger.PublicKey {
		return ledger.PublicKey(k.Public().(ed25519.PublicKey))
	}
	cert, err := ledger.SignDoc(root, ledger.ForServer, ledger.ServerCert{Server: w.newID(), Sign: public(sign)})
	w.keys = central.Keys{Root: public(root), Cert: cert, Sign: sign}
	return err
}

func (w *world) newID() uuid.UUID { return uuid.Must(uuid.NewRandomFromReader(w.bytes)) }

// now moves the world's time on by a minute.
func (w *world) now() time.Time { return w.start.Add(time.Duration(w.ticks) * time.Minute) }

func (w *world) openServer(ctx context.Context) (err error) {
	from := uint64(0) // as always: too many for this world
	if w.snapshots {
		from = 1
	}
	w.central, err = central.Open(ctx, central.Options{
		SnapshotFrom: from, Path: w.file, Revoked: filepath.Join(w.dir, "revoked.txt"), Keys: w.keys, Now: w.now, Rand: w.bytes, NewID: w.newID, Log: quiet, Faults: w.bug.central,
	})
	if err == nil {
		w.handler = server.New(server.Options{Central: w.central, Log: quiet, Now: w.now})
	}
	return err
}

func (w *world) close() {
	_ = w.central.Close()
	fuses.Delete(w.file)
	for _, l := range w.laptops {
		_ = l.store.Close()
		fuses.Delete(l.file)
	}
}

// laptop is a device with its disk.
type laptop struct {
	world   *world
	file    string
	scopes  []uuid.UUID
	off     time.Duration
	copies  []string
	calm    bool // nothing goes wrong on its line
	revoked bool
	device  uuid.UUID // remembered when the laptop was wiped
	// followed is how far each scope's order was followed in each life of the server.
	followed map[[2]uuid.UUID]uint64
	store    *store.Store
	engine   *fieldsync.Engine
}

// id is the laptop's device, also after it was wiped.
func (l *laptop) id(ctx context.Context) (uuid.UUID, error) {
	id, err := l.store.Identity(ctx)
	if err == nil {
		l.device = id.Device
	}
	if registry.CodeOf(err) == registry.NotFound && l.revoked {
		return l.device, nil
	}
	return l.device, err
}

// wiped tells whether a revoked laptop gave its work away and is empty.
func (l *laptop) wiped(ctx context.Context) bool {
	enrolled, err := l.engine.Enrolled(ctx)
	return err == nil && !enrolled
}

func (l *laptop) now() time.Time { return l.world.now().Add(l.off) }

func (l *laptop) open(ctx context.Context) (err error) {
	w := l.world
	o := store.Options{Path: l.file, Now: l.now, Rand: w.bytes, NewID: w.newID, Log: quiet, Faults: w.bug.store} // unsealed: the vault has tests of its own
	if w.bug.cursor {
		o.Faults.CursorFirst = func() error {
			if !w.healed && w.rng.IntN(3) == 0 {
				return fmt.Errorf("crash between cursor and page")
			}
			return nil
		}
	}
	if l.store, err = store.Open(ctx, o); err != nil {
		return err
	}
	l.engine = fieldsync.New(fieldsync.Options{
		Laptop: l.store, HTTP: &http.Client{Transport: &line{laptop: l, answers: func() http.Handler { return w.handler }}}, Now: l.now, Rand: w.bytes, App: "sim", Log: quiet, Faults: w.bug.engine,
	})
	return nil
}

// copyFile copies a closed database.
func copyFile(from, to string) error {
	for _, end := range []string{"", "-wal"} {
		data, err := os.ReadFile(from + end)
		if os.IsNotExist(err) {
			_ = os.Remove(to + end)
			continue
		}
		if err == nil {
			err = os.WriteFile(to+end, data, 0o600)
		}
		if err != nil {
			return err
		}
	}
	_ = os.Remove(to + "-shm")
	return nil
}

// blanks are migrated databases with nothing in them: every world begins with
// copies of them, since the migrations would be a good part of a short run.
type blanks struct{ store, central string }

var blank = sync.OnceValues(func() (b blanks, err error) {
	dir, err := os.MkdirTemp(shm(), "blank")
	if err != nil {
		return b, err
	}
	b = blanks{store: filepath.Join(dir, "store.db"), central: filepath.Join(dir, "central.db")}
	ctx, fixed := context.Background(), rand.NewChaCha8([32]byte{7})
	now := func() time.Time { return time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC) }
	newID := func() uuid.UUID { return uuid.Must(uuid.NewRandomFromReader(fixed)) }
	s, err := store.Open(ctx, store.Options{Path: b.store, Now: now, Rand: fixed, NewID: newID, Log: quiet})
	if err != nil {
		return b, err
	}
	w := &world{bytes: fixed}
	if err := errors.Join(s.Close(), w.makeKeys()); err != nil {
		return b, err
	}
	c, err := central.Open(ctx, central.Options{Path: b.central, Keys: w.keys, Now: now, Rand: fixed, NewID: newID, Log: quiet})
	if err != nil {
		return b, err
	}
	return b, c.Close()
})
