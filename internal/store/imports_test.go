package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// TestImportedRowsAreShownAsWrittenOnes: what an import writes without asking,
// since nothing can be there, stands as if it had been asked for.
func TestImportedRowsAreShownAsWrittenOnes(t *testing.T) {
	t.Parallel()
	p := newProvince()
	fill := func(s *Store, put func(...ledger.Draft)) {
		put(draftOf(t, registry.KindUnit, p.hamlet, registry.Unit{}, registry.Unit{Name: "Bào Sen", Level: registry.LevelHamlet, Scope: p.scope}))
		var drafts []ledger.Draft
		for n := 1; n <= 3; n++ {
			_, family := p.aFamily(t, n, "Lê Văn Đực")
			drafts = append(drafts, family...)
		}
		away := draftOf(t, registry.KindHousehold, testID(50), registry.Household{}, registry.Household{Hamlet: p.hamlet, Number: 9, Contact: registry.ContactAway})
		put(append(drafts, away)...)
		// A later row adds to a household that is there, and one child is a copy of another.
		again := registry.Person{Household: testID(10001), Name: "Lê Thị Sau", Birth: registry.Date{Year: 2020}, Merged: map[string]bool{testID(20012).String(): true}}
		put(draftOf(t, registry.KindPerson, testID(51), registry.Person{}, again))
	}
	written, imported := p.laptop(t, 1, ledger.RankHamlet), p.laptop(t, 2, ledger.RankHamlet)

	fill(written, func(d ...ledger.Draft) { write(t, written, p.scope, d...) })
	fill(imported, func(d ...ledger.Draft) {
		if err := imported.WriteImported(t.Context(), p.scope, d, []registry.ImportedRow{{Import: testID(60), Row: len(d)}}); err != nil {
			t.Fatal(err)
		}
	})

	if want, got := rowsOf(t, written), rowsOf(t, imported); got != want {
		t.Errorf("imported:\n%s\nwritten:\n%s", got, want)
	}
}

// rowsOf prints all that lists show of a store, and what is found by its words.
func rowsOf(t *testing.T, s *Store) string {
	t.Helper()
	var out strings.Builder
	for _, query := range []string{
		`SELECT key || ' ' || number || ' ' || head || ' ' || line || ' ' || contact || ' ' || visits || ' ' || away || ' ' || last_on || outcome FROM household ORDER BY key`,
		`SELECT key || ' ' || name || ' ' || child_until || ' ' || pin || ' ' || tail || ' ' || lacking || ' ' || hex(kept) FROM person ORDER BY key`,
		`SELECT hash || ' ' || person FROM likeness ORDER BY hash, person`,
	} {
		rows, err := s.read.QueryContext(t.Context(), query)
		for _, line := range must[[]string](t)(collect(rows, err, "dump", func(scan scanFunc) (line string, err error) { return line, scan(&line) })) {
			fmt.Fprintln(&out, line)
		}
	}
	for _, text := range []string{"duc", "bao", "sau", "dao", "kenh ba", "bao sen", "thi dao van"} {
		fmt.Fprintln(&out, text, must[[]registry.Key](t)(s.HouseholdKeys(t.Context(), registry.HouseholdQuery{Text: text})))
	}
	return out.String()
}

func TestAnImportedIDThatIsTakenFails(t *testing.T) {
	t.Parallel()
	p := newProvince()
	s := p.laptop(t, 1, ledger.RankHamlet)
	p.family(t, s, 1, "Lê Văn Đực")
	_, again := p.aFamily(t, 1, "Lê Văn Đực")
	before := rowsOf(t, s)

	err := s.WriteImported(t.Context(), p.scope, again, []registry.ImportedRow{{Import: uuid.Max, Row: 1}})

	if err == nil || rowsOf(t, s) != before {
		t.Errorf("a record was made over another: %v", err)
	}
}

// TestACancelledImportLeavesNothing: whoever stops an import in the middle of a
// packet finds none of it, and hears that it was stopped and nothing else.
func TestACancelledImportLeavesNothing(t *testing.T) {
	t.Parallel()
	p := newProvince()
	s := p.laptop(t, 1, ledger.RankHamlet)
	before := rowsOf(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	s.Rand = &stopper{Reader: s.Rand, after: 9, stop: cancel} // a salt is drawn for each line
	var drafts []ledger.Draft
	for n := 1; n <= 5; n++ {
		_, family := p.aFamily(t, n, "Lê Văn Đực")
		drafts = append(drafts, family...)
	}

	err := s.WriteImported(ctx, p.scope, drafts, nil)

	if !errors.Is(err, context.Canceled) {
		t.Errorf("stopped with %v", err)
	}
	if after := rowsOf(t, s); after != before {
		t.Errorf("of the packet stayed:\n%s", after)
	}
}

// stopper cancels when it was read from often enough.
type stopper struct {
	io.Reader
	after int
	stop  func()
}

func (r *stopper) Read(p []byte) (int, error) {
	if r.after--; r.after == 0 {
		r.stop()
	}
	return r.Reader.Read(p)
}
