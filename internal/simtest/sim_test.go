package simtest

import (
	"context"
	"errors"
	"flag"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"testing"

	"thamho.vn/internal/figures"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/store"
	fieldsync "thamho.vn/internal/sync"
)

var (
	oneSeed = flag.Uint64("seed", 0, "play this seed alone")
	seeds   = flag.Int("seeds", defaultSeeds, "how many seeds to play")
	// A soak plays other seeds than the tests of every day.
	firstSeed = flag.Uint64("first", 1, "the first of the seeds")
)

// stepsPerSeed is how much happens before the world heals.
const stepsPerSeed = 80

// play runs one seed; a violated error is a broken promise.
func play(ctx context.Context, seed uint64, b bug) (err error) {
	dir, err := os.MkdirTemp(shm(), "sim")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ctx = context.WithoutCancel(ctx) // the driver watches over each statement that could be cancelled
	w, err := newWorld(ctx, dir, seed, b)
	if err != nil {
		return err
	}
	defer w.close()
	for range stepsPerSeed {
		if err := w.step(ctx); err != nil {
			return err
		}
	}
	if err := w.settle(ctx); err != nil {
		return err
	}
	return w.check(ctx)
}

// shm is a folder in memory where there is one: a run syncs to the disk
// thousands of times.
func shm() string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		return "/dev/shm"
	}
	return ""
}

// playAll runs n seeds on two workers until one breaks a promise, and
// returns it with its seed.
func playAll(ctx context.Context, from uint64, n int, b bug) (uint64, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // worlds are small and short-lived
	var next, failed atomic.Uint64
	var first error
	var once sync.Once
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for failed.Load() == 0 {
				i := next.Add(1) - 1
				if i >= uint64(n) {
					return
				}
				seed := from + i
				if err := play(ctx, seed, b); err != nil {
					once.Do(func() { first = err; failed.Store(seed) })
				}
			}
		})
	}
	workers.Wait()
	return failed.Load(), first
}

func TestSimulation(t *testing.T) {
	if *oneSeed != 0 {
		if err := play(t.Context(), *oneSeed, bug{}); err != nil {
			t.Fatalf("seed %d: %v", *oneSeed, err)
		}
		return
	}
	seed, err := playAll(t.Context(), *firstSeed, *seeds, bug{})
	violations := 0
	if err != nil {
		violations = 1
		t.Errorf("seed %d: %v (play it again with -seed %d)", seed, err, seed)
	}
	figures.Add(t, map[string]any{"sim_seeds": *seeds, "sim_violations": violations})
}

// The test of the test: each of these bugs must break a promise within 200
// seeds.
func TestPlantedBugsAreCaught(t *testing.T) {
	if raceEnabled {
		t.Skip("the same bugs are planted in the run without the race detector")
	}
	planted, caught := 0, 0
	for _, b := range []bug{
		{name: "lww", central: central.Faults{LastWriterWins: true}},
		{name: "nodedupe", central: central.Faults{NoDedupe: true}},
		{name: "cursorfirst", cursor: true},
		{name: "trustack", engine: fieldsync.Faults{TrustSent: true}},
		{name: "leak", central: central.Faults{LeakScope: true}},
		{name: "gap", central: central.Faults{GapAdmitted: true}},
		{name: "noepoch", engine: fieldsync.Faults{NoEpoch: true}},
		{name: "reorder", store: store.Faults{AnyOrder: true}},
		{name: "norelay", store: store.Faults{NoRelay: true}},
		{name: "clone-fork", central: central.Faults{BranchDropped: true}},
		{name: "server-stream-reuse", central: central.Faults{StreamReused: true}},
		{name: "revoked-via-hub", central: central.Faults{RevokedViaHub: true}},
		{name: "merge-cycle", store: store.Faults{MergeByEdge: true}},
		{name: "redaction-resurrects", central: central.Faults{RedactionForgotten: true}},
		{name: "rank-ignored", central: central.Faults{RankIgnored: true}},
		{name: "gap-refused-forever", central: central.Faults{HeldForgotten: true}},
		{name: "hash-ignored", central: central.Faults{HashIgnored: true}},
		{name: "no-proof", engine: fieldsync.Faults{NoProof: true}},
		{name: "revocation-in-db", central: central.Faults{RevokedInDB: true}},
		{name: "compact-context", central: central.Faults{CompactContext: true}},
		{name: "withheld-admitted", central: central.Faults{WithheldAdmitted: true}},
	} {
		t.Run(b.name, func(t *testing.T) {
			seed, err := playAll(t.Context(), 1, 200, b)
			if _, ok := errors.AsType[violated](err); !ok {
				t.Fatalf("not caught in 200 seeds: %v", err)
			}
			caught++
			t.Logf("caught by seed %d: %v", seed, err)
		})
		planted++
	}
	figures.Add(t, map[string]any{"planted": planted, "planted_caught": caught})
}
