package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/papers/folder"
	"thamho.vn/internal/profile"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/lock"
	"thamho.vn/internal/ui/words"
)

var _ lock.Door = (*door)(nil)

// pinTries is how often a PIN may be wrong.
const pinTries = 5

// pinDigits is how long it is.
const pinDigits = 6

// door is what the gate asks. Its methods run beside the window.
type door struct {
	rooms *profile.Rooms
	o     options
	log   *slog.Logger
	desk  *desk

	mu   sync.Mutex
	salt [16]byte
	pin  [32]byte // hash; it lives as long as the profile is open, in memory only
	left int
}

// People are those who may come in.
func (d *door) People() []lock.Person { return atTheGate(d.rooms.People()) }

// atTheGate are people as the gate knows them.
func atTheGate(people []profile.Person) (out []lock.Person) {
	for _, one := range people {
		out = append(out, lock.Person(one))
	}
	return out
}

// Begin makes a room with its first person and opens it; one that is open is left
// before.
func (d *door) Begin(ctx context.Context, name, pass string) error {
	if err := d.leave(); err != nil {
		return err
	}
	return d.rooms.Begin(ctx, strings.TrimSpace(name), pass)
}

// leave closes what is open, for another room.
func (d *door) leave() error {
	d.forgetPIN()
	if d.rooms.Store() == nil {
		return nil
	}
	return d.desk.leave()
}

// Unlock opens for a person. After too long without contact it first looks for
// the province: with an answer all is well again, without one it stays shut.
func (d *door) Unlock(ctx context.Context, person lock.Person, pass string) error {
	who := profile.Person(person)
	if d.rooms.Store() != nil {
		err := d.rooms.Verify(who, pass)
		if person.Here || err != nil && registry.KeyOf(err) != "offline_expired" {
			return err
		}
	}
	if err := d.leave(); err != nil {
		return err
	}
	err := d.rooms.Unlock(ctx, who, pass)
	if registry.KeyOf(err) != "offline_expired" {
		return err
	}
	return lookForProvince(ctx, d.rooms.Current(), d.o, d.log, err)
}

// Recoverable tells whether two officers of the province can open the laptop.
func (d *door) Recoverable() bool { return d.rooms.Recoverable() }

// Choose gives a person who came with a code a passphrase of their own.
func (d *door) Choose(_ context.Context, pass string) error {
	return d.rooms.Current().Change(pass)
}

func (d *door) forgetPIN() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.left, d.pin = 0, [32]byte{}
}

// PINLeft is how many tries a PIN has.
func (d *door) PINLeft() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.left
}

// SetPIN makes the PIN of this stay.
func (d *door) SetPIN(_ context.Context, pin string) error {
	if len(pin) != pinDigits || strings.Trim(pin, "0123456789") != "" || strings.Count(pin, pin[:1]) == pinDigits || pin == "123456" || pin == "654321" {
		return &registry.Error{Code: registry.Invalid, Key: "pin_form"}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := rand.Read(d.salt[:]); err != nil {
		return err
	}
	d.pin, d.left = d.hash(pin), pinTries
	return nil
}

func (d *door) hash(pin string) [32]byte { return sha256.Sum256(append(d.salt[:], pin...)) }

// Reopen takes a PIN. After the last wrong one the laptop is locked.
func (d *door) Reopen(_ context.Context, pin string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	given := d.hash(pin)
	if d.left > 0 && subtle.ConstantTimeCompare(given[:], d.pin[:]) == 1 {
		d.left = pinTries
		return nil
	}
	if d.left--; d.left > 0 {
		return &registry.Error{Code: registry.Denied, Key: "pin_wrong", Args: map[string]any{"left": d.left}}
	}
	d.left, d.pin = 0, [32]byte{}
	fyne.Do(func() { d.desk.lock(words.Say("lock.spent")) })
	return &registry.Error{Code: registry.Denied, Key: "pin_spent"}
}

// Invite gives somebody a code that serves once.
func (d *door) Invite(_ context.Context, name string) (string, error) {
	return d.rooms.Current().Invite(name)
}

// Remove takes somebody away and gives the laptop another key.
func (d *door) Remove(ctx context.Context, slot int) error {
	done := make(chan struct{})
	fyne.Do(func() { // nothing may use the store meanwhile
		if d.desk.seat != nil {
			d.desk.seat.cancel()
			<-d.desk.seat.ended
		}
		close(done)
	})
	<-done
	return d.rooms.Current().Remove(ctx, slot)
}

// Carry copies what was laid beside at the last lock of each room onto a stick, or
// into the folder of the papers. It returns the file, or the folder where there
// are several.
func (d *door) Carry(context.Context) (string, error) {
	dir, err := folder.Dir()
	if err != nil {
		return "", err
	}
	if sticks := mounted(); len(sticks) > 0 {
		dir = sticks[0]
	}
	name := filepath.Join(dir, "goi_"+time.Now().Format("2006-01-02_1504"))
	var written []string
	for _, room := range d.rooms.Dirs() {
		raw, err := os.ReadFile(filepath.Join(room, unsentFile))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		path := name + bundleEnd
		if len(written) > 0 {
			path = fmt.Sprint(name, "_", len(written)+1, bundleEnd)
		}
		if err == nil {
			err = folder.Write(path, writes(raw))
		}
		if err != nil {
			return "", &registry.Error{Code: registry.Internal, Key: "disk_io", Err: err}
		}
		written = append(written, path)
	}
	switch len(written) {
	case 0:
		return "", &registry.Error{Code: registry.NotFound, Key: "bundle_empty", Err: errors.New("no room has anything unsent")}
	case 1:
		return written[0], nil
	}
	return dir, nil
}
