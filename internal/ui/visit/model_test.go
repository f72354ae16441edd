package visit

import (
	"reflect"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/words"
)

func TestVisitOfForm(t *testing.T) {
	house := uuid.New()
	sheet := fieldwork.Sheet{Hamlet: uuid.New(), By: "trưởng ấp", On: registry.Date{Year: 2023, Month: 1, Day: 8}, Number: 3}
	typed := Typed{
		Outcome: registry.Away, Next: "15012023", Notice: registry.NoticeAbsent,
		Explained: []registry.Topic{registry.TopicCard, registry.TopicServices}, Note: "qua Tết",
	}

	got := typed.Visit(house, sheet, words.ParseDate)

	want := registry.Visit{
		Household: house, On: sheet.On, By: "trưởng ấp", Sheet: 3, Outcome: registry.Away,
		Next: registry.Date{Year: 2023, Month: 1, Day: 15}, Notice: registry.NoticeAbsent,
		Explained: map[registry.Topic]bool{registry.TopicCard: true, registry.TopicServices: true}, Note: "qua Tết",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestEmptyFormIsAnEmptyVisit(t *testing.T) {
	house := uuid.New()
	got := Typed{}.Visit(house, fieldwork.Sheet{}, words.ParseDate)
	if !reflect.DeepEqual(got, registry.Visit{Household: house}) {
		t.Errorf("got %+v", got)
	}
	if v := (Typed{Next: "3102"}).Visit(house, fieldwork.Sheet{}, words.ParseDate); v.Next.Known() {
		t.Errorf("half a date was taken for %v", v.Next)
	}
}

func TestChosen(t *testing.T) {
	for i, want := range map[int]registry.Outcome{-1: "", 0: registry.MetNoChange, 6: registry.NotThere, 7: ""} {
		if got := chosen(registry.Outcomes, i); got != want {
			t.Errorf("%d: %q", i, got)
		}
	}
	if at(registry.Outcomes, "của bản mới") != -1 {
		t.Error("an outcome of a newer version has a place")
	}
}

func TestAttempt(t *testing.T) {
	visit := func(n registry.Notice) registry.Record[registry.Visit] {
		return registry.Record[registry.Visit]{Value: registry.Visit{Notice: n}}
	}
	for _, c := range []struct {
		visits        []registry.Record[registry.Visit]
		visit, notice int
	}{
		{nil, 1, 1},
		{[]registry.Record[registry.Visit]{visit("")}, 2, 1},
		{[]registry.Record[registry.Visit]{visit(registry.NoticeAbsent), visit(""), visit(registry.NoticeSigned)}, 4, 3},
	} {
		if v, n := Attempt(c.visits); v != c.visit || n != c.notice {
			t.Errorf("%d visits: visit %d, notice %d", len(c.visits), v, n)
		}
	}
}
