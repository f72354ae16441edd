package store

import (
	"bytes"
	"database/sql"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/figures"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/vault"
	"thamho.vn/internal/vault/leaf"
	"thamho.vn/internal/vault/vaulttest"
)

// unsentPages are the pages without which unsent work can't be whole: those with
// its lines and blocks, and where these go on.
func (f *failing) unsentPages(t *testing.T) map[int]bool {
	t.Helper()
	r := must[*vault.PageReader](t)(vaulttest.Fixed().ReadPages(f.path))
	defer r.Close()
	needed := map[int]bool{}
	for n := 1; n <= r.Count(); n++ {
		rows, _ := leaf.Rows(r, n, vault.Reserved)
		for _, row := range rows {
			if fits(row.Values, shapeLine) || fits(row.Values, shapeBlock) && row.Values[7] == int64(1) && row.Values[8] == int64(0) {
				needed[n] = true
				follow(r, n, needed)
			}
		}
	}
	return needed
}

// follow notes the pages that the rows of page n go on in.
func follow(r *vault.PageReader, n int, needed map[int]bool) {
	leaf.Rows(noting{r, func(next int) { needed[next] = true }}, n, vault.Reserved)
}

type noting struct {
	pages leaf.Pages
	note  func(n int)
}

func (p noting) Page(n int) ([]byte, bool) {
	p.note(n)
	return p.pages.Page(n)
}

// salvageAfter damages a copy of the laptop, salvages it, and counts which unsent
// families go out. Nothing may go out that was not written.
func (f *failing) salvageAfter(t *testing.T, spoil func(data []byte), copies bool) (own int) {
	t.Helper()
	g := *f
	g.path = filepath.Join(t.TempDir(), "thamho.db")
	data := must[[]byte](t)(os.ReadFile(f.path))
	spoil(data)
	if err := os.WriteFile(g.path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if copies {
		for _, day := range must[[]string](t)(dailyCopies(f.path)) {
			if err := copyBytes(day, g.path+filepath.Ext(day)); err != nil {
				t.Fatal(err)
			}
		}
	}
	must[Salvaged](t)(Salvage(t.Context(), options(g.path, 5)))
	s := must[*Store](t)(Open(t.Context(), options(g.path, 5)))
	defer s.Close()
	g.count(t, s)
	if err := s.Seal(t.Context(), g.p.scope); err != nil {
		t.Fatal(err)
	}
	out := map[uuid.UUID]bool{}
	for _, e := range must[[]ledger.Entry](t)(s.Outbox(t.Context(), g.p.scope, 1<<30)) {
		for _, line := range must[[]ledger.Line](t)(e.Block.Lines()) {
			out[line.Change.Record] = true
		}
	}
	for _, id := range g.unsent {
		if out[id] {
			own++
		}
	}
	return own
}

// TestSalvageFindsUnsentWorkByItsPages spoils single pages in every place, the
// first one too, by a bit or wholly: unsent work goes out again unless the page
// that was hit is one that it stands on, and then all the rest of it does.
func TestSalvageFindsUnsentWorkByItsPages(t *testing.T) {
	t.Parallel()
	f := newFailing(t)
	pages := int(must[os.FileInfo](t)(os.Stat(f.path)).Size() / vault.PageSize)
	needed := f.unsentPages(t)
	step := 17
	if figures.SoakFor() > 0 {
		step = 1
	}
	trials, whole, hit := 0, 0, 0
	rng := rand.New(rand.NewPCG(11, 1))
	for n := 1; n <= pages; n += step {
		own := f.salvageAfter(t, func(data []byte) {
			page := data[(n-1)*vault.PageSize : n*vault.PageSize]
			if rng.IntN(2) == 0 {
				clear(page)
			} else {
				page[rng.IntN(len(page))] ^= 1 << rng.IntN(8)
			}
		}, true)
		trials++
		switch {
		case own == len(f.unsent):
			whole++
		case needed[n]:
			hit++
		default:
			t.Errorf("page %d, on which no unsent work stands: %d of %d families go out", n, own, len(f.unsent))
		}
	}
	t.Logf("%d pages, %d with unsent work; %d trials: all unsent work saved in %d, a page of it hit in %d", pages, len(needed), trials, whole, hit)
	figures.Add(t, map[string]any{"salvage_trials": trials, "salvage_whole": whole})
}

// TestSalvageWithoutASchema spoils the page that says what is what, and more, with
// no copy of a day: who the laptop is, its rights and its unsent work are found all
// the same.
func TestSalvageWithoutASchema(t *testing.T) {
	t.Parallel()
	f := newFailing(t)
	needed := f.unsentPages(t)
	for _, extra := range []int{0, 4, 12} {
		rng := rand.New(rand.NewPCG(uint64(extra), 5))
		own := f.salvageAfter(t, func(data []byte) {
			clear(data[:vault.PageSize])
			for range extra {
				n := 2 + rng.IntN(len(data)/vault.PageSize-1)
				if !needed[n] && !f.identityOn(t, n) {
					clear(data[(n-1)*vault.PageSize : n*vault.PageSize])
				}
			}
		}, false)
		if own != len(f.unsent) {
			t.Errorf("the first page and up to %d others: %d of %d families go out", extra, own, len(f.unsent))
		}
	}
}

// identityOn tells whether a page bears what the laptop can't do without.
func (f *failing) identityOn(t *testing.T, n int) bool {
	t.Helper()
	r := must[*vault.PageReader](t)(vaulttest.Fixed().ReadPages(f.path))
	defer r.Close()
	rows, _ := leaf.Rows(r, n, vault.Reserved)
	for _, row := range rows {
		for _, shape := range []string{shapeMeta, shapeGrant, shapeScope, shapeStream} {
			if fits(row.Values, shape) {
				return true
			}
		}
	}
	return false
}

// A row proves itself: a block that another key signed, one whose lines are not
// those that were signed, and a line of another number stay out.
func TestLooseRowsProveThemselves(t *testing.T) {
	t.Parallel()
	p := newProvince()
	s, other := p.laptop(t, 1, ledger.RankHamlet), p.laptop(t, 2, ledger.RankHamlet)
	for n, l := range []*Store{s, other} {
		p.family(t, l, 10+n, "Lê Thị Cúc")
		if err := l.Seal(t.Context(), p.scope); err != nil {
			t.Fatal(err)
		}
	}
	row := func(l *Store) []any {
		b := must[[]ledger.Entry](t)(l.Outbox(t.Context(), p.scope, 1<<30))[0].Block
		h := b.Header
		return []any{nil, b.Hash[:], h.Scope[:], h.Stream[:], int64(h.First), int64(h.Last), h.Prev[:], int64(1), int64(0), nil, b.Bytes(), nil}
	}
	own := row(s)
	changed := slices.Clone(own)
	changed[10] = bytes.Clone(own[10].([]byte))
	changed[10].([]byte)[len(changed[10].([]byte))-8] ^= 1
	if !fits(own, shapeBlock) {
		t.Fatal("a block does not fit its shape")
	}
	must[sql.Result](t)(s.write.Exec(`DELETE FROM block`))
	for name, tt := range map[string]struct {
		row  []any
		want int
	}{
		"another laptop's": {row(other), 0},
		"with other lines": {changed, 0},
		"its own":          {own, 1},
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			tx := must[*sql.Tx](t)(s.write.Begin())
			defer tx.Rollback()
			tk := taker{ctx: t.Context(), tx: tx, n: &n}
			tk.identity(nil)
			tk.block(tt.row)
			if tk.err != nil || n != tt.want {
				t.Errorf("%d rows were taken, want %d: %v", n, tt.want, tk.err)
			}
		})
	}
}
