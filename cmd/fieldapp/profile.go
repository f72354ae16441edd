package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/store"
	fieldsync "thamho.vn/internal/sync"
	"thamho.vn/internal/ui/lock"
	"thamho.vn/internal/vault"
)

// The files of a profile, beside the log: the database, and who may open it.
const (
	databaseFile = "thamho.db"
	ringFile     = "thamho.keys"
)

// offline is how long the laptop may be used without contact with the province.
const offline = 14 * 24 * time.Hour

// profile is a data folder that is locked, or open for one person.
type profile struct {
	dir string
	log *slog.Logger
	now func() time.Time

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

func openProfile(dir string, log *slog.Logger) (*profile, error) {
	return openProfileWith(dir, log, vault.RingOptions{})
}

func openProfileWith(dir string, log *slog.Logger, o vault.RingOptions) (*profile, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, &registry.Error{Code: registry.Internal, Key: "disk_io", Err: err}
	}
	o.Life = offline
	ring, err := vault.OpenRing(filepath.Join(dir, ringFile), o)
	if err != nil {
		return nil, explainRing(err)
	}
	p := &profile{dir: dir, log: log, now: time.Now, ring: ring}
	return p, p.refuseOrphan()
}

func (p *profile) database() string { return filepath.Join(p.dir, databaseFile) }

// refuseOrphan keeps a new keyring from being begun beside a database that an
// older one sealed: nothing could be read, and it would look as if all were lost.
func (p *profile) refuseOrphan() error {
	if !p.ring.Empty() {
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

// explainRing puts what a keyring answers into words.
func explainRing(err error) error {
	var wait *vault.WaitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wait):
		return &registry.Error{Code: registry.Denied, Key: "pass_wait", Args: map[string]any{"wait": spell(wait.For)}, Err: err}
	case errors.Is(err, vault.ErrWrong), errors.Is(err, vault.ErrNobody):
		return &registry.Error{Code: registry.Denied, Key: "pass_wrong", Err: err}
	case errors.Is(err, vault.ErrExpired):
		return &registry.Error{Code: registry.Denied, Key: "offline_expired", Args: map[string]any{"days": int(offline.Hours() / 24)}, Err: err}
	case errors.Is(err, vault.ErrDamaged):
		return &registry.Error{Code: registry.Internal, Key: "ring_gone", Err: err}
	}
	return &registry.Error{Code: registry.Internal, Key: "disk_io", Err: err}
}

// spell says a wait in whole seconds or minutes.
func spell(d time.Duration) string {
	if d > 90*time.Second {
		return fmt.Sprintf("%d phút", int((d+time.Minute-1)/time.Minute))
	}
	return fmt.Sprintf("%d giây", int((d+time.Second-1)/time.Second))
}

// begin makes the first person and opens.
func (p *profile) begin(ctx context.Context, name, pass string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	who, err := p.ring.Begin(name, []byte(pass), p.now())
	if err != nil {
		return explainRing(err)
	}
	return p.enter(ctx, who)
}

// unlock opens for a person. When it was too long without contact the error has
// the key offline_expired; the profile is open then all the same, for one sync.
func (p *profile) unlock(ctx context.Context, slot int, pass string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	who, expired := p.ring.Unlock(slot, []byte(pass), p.now())
	if who == nil {
		return explainRing(expired)
	}
	if err := p.enter(ctx, who); err != nil {
		return err
	}
	return explainRing(expired)
}

// enter opens the database with the keys of whoever came in, and ends a change
// of the key that was cut.
func (p *profile) enter(ctx context.Context, who *vault.Unlocked) (err error) {
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
	p.opened = o
	return nil
}

// openStore opens the store; one that a failing disk damaged is first made anew of
// what can be read of it and of its copies.
func (p *profile) openStore(ctx context.Context, v *vault.Vault) (*store.Store, error) {
	o := store.Options{Path: p.database(), Vault: v, App: version, Now: p.now, Rand: rand.Reader, NewID: newID, Log: p.log}
	st, err := store.Open(ctx, o)
	if registry.KeyOf(err) != "db_damaged" {
		return st, err
	}
	report, salvageErr := store.Salvage(ctx, o)
	if salvageErr != nil {
		return nil, errors.Join(err, salvageErr)
	}
	p.log.Warn("salvaged a damaged store", "op", "salvage", "rows", report.Rows, "copied", report.Copied, "unsent", report.Own, "aside", filepath.Base(report.Kept))
	return store.Open(ctx, o)
}

// pick returns the vault whose key opens what is there; where nothing is, or
// what is there is plain, that of the newest key.
func (p *profile) pick(who *vault.Unlocked) (*vault.Vault, error) {
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

// lock closes the profile: no file is open and no key in memory afterwards.
func (p *profile) lock() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened == nil {
		return nil
	}
	o := p.opened
	p.opened = nil
	return o.close()
}

// met notes a contact with the province: everybody may work on for a while.
func (p *profile) met(at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened == nil {
		return
	}
	err := p.ring.Saw(at)
	if err == nil && p.renewable(at) {
		err = p.ring.Renew(p.opened.who, at)
	}
	if err != nil {
		p.log.Error("renew", "err", err)
	}
}

// renewable tells whether the expiry moves by enough to be worth a write.
func (p *profile) renewable(at time.Time) bool {
	for _, person := range p.ring.People() {
		if at.Add(offline).Sub(person.Until) > time.Hour {
			return true
		}
	}
	return false
}

// rekey gives the laptop another key, after somebody was removed. The profile is
// locked for others meanwhile; the store is open again afterwards.
func (p *profile) rekey(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	o := p.opened
	if o == nil {
		return &registry.Error{Code: registry.Denied, Key: "pass_wrong", Err: errors.New("locked")}
	}
	if err := o.store.Close(); err != nil {
		return err
	}
	o.store, p.opened = nil, nil
	if err := p.ring.Rekey(o.who); err != nil {
		return errors.Join(explainRing(err), o.close())
	}
	if err := p.finishRekey(o); err != nil {
		return errors.Join(err, o.close())
	}
	var err error
	if o.store, err = p.openStore(ctx, o.vault); err != nil {
		return errors.Join(err, o.close())
	}
	p.opened = o
	return nil
}

// finishRekey writes everything that is sealed with the old key anew, and then
// forgets that key. It may be cut anywhere and begun again.
func (p *profile) finishRekey(o *opened) error {
	old, err := vault.New(o.who.Keys()[1], "")
	if err != nil {
		return err
	}
	fresh, err := vault.New(o.who.Keys()[0], "")
	if err != nil {
		return errors.Join(err, old.Close())
	}
	files, err := filepath.Glob(filepath.Join(globSafe(p.dir), databaseFile+"*"))
	for _, file := range files {
		if err == nil {
			err = reseal(file, old, fresh)
		}
	}
	if closeErr := errors.Join(old.Close(), o.vault.Close()); err == nil {
		err = closeErr
	}
	o.vault = fresh
	if err != nil {
		return &registry.Error{Code: registry.Internal, Key: "disk_io", Err: fmt.Errorf("rekey: %w", err)}
	}
	return explainRing(p.ring.Rekeyed(o.who, bytes.Clone(o.who.Keys()[0])))
}

// reseal writes a database or a copy of one under another key.
func reseal(file string, old, fresh *vault.Vault) error {
	half := file + ".half"
	if filepath.Ext(file) == ".half" {
		half = file
	}
	if err := os.Remove(half); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if half == file { // of a change that was cut
		return nil
	}
	if fits, err := old.Opens(file); err != nil || !fits {
		return err // a log, or done before
	}
	if err := old.Rekey(file, fresh, half); err != nil {
		return err
	}
	return vault.Replace(half, file)
}

// globSafe keeps a path's own signs from being taken for a pattern.
func globSafe(path string) string {
	var out []byte
	for _, c := range []byte(filepath.ToSlash(path)) {
		if c == '*' || c == '?' || c == '[' {
			out = append(out, '\\')
		}
		out = append(out, c)
	}
	return string(out)
}

func (p *profile) empty() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ring.Empty()
}

// theStore is the open store, nil while the profile is locked.
func (p *profile) theStore() *store.Store {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened == nil {
		return nil
	}
	return p.opened.store
}

func (p *profile) people() (out []lock.Person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range p.ring.People() {
		out = append(out, lock.Person{Slot: one.Slot, Name: one.Name, Once: one.Once, Wait: p.ring.Wait(one.Slot)})
	}
	return out
}

// verify tells whether a passphrase is right while the profile is open.
func (p *profile) verify(slot int, pass string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	who, err := p.ring.Unlock(slot, []byte(pass), p.now())
	if who != nil {
		who.Wipe()
	}
	return explainRing(err)
}

// change gives the person who is in another passphrase.
func (p *profile) change(pass string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened == nil {
		return explainRing(vault.ErrNobody)
	}
	return explainRing(p.ring.Change(p.opened.who, []byte(pass)))
}

// invite makes a slot with a code that serves once.
func (p *profile) invite(name string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened == nil {
		return "", explainRing(vault.ErrNobody)
	}
	code, err := p.ring.Invite(p.opened.who, name, p.now())
	return code, explainRing(err)
}

// remove takes a person away, and with them the key that they knew.
func (p *profile) remove(ctx context.Context, slot int) error {
	p.mu.Lock()
	if p.opened == nil {
		p.mu.Unlock()
		return explainRing(vault.ErrNobody)
	}
	if len(p.ring.People()) < 2 || slot == p.opened.who.Slot {
		p.mu.Unlock()
		return &registry.Error{Code: registry.Invalid, Key: "people_self"}
	}
	err := p.ring.Remove(slot)
	p.mu.Unlock()
	if err != nil {
		return explainRing(err)
	}
	return p.rekey(ctx)
}

// listener notes each good exchange of an engine.
func (p *profile) listener() func(fieldsync.Status) {
	var last time.Time
	return func(s fieldsync.Status) {
		if s.Contact.After(last) {
			last = s.Contact
			go p.met(s.Contact.AddDate(0, 0, -s.ClockOff))
		}
	}
}

// byFile begins or unlocks with the passphrase that a file holds: for scripts and
// measurements.
func (p *profile) byFile(ctx context.Context, file string) error {
	pass, err := readPass(file)
	if err != nil {
		return err
	}
	if p.empty() {
		return p.begin(ctx, userName(), pass)
	}
	for _, one := range p.people() {
		if err = p.unlock(ctx, one.Slot, pass); err == nil || registry.KeyOf(err) != "pass_wrong" {
			return err
		}
	}
	return err
}

// setUp makes the first person of a laptop that nobody has, without opening it.
func (p *profile) setUp(file string) error {
	pass, err := readPass(file)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.ring.Empty() {
		return nil
	}
	who, err := p.ring.Begin(userName(), []byte(pass), p.now())
	if err == nil {
		who.Wipe()
	}
	return explainRing(err)
}

func readPass(file string) (string, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", &registry.Error{Code: registry.Internal, Key: "file_gone", Err: err}
	}
	return strings.TrimSpace(string(raw)), nil
}

// userName is who uses the computer, as the computer knows them.
func userName() string {
	if u, err := user.Current(); err == nil {
		return cmp.Or(u.Name, u.Username)
	}
	return "1"
}
