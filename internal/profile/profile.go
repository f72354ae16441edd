package profile

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/store"
	"thamho.vn/internal/vault"
)

// The files of a profile, beside the log: the database, and who may open it.
const (
	databaseFile = "thamho.db"
	ringFile     = "thamho.keys"
)

// Offline is how long the laptop may be used without contact with the province.
const Offline = 14 * 24 * time.Hour

// Options are what a profile is opened with.
type Options struct {
	Dir   string // the data folder; made when it is not there
	App   string // version of the program
	Log   *slog.Logger
	Now   func() time.Time // nil for the system's clock
	NewID func() uuid.UUID
	Ring  vault.RingOptions // Life is set to Offline
}

// Profile is a data folder that is locked, or open for one person. Its methods may
// be called from any goroutine.
type Profile struct {
	o Options

	mu     sync.Mutex
	ring   *vault.Ring
	opened *opened
}

// opened is what is there while a profile is open.
type opened struct {
	who   *vault.Unlocked
	vault *vault.Vault
	store *store.Store
}

// Open finds the profile of a data folder, locked. One that nobody has is Empty.
// Its error has the key ring_gone where a sealed database has lost its keyring.
func Open(o Options) (*Profile, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, &registry.Error{Code: registry.Internal, Key: "disk_io", Err: err}
	}
	o.Ring.Life = Offline
	ring, err := vault.OpenRing(filepath.Join(o.Dir, ringFile), o.Ring)
	if err != nil {
		return nil, explain(err)
	}
	p := &Profile{o: o, ring: ring}
	return p, p.refuseOrphan()
}

// Dir is its folder.
func (p *Profile) Dir() string { return p.o.Dir }

func (p *Profile) database() string { return filepath.Join(p.o.Dir, databaseFile) }

// refuseOrphan keeps a new keyring from being begun beside a database that an
// older one sealed: nothing could be read, and it would look as if all were lost.
func (p *Profile) refuseOrphan() error {
	if !p.ring.Empty() || p.ring.Spent() {
		return nil
	}
	info, err := os.Stat(p.database())
	if err != nil || info.Size() == 0 {
		return nil
	}
	if plain, err := vault.IsPlain(p.database()); err != nil || plain {
		return err
	}
	return &registry.Error{Code: registry.Internal, Key: "ring_gone", Err: errors.New("a sealed database without its keyring")}
}

// Store is the open store, nil while the profile is locked.
func (p *Profile) Store() *store.Store {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened == nil {
		return nil
	}
	return p.opened.store
}

// Lock closes the profile: no file is open and no key in memory afterwards. Locked
// already it does nothing.
func (p *Profile) Lock() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened == nil {
		return nil
	}
	p.sign()
	o := p.opened
	p.opened = nil
	return o.close()
}

// enter opens the database with the keys of whoever came in, and ends a change
// of the key that was cut.
func (p *Profile) enter(ctx context.Context, who *vault.Unlocked) (err error) {
	o := &opened{who: who}
	defer func() {
		if err != nil {
			err = errors.Join(err, o.close())
		}
	}()
	if o.vault, err = p.pick(who); err != nil {
		return err
	}
	if len(who.Keys()) > 1 {
		if err := p.finishRekey(o); err != nil {
			return err
		}
	}
	if o.store, err = p.openStore(ctx, o.vault); err != nil {
		return err
	}
	wiped, err := o.store.Wiped(ctx)
	if err == nil && wiped { // cut before GiveUp
		err = errors.Join(explain(p.ring.Drop()), &registry.Error{Code: registry.Denied, Key: "device_wiped"})
	}
	if err != nil {
		return err
	}
	p.opened = o
	p.sign()
	return nil
}

// openStore opens the store; one that a failing disk damaged is first made anew of
// what can be read of it and of its copies.
func (p *Profile) openStore(ctx context.Context, v *vault.Vault) (*store.Store, error) {
	o := store.Options{Path: p.database(), Vault: v, App: p.o.App, Now: p.o.Now, Rand: rand.Reader, NewID: p.o.NewID, Log: p.o.Log, Shared: p.shared}
	st, err := store.Open(ctx, o)
	if registry.KeyOf(err) != "db_damaged" {
		return st, err
	}
	report, salvageErr := store.Salvage(ctx, o)
	if salvageErr != nil {
		return nil, errors.Join(err, salvageErr)
	}
	p.o.Log.Warn("salvaged a damaged store", "op", "salvage", "rows", report.Rows, "copied", report.Copied, "unsent", report.Own, "aside", filepath.Base(report.Kept))
	return store.Open(ctx, o)
}

// pick returns the vault whose key opens what is there; where nothing is, or
// what is there is plain, that of the newest key.
func (p *Profile) pick(who *vault.Unlocked) (*vault.Vault, error) {
	plain, err := vault.IsPlain(p.database())
	if err != nil {
		return nil, &registry.Error{Code: registry.Internal, Key: "disk_io", Err: err}
	}
	info, statErr := os.Stat(p.database())
	fresh := plain || statErr != nil || info.Size() == 0
	for _, k := range who.Keys() {
		v, err := vault.New(k, "")
		if err != nil {
			return nil, err
		}
		if fits, err := v.Opens(p.database()); fresh || err == nil && fits {
			return v, nil
		}
		if err := v.Close(); err != nil {
			return nil, err
		}
	}
	// A file of which no page opens: the store tells that it is damaged.
	return vault.New(who.Keys()[0], "")
}

// close closes what is open and wipes the keys.
func (o *opened) close() error {
	var errs []error
	if o.store != nil {
		errs = append(errs, o.store.Close())
	}
	if o.vault != nil {
		errs = append(errs, o.vault.Close())
	}
	o.who.Wipe()
	return errors.Join(errs...)
}
