package demo

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// openCentral opens a real server's database in a folder of the test.
func openCentral(t testing.TB) *central.Central {
	t.Helper()
	root, server := testSeedKey(1), testSeedKey(2)
	cert, err := ledger.SignDoc(root, ledger.ForServer, ledger.ServerCert{
		Server: uuid.MustParse("019b0000-0000-7000-8000-000000000001"), Sign: publicKey(server),
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := central.Open(t.Context(), central.Options{
		Path: filepath.Join(t.TempDir(), "central.db"),
		Keys: central.Keys{Root: publicKey(root), Cert: cert, Sign: server},
		Now:  time.Now, Rand: rand.NewChaCha8([32]byte{1}),
		NewID: func() uuid.UUID { return uuid.Must(uuid.NewV7()) }, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func testSeedKey(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(append(make([]byte, 31), n))
}

func load(t testing.TB, sink Sink, opts Options) Summary {
	t.Helper()
	sum, err := Load(t.Context(), sink, opts)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func progress(t testing.TB, c *central.Central, unit uuid.UUID) registry.ProgressPage {
	t.Helper()
	page, err := c.Progress(t.Context(), unit)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// The board of a server with the demo shows the article's figures, and counts
// the loaded commune from its records.
func TestLoadIntoCentral(t *testing.T) {
	t.Parallel()
	c := openCentral(t)
	start := time.Now()
	steps := 0
	sum := load(t, c, Options{Seed: testSeed, Communes: []string{demoCommune}, Progress: func(done, total int) {
		if steps++; done != steps || total != 101+1+11 {
			t.Errorf("step %d is told as %d of %d", steps, done, total)
		}
	}})
	t.Logf("loaded %d blocks, %d changes in %v", sum.Blocks, sum.Changes, time.Since(start))

	page := progress(t, c, uuid.Nil)
	top := page.Path[0]
	if top.Target != 188_584 || top.Entered != 140_096 || top.NoNumber != 66_589 || top.Hamlets != 883 || top.Live != 11 {
		t.Errorf("province %+v", top)
	}
	if len(page.Rows) != 9 || page.Loose != 0 || page.AsOf != AsOf || !page.Demo {
		t.Errorf("%d rows, loose %d, as of %s, demo %v", len(page.Rows), page.Loose, page.AsOf, page.Demo)
	}
	damDoi := page.Rows[5]
	if damDoi.Name != "huyện Đầm Dơi" || damDoi.Target != 40_737 || damDoi.Entered != 32_462 || damDoi.NoNumber != 10_716 {
		t.Errorf("Đầm Dơi %+v", damDoi)
	}
	checkDemoCommune(t, c, sum, damDoi.Unit)
}

func checkDemoCommune(t *testing.T, c *central.Central, sum Summary, district uuid.UUID) {
	t.Helper()
	for _, row := range progress(t, c, district).Rows {
		if row.Name != "xã Tạ An Khương" {
			continue
		}
		if row.Target != 2740 || row.Entered != 2145 || row.NoNumber != 537 || row.Live != 11 {
			t.Errorf("Tạ An Khương %+v", row)
		}
		hamlets := progress(t, c, row.Unit)
		if hamlets.Loose != 0 || len(hamlets.Rows) != 11 || hamlets.Rows[3].Unit != sum.Laptop.Unit || hamlets.Rows[3].Name != "ấp 4" {
			t.Errorf("loose %d, hamlets %+v", hamlets.Loose, hamlets.Rows)
		}
		if want := (Counts{2740, 2145, 537}); sum.Loaded != want {
			t.Errorf("loaded %+v", sum.Loaded)
		}
		return
	}
	t.Error("no xã Tạ An Khương")
}

// order returns the rolling order of the reference scope, as the laptop of the
// province pulls it.
func order(t *testing.T, c *central.Central, sum Summary) []ledger.Hash {
	t.Helper()
	device := anySeed.id("device/" + provincePath)
	entries, err := c.Pull(t.Context(), device, sum.Laptop.Reference, 0, 1<<30, uuid.Nil)
	if err != nil {
		t.Fatal(err)
	}
	var out []ledger.Hash
	for _, e := range entries {
		out = append(out, e.Admission.Doc.Block)
	}
	return out
}

// cutSink ends after some pushes, like a program that is stopped.
type cutSink struct {
	Sink
	left int
	end  context.CancelFunc
}

func (s *cutSink) Push(ctx context.Context, device uuid.UUID, entries []ledger.Entry) (wire.PushResponse, error) {
	if s.left--; s.left == 0 {
		s.end()
	}
	return s.Sink.Push(ctx, device, entries)
}

// A load that is cut off again and again is completed by the next ones: at the
// first commune, in their midst, at the province's own stream, at a hamlet.
// Then loading again finds everything there.
func TestLoadAfterCuts(t *testing.T) {
	t.Parallel()
	c := openCentral(t)
	opts := Options{Seed: testSeed, Scale: 0.02, Communes: []string{"32002", "32005"}}
	loadCut(t, c, opts, 1, 20, 101-19+1)
	checkOthers(t, c, opts)
	loadCut(t, c, opts, 1, 3)
	done := load(t, c, opts)
	before := order(t, c, done)

	t.Run("Complete", func(t *testing.T) {
		checkComplete(t, c, done, len(before))
	})
	t.Run("NothingNew", func(t *testing.T) {
		again := load(t, c, opts)
		if again.Blocks != 0 || again.Laptop != done.Laptop {
			t.Errorf("again %+v", again)
		}
	})
	t.Run("ErrOther", func(t *testing.T) {
		checkOthers(t, c, opts)
	})
	t.Run("OneCommuneMore", func(t *testing.T) {
		opts.Communes = append(opts.Communes, demoCommune)
		more := load(t, c, opts)
		if live := progress(t, c, uuid.Nil).Path[0].Live; more.Blocks != 11 || live != 21 {
			t.Errorf("%d blocks, %d hamlets live", more.Blocks, live)
		}
	})
	if after := order(t, c, done); !reflect.DeepEqual(after, before) {
		t.Errorf("order moved from %v to %v", before, after)
	}
}

// checkComplete compares the board with the plan, and the reference scope with
// what belongs there: two grants and the province's stream, once.
func checkComplete(t *testing.T, c *central.Central, done Summary, entries int) {
	t.Helper()
	top := progress(t, c, uuid.Nil).Path[0]
	if got := (Counts{top.Target, top.Entered, top.NoNumber}); got != done.Province || top.Live != 10 {
		t.Errorf("board %+v, plan %+v", top, done.Province)
	}
	l := testLoader(t, Options{Seed: testSeed, Scale: 0.02})
	blocks, err := l.stream(office{path: provincePath, ids: anySeed, scope: l.referenceScope()}, l.writeProvince)
	if err != nil || entries != 2+len(blocks) {
		t.Errorf("%d entries in the reference scope, want 2 and %d, %v", entries, len(blocks), err)
	}
}

// checkOthers makes sure that no other province gets in.
func checkOthers(t *testing.T, c *central.Central, opts Options) {
	t.Helper()
	for _, other := range []Options{{Seed: opts.Seed + 1, Scale: opts.Scale}, {Seed: opts.Seed, Scale: opts.Scale * 1.5}} {
		if _, err := Load(t.Context(), c, other); !errors.Is(err, ErrOther) {
			t.Errorf("seed %d at scale %v: %v", other.Seed, other.Scale, err)
		}
	}
}

// loadCut begins a load for each cut and ends it at that push.
func loadCut(t *testing.T, c *central.Central, opts Options, cuts ...int) {
	t.Helper()
	for _, cut := range cuts {
		ctx, end := context.WithCancel(t.Context())
		_, err := Load(ctx, &cutSink{Sink: c, left: cut, end: end}, opts)
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("cut at push %d: %v", cut, err)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		opts Options
		want error
	}{
		"ErrScale":   {Options{Scale: -1}, ErrScale},
		"ErrCommune": {Options{Communes: []string{demoCommune, "32156"}}, ErrCommune},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Load(t.Context(), nil, tt.opts); !errors.Is(err, tt.want) {
				t.Errorf("%v", err)
			}
		})
	}
}
