package profile

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/store"
)

// roomDir begins the names of the folders of the second and later rooms.
const roomDir = "ngan-"

// Rooms are the profiles of one laptop that several share who may not read the
// same: each room has its own people, key, store and enrolment, in a folder of its
// own. The first is the data folder itself, and most laptops have no other. One
// room is open at most. Methods may be called from any goroutine.
type Rooms struct {
	o Options

	mu      sync.Mutex
	all     []*Profile
	current int // the one that is open, or was last
}

// OpenRooms finds the rooms of a data folder, locked. A room whose files can't be
// read keeps nobody out of the others: it is left out, and noted in the log. The
// errors for the first are those of Open.
func OpenRooms(o Options) (*Rooms, error) {
	first, err := Open(o)
	if err != nil {
		return nil, err
	}
	r := &Rooms{o: o, all: []*Profile{first}}
	numbers, err := roomNumbers(o.Dir)
	if err != nil {
		return nil, err
	}
	for _, n := range numbers {
		p, err := Open(r.options(n))
		if err != nil {
			o.Log.Error("room", "n", n, "err", err)
			continue
		}
		r.all = append(r.all, p)
	}
	return r, nil
}

// options are those of the n-th room; the second is the first with a number.
func (r *Rooms) options(n int) Options {
	o := r.o
	o.Dir = filepath.Join(o.Dir, roomDir+strconv.Itoa(n))
	return o
}

func roomNumbers(dir string) (out []int, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, &registry.Error{Code: registry.Internal, Key: "disk_io", Err: err}
	}
	for _, e := range entries {
		digits, ok := strings.CutPrefix(e.Name(), roomDir)
		if n, err := strconv.Atoi(digits); ok && err == nil && n > 1 && e.IsDir() {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out, nil
}

// Current is the room that is open, or was last, or the first.
func (r *Rooms) Current() *Profile {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all[r.current]
}

// First tells whether Current is the data folder itself.
func (r *Rooms) First() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.current == 0
}

// Dirs are the folders of all rooms.
func (r *Rooms) Dirs() (out []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.all {
		out = append(out, p.Dir())
	}
	return out
}

// Store is that of the open room, nil while all are locked.
func (r *Rooms) Store() *store.Store { return r.Current().Store() }

// Lock closes the open room.
func (r *Rooms) Lock() error { return r.Current().Lock() }

// Empty tells whether the laptop has nobody yet.
func (r *Rooms) Empty() bool { return len(r.People()) == 0 }

// People are those who may come in, room by room.
func (r *Rooms) People() (out []Person) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for room, p := range r.all {
		for _, one := range p.People() {
			one.Room = room
			out = append(out, one)
		}
	}
	return out
}

// Begin makes a room with its first person and opens it; one that nobody has is
// taken before another is made. A room that is open is locked before.
func (r *Rooms) Begin(ctx context.Context, name, pass string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	room := slices.IndexFunc(r.all, (*Profile).Empty)
	if room < 0 {
		p, err := r.add()
		if err != nil {
			return err
		}
		r.all = append(r.all, p)
		room = len(r.all) - 1
	}
	if err := r.turn(room); err != nil {
		return err
	}
	return r.all[room].Begin(ctx, name, pass)
}

// add makes a folder for one more room.
func (r *Rooms) add() (*Profile, error) {
	numbers, err := roomNumbers(r.o.Dir) // those that could not be read as well
	if err != nil {
		return nil, err
	}
	return Open(r.options(slices.Max(append(numbers, 1)) + 1))
}

// turn makes a room the current one; the one before is locked.
func (r *Rooms) turn(room int) error {
	if room == r.current {
		return nil
	}
	if err := r.all[r.current].Lock(); err != nil {
		return err
	}
	r.current = room
	return nil
}

// SetUp makes the first person of the laptop without opening; where there is
// somebody already it does nothing.
func (r *Rooms) SetUp(name, pass string) error {
	if !r.Empty() {
		return nil
	}
	return r.Current().SetUp(name, pass)
}

// Unlock opens a person's room for them; a room that is open is locked before,
// whether the passphrase is right or not: Verify first. Its errors are those of
// Profile.Unlock.
func (r *Rooms) Unlock(ctx context.Context, who Person, pass string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.turn(who.Room); err != nil {
		return err
	}
	return r.all[who.Room].Unlock(ctx, who.Slot, pass)
}

// Verify tells whether a passphrase is right, and opens nothing.
func (r *Rooms) Verify(who Person, pass string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all[who.Room].Verify(who.Slot, pass)
}

// UnlockAny opens the room of whoever has the passphrase: for scripts and the
// terminal, where nobody is asked who they are. Its errors are those of Unlock;
// ring_none where there is nobody.
func (r *Rooms) UnlockAny(ctx context.Context, pass string) (err error) {
	err = &registry.Error{Code: registry.NotFound, Key: "ring_none"}
	for _, one := range r.People() {
		if err = r.Unlock(ctx, one, pass); err == nil || registry.KeyOf(err) != "pass_wrong" {
			return err
		}
	}
	return err
}

// Recover opens a person's room with the age identities of two officers and gives
// the person another passphrase. Its errors are those of Profile.Recover.
func (r *Rooms) Recover(ctx context.Context, first, second string, who Person, pass string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.turn(who.Room); err != nil {
		return err
	}
	return r.all[who.Room].Recover(ctx, first, second, who.Name, pass)
}

// Recoverable tells whether two officers of the province can open every room that
// somebody has.
func (r *Rooms) Recoverable() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !slices.ContainsFunc(r.all, func(p *Profile) bool { return !p.Empty() && !p.Recoverable() })
}

// Ran counts in every room how long the program ran, also while all are locked. It
// is called every few seconds.
func (r *Rooms) Ran() (err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.all {
		err = errors.Join(err, p.Ran())
	}
	return err
}
