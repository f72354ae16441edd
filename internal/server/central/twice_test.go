package central_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central/centraltest"
)

// twins are people who bear the same number, in two hamlets.
type twins struct {
	*officer
	here, there uuid.UUID // scopes
}

func newTwins(t testing.TB) *twins {
	t.Helper()
	b := newBench(t)
	other := b.Scope()
	return &twins{officer: b.officer(b.scope, other), here: b.scope, there: other}
}

func (tw *twins) put(scope uuid.UUID, d ...ledger.Draft) {
	tw.pushAs(tw.device, tw.streams[scope].Put(d...))
}

// edit writes fields of a record over those that stand.
func (tw *twins) edit(scope, id uuid.UUID, p registry.Person) {
	tw.t.Helper()
	tw.over(scope, centraltest.Record(registry.KindPerson, id, p))
}

func (tw *twins) over(scope uuid.UUID, d ledger.Draft) {
	tw.t.Helper()
	id := d.Record
	state := centraltest.Must[ledger.State](tw.t)(tw.State(tw.t.Context(), scope, id))
	d.Seen = map[string][]ledger.Dot{}
	for field := range d.Fields {
		d.Seen[field] = state.Seen(field)
	}
	tw.put(scope, d)
}

// told are the rules for which values of a record came back.
func (tw *twins) told(scope, id uuid.UUID) string {
	tw.t.Helper()
	state := centraltest.Must[ledger.State](tw.t)(tw.State(tw.t.Context(), scope, id))
	var rules []string
	for _, r := range registry.Returned(&state, true) {
		rules = append(rules, r.Rule)
	}
	slices.Sort(rules)
	return strings.Join(rules, " ")
}

func (tw *twins) expect(when string, scope, id uuid.UUID, want string) {
	tw.t.Helper()
	if got := tw.told(scope, id); got != want {
		tw.t.Errorf("%s: returned %q, want %q", when, got, want)
	}
}

func bearing(id uuid.UUID, number registry.PIN) ledger.Draft {
	return centraltest.Record(registry.KindPerson, id, registry.Person{Name: "Bảo", Number: registry.Number{PIN: number}})
}

const (
	aNumber = registry.PIN("096215900123")
	another = registry.PIN("096215900124")
)

// The number of a child that another hamlet wrote before comes back to the later
// one, stays so while other things are written, and is no task any more as soon
// as either is mended.
func TestANumberThatAnotherLivingRecordBearsComesBack(t *testing.T) {
	t.Parallel()
	for _, turned := range []bool{false, true} {
		tw := newTwins(t)
		here, there := tw.here, tw.there
		if turned {
			here, there = there, here
		}
		tw.oneNumberTwice(here, there)
	}
}

func (tw *twins) oneNumberTwice(here, there uuid.UUID) {
	tw.t.Helper()
	first, later := centraltest.NewID(), centraltest.NewID()
	tw.put(here, bearing(first, aNumber))
	tw.put(there, bearing(later, aNumber))

	tw.expect("first", here, first, "")
	tw.expect("later", there, later, "number_taken")

	tw.edit(here, first, registry.Person{Note: "đã hỏi lại"})
	tw.expect("first, written again", here, first, "")
	tw.expect("later, after that", there, later, "number_taken")

	tw.edit(here, first, registry.Person{Number: registry.Number{PIN: another}})
	tw.expect("later, when the first was mended", there, later, "")

	tw.edit(here, first, registry.Person{Number: registry.Number{PIN: aNumber}})
	tw.expect("who came last now", here, first, "number_taken")
	tw.expect("and not", there, later, "")
	tw.edit(here, first, registry.Person{Number: registry.Number{PIN: another}})
	tw.expect("mended", here, first, "")
	tw.checkOrder()
}

// Two of one push: the one that stands later in it.
func TestOfTwoInOnePushTheLaterComesBack(t *testing.T) {
	t.Parallel()
	tw := newTwins(t)
	first, later := centraltest.NewID(), centraltest.NewID()
	tw.put(tw.here, bearing(first, aNumber), bearing(later, aNumber))

	tw.expect("first", tw.here, first, "")
	tw.expect("later", tw.here, later, "number_taken")
}

// Who is gone, or was found never to have been, bears nothing.
func TestOnlyTheLivingBearANumber(t *testing.T) {
	t.Parallel()
	tw := newTwins(t)
	ids := []uuid.UUID{centraltest.NewID(), centraltest.NewID(), centraltest.NewID(), centraltest.NewID()}
	tw.put(tw.here, bearing(ids[0], aNumber))
	tw.put(tw.there, bearing(ids[1], aNumber))
	tw.expect("both live", tw.there, ids[1], "number_taken")

	state := centraltest.Must[ledger.State](t)(tw.State(t.Context(), tw.here, ids[0]))
	tw.put(tw.here, ledger.Draft{
		Kind: registry.KindPerson, Record: ids[0], Op: ledger.OpDelete,
		Fields: registry.Fields{ledger.FieldDeleted: centraltest.Must[[]byte](t)(state.DeletionOf())},
	})
	tw.expect("the first was deleted", tw.there, ids[1], "")

	p := registry.Person{Name: "Bảo", Number: registry.Number{PIN: another}, Presence: registry.Presence{Where: registry.NeverExisted}}
	tw.put(tw.here, centraltest.Record(registry.KindPerson, ids[2], p))
	tw.put(tw.here, bearing(ids[3], another))
	tw.expect("there was no such child", tw.here, ids[3], "")
}

// Two records of one child may bear one number; when they are parted again the
// later one comes back.
func TestMergedRecordsShareANumber(t *testing.T) {
	t.Parallel()
	tw := newTwins(t)
	first, later := centraltest.NewID(), centraltest.NewID()
	tw.put(tw.here, bearing(first, aNumber), bearing(later, aNumber))

	edge := func(same string) {
		fields := registry.Fields{registry.FieldMerged + "." + later.String(): []byte(same)}
		tw.over(tw.here, ledger.Draft{Kind: registry.KindPerson, Record: first, Op: ledger.OpSet, Fields: fields})
	}
	edge("true")
	tw.expect("merged", tw.here, later, "")
	edge("null")
	if a, b := tw.told(tw.here, first), tw.told(tw.here, later); a == b {
		t.Errorf("parted: %q and %q", a, b)
	}
}

// What the police said stands, whoever wrote first.
func TestTheNumberOfLowerRankComesBack(t *testing.T) {
	t.Parallel()
	tw := newTwins(t)
	hamlet := tw.Device(ledger.RankHamlet, tw.there).Stream(tw.there)
	typed, answered := centraltest.NewID(), centraltest.NewID()
	tw.push(hamlet.Put(bearing(typed, aNumber)))
	tw.put(tw.here, bearing(answered, aNumber))

	tw.expect("of higher rank", tw.here, answered, "")
	tw.expect("of lower rank", tw.there, typed, "number_taken")
}

// A record that moves is no second one, and the one that bears its number is
// still the later.
func TestAMoveIsNoSecondBearer(t *testing.T) {
	t.Parallel()
	tw := newTwins(t)
	first, later := centraltest.NewID(), centraltest.NewID()
	tw.put(tw.here, bearing(first, aNumber), bearing(later, aNumber))

	tw.move(tw.here, tw.there, 1, first)
	tw.expect("moved", tw.there, first, "")
	tw.expect("stays", tw.here, later, "number_taken")

	tw.move(tw.here, tw.there, 1, later)
	tw.expect("moved after it", tw.there, later, "number_taken")

	tw.edit(tw.there, first, registry.Person{Number: registry.Number{PIN: another}})
	tw.expect("mended where it lives now", tw.there, later, "")
}

// Offices number their certificates alike: only papers of one place and year, in
// one hamlet, are one paper.
func TestACertificateThatAnotherRecordBearsComesBack(t *testing.T) {
	t.Parallel()
	tw := newTwins(t)
	paper := func(number, place string, year int) ledger.Draft {
		c := registry.Certificate{Number: number, Place: place, On: registry.Date{Year: year, Month: 3, Day: 9}}
		return centraltest.Record(registry.KindPerson, centraltest.NewID(), registry.Person{Name: "Bảo", Certificate: c})
	}
	drafts := []ledger.Draft{
		paper("012", "xã Tạ An Khương", 2016), paper("12", "Xã Tạ An Khương", 2016),
		paper("12", "xã Tân Duyệt", 2016), paper("12", "xã Tạ An Khương", 2017), paper("", "xã Tạ An Khương", 2016),
	}
	tw.put(tw.here, drafts...)
	elsewhere := paper("12", "xã Tạ An Khương", 2016)
	tw.put(tw.there, elsewhere)

	for i, want := range []string{"", "certificate_taken", "", "", ""} {
		tw.expect("paper", tw.here, drafts[i].Record, want)
	}
	tw.expect("of another hamlet", tw.there, elsewhere.Record, "")
}

// A list that was filled with one number: each but the first, however many.
func TestManyOfOneNumber(t *testing.T) {
	t.Parallel()
	tw := newTwins(t)
	drafts := make([]ledger.Draft, 100)
	for i := range drafts {
		drafts[i] = bearing(centraltest.NewID(), aNumber)
	}
	tw.put(tw.here, drafts...)

	for i, d := range drafts {
		if want := map[bool]string{true: "number_taken"}[i > 0]; tw.told(tw.here, d.Record) != want {
			t.Fatalf("record %d: %q", i, tw.told(tw.here, d.Record))
		}
	}
}

// After a redaction nothing that the server wrote tells of the value: a year of
// birth that came back, and a number that another record bears.
func TestAReturnRepeatsNothingOfAnErasedValue(t *testing.T) {
	t.Parallel()
	tw := newTwins(t)
	id, later := centraltest.NewID(), centraltest.NewID()
	p := registry.Person{Name: "Bảo", Birth: registry.Date{Year: 1803, Month: 7, Day: 6}, Number: registry.Number{PIN: aNumber}}
	tw.put(tw.here, bearing(centraltest.NewID(), "096215900999"))
	tw.put(tw.here, centraltest.Record(registry.KindPerson, id, p))
	tw.put(tw.here, bearing(later, aNumber))
	tw.expect("written", tw.here, id, "birth_too_old")
	tw.expect("later", tw.here, later, "number_taken")

	state := centraltest.Must[ledger.State](t)(tw.State(t.Context(), tw.here, id))
	dots := map[ledger.Dot]bool{}
	for _, field := range []string{registry.FieldBirth, registry.FieldNumber} {
		dots[state.Register(field).Siblings[0].Dot] = true
	}
	tw.redact(tw.here, id, slices.Collect(maps.Keys(dots))...)

	state = centraltest.Must[ledger.State](t)(tw.State(t.Context(), tw.here, id))
	if all := string(state.AppendBinary(nil)); strings.Contains(all, "1803") || strings.Contains(all, string(aNumber)) {
		t.Error("the record still tells of it")
	}
	tw.expect("erased", tw.here, id, "")
	tw.expect("the other one", tw.here, later, "")
	centraltest.OK(t, tw.Lines(t.Context(), tw.here, func(_ uuid.UUID, rank ledger.Rank, l ledger.Line) {
		if l.Change.Record == id && strings.Contains(string(l.Raw()), "1803") {
			t.Errorf("a line of rank %d: %s", rank, l.Raw())
		}
	}))
}
