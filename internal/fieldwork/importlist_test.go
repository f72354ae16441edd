package fieldwork_test

import (
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
)

// listRow is a row of a school's list: a child of household «Lê Văn Hai».
func listRow(n int, name string, set func(*registry.Person)) fieldwork.ListRow {
	p := registry.Person{
		Name: name, Birth: registry.Date{Year: 2016, Month: 5, Day: 20}, Sex: registry.Female, Ethnic: "Kinh",
		Mother: "Trần Thị Út", Father: "Lê Văn Hai",
	}
	if set != nil {
		set(&p)
	}
	return fieldwork.ListRow{
		Row: n, Cells: []string{name, p.Birth.String(), string(p.Number.PIN), p.Mother}, Person: p, Head: "Lê Văn Hai",
		Hamlet: "Ấp 4", Commune: "Tạ An Khương",
	}
}

func (b *bench) imported(t *testing.T, rows ...fieldwork.ListRow) (registry.Import, []registry.ImportedRow) {
	t.Helper()
	im, err := b.Work.StartImport(t.Context(), fieldwork.ImportOptions{Name: "lớp 1A.xlsx"})
	if err != nil {
		t.Fatal(err)
	}
	out := make([]registry.ImportedRow, len(rows))
	for i, row := range rows {
		if out[i], err = im.Add(t.Context(), row); err != nil {
			t.Fatal(err)
		}
	}
	sum, err := im.Finish(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return sum, out
}

func (b *bench) child1(t *testing.T, id uuid.UUID) registry.Record[registry.Person] {
	t.Helper()
	rec, err := b.Store.Person(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func TestImportEndsEveryRow(t *testing.T) {
	b := newBench(t)
	known := b.person(t).Value

	sum, rows := b.imported(t,
		listRow(2, "Lê Thị Bé", nil),
		listRow(3, "Lê Thị Ba", func(p *registry.Person) { p.Birth = registry.Date{Year: 2018, Month: 1, Day: 2} }),
		listRow(4, "Lê Thi Be", nil), // marks forgotten: perhaps row 2 again
		fieldwork.ListRow{Row: 5, Cells: []string{"nowhere"}, Person: known, Hamlet: "Ấp 99"},
		fieldwork.ListRow{Row: 6, Cells: []string{""}, Held: registry.HeldNoName},
		listRow(7, known.Name, func(p *registry.Person) { *p = known; p.Ethnic = "Khmer"; p.Household = uuid.Nil }),
	)

	want := []registry.RowOutcome{registry.RowCreated, registry.RowCreated, registry.RowHeld, registry.RowHeld, registry.RowHeld, registry.RowChanged}
	for i, w := range want {
		if rows[i].Outcome != w {
			t.Errorf("row %d ended as %s (%s), want %s", rows[i].Row, rows[i].Outcome, rows[i].Reason, w)
		}
	}
	if rows[2].Reason != registry.HeldMaybeSame || rows[2].Record != rows[0].Record {
		t.Errorf("row 4 is held for %s against %s", rows[2].Reason, rows[2].Record)
	}
	if sum.Counts[registry.RowHeld] != 3 || sum.Counts[registry.RowCreated] != 2 {
		t.Errorf("counts %v", sum.Counts)
	}
	be, ba := b.child1(t, rows[0].Record), b.child1(t, rows[1].Record)
	if be.Value.Household != ba.Value.Household {
		t.Error("two children of one head came into two households")
	}
	if got := b.person(t); got.Value.Ethnic != known.Ethnic && len(got.Conflicts) == 0 {
		t.Errorf("the list's ethnic group replaced ours: %+v, conflicts %v", got.Value.Ethnic, got.Conflicts)
	} else if len(got.Conflicts) != 1 {
		t.Errorf("conflicts %v, want the ethnic group with both values", got.Conflicts)
	}
	held, err := b.Store.ImportedRows(t.Context(), sum.ID, registry.RowHeld, 0, 10)
	if err != nil || len(held) != 3 || held[1].Cells[0] != "nowhere" {
		t.Errorf("held rows %+v, %v: the original is not kept", held, err)
	}
}

func TestImportTwiceChangesNothing(t *testing.T) {
	b := newBench(t)
	list := []fieldwork.ListRow{
		listRow(2, "Lê Thị Bé", nil),
		listRow(3, "Lê Thị Ba", func(p *registry.Person) { p.Mother, p.Father = "", "" }),
		listRow(4, "Lê Thi Be", nil),
	}
	_, first := b.imported(t, list...)
	before, err := b.Store.Fingerprint(t.Context(), b.Hamlets[0].Scope)
	if err != nil {
		t.Fatal(err)
	}

	sum, again := b.imported(t, list...)

	if sum.Counts[registry.RowMatched] != 3 {
		t.Errorf("counts %v, want 3 matched", sum.Counts)
	}
	if again[0].Record != first[0].Record {
		t.Error("matched with another child")
	}
	if after, err := b.Store.Fingerprint(t.Context(), b.Hamlets[0].Scope); err != nil || after != before {
		t.Errorf("the second time changed something: %v", err)
	}
}

func TestImportNeverReplacesTheNumberOfThePolice(t *testing.T) {
	b := newBench(t)
	rec := b.person(t)
	police := rec.Value.WithNumber(registry.Number{PIN: "096215900123", Source: registry.FromPolice, Standing: registry.Verified})
	if _, err := b.Work.CorrectChild(t.Context(), rec, police, ""); err != nil {
		t.Fatal(err)
	}
	row := listRow(2, rec.Value.Name, func(p *registry.Person) {
		*p = rec.Value
		p.Number = registry.Number{PIN: "096215900999", Standing: registry.Declared}
	})

	_, rows := b.imported(t, row)

	if rows[0].Record == b.child {
		t.Errorf("a child with another number was taken for ours: %s", rows[0].Outcome)
	}
	if got := b.person(t); got.Value.Number != police.Number || len(got.Conflicts) != 0 {
		t.Errorf("number %+v, conflicts %v", got.Value.Number, got.Conflicts)
	}
}

func TestUndoImportAsOne(t *testing.T) {
	b := newBench(t)
	known := b.person(t).Value
	sum, rows := b.imported(t,
		listRow(2, "Lê Thị Bé", nil),
		listRow(3, known.Name, func(p *registry.Person) {
			*p = known
			p.Ethnic, p.BirthPlace = "Khmer", "Cà Mau"
		}))
	if rows[1].Outcome != registry.RowChanged {
		t.Fatalf("row 3 %s", rows[1].Outcome)
	}

	for range 2 { // a second time does no harm
		if err := b.Work.UndoImport(t.Context(), sum.ID); err != nil {
			t.Fatal(err)
		}
	}

	if _, err := b.Store.Person(t.Context(), rows[0].Record); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("the child of row 2 is still there: %v", err)
	}
	if _, err := b.Store.Household(t.Context(), rows[0].Made); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("its household is still there: %v", err)
	}
	got := b.person(t)
	if got.Value.Ethnic != known.Ethnic || got.Value.BirthPlace != "" || len(got.Conflicts) != 0 {
		t.Errorf("after undo: %q %q, conflicts %v", got.Value.Ethnic, got.Value.BirthPlace, got.Conflicts)
	}
	again, err := b.Store.Imports(t.Context())
	if err != nil || len(again) != 1 || !again[0].Undone {
		t.Errorf("imports %+v, %v", again, err)
	}
	if _, rows := b.imported(t, listRow(2, "Lê Thị Bé", nil)); rows[0].Outcome != registry.RowCreated {
		t.Errorf("after undo the same row is %s, want created", rows[0].Outcome)
	}
}

func TestDryImportWritesNothing(t *testing.T) {
	b := newBench(t)
	im, err := b.Work.StartImport(t.Context(), fieldwork.ImportOptions{Dry: true})
	if err != nil {
		t.Fatal(err)
	}
	row, err := im.Add(t.Context(), listRow(2, "Lê Thị Bé", nil))
	if err != nil || row.Outcome != registry.RowCreated {
		t.Fatalf("%s %v", row.Outcome, err)
	}
	twin, err := im.Add(t.Context(), listRow(3, "Lê Thi Be", nil))
	if err != nil || twin.Outcome != registry.RowHeld {
		t.Errorf("its second copy is %s, %v", twin.Outcome, err)
	}
	if _, err := im.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	if list, err := b.Store.Imports(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("imports %v, %v", list, err)
	}
}

func TestMergeAndUnmerge(t *testing.T) {
	b := newBench(t)
	_, rows := b.imported(t, listRow(2, "Lê Thị Bé", nil), listRow(3, "Lê Thị Ba", func(p *registry.Person) { p.Father, p.BirthPlace = "", "Đầm Dơi" }))
	keep, other := b.child1(t, rows[0].Record), b.child1(t, rows[1].Record)
	if rows[1].Outcome != registry.RowCreated {
		t.Fatalf("row 3 %s", rows[1].Outcome)
	}
	members := func() int {
		page, err := b.Store.Household(t.Context(), keep.Value.Household)
		if err != nil {
			t.Fatal(err)
		}
		return len(page.Persons)
	}

	if err := b.Work.MergeChildren(t.Context(), keep, other, []string{"noi_sinh"}); err != nil {
		t.Fatal(err)
	}

	if n := members(); n != 1 {
		t.Errorf("%d members shown, want 1", n)
	}
	if got := b.child1(t, keep.ID).Value; got.BirthPlace != "Đầm Dơi" || got.Father != keep.Value.Father {
		t.Errorf("kept record %+v", got)
	}
	if got := b.child1(t, other.ID).Value; got.Name != other.Value.Name {
		t.Error("the merged record lost what it said")
	}

	if err := b.Work.Unmerge(t.Context(), other.ID); err != nil {
		t.Fatal(err)
	}
	if n := members(); n != 2 {
		t.Errorf("%d members after unmerge, want 2", n)
	}
}

func TestAMergedCopyIsNotSomebodyElseWithTheNumber(t *testing.T) {
	b := newBench(t)
	same := func(p *registry.Person) { p.Number = registry.Number{PIN: "096316900123", Standing: registry.Declared} }
	_, rows := b.imported(t, listRow(2, "Lê Thị Bé", same), listRow(3, "Đỗ Thị Ba", same))
	one, two := b.child1(t, rows[0].Record), b.child1(t, rows[1].Record)
	shared := func() bool {
		found, err := b.Work.CheckChild(t.Context(), one.ID, one.Value)
		if err != nil {
			t.Fatal(err)
		}
		return has(found, "number_shared")
	}
	if !shared() {
		t.Fatal("two children with one number are not told")
	}

	if err := b.Work.MergeChildren(t.Context(), one, two, nil); err != nil {
		t.Fatal(err)
	}

	if shared() {
		t.Error("after the merge the number still counts as somebody else's")
	}
}

func TestMergeIsUndoneAndBothWaysAgree(t *testing.T) {
	b := newBench(t)
	_, rows := b.imported(t, listRow(2, "Lê Thị Bé", nil), listRow(3, "Lê Thị Ba", nil))
	one, two := b.child1(t, rows[0].Record), b.child1(t, rows[1].Record)
	shown := func() []uuid.UUID {
		page, err := b.Store.Household(t.Context(), one.Value.Household)
		if err != nil {
			t.Fatal(err)
		}
		var ids []uuid.UUID
		for _, p := range page.Persons {
			ids = append(ids, p.ID)
		}
		return ids
	}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}

	check(b.Work.MergeChildren(t.Context(), one, two, nil))
	check(b.Work.MergeChildren(t.Context(), two, one, nil))
	if got := shown(); len(got) != 1 {
		t.Errorf("merged both ways, shown %v", got)
	}
	for range 2 {
		if _, err := b.Work.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := shown(); len(got) != 2 {
		t.Errorf("after undo %v", got)
	}
}

func TestPairsAskOnceAndForget(t *testing.T) {
	b := newBench(t)
	_, rows := b.imported(t, listRow(2, "Lê Thị Bé", nil), listRow(3, "Lê Thị Ba", nil))
	other := b.child1(t, rows[1].Record)
	renamed := other.Value
	renamed.Name = "Lê Thi Be" // now it looks like the first
	if _, err := b.Work.CorrectChild(t.Context(), other, renamed, ""); err != nil {
		t.Fatal(err)
	}
	pairs, err := b.Work.Pairs(t.Context(), b.Hamlets[0].Unit)
	if err != nil || len(pairs) != 1 {
		t.Fatalf("%d pairs, %v", len(pairs), err)
	}

	if err := b.Work.KeepApart(t.Context(), pairs[0].A, pairs[0].B); err != nil {
		t.Fatal(err)
	}

	if pairs, err := b.Work.Pairs(t.Context(), uuid.Nil); err != nil || len(pairs) != 0 {
		t.Errorf("asked again: %d pairs, %v", len(pairs), err)
	}
}

func TestMaybeSameWarnsWhileTyping(t *testing.T) {
	b := newBench(t)
	p := b.person(t).Value
	p.Number = registry.Number{}

	found, err := b.Work.MaybeSame(t.Context(), uuid.Nil, p)
	if err != nil || len(found) != 1 || found[0].Child.ID != b.child {
		t.Fatalf("found %+v, %v", found, err)
	}
	if found, err := b.Work.MaybeSame(t.Context(), b.child, p); err != nil || len(found) != 0 {
		t.Errorf("a child was taken for its own double: %+v, %v", found, err)
	}
}

// TestTwoRowsAddToOneChild: what the first row of a list adds is known to the
// second, though neither is written yet: it stands beside, it does not replace.
func TestTwoRowsAddToOneChild(t *testing.T) {
	b := newBench(t)
	known := b.person(t).Value
	row := func(n int, ethnic string) fieldwork.ListRow {
		r := listRow(n, known.Name, func(p *registry.Person) { *p = known; p.Ethnic = ethnic; p.Household = uuid.Nil })
		r.Cells = append(r.Cells, ethnic)
		return r
	}
	blank := known
	blank.Ethnic = ""
	if _, err := b.Work.CorrectChild(t.Context(), b.person(t), blank, ""); err != nil {
		t.Fatal(err)
	}

	_, rows := b.imported(t, row(2, "Khmer"), row(3, "Hoa"))

	if rows[0].Outcome != registry.RowChanged || rows[1].Outcome != registry.RowChanged {
		t.Fatalf("ended as %s and %s", rows[0].Outcome, rows[1].Outcome)
	}
	if got := b.person(t); len(got.Conflicts) != 1 {
		t.Errorf("ethnic group %q, disputed %v: one row replaced the other unseen", got.Value.Ethnic, got.Conflicts)
	}
}
