package vault

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"
)

// What a keyring answers.
var (
	// ErrWrong says that the passphrase is not that of the person.
	ErrWrong = errors.New("vault: wrong passphrase")
	// ErrExpired says that the passphrase is right, but the laptop was too long
	// without contact.
	ErrExpired = errors.New("vault: the slot has expired")
	// ErrNobody says that there is no such person.
	ErrNobody = errors.New("vault: there is no such slot")
	// ErrDamaged says that the file is no keyring.
	ErrDamaged = errors.New("vault: the keyring can't be read")
)

// WaitError says how long no further try is taken.
type WaitError struct{ For time.Duration }

func (e *WaitError) Error() string { return fmt.Sprintf("vault: next try in %v", e.For) }

// Person is one who may open the vault.
type Person struct {
	Slot  int
	Name  string
	Once  bool // comes with a code that serves once, and has no passphrase yet
	Tries int  // wrong ones since the last right one
	Until time.Time
}

// RingOptions are how a keyring works.
type RingOptions struct {
	Cost         Cost   // zero for DefaultCost
	DeviceSecret []byte // of the operating system, mixed into new slots; may be nil
	Life         time.Duration
	// Running is how long the process runs, by a clock that nobody can set; nil
	// for the system's.
	Running func() time.Duration
}

// Ring is the keyring in a file. It is used from one goroutine at a time.
type Ring struct {
	RingOptions
	path  string
	rand  io.Reader
	file  ringFile
	count countFile
	last  map[int]time.Duration // when the last try of a slot was, in Running's time
	mark  time.Duration         // up to where Running is counted
	saved int64                 // the sure time that is on the disk
}

// ringFile is what stands in the file. It changes only with the people.
type ringFile struct {
	Version int     `json:"version"`
	Sign    string  `json:"sign,omitempty"` // what stands at the door, in the clear and sealed by nothing
	Ring    []byte  `json:"ring"`           // names the ring; bound into its seals
	Next    int     `json:"next"`
	Slots   []slot  `json:"slots"`
	Office  []share `json:"office,omitempty"`
	Spent   bool    `json:"spent,omitempty"` // what it opened is gone, by Drop
}

// countFile stands beside: what changes with every try.
type countFile struct {
	Tries  map[int]int `json:"tries"`
	Sure   int64       `json:"sure"`   // the time as far as it is known; this and the next in milliseconds
	Signed int64       `json:"signed"` // the last that the server signed
	Clock  int64       `json:"clock"`  // what the laptop's clock shows, counted on from when it was last read
}

const (
	ringVersion = 1
	countEnd    = ".dem"
	beforeEnd   = ".cu"
)

// OpenRing reads a keyring; without a file it is empty. A file that is damaged is
// replaced by the one before it when that is whole.
func OpenRing(path string, o RingOptions) (*Ring, error) {
	if o.Cost == (Cost{}) {
		o.Cost = DefaultCost
	}
	if o.Running == nil {
		began := time.Now()
		o.Running = func() time.Duration { return time.Since(began) }
	}
	r := &Ring{RingOptions: o, path: path, rand: rand.Reader, last: map[int]time.Duration{}, mark: o.Running()}
	err := r.read(path)
	if errors.Is(err, ErrDamaged) || errors.Is(err, fs.ErrNotExist) {
		before := r.read(path + beforeEnd)
		if before == nil || errors.Is(err, fs.ErrNotExist) && errors.Is(before, fs.ErrNotExist) {
			err = nil
		}
	}
	if err != nil {
		return nil, err
	}
	err = r.readCounts()
	r.floor()
	return r, err
}

func (r *Ring) read(path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("vault: read keyring: %w", err)
	}
	var f ringFile
	if err := json.Unmarshal(raw, &f); err != nil || f.Version != ringVersion || len(f.Ring) == 0 {
		return ErrDamaged
	}
	r.file = f
	return nil
}

func (r *Ring) readCounts() error {
	r.count = countFile{Tries: map[int]int{}}
	raw, err := os.ReadFile(r.path + countEnd)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("vault: read tries: %w", err)
	}
	if err := json.Unmarshal(raw, &r.count); err != nil || r.count.Tries == nil {
		// Nobody wins by damaging it: everybody waits as after many tries.
		r.count.Tries = map[int]int{}
		for _, s := range r.file.Slots {
			r.count.Tries[s.ID] = damagedTries
		}
	}
	return nil
}

// damagedTries are supposed when it can't be read how many there were.
const damagedTries = 8

// save writes the ring, the one before kept beside.
func (r *Ring) save() error {
	raw, err := json.MarshalIndent(r.file, "", " ")
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	if before, err := os.ReadFile(r.path); err == nil && json.Valid(before) {
		if err := WriteFile(r.path+beforeEnd, before); err != nil {
			return err
		}
	}
	return WriteFile(r.path, append(raw, '\n'))
}

func (r *Ring) saveCounts() error {
	raw, err := json.Marshal(r.count)
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	r.saved = r.count.Sure
	return WriteFile(r.path+countEnd, raw)
}

// Sign is what stands at the door for those who have not come in yet; the vault
// makes nothing of it. SetSign replaces it. Nobody vouches for it.
func (r *Ring) Sign() string { return r.file.Sign }

// SetSign replaces what stands at the door.
func (r *Ring) SetSign(sign string) error {
	if r.file.Sign == sign {
		return nil
	}
	r.file.Sign = sign
	return r.save()
}

// Empty tells whether nobody can open the vault yet.
func (r *Ring) Empty() bool { return len(r.file.Slots) == 0 }

// People are those who may open it, in the order in which they came.
func (r *Ring) People() (out []Person) {
	for _, s := range r.file.Slots {
		out = append(out, Person{Slot: s.ID, Name: s.Name, Once: s.Once, Tries: r.count.Tries[s.ID], Until: time.UnixMilli(s.Until)})
	}
	return out
}

func (r *Ring) slot(id int) *slot {
	for i := range r.file.Slots {
		if r.file.Slots[i].ID == id {
			return &r.file.Slots[i]
		}
	}
	return nil
}

// Unlocked is an open vault's key, and who opened it.
type Unlocked struct {
	Slot int
	Name string
	Back time.Duration // how far the laptop's clock was found to stand back
	keys [][]byte
}

// Keys are what may open the file: one, or while it is being re-keyed two, the
// newest first. They are the Unlocked's own.
func (u *Unlocked) Keys() [][]byte { return u.keys }

// Wipe forgets the keys.
func (u *Unlocked) Wipe() {
	for _, k := range u.keys {
		clear(k)
	}
	u.keys = nil
}

// Begin makes the key of a new vault and its first person. The time begins with
// the laptop's clock, for want of a better one.
func (r *Ring) Begin(name string, pass []byte, wall time.Time) (*Unlocked, error) {
	if !r.Empty() {
		return nil, errors.New("vault: there is a keyring already")
	}
	id, k := make([]byte, 16), make([]byte, KeySize)
	for _, b := range [][]byte{id, k} {
		if _, err := io.ReadFull(r.rand, b); err != nil {
			return nil, fmt.Errorf("vault: %w", err)
		}
	}
	r.file = ringFile{Version: ringVersion, Ring: id, Next: 1}
	r.run()
	r.count = countFile{Tries: map[int]int{}, Sure: wall.UnixMilli(), Clock: wall.UnixMilli()}
	if err := r.saveCounts(); err != nil {
		return nil, err
	}
	u := &Unlocked{Name: name, keys: [][]byte{k}}
	var err error
	u.Slot, err = r.Add(u, name, pass)
	return u, err
}

// Add gives one more person a slot, which ends when that of u does.
func (r *Ring) Add(u *Unlocked, name string, pass []byte) (id int, err error) {
	return r.add(u, slot{Name: name}, pass)
}

// codeBytes make a code of 80 bits.
const codeBytes = 10

// Invite gives a person a slot with a code that serves once; whoever opens it
// must call Accept.
func (r *Ring) Invite(u *Unlocked, name string) (code string, err error) {
	raw := make([]byte, codeBytes)
	if _, err := io.ReadFull(r.rand, raw); err != nil {
		return "", fmt.Errorf("vault: %w", err)
	}
	code = base32.StdEncoding.EncodeToString(raw)
	_, err = r.add(u, slot{Name: name, Once: true}, []byte(code))
	return code, err
}

func (r *Ring) add(u *Unlocked, s slot, pass []byte) (id int, err error) {
	s.ID, s.Cost = r.file.Next, r.Cost
	if err := s.lock(r.file.Ring, pass, r.DeviceSecret, r.rand); err != nil {
		return 0, err
	}
	until := r.Now().Add(r.Life)
	if by := r.slot(u.Slot); by != nil { // nobody prolongs their own time by asking somebody in
		until = time.UnixMilli(by.Until)
	}
	if err := s.wrap(r.file.Ring, until, u.keys); err != nil {
		return 0, err
	}
	r.file.Slots = append(r.file.Slots, s)
	r.file.Next++
	return s.ID, r.save()
}

// Change gives the person who opened the vault another passphrase; for one who
// came with a code it is the first, and the code serves no more.
func (r *Ring) Change(u *Unlocked, pass []byte) error {
	old := r.slot(u.Slot)
	if old == nil {
		return ErrNobody
	}
	s := slot{ID: old.ID, Name: old.Name, Cost: r.Cost}
	if err := s.lock(r.file.Ring, pass, r.DeviceSecret, r.rand); err != nil {
		return err
	}
	if err := s.wrap(r.file.Ring, time.UnixMilli(old.Until), u.keys); err != nil {
		return err
	}
	*old = s
	return r.save()
}

// Remove takes a person's slot away. What they know of the key stays true until
// it is changed: Rekey.
func (r *Ring) Remove(id int) error {
	if r.slot(id) == nil {
		return ErrNobody
	}
	r.file.Slots = slices.DeleteFunc(r.file.Slots, func(s slot) bool { return s.ID == id })
	delete(r.count.Tries, id)
	if err := r.save(); err != nil {
		return err
	}
	// The ring before still had the slot.
	return removeIfThere(r.path + beforeEnd)
}

// Renew lets everybody work for another Life, after contact with the office.
func (r *Ring) Renew(u *Unlocked) error { return r.rewrap(u, r.Now().Add(r.Life)) }

// rewrap gives everybody the keys of u; until as it was for each when it is zero.
func (r *Ring) rewrap(u *Unlocked, until time.Time) error {
	slots := slices.Clone(r.file.Slots)
	for i := range slots {
		end := until
		if end.IsZero() {
			end = time.UnixMilli(slots[i].Until)
		}
		if err := slots[i].wrap(r.file.Ring, end, u.keys); err != nil {
			return err
		}
	}
	was := r.file.Slots
	r.file.Slots = slots
	office, err := anew(r.file.Office, u.keys)
	if err == nil {
		r.file.Office = office
		err = r.save()
	}
	if err != nil {
		r.file.Slots = was
	}
	return err
}

// Rekey begins a change of the key: everybody, and the office, gets the new one
// beside the old, in the ring on the disk. The database is then written anew
// under the first of Keys; Rekeyed ends the change. In between either opens it.
func (r *Ring) Rekey(u *Unlocked) error {
	k := make([]byte, KeySize)
	if _, err := io.ReadFull(r.rand, k); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	u.keys = append([][]byte{k}, u.keys...)
	return r.rewrap(u, time.Time{})
}

// Rekeyed forgets all keys but the one that opens the database now.
func (r *Ring) Rekeyed(u *Unlocked, current []byte) error {
	kept := [][]byte{slices.Clone(current)}
	u.Wipe()
	u.keys = kept
	if err := r.rewrap(u, time.Time{}); err != nil {
		return err
	}
	return removeIfThere(r.path + beforeEnd)
}
