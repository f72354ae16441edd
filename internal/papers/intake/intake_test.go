package intake

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

var today = registry.Date{Year: 2023, Month: 1, Day: 10}

// list reads a small list: the head first.
func list(t *testing.T, rows ...[]string) []Line {
	t.Helper()
	in := make([]Row, len(rows))
	for i, cells := range rows {
		in[i] = Row{Number: i + 1, Cells: cells}
	}
	l, ok := Guess(in)
	if !ok {
		t.Fatalf("no head found in %q", rows)
	}
	var survey Survey
	var out []Line
	var r *Reader
	for _, row := range in {
		if row.Number > l.HeadRow {
			survey.Note(l, row.Cells)
		}
	}
	r = NewReader(Options{Layout: l, Today: today}, survey)
	for _, row := range in {
		if row.Number > l.HeadRow && !IsNumbering(row.Cells) {
			out = append(out, r.Add(row)...)
		}
	}
	return append(out, r.Close()...)
}

func cells(s string) []string { return strings.Split(s, "|") }

func TestTitlesAsOfficersWriteThem(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]Field{
		"Họ và tên": Name, "HỌ VÀ TÊN": Name, "ho va ten": Name, "Họ tên trẻ em (chữ in hoa)": Name, "Hä vµ tªn": Name, "Hoï vaø teân": Name,
		"Số định danh cá nhân": Number, "SỐ ĐỊNH DANH CÁ NHÂN": Number, "Mã định danh": Number, "Số ĐDCN/CCCD": Number, "Ðịnh danh": Number, "CCCD": Number,
		"Giới tính": Sex, "Phái": Sex, "Nam": IsMale, "Nữ": IsFemale, "Năm": BirthYear, "Ngày sinh": Birth, "Ngày, tháng, năm sinh": Birth, "Ngày tháng năm sinh (dd/mm/yyyy)": Birth,
		"Họ tên mẹ": Mother, "Họ và tên mẹ": Mother, "Mẹ": Mother, "Họ tên cha": Father, "Số định danh của mẹ": Unused, "Năm sinh của cha": Unused,
		"Ấp/Khóm": Hamlet, "Xã, phường": Commune, "Dân tộc": Ethnic, "Điện thoại": Phone, "SĐT": Phone, "Chủ hộ": Head, "Quan hệ với chủ hộ": ToHead,
		"Hoàn cảnh": Unused, "": Unused, "so_dinh_danh": Number, "ho_ten": Name,
	} {
		if got := FieldOf(title); got != want {
			t.Errorf("FieldOf(%q) = %q, want %q", title, got, want)
		}
	}
}

func TestHeadIsFoundBelowLettersAndOverTwoRows(t *testing.T) {
	t.Parallel()
	lines := list(t,
		cells("UỶ BAN NHÂN DÂN XÃ||||"),
		cells("DANH SÁCH TRẺ EM||||"),
		cells("STT|Họ và tên|Ngày sinh|Giới tính||Số định danh"),
		cells("|||Nam|Nữ|"),
		cells("(1)|(2)|(3)|(4)|(5)|(6)"),
		cells("1|Nguyễn Văn An|05/3/2015|x||096215900123"),
		cells("2|Lê Thị Bé|2019||x|"),
	)
	if len(lines) != 2 {
		t.Fatalf("%d lines, want 2", len(lines))
	}
	a, b := lines[0].Person, lines[1].Person
	if a.Name != "Nguyễn Văn An" || a.Sex != registry.Male || a.Birth != (registry.Date{Year: 2015, Month: 3, Day: 5}) || a.Number.PIN != "096215900123" {
		t.Errorf("read %+v", a)
	}
	if b.Sex != registry.Female || lines[1].Codes() != "ngay_sinh=info:year;so_dinh_danh=missing" {
		t.Errorf("read %+v with %q", b, lines[1].Codes())
	}
}

// A head in an old font is shown and written in letters; the rows below it may be
// in another.
func TestAHeadInAnOldFontIsDecoded(t *testing.T) {
	t.Parallel()
	l, ok := Guess([]Row{{Number: 1, Cells: []string{"STT", "Hä vµ tªn", "Ngµy sinh", "Giíi tÝnh", "Hoµn c¶nh"}}})
	if want := []string{"STT", "Họ và tên", "Ngày sinh", "Giới tính", "Hoàn cảnh"}; !ok || !slices.Equal(l.Head(), want) {
		t.Errorf("%q, want %q", l.Head(), want)
	}
	if l, _ := Guess([]Row{{Number: 1, Cells: []string{"STT", "Họ và tên", "Ngày sinh"}}}); !slices.Equal(l.Head(), l.Titles) {
		t.Errorf("%q, want it as it stands", l.Head())
	}
}

func TestSplitNamesAreJoined(t *testing.T) {
	t.Parallel()
	lines := list(t, cells("Họ và đệm|Tên|Ngày|Tháng|Năm"), cells("Nguyễn Thị|Bé|5|3|2015"))
	if p := lines[0].Person; p.Name != "Nguyễn Thị Bé" || p.Birth != (registry.Date{Year: 2015, Month: 3, Day: 5}) {
		t.Errorf("read %+v", p)
	}
}

func TestPINVectorsGiveTheirCodes(t *testing.T) {
	t.Parallel()
	file, err := os.Open("../../registry/testdata/pin_vectors.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sexes := map[string]string{"M": "Nam", "F": "Nữ", "": ""}
	for _, row := range rows[1:] {
		line := list(t, cells("Họ và tên|Số định danh|Giới tính|Ngày sinh"), []string{"Nguyễn Văn An", row[0], sexes[row[1]], row[2]})[0]
		want, fixed, _ := strings.Cut(row[3], ":")
		switch {
		case row[3] == "ok":
			if strings.Contains(line.Codes(), "so_dinh_danh") {
				t.Errorf("%s: %s, want nothing", row[0], line.Codes())
			}
		case want == "fix":
			if !line.Has(Number, CodeFix) || line.Clean[1] != fixed || !strings.Contains(line.Originals(), "so_dinh_danh="+row[0]) {
				t.Errorf("%s: %s, now %s, was %s", row[0], line.Codes(), line.Clean[1], line.Originals())
			}
		case !line.Has(Number, row[3]):
			t.Errorf("%s: %s, want %s", row[0], line.Codes(), row[3])
		}
	}
}

func TestNumbersThatProgramsSpoil(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"96215900123.0": "096215900123", "'096215900123": "096215900123", "9.6215900123E+10": "096215900123", "9,6215900123E+10": "096215900123",
		"1215900123": "001215900123", "０９６215900123": "096215900123", "9.6215E+10": "9.6215E+10", "38012345": "38012345",
	} {
		line := list(t, cells("Họ tên|Số định danh"), []string{"Nguyễn Văn An", raw})[0]
		if line.Clean[1] != want {
			t.Errorf("%q became %q, want %q (%s)", raw, line.Clean[1], want, line.Codes())
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ raw, date, code string }{
		{"05/03/2015", "2015-03-05", ""},
		{"5/3/2015", "2015-03-05", ""},
		{"42068", "2015-03-05", "ngay_sinh=fix"},
		{"42068.5", "2015-03-05", "ngay_sinh=fix"},
		{"2015-03-05 00:00:00", "2015-03-05", "ngay_sinh=fix"},
		{"2015-03-05", "2015-03-05", "ngay_sinh=fix"},
		{"05032015", "2015-03-05", ""},
		{"3/2015", "2015-03", ""},
		{"2015", "2015", "ngay_sinh=info:year"},
		{"05/03/15", "2015-03-05", "ngay_sinh=fix"},
		{"05/03/95", "", "ngay_sinh=error"},
		{"31/02/2015", "", "ngay_sinh=error"},
		{"12/25/2015", "2015-12-25", "ngay_sinh=warn:order"},
		{"05/03/2025", "", "ngay_sinh=error"},
		{"không nhớ", "", "ngay_sinh=error"},
		{"", "", "ngay_sinh=missing"},
	} {
		line := list(t, cells("Họ tên|Ngày sinh"), []string{"Nguyễn Văn An", c.raw})[0]
		if line.Person.Birth.ISO() != c.date || line.Codes() != c.code {
			t.Errorf("%q is %q with %q, want %q with %q", c.raw, line.Person.Birth.ISO(), line.Codes(), c.date, c.code)
		}
	}
}

func TestAColumnThatWritesTheMonthFirst(t *testing.T) {
	t.Parallel()
	rows := [][]string{cells("Họ tên|Ngày sinh"), cells("Nguyễn Văn An|3/5/2015"), cells("Lê Văn Bé|12/25/2015"), cells("Lê Văn Ba|11/30/2016")}
	if got := list(t, rows...)[0].Person.Birth.ISO(); got != "2015-03-05" {
		t.Errorf("read %s: every other date of the column has its month first", got)
	}
	rows = append(rows, cells("Lê Văn Tư|25/12/2015"), cells("Lê Văn Sáu|30/11/2015"))
	if line := list(t, rows...)[0]; line.Person.Birth.ISO() != "2015-05-03" || !line.Has(Birth, CodeOrder) {
		t.Errorf("read %s with %q: a column that mixes both must be told", line.Person.Birth.ISO(), line.Codes())
	}
}

func TestEthnicGroups(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		raw  string
		list EthnicList
		name string
		code string
	}{
		{"Kinh", AskList, "Kinh", ""},
		{"KINH", AskList, "Kinh", CodeFix},
		{"Khơ - me", AskList, "Khmer", CodeFix},
		{"01", AskList, "Kinh", CodeFix},
		{"1", AskList, "Kinh", CodeFix},
		{"04", AskList, "", CodeEthnicList},
		{"04", List2008, "Mường", CodeFix},
		{"04", List1979, "Hoa", CodeFix},
		{"Sao Hoả", AskList, "", CodeUnknown},
	} {
		l, _ := Guess([]Row{{Number: 1, Cells: cells("Họ tên|Dân tộc")}})
		r := NewReader(Options{Layout: l, Today: today, Ethnic: c.list}, Survey{})
		r.Add(Row{Number: 2, Cells: []string{"Nguyễn Văn An", c.raw}})
		line := r.Close()[0]
		if line.Person.Ethnic != c.name || (c.code == "") != (len(line.Problems) == 0) || c.code != "" && !line.Has(Ethnic, c.code) {
			t.Errorf("%q is %q with %q, want %q with %q", c.raw, line.Person.Ethnic, line.Codes(), c.name, c.code)
		}
	}
	keys := map[string]string{}
	for key, name := range ethnics().names {
		if other, ok := keys[key]; ok && other != name {
			t.Errorf("%s and %s fall together", name, other)
		}
		keys[key] = name
	}
	if n := len(ethnics().codes[List2008]); n != 56 {
		t.Errorf("%d codes, want 56", n)
	}
}

func TestOldFontsAreDecodedRowByRow(t *testing.T) {
	t.Parallel()
	lines := list(t, cells("Họ và tên|Họ tên mẹ"),
		cells("Nguyễn Văn Đức|Trần Thị Mỹ"),
		cells("NguyÔn ThÞ ¸nh TuyÕt|TrÇn ThÞ Mü"),
		cells("Lª V¨n An|§µo ThÞ N÷"),
		cells("Nguyeãn Thò AÙnh Tuyeát|Traàn Thò Myõ"),
		cells("Danh Thị Sà Rươl|Thạch Thị Sa Rêne"),
		cells("Nguyen Van An|Tran Thi Be"),
	)
	want := []string{"Nguyễn Văn Đức", "Nguyễn Thị ánh Tuyết", "Lê Văn An", "Nguyễn Thị Ánh Tuyết", "Danh Thị Sà Rươl", "Nguyen Van An"}
	for i, line := range lines {
		if line.Person.Name != want[i] {
			t.Errorf("row %d read as %q, want %q", line.Row, line.Person.Name, want[i])
		}
		if fixed := line.Has(Name, CodeFix); fixed != (line.Cells[0] != want[i]) {
			t.Errorf("row %d: fixed %v", line.Row, fixed)
		}
	}
}

func TestNamesKeepTheirSpellingAndCase(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Tòan", "NGUYỄN VĂN AN", "Thuý", "Thúy", "Vy", "Vi", "H’Mai Niê Kđăm", "nguyễn văn an"} {
		line := list(t, cells("Họ tên|Ngày sinh"), []string{name, "05/3/2015"})[0]
		if line.Person.Name != name || line.Codes() != "" {
			t.Errorf("%q became %q with %q", name, line.Person.Name, line.Codes())
		}
	}
}

func TestWhatAFixPutRightIsNamed(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string][]Why{
		"  Nguyễn Văn An ": {FixedSpace}, "Nguyễn\u00a0Văn An": {FixedSpace}, "Ðào Văn An": {FixedEth},
		"Nguye\u0302\u0303n Va\u0306n An": {FixedNFC}, " Ðào  Văn An": {FixedEth, FixedSpace},
	} {
		line := list(t, cells("Họ tên|Ngày sinh"), []string{raw, "05/3/2015"})[0]
		if len(line.Problems) != 1 || !slices.Equal(line.Problems[0].Why, want) || line.Problems[0].Was != raw {
			t.Errorf("%q: %+v, want %v", raw, line.Problems, want)
		}
	}
}

func TestAFatherWhoIsNotWrittenIsNoFault(t *testing.T) {
	t.Parallel()
	lines := list(t, cells("Họ tên|Họ tên mẹ|Họ tên cha"), cells("Lê Văn Bé|Lê Thị Út|"), cells("Lê Văn Ba||"))
	if lines[0].Codes() != "" || lines[1].Codes() != "me=missing" {
		t.Errorf("%q and %q", lines[0].Codes(), lines[1].Codes())
	}
}

// FuzzReader: whatever a list holds, every row comes out once, in order, as
// text that can be stored, and reading the cleaned row again changes nothing.
func FuzzReader(f *testing.F) {
	f.Add("Nguyễn Văn An", "05/03/2015", "Nam", "96215900123", "Kinh")
	f.Add("NguyÔn ThÞ ¸nh", "42068", "x", "9.6215E+10", "04")
	f.Add("=1+1", "31/02/15", "nữ", "TE1969621234567", "\xff\xfe")
	f.Add("Ðào\u00ad\u200b", "12/25/2015", "", "'", "Khơ-me")
	l, _ := Guess([]Row{{Number: 1, Cells: cells("Họ tên|Ngày sinh|Giới tính|Số định danh|Dân tộc")}})
	f.Fuzz(func(t *testing.T, name, birth, sex, number, ethnic string) {
		read := func(row []string) Line {
			unicode := viet.Unicode
			r := NewReader(Options{Layout: l, Today: today, Encoding: &unicode}, Survey{})
			r.Add(Row{Number: 2, Cells: row})
			lines := r.Close()
			if len(lines) != 1 || lines[0].Row != 2 {
				t.Fatalf("%d lines", len(lines))
			}
			return lines[0]
		}
		first := read([]string{name, birth, sex, number, ethnic})
		for _, c := range first.Clean {
			if !utf8.ValidString(c) {
				t.Fatalf("%q can't be stored", c)
			}
		}
		again := read(first.Clean)
		if !slices.Equal(again.Clean, first.Clean) || len(again.Originals()) != 0 {
			t.Fatalf("%q became %q, then %q (%s)", first.Cells, first.Clean, again.Clean, again.Originals())
		}
	})
}
