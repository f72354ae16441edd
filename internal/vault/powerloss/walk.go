package powerloss

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// sector is what a disk writes as a whole.
const sector = 512

// Disk is how the disk behaves.
type Disk struct {
	// Lies makes every sync a promise that is not kept.
	Lies bool
}

// Cut is a laptop whose power was cut.
type Cut struct {
	Acked int // how many things a person had been told are saved
	At    int // after how many calls, for the report
	files map[string]*file
	rng   *rand.Rand
}

// file is one file on the disk: what is surely there, and what may be.
type file struct {
	sure    []byte
	exists  bool // surely: it was synced once
	pending []op
	gone    bool // removed, but the folder was not synced
}

// Walk makes states cuts of a recording, by a seed, in the order of time. The
// first comes after from calls.
func (r *Recorder) Walk(seed uint64, states, from int, disk Disk, visit func(*Cut) error) error {
	rng := rand.New(rand.NewPCG(seed, 7))
	if len(r.ops) <= from {
		return fmt.Errorf("powerloss: %d calls were recorded, none after %d", len(r.ops), from)
	}
	points := make([]int, states)
	for i := range points {
		points[i] = from + rng.IntN(len(r.ops)-from) + 1
	}
	slices.Sort(points)
	cut := &Cut{files: map[string]*file{}, rng: rng}
	for _, point := range points {
		for ; cut.At < point; cut.At++ {
			cut.happen(r.ops[cut.At], disk)
		}
		if err := visit(cut); err != nil {
			return fmt.Errorf("seed %d, cut after call %d: %w", seed, point, err)
		}
	}
	return nil
}

// Calls is how many calls are recorded up to now.
func (r *Recorder) Calls() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.ops)
}

func (c *Cut) happen(o op, disk Disk) {
	if o.kind == opAck {
		c.Acked++
		return
	}
	f := c.files[o.file]
	if f == nil || f.gone && o.kind == opOpen {
		f = &file{}
		c.files[o.file] = f
	}
	switch o.kind {
	case opOpen:
		f.sure, f.exists = o.data, f.exists || o.data != nil
	case opSync:
		if !disk.Lies {
			f.sure, f.exists, f.pending = f.apply(f.pending), true, nil
			c.forget()
		}
	case opSyncFailed:
		mood := moods[c.rng.IntN(len(moods))]
		f.sure, f.exists, f.pending = f.apply(mood(c.rng, f.pending)), true, nil
	case opDelete:
		if o.synced {
			delete(c.files, o.file)
		} else {
			f.gone = true
		}
	default:
		f.pending = append(f.pending, o)
	}
}

// forget makes removals certain: a file system that syncs anything writes its
// names first.
func (c *Cut) forget() {
	for name, f := range c.files {
		if f.gone {
			delete(c.files, name)
		}
	}
}

// apply returns the content after some of the pending calls.
func (f *file) apply(ops []op) []byte {
	out := slices.Clone(f.sure)
	for _, o := range ops {
		if o.kind == opTruncate {
			out = resize(out, int(o.off))
			continue
		}
		if end := int(o.off) + len(o.data); end > len(out) {
			out = resize(out, end)
		}
		copy(out[o.off:], o.data)
	}
	return out
}

func resize(b []byte, n int) []byte {
	if n <= len(b) {
		return b[:n]
	}
	return append(b, make([]byte, n-len(b))...)
}

// Restore writes one of the folders that may be found after the cut.
func (c *Cut) Restore(dir string) error {
	names := make([]string, 0, len(c.files))
	for name := range c.files {
		names = append(names, name)
	}
	slices.Sort(names) // chance must not go by the order of a map
	mood := c.rng.IntN(len(moods))
	for _, name := range names {
		f := c.files[name]
		kept := moods[mood](c.rng, f.pending)
		if f.gone && c.rng.IntN(2) == 0 || !f.exists && len(kept) == 0 && c.rng.IntN(2) == 0 {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), f.apply(kept), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// moods are the ways in which a disk may treat what was not synced.
var moods = []func(rng *rand.Rand, pending []op) []op{
	func(*rand.Rand, []op) []op { return nil },                      // all is lost
	func(_ *rand.Rand, pending []op) []op { return pending },        // nothing is lost
	func(rng *rand.Rand, p []op) []op { return torn(rng, p, 2, 0) }, // whole writes, in any order
	func(rng *rand.Rand, p []op) []op { return torn(rng, p, 4, 2) }, // sectors, in any order
	func(rng *rand.Rand, p []op) []op { return torn(rng, p, 8, 8) }, // nearly all of it
	func(rng *rand.Rand, p []op) []op { // the last write is torn
		if len(p) == 0 {
			return nil
		}
		n := rng.IntN(len(p))
		return append(slices.Clone(p[:n]), torn(rng, p[n:n+1], 1<<30, 2)...)
	},
}

// torn drops one call in lose, and of the writes that are left one sector in
// tear; 0 tears nothing.
func torn(rng *rand.Rand, pending []op, lose, tear int) (out []op) {
	for _, o := range pending {
		switch {
		case rng.IntN(lose) == 0:
		case o.kind == opTruncate || tear == 0:
			out = append(out, o)
		default:
			out = append(out, sectors(rng, o, tear)...)
		}
	}
	return out
}

// sectors cuts a write into those of its sectors that arrived.
func sectors(rng *rand.Rand, o op, tear int) (out []op) {
	for data, off := o.data, o.off; len(data) > 0; {
		n := min(len(data), sector-int(off%sector))
		if rng.IntN(tear) != 0 {
			out = append(out, op{kind: opWrite, file: o.file, off: off, data: data[:n]})
		}
		data, off = data[n:], off+int64(n)
	}
	return out
}
