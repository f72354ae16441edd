package e2e

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/assets/lang"
	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/fieldwork/fieldtest"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/papers/forms"
	"thamho.vn/internal/papers/intake"
	"thamho.vn/internal/papers/sheet"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/match"
	"thamho.vn/internal/registry/places"
	"thamho.vn/internal/viet"
)

// The 15 mistakes for which a commune's officer would throw such a program out,
// one test each, in the order of the field's own list.

// someone is a child with everything that a paper has.
func someone(set func(*registry.Person)) registry.Person {
	p := registry.Person{
		Name: "Nguyễn Thị Kim Ngân", Birth: registry.Date{Year: 2015, Month: 3, Day: 5}, Sex: registry.Female, Ethnic: "Kinh",
		Mother: "Trần Thị Mỹ Hoà", Father: "Nguyễn Văn Quý", Presence: registry.Presence{Where: registry.AtHome},
	}
	if set != nil {
		set(&p)
	}
	return p
}

// fieldLaptop is a laptop with household 47.
func fieldLaptop(t *testing.T) (*fieldtest.Province, *fieldtest.Laptop, uuid.UUID) {
	t.Helper()
	p := fieldtest.NewProvince(t)
	l := p.Laptop()
	return p, l, l.Household(p, 47, "Nguyễn Văn Quý")
}

func stops(p registry.Person) []registry.Finding {
	return registry.Stops(registry.CheckPerson(p, registry.Date{Year: 2023, Month: 1, Day: 10}))
}

// listed reads a list of one row.
func listed(t *testing.T, titles, cells []string) intake.Line {
	t.Helper()
	layout, ok := intake.Guess([]intake.Row{{Number: 1, Cells: titles}})
	if !ok {
		t.Fatalf("no head in %q", titles)
	}
	r := intake.NewReader(intake.Options{Layout: layout, Today: registry.Date{Year: 2023, Month: 1, Day: 10}}, intake.Survey{})
	r.Add(intake.Row{Number: 2, Cells: cells})
	return r.Close()[0]
}

func TestMistake01EthIsĐ(t *testing.T) {
	t.Parallel()
	if viet.MatchKey("\u00d0ầm Dơi") != viet.MatchKey("Đầm Dơi") {
		t.Error("two Đầm Dơi")
	}
	if found := places.Named("\u00d0ầm Dơi", registry.Date{Year: 2023, Month: 1, Day: 10}); len(found) == 0 {
		t.Error("Đầm Dơi with an Eth is not found")
	}
	p, l, _ := fieldLaptop(t)
	l.Household(p, 48, "\u00d0oàn Văn \u00d0en")
	for _, text := range []string{"Đoàn Văn Đen", "\u00d0oàn Văn \u00d0en", "doan van den"} {
		keys, err := l.Store.HouseholdKeys(t.Context(), registry.HouseholdQuery{Text: text})
		if err != nil || len(keys) != 1 {
			t.Errorf("%q finds %d households, %v", text, len(keys), err)
		}
	}
}

func TestMistake02NumbersKeepTheirZero(t *testing.T) {
	t.Parallel()
	if line := listed(t, []string{"Họ tên", "Số định danh"}, []string{"Nguyễn Văn An", "96215900123"}); line.Person.Number.PIN != "096215900123" {
		t.Errorf("read %s", string(line.Person.Number.PIN))
	}
	var book bytes.Buffer
	w, err := sheet.NewXLSX(&book, "Danh sách", nil, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range forms.ListCells([]registry.Person{someone(func(p *registry.Person) { p.Number.PIN = "096215900123" })}) {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if rows := workbookRows(t, book.Bytes()); !slices.Contains(rows[1], "096215900123") {
		t.Errorf("exported as %q", rows[1])
	}
}

func workbookRows(t *testing.T, raw []byte) [][]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out.xlsx")
	writeFile(t, path, raw)
	table, err := sheet.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	var out [][]string
	for row, err := range table.Rows(t.Context(), table.Sheets()[0]) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, row.Cells)
	}
	return out
}

func TestMistake03ADraftIsNotEnteredAndNoTargetNoRate(t *testing.T) {
	t.Parallel()
	p := someone(func(p *registry.Person) { p.Reviewed, p.Police = registry.Complete, registry.NumberGiven })
	if p.IsEntered() {
		t.Error("a record of ours counts as entered into the ministry's software")
	}
	if got := viet.FormatRate(3, 0); got != viet.NoRate {
		t.Errorf("without a target the rate is %s", got)
	}
	if got := viet.FormatRate(32462, 40737); got != "79,69%" {
		t.Errorf("Đầm Dơi: %s", got)
	}
}

func TestMistake04NobodyIsRefusedForWhatIsNormal(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*registry.Person){
		"number of TP.HCM":     func(p *registry.Person) { p.Number.PIN = "079315900123" },
		"number of Bình Dương": func(p *registry.Person) { p.Number.PIN = "074315900123" },
		"unknown father":       func(p *registry.Person) { p.Father, p.NoFather = "", true },
		"no certificate": func(p *registry.Person) {
			p.Certificate.Registered = registry.No
			p.Reasons = registry.Reasons{"ks0": true}
		},
	} {
		if found := stops(someone(set)); len(found) > 0 {
			t.Errorf("%s: %v", name, found)
		}
	}
}

func TestMistake05AYearIsEnough(t *testing.T) {
	t.Parallel()
	p := someone(func(p *registry.Person) { p.Birth = registry.Date{Year: 2015} })
	if found := stops(p); len(found) > 0 || p.Birth.String() != "2015" {
		t.Errorf("%v, shown as %s", found, p.Birth)
	}
	if line := listed(t, []string{"Họ tên", "Ngày sinh"}, []string{"Lê Văn Bé", "2015"}); line.Person.Birth != p.Birth {
		t.Errorf("read %v", line.Person.Birth)
	}
}

func TestMistake06NamesStayWholeAndSortByTên(t *testing.T) {
	t.Parallel()
	names := []string{"Nguyễn Văn Ý", "Trần Thị Đào", "Lê Văn An", "Đỗ Thị Ân", "Phạm Văn Ăn", "Nguyễn Thị Dương"}
	slices.SortFunc(names, func(a, b string) int { return bytes.Compare(viet.SortKey(a), viet.SortKey(b)) })
	if got := strings.Join(names, ", "); got != "Lê Văn An, Phạm Văn Ăn, Đỗ Thị Ân, Nguyễn Thị Dương, Trần Thị Đào, Nguyễn Văn Ý" {
		t.Errorf("sorted as %s", got)
	}
	if line := listed(t, []string{"Họ và đệm", "Tên", "Giới tính"}, []string{"Nguyễn Thị Kim", "Ngân", "Nữ"}); line.Person.Name != "Nguyễn Thị Kim Ngân" {
		t.Errorf("joined as %q", line.Person.Name)
	}
}

func TestMistake07TheCertificatesSpellingStays(t *testing.T) {
	t.Parallel()
	p, l, home := fieldLaptop(t)
	for _, name := range []string{"Lê Thị Thuý", "Lê Thị Thúy", "Lê Thị Vy", "Lê Thị Vi", "Lê Thị Tòan", "LÊ THỊ MỸ"} {
		id := l.Child(p, someone(func(c *registry.Person) { c.Name, c.Household = name, home }))
		rec, err := l.Store.Person(t.Context(), id)
		if err != nil || rec.Value.Name != name {
			t.Errorf("%q became %q, %v", name, rec.Value.Name, err)
		}
		if line := listed(t, []string{"Họ tên", "Giới tính"}, []string{name, "Nữ"}); line.Person.Name != name {
			t.Errorf("a list's %q became %q", name, line.Person.Name)
		}
	}
}

func TestMistake08TwinsAndNamesakesStayApart(t *testing.T) {
	t.Parallel()
	_, l, _ := fieldLaptop(t)
	one := someone(nil)
	twin := someone(func(p *registry.Person) { p.Name = "Nguyễn Thị Kim Ngọc" })
	namesake := someone(func(p *registry.Person) { p.Mother, p.Father = "Lê Thị Út", "Nguyễn Văn Đực" })
	im, err := l.Work.StartImport(t.Context(), fieldwork.ImportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range []registry.Person{one, twin, namesake} {
		row, err := im.Add(t.Context(), fieldwork.ListRow{Row: i, Cells: []string{p.Name, p.Mother}, Person: p, Hamlet: "ấp 4"})
		if err != nil || row.Outcome != registry.RowCreated {
			t.Errorf("%s %s: %s %s, %v", p.Name, p.Mother, row.Outcome, row.Reason, err)
		}
	}
	if s := match.Compare(match.Of(uuid.New(), one), match.Of(uuid.New(), twin)); s.Grade >= match.Likely {
		t.Errorf("twins are proposed: %+v", s)
	}
}

func TestMistake09GoneButRegisteredStillCounts(t *testing.T) {
	t.Parallel()
	p, l, home := fieldLaptop(t)
	id := l.Child(p, someone(func(c *registry.Person) {
		c.Household, c.Presence = home, registry.Presence{Where: registry.OutOfProvince, Province: "Bình Dương", Told: "bà nội"}
	}))
	rec, err := l.Store.Person(t.Context(), id)
	if err != nil || rec.Value.Presence.Province != "Bình Dương" {
		t.Fatalf("%+v, %v", rec.Value.Presence, err)
	}
	keys, err := l.Store.HouseholdKeys(t.Context(), registry.HouseholdQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := l.Store.HouseholdRows(t.Context(), keys); err != nil || rows[0].Children != 1 {
		t.Errorf("%+v, %v: the child fell out of the count", rows, err)
	}
}

func TestMistake10ACodeMeansNothingWithoutItsDay(t *testing.T) {
	t.Parallel()
	before, ok1 := places.At("32047", registry.Date{Year: 2023, Month: 1, Day: 10})
	after, ok2 := places.At("32047", registry.Date{Year: 2025, Month: 7, Day: 1})
	if !ok1 || !ok2 || before.Name != "Khánh Hòa" || after.Name != "U Minh" {
		t.Errorf("32047 was %q, is %q", before.FullName(), after.FullName())
	}
	if label := places.Label(after); !strings.Contains(label, "Khánh Hòa") || !strings.Contains(label, "U Minh") {
		t.Errorf("label %q does not show the old names", label)
	}
}

func TestMistake11PapersHaveNumberDateSTTAndSignatures(t *testing.T) {
	t.Parallel()
	doc := forms.PoliceList(registry.PoliceList{Code: "DS-01", On: registry.Date{Year: 2023, Month: 1, Day: 10}}, []registry.Person{someone(nil)},
		"ấp 4, xã Tạ An Khương", forms.OfficeOf("xã Tạ An Khương", "huyện Đầm Dơi"))
	if !doc.Landscape || !strings.HasPrefix(doc.Head.Number, "Số:") || !strings.Contains(doc.Head.Place, "ngày 10 tháng 01 năm 2023") || len(doc.Signatures) != 3 {
		t.Errorf("%+v", doc.Head)
	}
	var b bytes.Buffer
	if err := doc.PDF(&b); err != nil || !bytes.Contains(b.Bytes(), []byte("/MediaBox [ 0 0 841")) {
		t.Errorf("not A4 landscape, or %v", err)
	}
}

func TestMistake12AHamletNeverReplacesThePolicesNumber(t *testing.T) {
	t.Parallel()
	state := ledger.State{Kind: registry.KindPerson, Record: uuid.New()}
	police, hamlet := uuid.New(), uuid.New()
	set := func(seq uint64, stream uuid.UUID, value string, rank ledger.Rank) {
		d := ledger.Draft{Kind: registry.KindPerson, Record: state.Record, Op: ledger.OpSet, Fields: map[string]json.RawMessage{registry.FieldNumber: json.RawMessage(value)}}
		change, values := d.Change(seq, &state, ledger.Author{Version: ledger.LineVersion})
		line, err := ledger.NewLine(change, values, ledger.Salt{byte(seq)})
		if err != nil {
			t.Fatal(err)
		}
		state.Apply(line, stream, rank)
	}
	set(1, police, `{"so":"096315900123","tt":"xac_nhan"}`, ledger.RankCommune)
	set(1, hamlet, `{"so":"096315900999"}`, ledger.RankHamlet)
	shown := state.Value(registry.FieldNumber, func(ledger.Dot) (uint64, bool) { return 0, false })
	if !bytes.Contains(shown, []byte("096315900123")) || len(state.Conflicts()) != 1 {
		t.Errorf("shown %s, conflicts %v", shown, state.Conflicts())
	}
}

func TestMistake13TypingOutlivesAPowerCut(t *testing.T) {
	t.Parallel()
	p, l, _ := fieldLaptop(t)
	typed := map[string]string{"Name": "Nguyễn Thị Kim Ng"}
	if _, err := l.Work.KeepDraft(t.Context(), "person/x", typed); err != nil {
		t.Fatal(err)
	}
	again := p.Reopen(l) // nothing was closed
	var got map[string]string
	if _, ok, err := again.Work.OpenDraft(t.Context(), "person/x", &got); err != nil || !ok || got["Name"] != typed["Name"] {
		t.Errorf("found %v %v, %v", got, ok, err)
	}
}

func TestMistake14WhatIsRestrictedNeverReachesAHamlet(t *testing.T) {
	t.Parallel()
	for _, c := range registry.Circumstances() {
		p := someone(func(p *registry.Person) { p.Circumstance = map[registry.Circumstance]registry.Spell{c.Code: {}} })
		if refused := len(stops(p)) > 0; refused != (c.Class == registry.Restricted) {
			t.Errorf("%s: refused %v", c.Name, refused)
		}
	}
	if registry.ClassOf[registry.Person](registry.FieldEthnic) != registry.Sensitive {
		t.Error("the ethnic group is not marked as sensitive")
	}
}

func TestMistake15TheWordsAreTheOfficers(t *testing.T) {
	t.Parallel()
	raw, err := lang.Files.ReadFile("vi.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"Gửi đi", "Bản ghi", "bản ghi", "Trẻ em ID", "Tỉnh/Thành", "ID:", "record"} {
		if bytes.Contains(raw, []byte(bad)) {
			t.Errorf("the screens say %q", bad)
		}
	}
	if got := (registry.Date{Year: 2015, Month: 3, Day: 5}).String(); got != "05/3/2015" {
		t.Errorf("a birth date is written %s", got)
	}
	if got := viet.FormatInt(140096); got != "140.096" {
		t.Errorf("a count is written %s", got)
	}
}
