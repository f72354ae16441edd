package fieldwork_test

import (
	"testing"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
)

func TestReportCountsOnce(t *testing.T) {
	b := newBench(t)
	before, err := b.Work.TakeReport(t.Context(), b.Hamlets[0].Unit)
	if err != nil {
		t.Fatal(err)
	}
	b.imported(t, listRow(2, "Lê Thị Bé", func(p *registry.Person) { p.Reasons = registry.Reasons{"ks1": true} }),
		listRow(3, "Lê Thị Ba", func(p *registry.Person) { p.Number.PIN = "096316900123" }),
		listRow(4, "Lê Thị Xa", func(p *registry.Person) { p.Presence.Where = registry.NeverExisted }))
	r, err := b.Work.TakeReport(t.Context(), b.Hamlets[0].Unit)
	if err != nil {
		t.Fatal(err)
	}
	if r.Children != before.Children+2 || r.NoNumber != before.NoNumber+1 || r.Reasons["ks1"] != before.Reasons["ks1"]+1 || r.AsOf != b.Work.Today() {
		t.Errorf("before %+v\nafter  %+v", before, r)
	}
}

// A list of the ministry's software says that who is on it was entered there; a
// whole list shows who is not on it.
func TestListsSayWhoseTheyAre(t *testing.T) {
	b := newBench(t)
	b.imported(t, listRow(2, "Lê Thị Bé", nil), listRow(3, "Nguyễn Thị Ánh", nil))
	im, err := b.Work.StartImport(t.Context(), fieldwork.ImportOptions{Name: "bo.xlsx", Source: fieldwork.MinistryList})
	if err != nil {
		t.Fatal(err)
	}
	row := listRow(2, "Lê Thị Bé", nil)
	row.Cells = append(row.Cells, "khác") // not the same row
	got, err := im.Add(t.Context(), row)
	if err != nil || got.Outcome != registry.RowChanged {
		t.Fatalf("%+v %v", got, err)
	}
	if _, err := im.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p := b.child1(t, got.Record).Value; !p.IsEntered() || p.Entered.By != "bo.xlsx" {
		t.Errorf("entered %+v", p.Entered)
	}

	im, err = b.Work.StartImport(t.Context(), fieldwork.ImportOptions{Name: "truong.xlsx", Source: fieldwork.WholeList, Dry: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := im.Add(t.Context(), listRow(9, "Lê Thị Bé", nil)); err != nil {
		t.Fatal(err)
	}
	absent, err := im.Absent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, rec := range absent {
		if rec.Value.Name == "Lê Thị Bé" {
			t.Error("a child on the list is told as absent")
		}
		names = append(names, rec.Value.Name)
	}
	if len(names) == 0 || names[len(names)-1] != "Nguyễn Thị Ánh" {
		t.Errorf("absent %v", names)
	}
}
