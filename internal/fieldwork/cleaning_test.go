package fieldwork_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
)

func (b *bench) tasks(t *testing.T, code string) []fieldwork.Task {
	t.Helper()
	all, err := b.Work.Tasks(t.Context(), b.Hamlets[0].Unit)
	if err != nil {
		t.Fatal(err)
	}
	var out []fieldwork.Task
	for _, task := range all {
		if task.Code() == code {
			out = append(out, task)
		}
	}
	return out
}

func TestAgreeToAllAlikeAndUndoAsOne(t *testing.T) {
	b := newBench(t)
	_, rows := b.imported(t,
		listRow(2, "LÊ THỊ BÉ", nil),
		listRow(3, "LÊ THỊ BA", func(p *registry.Person) { p.Mother = "TRẦN THỊ ÚT" }))
	tasks := b.tasks(t, registry.ProposeCase)
	if len(tasks) != 3 {
		t.Fatalf("%d proposals, want two names and a mother", len(tasks))
	}

	if err := b.Work.Agree(t.Context(), tasks...); err != nil {
		t.Fatal(err)
	}

	if got := b.child1(t, rows[1].Record).Value; got.Name != "Lê Thị Ba" || got.Mother != "Trần Thị Út" {
		t.Errorf("after: %q %q", got.Name, got.Mother)
	}
	if left := b.tasks(t, registry.ProposeCase); len(left) != 0 {
		t.Errorf("%d proposals left", len(left))
	}
	if _, err := b.Work.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := b.tasks(t, registry.ProposeCase); len(left) != 3 {
		t.Errorf("after one undo %d proposals, want 3", len(left))
	}
}

// What was done together is undone together, also when it was more acts than
// one can undo one by one, and more was done since.
func TestUndoTakesAllOfALargeAgreement(t *testing.T) {
	b := newBench(t)
	var list []fieldwork.ListRow
	for i := range 60 {
		list = append(list, listRow(i, fmt.Sprintf("LÊ THỊ B%c%c", 'A'+i%20, 'A'+i/20), func(p *registry.Person) { p.Birth.Year = 2010 + i%12 }))
	}
	b.imported(t, list...)
	tasks := b.tasks(t, registry.ProposeCase)
	if len(tasks) < 51 {
		t.Fatalf("%d proposals", len(tasks))
	}
	if err := b.Work.Agree(t.Context(), tasks...); err != nil {
		t.Fatal(err)
	}
	if err := b.Work.Resurvey(t.Context(), b.person(t), registry.Agrees); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := b.Work.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if left := b.tasks(t, registry.ProposeCase); len(left) != len(tasks) {
		t.Errorf("%d of %d came back", len(left), len(tasks))
	}
}

func TestASkippedTaskAsksNoMore(t *testing.T) {
	b := newBench(t)
	b.imported(t, listRow(2, "LÊ THỊ BÉ", func(p *registry.Person) {
		p.Number = registry.Number{PIN: "096216900123", Standing: registry.Declared} // a boy's
	}))
	for _, code := range []string{registry.ProposeCase, "number_sex"} {
		tasks := b.tasks(t, code)
		if len(tasks) != 1 {
			t.Fatalf("%d tasks %s", len(tasks), code)
		}
		if err := b.Work.Decide(t.Context(), tasks[0], registry.ToOfficer); err != nil {
			t.Fatal(err)
		}
		if again := b.tasks(t, code); len(again) != 1 || again[0].Child.Value.Handled[code] != registry.ToOfficer {
			t.Errorf("%s passed to the officer: %+v", code, again)
		}
		if err := b.Work.Decide(t.Context(), b.tasks(t, code)[0], registry.Skipped); err != nil {
			t.Fatal(err)
		}
		if again := b.tasks(t, code); len(again) != 0 {
			t.Errorf("%s asks again", code)
		}
	}
}

func TestAHeldRowIsSettled(t *testing.T) {
	for _, c := range []struct {
		name   string
		settle func(b *bench, row fieldwork.HeldRow) error
		want   registry.RowOutcome
		people int
	}{
		{"as the same child", func(b *bench, r fieldwork.HeldRow) error {
			return b.Work.SettleHeld(b.T.Context(), r, true, uuid.Nil)
		}, registry.RowChanged, 1},
		{"as another child", func(b *bench, r fieldwork.HeldRow) error {
			return b.Work.SettleHeld(b.T.Context(), r, false, uuid.Nil)
		}, registry.RowCreated, 2},
		{"let go", func(b *bench, r fieldwork.HeldRow) error { return b.Work.DropHeld(b.T.Context(), r) }, registry.RowMatched, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			sum, rows := b.imported(t, listRow(2, "Lê Thị Bé", nil), listRow(3, "Lê Thi Be", func(p *registry.Person) { p.BirthPlace = "Cà Mau" }))
			held, err := b.Work.Held(t.Context(), 10)
			if err != nil || len(held) != 1 || held[0].Read.Person.BirthPlace != "Cà Mau" {
				t.Fatalf("held %+v, %v", held, err)
			}

			if err := c.settle(b, held[0]); err != nil {
				t.Fatal(err)
			}

			if left, err := b.Work.Held(t.Context(), 10); err != nil || len(left) != 0 {
				t.Errorf("still held: %+v, %v", left, err)
			}
			page, err := b.Store.Household(t.Context(), b.child1(t, rows[0].Record).Value.Household)
			if err != nil || len(page.Persons) != c.people {
				t.Errorf("%d people, want %d (%v)", len(page.Persons), c.people, err)
			}
			list, err := b.Store.Imports(t.Context())
			if err != nil || list[0].Counts[c.want] == 0 {
				t.Errorf("ended as %v, want %s (%v)", list[0].Counts, c.want, err)
			}
			if err := b.Work.UndoImport(t.Context(), sum.ID); err != nil {
				t.Fatal(err)
			}
		})
	}
}
