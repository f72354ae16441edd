package fieldwork_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork/fieldtest"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// grownUp is a laptop with somebody who turned 16 four months ago, a child, and a
// mother.
func grownUp(t *testing.T, rank ledger.Rank) (p *fieldtest.Province, l *fieldtest.Laptop, now *time.Time, grown uuid.UUID) {
	t.Helper()
	p = fieldtest.NewProvince(t)
	p.Rank, p.Logs = rank, true
	day := time.Date(2023, 1, 10, 9, 0, 0, 0, time.Local)
	p.Now = func() time.Time { return day }
	l = p.Laptop()
	house := l.Household(p, 47, "Nguyễn Thị A")
	for name, born := range map[string]registry.Date{
		"Nguyễn Văn Lớn": {Year: 2006, Month: 9, Day: 5}, "Nguyễn Thị Bé": {Year: 2015, Month: 3, Day: 5}, "Nguyễn Thị A": {Year: 1985, Month: 1, Day: 1},
	} {
		c := fieldtest.Child(house)
		c.Name, c.Birth, c.Number = name, born, registry.Number{}
		l.Child(p, c)
	}
	all, err := l.Grown(t.Context(), p.Hamlets[0].Unit)
	if err != nil || len(all) != 1 || all[0].Person.Value.Name != "Nguyễn Văn Lớn" {
		t.Fatalf("grown %v, %v", all, err)
	}
	return p, l, &day, all[0].Person.ID
}

func held(t *testing.T, l *fieldtest.Laptop) []registry.Grown {
	t.Helper()
	all, err := l.Grown(t.Context(), uuid.Nil)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWhoIsSixteenIsLetGoInTwoSteps(t *testing.T) {
	p, l, now, id := grownUp(t, ledger.RankCommune)
	h := p.Hamlets[0]
	double := fieldtest.Child(held(t, l)[0].Household.ID)
	double.Name, double.Birth, double.Number = "Nguyễn Văn Lớn", registry.Date{Year: 2006, Month: 9, Day: 5}, registry.Number{}
	double.Household = held(t, l)[0].Person.Value.Household
	l.Child(p, double)
	both := held(t, l)
	if err := l.MergeChildren(t.Context(), both[0].Person, both[1].Person, nil); err != nil {
		t.Fatal(err)
	}
	p.Carry(h, l)

	if erased, left, err := l.EraseGrown(t.Context(), "đủ 16 tuổi", held(t, l)...); erased+left != 0 || err != nil {
		t.Errorf("erased before anybody decided: %d, %d, %v", erased, left, err)
	}
	if n, err := l.LetGo(t.Context(), held(t, l)...); n != 1 || err != nil {
		t.Fatalf("let go %d, %v", n, err)
	}
	if _, err := l.Undo(t.Context()); err != nil || held(t, l)[0].Held(l.Today()) != registry.HeldStill {
		t.Errorf("not taken back: %v", err)
	}
	if _, err := l.LetGo(t.Context(), held(t, l)...); err != nil {
		t.Fatal(err)
	}
	p.Carry(h, l)
	*now = now.AddDate(0, 0, registry.GraceDays-1)
	if erased, _, _ := l.EraseGrown(t.Context(), "đủ 16 tuổi", held(t, l)...); erased != 0 {
		t.Error("erased within the days of grace")
	}
	*now = now.AddDate(0, 0, 1)

	erased, left, err := l.EraseGrown(t.Context(), "đủ 16 tuổi", held(t, l)...)

	if erased != 1 || left != 0 || err != nil {
		t.Fatalf("erased %d, left %d, %v", erased, left, err)
	}
	for _, id := range []uuid.UUID{id, both[1].Person.ID} { // that which stood behind it too
		if _, err := l.Store.Person(t.Context(), id); registry.CodeOf(err) != registry.NotFound {
			t.Errorf("still there: %v", err)
		}
	}
	if all := held(t, l); len(all) != 0 {
		t.Errorf("%d still held", len(all))
	}
	if roll, err := l.Roll(t.Context(), h.Unit); err != nil || len(roll) != 1 {
		t.Errorf("%d children are left, %v", len(roll), err)
	}
}

// Nothing that the province lacks, that is being typed, or that a family asked
// about is erased.
func TestNothingIsErasedThatWouldBeLost(t *testing.T) {
	for name, spoil := range map[string]func(*testing.T, *fieldtest.Province, *fieldtest.Laptop, uuid.UUID){
		"a change that was not sent": func(t *testing.T, _ *fieldtest.Province, l *fieldtest.Laptop, id uuid.UUID) {
			base, err := l.Store.Person(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			after := base.Value
			after.Note = "mới ghi"
			if _, err := l.CorrectChild(t.Context(), base, after, ""); err != nil {
				t.Fatal(err)
			}
		},
		"a form that is being typed": func(t *testing.T, _ *fieldtest.Province, l *fieldtest.Laptop, id uuid.UUID) {
			if err := l.Store.SaveDraft(t.Context(), registry.Draft{Key: "person/" + id.String(), Owner: uuid.New(), Body: []byte(`1`), At: time.Now()}); err != nil {
				t.Fatal(err)
			}
		},
		"an open request": func(t *testing.T, p *fieldtest.Province, l *fieldtest.Laptop, id uuid.UUID) {
			_, err := l.SaveRequest(t.Context(), registry.Record[registry.Request]{}, registry.Request{
				Kind: registry.AskView, Unit: p.Hamlets[0].Unit, Person: id, By: "Bà Sáu", Received: l.Today(),
			}, "")
			if err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			p, l, now, id := grownUp(t, ledger.RankCommune)
			if _, err := l.LetGo(t.Context(), held(t, l)...); err != nil {
				t.Fatal(err)
			}
			p.Carry(p.Hamlets[0], l)
			*now = now.AddDate(0, 0, registry.GraceDays)
			spoil(t, p, l, id)

			erased, left, err := l.EraseGrown(t.Context(), "đủ 16 tuổi", held(t, l)...)

			if erased != 0 || left != 1 || err != nil {
				t.Errorf("erased %d, left %d, %v", erased, left, err)
			}
		})
	}
}

func TestOnlyAnOfficerLetsGo(t *testing.T) {
	_, l, _, _ := grownUp(t, ledger.RankHamlet)
	if n, err := l.LetGo(t.Context(), held(t, l)...); registry.KeyOf(err) != "officer_only" || n != 0 {
		t.Errorf("a hamlet let go %d: %v", n, err)
	}
}
