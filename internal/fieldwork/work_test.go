package fieldwork_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/fieldwork/fieldtest"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/store"
)

var _ fieldwork.Store = (*store.Store)(nil)

// bench is a laptop with household 47 and a child in it.
type bench struct {
	*fieldtest.Province
	*fieldtest.Laptop
	household, child uuid.UUID
}

func newBench(t *testing.T) *bench {
	t.Parallel()
	p := fieldtest.NewProvince(t)
	b := &bench{Province: p, Laptop: p.Laptop()}
	b.household = b.Laptop.Household(p, 47, "Nguyễn Thị A")
	b.child = b.Laptop.Child(p, fieldtest.Child(b.household))
	return b
}

func (b *bench) page(t *testing.T) registry.HouseholdPage {
	t.Helper()
	page, err := b.Store.Household(t.Context(), b.household)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func (b *bench) person(t *testing.T) registry.Record[registry.Person] {
	t.Helper()
	rec, err := b.Store.Person(t.Context(), b.child)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func has(found []registry.Finding, code string) bool {
	for _, f := range found {
		if f.Code == code {
			return true
		}
	}
	return false
}

func TestRecordVisit(t *testing.T) {
	b := newBench(t)
	if _, err := b.KeepDraft(t.Context(), "visit/1", "half a form"); err != nil {
		t.Fatal(err)
	}
	v := fieldtest.Met(b.Province, b.household)
	v.Note, v.Explained = "  hẹn  lại\r\nsau Tết ", map[registry.Topic]bool{registry.TopicCard: true}

	saved, err := b.RecordVisit(t.Context(), v, "visit/1")
	if err != nil {
		t.Fatal(err)
	}

	visits := b.page(t).Visits
	if len(visits) != 1 || visits[0].ID != saved.Record {
		t.Fatalf("%d visits on the page", len(visits))
	}
	if got := visits[0].Value; got.Note != "hẹn lại\nsau Tết" || !got.Explained[registry.TopicCard] || got.By != "trưởng ấp" {
		t.Errorf("the visit holds %+v", got)
	}
	var form string
	if _, ok, err := b.OpenDraft(t.Context(), "visit/1", &form); ok || err != nil {
		t.Errorf("the draft outlived the save: %v %v", ok, err)
	}
}

func TestRecordVisitStopped(t *testing.T) {
	b := newBench(t)
	if _, err := b.KeepDraft(t.Context(), "visit/1", "half a form"); err != nil {
		t.Fatal(err)
	}
	v := fieldtest.Met(b.Province, b.household)
	v.By, v.On = "", registry.Date{}

	_, err := b.RecordVisit(t.Context(), v, "visit/1")

	refused, ok := errors.AsType[*fieldwork.Refused](err)
	if !ok || !has(refused.Found, "visit_sheet_missing") || registry.CodeOf(err) != registry.Invalid {
		t.Fatalf("got %v", err)
	}
	if n := len(b.page(t).Visits); n != 0 {
		t.Errorf("%d visits were written all the same", n)
	}
	var form string
	if _, ok, _ := b.OpenDraft(t.Context(), "visit/1", &form); !ok || form != "half a form" {
		t.Error("the stop cost the draft")
	}
}

func TestSameVisitTwiceWarns(t *testing.T) {
	b := newBench(t)
	v := fieldtest.Met(b.Province, b.household)
	if _, err := b.RecordVisit(t.Context(), v, ""); err != nil {
		t.Fatal(err)
	}
	v.By = "TRƯỞNG ẤP"

	saved, err := b.RecordVisit(t.Context(), v, "")

	if err != nil || !has(saved.Found, "visit_twice") || len(b.page(t).Visits) != 2 {
		t.Errorf("want a warning and two visits, got %v, %v", saved.Found, err)
	}
}

func TestVisitOfHouseholdThatIsGone(t *testing.T) {
	b := newBench(t)
	_, err := b.RecordVisit(t.Context(), fieldtest.Met(b.Province, uuid.New()), "")
	if registry.CodeOf(err) != registry.NotFound {
		t.Errorf("got %v", err)
	}
}

func TestAddChildCleansAndKeepsSpelling(t *testing.T) {
	b := newBench(t)
	c := fieldtest.Child(b.household)
	c.Name, c.Number.PIN = "  Ðặng   Thị  Thuý ", "096315900124" // Eth, as Western fonts leave it
	c.Reasons = map[registry.Reason]bool{"ks1": false}

	saved, err := b.AddChild(t.Context(), c, "")
	if err != nil {
		t.Fatal(err)
	}

	rec, err := b.Store.Person(t.Context(), saved.Record)
	if err != nil {
		t.Fatal(err)
	}
	if rec.Value.Name != "Đặng Thị Thuý" {
		t.Errorf("the name became %q", rec.Value.Name)
	}
	if rec.Value.Reasons != nil {
		t.Errorf("an unticked reason was written: %v", rec.Value.Reasons)
	}
}

func TestSameNumberWarnsAndSaves(t *testing.T) {
	b := newBench(t)
	c := fieldtest.Child(b.household)
	c.Name = "Nguyễn Thị Đầm"

	saved, err := b.AddChild(t.Context(), c, "")

	if err != nil || !has(saved.Found, "number_shared") {
		t.Fatalf("want number_shared and a save, got %v %v", saved.Found, err)
	}
	for _, f := range saved.Found {
		if f.Code == "number_shared" && f.Args["name"] != "Nguyễn Thị Đào" {
			t.Errorf("the other child is %v", f.Args["name"])
		}
	}
}

func TestCorrectChildWritesOnlyWhatChanged(t *testing.T) {
	b := newBench(t)
	base := b.person(t)
	after := base.Value
	after.Mother, after.Ethnic = "Trần Thị Bé Ba", ""

	saved, err := b.CorrectChild(t.Context(), base, after, "")
	if err != nil {
		t.Fatal(err)
	}

	if saved.Fields != 2 {
		t.Errorf("%d fields were written, want 2", saved.Fields)
	}
	if now := b.person(t).Value; now.Mother != "Trần Thị Bé Ba" || now.Ethnic != "" || now.Name != base.Value.Name {
		t.Errorf("the child became %+v", now)
	}
}

func TestCorrectChildWithoutChange(t *testing.T) {
	b := newBench(t)
	base := b.person(t)
	before, _ := b.SyncState(t.Context())

	saved, err := b.CorrectChild(t.Context(), base, base.Value, "")

	after, _ := b.SyncState(t.Context())
	if err != nil || saved.Fields != 0 || after.Pending != before.Pending {
		t.Errorf("nothing changed, yet %d fields and %d more waiting: %v", saved.Fields, after.Pending-before.Pending, err)
	}
}

// A form was open while another laptop's correction of the same field arrived:
// both values must survive.
func TestValueThatArrivedMeanwhileSurvives(t *testing.T) {
	b := newBench(t)
	other := b.Province.Laptop()
	hamlet := b.Hamlets[0]
	b.Carry(hamlet, b.Laptop, other)
	base := b.person(t) // the form opens here
	theirs, err := other.Store.Person(t.Context(), b.child)
	if err != nil {
		t.Fatal(err)
	}
	changed := theirs.Value
	changed.Mother, changed.Note = "Trần Thị Út", "đã hỏi lại"
	if _, err := other.CorrectChild(t.Context(), theirs, changed, ""); err != nil {
		t.Fatal(err)
	}
	b.Carry(hamlet, other, b.Laptop)

	mine := base.Value
	mine.Mother = "Trần Thị Bé Ba"
	saved, err := b.CorrectChild(t.Context(), base, mine, "")
	if err != nil {
		t.Fatal(err)
	}

	if !has(saved.Found, "changed_meanwhile") {
		t.Error("nobody was told")
	}
	now := b.person(t)
	if len(now.Conflicts) != 1 || now.Conflicts[0] != registry.FieldMother {
		t.Errorf("conflicts %v, want the mother's name", now.Conflicts)
	}
	if now.Value.Note != "đã hỏi lại" {
		t.Error("a field that I did not touch was overwritten")
	}
}

func TestHouseholdSTTTaken(t *testing.T) {
	b := newBench(t)
	saved, err := b.AddHousehold(t.Context(), registry.Household{Hamlet: b.Hamlets[0].Unit, Number: 47, Head: "Lê Văn C"}, "")
	if err != nil || !has(saved.Found, "stt_taken") {
		t.Errorf("got %v %v", saved.Found, err)
	}
	base := b.page(t).Household
	after := base.Value
	after.Phone = "0912345678"
	b2, err := b.CorrectHousehold(t.Context(), base, after, "")
	if err != nil || b2.Fields != 1 || !has(b2.Found, "stt_taken") {
		t.Errorf("got %+v %v", b2, err)
	}
	if _, err := b.AddHousehold(t.Context(), registry.Household{Hamlet: uuid.New(), Number: 1, Head: "Lê Văn C"}, ""); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("a hamlet of others: %v", err)
	}
}

func TestNeighbour(t *testing.T) {
	b := newBench(t)
	want := map[int]uuid.UUID{47: b.household}
	for _, n := range []int{12, 46, 50, 200} {
		want[n] = b.Laptop.Household(b.Province, n, "Trần Văn B")
	}
	twin := b.Laptop.Household(b.Province, 47, "Trần Văn C") // the same STT twice
	for _, c := range []struct {
		of   uuid.UUID
		by   int
		want uuid.UUID
	}{
		{want[47], 1, twin},
		{twin, 1, want[50]},
		{want[47], -1, want[46]},
		{want[12], 1, want[46]},
		{want[200], 1, uuid.Nil},
		{want[12], -1, uuid.Nil},
	} {
		row, ok, err := b.Neighbour(t.Context(), c.of, c.by)
		if err != nil || ok != (c.want != uuid.Nil) || row.ID != c.want {
			t.Errorf("%s by %d: got %v %v %v", c.of, c.by, row.Number, ok, err)
		}
	}
}
