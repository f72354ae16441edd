package central_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/server/central/centraltest"
	"thamho.vn/internal/sync/wire"
)

// tree is a small province: a commune with two hamlets, their targets, and a
// laptop in the first hamlet.
type tree struct {
	*bench
	reference, province, commune uuid.UUID
	hamlets, scopes              []uuid.UUID
}

func newTree(t testing.TB) *tree {
	t.Helper()
	b := newBench(t)
	tr := &tree{bench: b, reference: centraltest.NewID(), province: centraltest.NewID(), commune: centraltest.NewID()}
	centraltest.OK(t, b.CreateScope(t.Context(), wire.Scope{ID: tr.reference, Kind: wire.ScopeReference, Unit: tr.province}))
	day := registry.Date{Year: 2023, Month: 1, Day: 10}
	unit := func(id, parent uuid.UUID, level registry.Level, name string, order int, scope uuid.UUID) ledger.Draft {
		return centraltest.Record(registry.KindUnit, id, registry.Unit{Name: name, Type: string(level), Level: level, Parent: parent, Order: order, Scope: scope})
	}
	target := func(unit uuid.UUID, children, entered, lacking int) ledger.Draft {
		return centraltest.Record(registry.KindTarget, centraltest.NewID(), registry.Target{
			Unit: unit, AsOf: day, Source: central.DemoSource, Children: children, Entered: entered, NoNumber: lacking,
		})
	}
	drafts := []ledger.Draft{
		unit(tr.province, uuid.Nil, registry.LevelProvince, "Cà Mau", 1, uuid.Nil),
		unit(tr.commune, tr.province, registry.LevelCommune, "Tạ An Khương", 1, uuid.Nil),
		target(tr.province, 100, 0, 0), target(tr.commune, 90, 1, 1),
	}
	tr.scopes = []uuid.UUID{tr.scope, b.Scope()}
	for i, scope := range tr.scopes {
		id := centraltest.NewID()
		tr.hamlets = append(tr.hamlets, id)
		drafts = append(drafts, unit(id, tr.commune, registry.LevelHamlet, fmt.Sprint(10-i), 0, scope), target(id, 40, 30, 20))
	}
	centraltest.OK(t, b.Write(t.Context(), tr.reference, drafts))
	return tr
}

// page reads the progress of a unit.
func (tr *tree) page(unit uuid.UUID) registry.ProgressPage {
	tr.t.Helper()
	return centraltest.Must[registry.ProgressPage](tr.t)(tr.Progress(tr.t.Context(), unit))
}

// figures are target, entered, without number and live hamlets of a unit.
func figures(p registry.Progress) string {
	return fmt.Sprintf("%s %d %d %d %d/%d", p.Name, p.Target, p.Entered, p.NoNumber, p.Live, p.Hamlets)
}

func child(born registry.Date, number registry.PIN, entered bool) registry.Person {
	p := registry.Person{Name: "Bảo", Birth: born, Number: registry.Number{PIN: number}}
	if entered {
		p.Entered.On = registry.Date{Year: 2023, Month: 1, Day: 2}
	}
	return p
}

func TestProgressOfReports(t *testing.T) {
	t.Parallel()
	tr := newTree(t)

	top, commune := tr.page(uuid.Nil), tr.page(tr.commune)

	if len(top.Path) != 1 || figures(top.Path[0]) != "tinh Cà Mau 100 60 40 0/2" || top.Loose != 10 || !top.Demo || top.AsOf.Year != 2023 {
		t.Errorf("province %+v", top)
	}
	if len(commune.Path) != 2 || figures(commune.Path[1]) != "xa Tạ An Khương 90 60 40 0/2" || commune.Loose != 10 {
		t.Errorf("commune %+v", commune)
	}
	if len(commune.Rows) != 2 || commune.Rows[0].Unit != tr.hamlets[1] || !commune.Rows[0].Leaf {
		t.Errorf("hamlets go by label, 9 before 10: %+v", commune.Rows)
	}
	if _, err := tr.Progress(t.Context(), centraltest.NewID()); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("an unknown unit: %v", err)
	}
}

// A hamlet with records is counted from them: children of the day, each fact
// apart, deleted ones not.
func TestProgressOfRecords(t *testing.T) {
	t.Parallel()
	tr := newTree(t)
	s := tr.device.Stream(tr.scope)
	put := func(p registry.Person) ledger.Entry {
		return s.Put(centraltest.Record(registry.KindPerson, centraltest.NewID(), p))
	}
	gone := centraltest.NewID()
	tr.push(
		put(child(registry.Date{Year: 2015, Month: 3, Day: 1}, "096215900123", true)),
		put(child(registry.Date{Year: 2015}, "", true)),
		put(child(registry.Date{Year: 2007, Month: 1, Day: 11}, "", false)), // 16 tomorrow
		put(child(registry.Date{Year: 2007, Month: 1, Day: 10}, "", true)),  // 16 today: no child any more
		put(child(registry.Date{}, "", true)),                               // no date: not counted as a child
		s.Put(centraltest.Record(registry.KindPerson, gone, child(registry.Date{Year: 2016}, "", true))),
	)
	state := centraltest.Must[ledger.State](t)(tr.State(t.Context(), tr.scope, gone))
	tr.push(s.Put(ledger.Draft{
		Kind: registry.KindPerson, Record: gone, Op: ledger.OpDelete,
		Fields: registry.Fields{ledger.FieldDeleted: centraltest.Must[[]byte](t)(state.DeletionOf())},
	}))

	if got := figures(tr.page(tr.hamlets[0]).Path[2]); got != "ap 10 40 2 2 1/1" {
		t.Errorf("hamlet %s", got)
	}
	if got := figures(tr.page(uuid.Nil).Path[0]); got != "tinh Cà Mau 100 32 22 1/2" {
		t.Errorf("province: records and reports together: %s", got)
	}
	tr.Reopen()
	tr.push(put(child(registry.Date{Year: 2020}, "", false)))
	if got := figures(tr.page(tr.hamlets[0]).Path[2]); got != "ap 10 40 2 3 1/1" {
		t.Errorf("after one more: %s", got)
	}
}

// Of two values that nobody decided yet the board counts the one that laptops
// show: the higher rank, then the one admitted first, also when both came in
// one push.
func TestAChildRecordedTwiceCountsOnceAndTwiceWhenParted(t *testing.T) {
	t.Parallel()
	tr := newTree(t)
	s := tr.device.Stream(tr.scope)
	keep, other := centraltest.NewID(), centraltest.NewID()
	for _, id := range []uuid.UUID{keep, other} {
		tr.push(s.Put(centraltest.Record(registry.KindPerson, id, child(registry.Date{Year: 2016}, "", true))))
	}
	for _, step := range []struct {
		op    ledger.Op
		value string
		want  string
	}{
		{ledger.OpMerge, "true", "ap 10 40 1 1 1/1"}, {ledger.OpUnmerge, "null", "ap 10 40 2 2 1/1"},
	} {
		field := registry.FieldMerged + "." + keep.String()
		state := centraltest.Must[ledger.State](t)(tr.State(t.Context(), tr.scope, other))
		tr.push(s.Put(ledger.Draft{
			Kind: registry.KindPerson, Record: other, Op: step.op, Fields: registry.Fields{field: []byte(step.value)},
			Seen: map[string][]ledger.Dot{field: state.Seen(field)},
		}))
		if got := figures(tr.page(tr.hamlets[0]).Path[2]); got != step.want {
			t.Errorf("after %s: %s, want %s", step.op, got, step.want)
		}
	}
}

// Laptops apart merge the same records in other directions: whatever they did, the
// group counts once.
func TestAGroupOfOneChildCountsOnce(t *testing.T) {
	t.Parallel()
	for name, edges := range map[string][][2]int{
		"into each other":         {{0, 1}, {1, 0}},
		"a ring":                  {{0, 1}, {1, 2}, {2, 0}},
		"one into two":            {{0, 1}, {0, 2}},
		"two into one":            {{0, 2}, {1, 2}},
		"a chain":                 {{2, 1}, {1, 0}},
		"a ring, and one into it": {{0, 1}, {1, 0}, {2, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tr := newTree(t)
			s := tr.device.Stream(tr.scope)
			ids := []uuid.UUID{centraltest.NewID(), centraltest.NewID(), centraltest.NewID()}
			involved := map[int]bool{}
			for _, e := range edges {
				involved[e[0]], involved[e[1]] = true, true
			}
			for i, id := range ids {
				if involved[i] {
					tr.push(s.Put(centraltest.Record(registry.KindPerson, id, child(registry.Date{Year: 2016}, "", true))))
				}
			}
			tr.push(s.Put(centraltest.Record(registry.KindPerson, centraltest.NewID(), child(registry.Date{Year: 2017}, "", false)))) // another child

			for _, e := range edges {
				field := registry.FieldMerged + "." + ids[e[1]].String()
				tr.push(s.Put(ledger.Draft{Kind: registry.KindPerson, Record: ids[e[0]], Op: ledger.OpMerge, Fields: registry.Fields{field: []byte("true")}}))
			}

			if got := figures(tr.page(tr.hamlets[0]).Path[2]); got != "ap 10 40 1 2 1/1" {
				t.Errorf("counted %s", got)
			}
		})
	}
}

func TestProgressCountsWhatIsShown(t *testing.T) {
	t.Parallel()
	for range 8 { // streams are random: the order must not hang on their ids
		tr := newTree(t)
		person := centraltest.NewID()
		one, two := tr.device.Stream(tr.scope), tr.device.Stream(tr.scope)
		with, without := child(registry.Date{Year: 2015}, "096215900123", false), child(registry.Date{Year: 2015}, "", false)
		without.Number.Standing = registry.Cancelled
		without.Number.PIN = "096215900124"
		tr.push(
			one.Put(centraltest.Record(registry.KindPerson, person, with)),
			two.Put(centraltest.Record(registry.KindPerson, person, without)),
		)

		if got := figures(tr.page(tr.hamlets[0]).Path[2]); got != "ap 10 40 0 0 1/1" {
			t.Fatalf("the first value has a number: %s", got)
		}
	}
}

func TestWriteByTheServer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	person := centraltest.NewID()
	for _, name := range []string{"Bảo", "Báo"} {
		centraltest.OK(t, b.Write(t.Context(), b.scope, []ledger.Draft{centraltest.Named(person, name)}))
		b.Reopen()
	}
	var many []ledger.Draft
	for range 2*ledger.MaxChanges + 1 {
		many = append(many, centraltest.Named(centraltest.NewID(), "Út"))
	}
	centraltest.OK(t, b.Write(t.Context(), b.scope, many))

	if got := b.names(person); len(got) != 1 || got[0] != `"Báo"` {
		t.Errorf("the second write replaces what the first wrote: %v", got)
	}
	b.checkOrder()
	if err := b.Write(t.Context(), centraltest.NewID(), many[:1]); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("a scope that is not here: %v", err)
	}
	first := centraltest.Must[wire.HelloResponse](t)(b.Hello(t.Context(), b.device.ID, wire.HelloRequest{
		Oldest: 1, Protocol: 1, Store: centraltest.NewID(), Want: []uuid.UUID{b.scope},
	}))
	for _, v := range first.Vectors {
		if len(v.Branches) != 1 || len(v.Held)+len(v.Quarantined) > 0 {
			t.Errorf("the server's stream is not one chain: %+v", v)
		}
	}
}

func TestCreateScopeTwice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	entries := len(b.pull(b.device, b.scope))

	centraltest.OK(t, b.CreateScope(t.Context(), wire.Scope{ID: b.scope, Kind: wire.ScopeHamlet, Unit: centraltest.NewID()}))

	if got := len(b.pull(b.device, b.scope)); got != entries {
		t.Errorf("%d entries, then %d", entries, got)
	}
}

// The planted bugs change what they say, so that the simulation can be trusted
// when it does not see them elsewhere.
func TestPlantedBugsBite(t *testing.T) {
	t.Parallel()
	loser := newBench(t, func(o *central.Options) { o.Faults.LastWriterWins = true })
	person := centraltest.NewID()
	s := loser.device.Stream(loser.scope)
	loser.push(s.Put(centraltest.Named(person, "Bảo"), centraltest.Named(person, "Báo")))
	if got := loser.names(person); len(got) != 1 {
		t.Errorf("last writer wins: %v", got)
	}

	doubled := newBench(t, func(o *central.Options) { o.Faults.NoDedupe = true })
	e := doubled.device.Stream(doubled.scope).Put(centraltest.Named(person, "Bảo"))
	doubled.push(e)
	doubled.push(e)
	entries := doubled.pull(doubled.device, doubled.scope)
	if last := entries[len(entries)-1]; int(last.Admission.Doc.Seq) == len(entries) {
		t.Error("no dedupe: the order has no hole")
	}
}
