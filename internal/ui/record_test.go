package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/registry"
)

// typeChild types a child whom household 46 may have already.
func (b *bench) typeChild(name, birth string) {
	b.t.Helper()
	b.Type(name)
	b.Press(fyne.KeyTab)
	b.Type(birth)
	b.Press(fyne.KeyTab)
}

func TestALikelyDuplicateShowsWhileTyping(t *testing.T) {
	b := newBench(t)
	b.newChild()
	b.typeChild("Nguyeenx Thij Bes", "05032015")
	b.Ctrl(fyne.KeyS)
	b.on("household")
	b.Ctrl(fyne.KeyN)
	b.on("child")

	b.typeChild("Nguyeenx Thij Bes", "05032015")

	if !b.Shows("Nguyễn Thị Bé · 05/3/2015") || !b.Shows("giống tên") {
		t.Fatal("the child on record is not shown")
	}
	b.Ctrl(fyne.KeyJ)
	b.Type("2") // another child
	if b.Shows("giống tên") {
		t.Error("it is still asked about")
	}
	b.Ctrl(fyne.KeyS)
	if n := len(b.household(46).Persons); n != 2 {
		t.Errorf("%d children, want 2", n)
	}
}

// home makes a home folder with a list in it, for one test.
func home(t *testing.T, rows ...string) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	if err := os.WriteFile(filepath.Join(dir, "lop-1a.csv"), []byte(strings.Join(rows, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

const listHead = "Họ và tên,Ngày sinh,Giới tính,Dân tộc,Số định danh,Họ tên mẹ,Chủ hộ,Ấp"

func TestAListIsTakenOverByKeysAlone(t *testing.T) {
	b := newBench(t)
	home(t, listHead,
		"LÊ THỊ MỚI,05/03/2015,Nữ,Kinh,96315900123,TRẦN THỊ ÚT,LÊ VĂN HAI,ấp 4",
		"Lê Thị  Mới,05/03/2015,nu,Kinh,,Trần Thị Ut,Lê Văn Hai,ấp 4",
		"Lê Văn Xa,05/03/2015,Nam,Kinh,,Trần Thị Ba,Lê Văn Tư,ấp 99")
	b.Ctrl(fyne.Key4)
	b.on("import")
	b.Type("lop")
	b.Press(fyne.KeyReturn) // the file; it is read
	b.Ctrl(fyne.KeyS)
	b.on("importpreview")
	b.Type("1") // what is new
	if !b.Shows("đã trả lại số 0 đầu") || b.Shows("=fix") {
		t.Error("the preview does not say in words what it mended")
	}
	b.Ctrl(fyne.KeyS)
	b.on("import")
	b.wantSaid("Đã ghi: tạo mới 1, thay đổi 0, khớp 0, giữ lại 2.")

	b.Ctrl(fyne.Key3)
	b.on("cleaning")
	if !b.Shows("Lê Thị Mới") || !b.Shows("Nhận cả 2 việc cùng loại") {
		t.Error("the capitals are not proposed to be written small")
	}
	b.Type("2") // agree to all
	b.wantSaid("Đã ghi. Ctrl+U hoàn tác.")
	b.Type("3") // nothing is left there: the filter has the focus, held rows
	if !b.Shows("Có thể đã có trẻ này") || !b.Shows("Không rõ ấp nào") {
		t.Error("the held rows are not shown")
	}
	b.Press(fyne.KeyReturn)
	b.Type("2") // see the child that it may be
	b.on("child")
	b.Press(fyne.KeyEscape)
	b.on("cleaning")
	b.Type("1") // it is that child
	b.wantSaid("Đã ghi. Ctrl+U hoàn tác.")
	if b.Shows("Có thể đã có trẻ này") {
		t.Error("the row is still held")
	}

	b.Ctrl(fyne.Key4)
	if !b.Shows("Hoàn tác lần nhập lop-1a.csv") {
		t.Error("the import can't be taken back")
	}
}

func TestABadFileIsToldBesideItsField(t *testing.T) {
	b := newBench(t)
	dir := home(t, "không có, tiêu đề", "1,2")
	if err := os.WriteFile(filepath.Join(dir, "cu.csv"), []byte("PK\x03\x04 hỏng"), 0o600); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"lop": "Không thấy dòng tiêu đề", "cu": "Tệp bị hỏng"} {
		b.Ctrl(fyne.Key1)
		b.Ctrl(fyne.Key4)
		b.Type(text)
		b.Press(fyne.KeyReturn)
		if !b.Shows(want) {
			t.Errorf("%s: %q is not said", text, want)
		}
	}
}

func TestPoliceListAndAnswersByKeysAlone(t *testing.T) {
	b := newBench(t)
	dir := home(t)
	b.newChild()
	b.typeChild("Nguyeenx Thij Bes", "05032015")
	b.Type("2")
	b.Ctrl(fyne.KeyS)
	b.shell.ChooseHamlet(b.province.Hamlets[0].Unit)
	b.Ctrl(fyne.Key5)
	b.on("police")
	b.Type("1") // make a list
	b.wantSaid("Đã lập DS-01: 1 trẻ.")
	b.Type("3") // PDF
	if found, _ := filepath.Glob(filepath.Join(dir, "Documents", "ThamHo", "DS-01_*.pdf")); len(found) != 1 {
		t.Errorf("printed %v", found)
	}
	b.Type("2") // answers
	b.on("policeanswers")
	if !b.Shows("Nguyễn Thị Bé") {
		t.Error("whose line it is is not shown")
	}
	b.Type("1") // number given
	b.Press(fyne.KeyTab)
	b.Type("096315922233")
	b.Press(fyne.KeyTab)
	b.Type("096315922323")
	b.Ctrl(fyne.KeyS)
	b.wantSaid("Hai lần gõ khác nhau ở số thứ 10.")
	b.Type("096315922233")
	b.Press(fyne.KeyTab)
	b.Type("096315922233")
	b.Ctrl(fyne.KeyS)
	b.wantSaid("Đã ghi STT 1.")
	if c := b.child(46); c.Number.PIN != "096315922233" || c.Number.Standing != registry.Verified {
		t.Errorf("number %+v", c.Number)
	}
	b.Press(fyne.KeyEscape)
	b.on("police")
	b.Type("7") // the clerk's number
	b.on("policeback")
	b.Type("12/DS-UBND")
	b.Ctrl(fyne.KeyS)
	b.on("police")
	if !b.Shows("12/DS-UBND") {
		t.Error("the clerk's number is not shown")
	}
	b.Type("8")
	b.wantSaid("Đã đánh dấu 1 trẻ đã nhập phần mềm.")
	c := b.child(46)
	if !c.IsEntered() || c.Entered.By == "" {
		t.Errorf("entered %+v", c.Entered)
	}

	b.shell.Resurvey()
	b.on("resurvey")
	if !b.Shows("Nguyễn Thị Bé") {
		t.Error("the entered child is not in the sample")
	}
	b.Type("2")
	b.wantSaid("Đã ghi phúc tra Nguyễn Thị Bé.")
	if c := b.child(46); c.Resurveyed != registry.Differs || !b.Shows("khớp 0/1 (0 %)") {
		t.Errorf("looked at again: %q", c.Resurveyed)
	}
	b.Ctrl(fyne.KeyU)
	if c := b.child(46); c.Resurveyed != registry.NotResurveyed {
		t.Error("the second look is not taken back")
	}
}

// The police's answers come as a file: what fits is written, what does not is
// typed from the paper.
func TestPoliceAnswersFromAFileByKeysAlone(t *testing.T) {
	b := newBench(t)
	dir := home(t)
	for _, name := range []string{"Nguyeenx Thij Bes", "Lee Vawn Tis"} {
		b.newChild()
		b.typeChild(name, "05032015")
		b.Type("2")
		b.Ctrl(fyne.KeyS)
		b.on("household")
		b.Press(fyne.KeyEscape)
	}
	b.shell.ChooseHamlet(b.province.Hamlets[0].Unit)
	b.Ctrl(fyne.Key5)
	b.Type("1") // make a list
	b.wantSaid("Đã lập DS-01: 2 trẻ.")
	answers := "STT,Họ và tên,Ngày sinh,Số định danh,Kết quả\n1,Nguyễn Thị Bé,05/3/2015,96315922233,có số\n2,Lê Văn Tí,05/3/2015,,không rõ\n9,Ai Đó,,,có số\n"
	if err := os.WriteFile(filepath.Join(dir, "cong-an.csv"), []byte(answers), 0o600); err != nil {
		t.Fatal(err)
	}

	b.Type("9")
	b.on("policefile")
	b.shot("policefile")
	b.Type("cong")
	b.Press(fyne.KeyReturn)
	b.on("policerows")
	if !b.Shows("«không rõ»") || !b.Shows("STT ngoài danh sách này") {
		t.Error("what is held is not shown with its reason")
	}
	b.shot("policerows-held")
	b.Type("1")
	b.shot("policerows-ready")
	b.Ctrl(fyne.KeyS)
	b.wantSaid("Đã ghi 1 dòng, giữ lại 2.")
	if !b.Shows("096 315 922 233") {
		b.Type("2") // on record now
	}
	b.Type("4")
	b.Press(fyne.KeyDown, fyne.KeyReturn) // type the held line from the paper
	b.on("policeanswers")
	if !b.Shows("Lê Văn Tí") {
		t.Error("the form is not at the row's line")
	}
	b.Type("3")
	b.Ctrl(fyne.KeyS)
	b.Press(fyne.KeyEscape)
	b.on("policerows")
	b.Press(fyne.KeyEscape)
	b.on("police")
	if !b.Shows("2/2") {
		t.Error("not all lines are answered")
	}
	b.shot("police")
}

// A school's list of the whole hamlet shows who is not on it.
func TestAWholeListShowsWhoIsNotOnIt(t *testing.T) {
	b := newBench(t)
	home(t, listHead, "Lê Thị Mới,05/03/2015,Nữ,Kinh,,Trần Thị Út,Lê Văn Hai,ấp 4")
	b.newChild()
	b.typeChild("Nguyeenx Thij Bes", "05032015")
	b.Type("2")
	b.Ctrl(fyne.KeyS)
	b.Ctrl(fyne.Key4)
	b.Type("lop")
	b.Press(fyne.KeyReturn)
	b.on("import")
	b.shot("import-columns")
	b.Type("5")
	b.Ctrl(fyne.KeyS)
	b.on("importpreview")
	b.Type("5")
	if !b.Shows("Nguyễn Thị Bé") {
		t.Error("who is not on the list is not shown")
	}
}

// A list whose head is not found, or found in the wrong row, is pointed at.
func TestTheHeadOfAListIsPointedAt(t *testing.T) {
	b := newBench(t)
	home(t, "Danh sách lớp 1A,,", "Cháu,Sinh,Ở", "Lê Thị Mới,05/03/2015,ấp 4", "Lê Văn Hai,06/03/2015,ấp 4")
	b.Ctrl(fyne.Key4)
	b.Type("lop")
	b.Press(fyne.KeyReturn)
	b.on("import")
	if !b.Shows("Không thấy dòng tiêu đề") || !b.Shows("Ghép cột · 3 dòng") {
		t.Error("it is not said that no head was found")
	}
	b.shot("import-head")
	b.Type("2")
	b.Ctrl(fyne.KeyS)
	if !b.Shows("Cháu") || !b.Shows("Ghép cột · 2 dòng") || b.Shows("Không thấy dòng tiêu đề") {
		t.Error("the second row is not the head")
	}
	b.Ctrl(fyne.KeyS)
	b.wantSaid("Chưa có cột họ và tên")
	b.Press(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
	for _, what := range []string{"hoj vaf teen", "ngayf sinh", "aaps"} {
		for range len("Không dùng") {
			b.Press(fyne.KeyBackspace)
		}
		b.Type(what)
		b.Press(fyne.KeyReturn)
	}
	b.Ctrl(fyne.KeyS)
	b.on("importpreview")
	if !b.Shows("Lê Thị Mới") || !b.Shows("Ghi 2 dòng") {
		t.Error("the rows below it are not read")
	}
}

// What was said of the columns of one of the ministry's lists is known for the
// next, though its head is another one.
func TestTheColumnsOfAKindOfListAreKnownAgain(t *testing.T) {
	b := newBench(t)
	dir := home(t, "Họ và tên,Mã TE,Ngày sinh,Số định danh,Ấp", "Lê Thị Mới,Trần Thị Út,05/03/2015,381234567,ấp 4")
	second := "STT,Mã TE,Họ và tên,Ngày sinh,Số định danh,Ấp\n1,Trần Thị Bảy,Lê Thị Hai,06/03/2015,12345,ấp 4"
	if err := os.WriteFile(filepath.Join(dir, "thang-hai.csv"), []byte(second), 0o600); err != nil {
		t.Fatal(err)
	}
	b.Ctrl(fyne.Key4)
	b.Type("lop")
	b.Press(fyne.KeyReturn)
	b.Type("3") // the ministry's list of wrong numbers
	b.Press(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
	for range len("Không dùng") { // the column that the program did not know
		b.Press(fyne.KeyBackspace)
	}
	b.Type("hoj teen mej")
	b.Press(fyne.KeyReturn)
	b.shot("import-kind")
	b.Ctrl(fyne.KeyS)
	b.on("importpreview")
	b.Ctrl(fyne.KeyS)
	b.on("import")

	b.Type("thang")
	b.Press(fyne.KeyReturn)
	b.Type("3")
	b.Ctrl(fyne.KeyS)
	b.on("importpreview")
	b.Ctrl(fyne.KeyS)

	found, err := b.laptop.Work.HouseholdKeys(t.Context(), registry.HouseholdQuery{Text: "le thi hai"})
	b.check(err)
	if len(found) != 1 {
		t.Fatalf("%d households of the second list", len(found))
	}
	rows, err := b.laptop.Work.HouseholdRows(t.Context(), found)
	b.check(err)
	page, err := b.laptop.Work.Household(t.Context(), rows[0].ID)
	b.check(err)
	c := page.Persons[0].Value
	if c.Mother != "Trần Thị Bảy" || !c.IsEntered() || c.Note != "Số ghi trong danh sách: 12345" {
		t.Errorf("mother %q, entered %v, note %q", c.Mother, c.IsEntered(), c.Note)
	}
}

// The paper with which a hamlet is walked, in the order in which it is keyed back.
func TestTheReviewSheetIsPrinted(t *testing.T) {
	b := newBench(t)
	dir := home(t)
	b.shell.Review()
	b.wantSaid("Chọn ấp trước khi lập giấy tờ")
	b.shell.ChooseHamlet(b.province.Hamlets[0].Unit)
	b.shell.Review()
	b.wantSaid("Đã lưu vào")
	if found, _ := filepath.Glob(filepath.Join(dir, "Documents", "ThamHo", "PRS_*.pdf")); len(found) != 1 {
		t.Errorf("printed %v", found)
	}
}

func TestExportAsksForItsPurpose(t *testing.T) {
	b := newBench(t)
	dir := home(t)
	b.newChild()
	b.typeChild("Nguyeenx Thij Bes", "05032015")
	b.Ctrl(fyne.KeyS)
	b.shell.ChooseHamlet(b.province.Hamlets[0].Unit)
	b.shell.Export()
	b.on("export")
	b.Ctrl(fyne.KeyS)
	b.wantSaid("Chưa ghi mục đích.")
	b.Type("Doois chieeus nawm hocj")
	b.Ctrl(fyne.KeyS)
	b.wantSaid("Đã lưu vào")
	if found, _ := filepath.Glob(filepath.Join(dir, "Documents", "ThamHo", "*.xlsx")); len(found) != 1 {
		t.Errorf("exported %v", found)
	}
}

// A report keeps the count of its day and comes out twice: to sign, and to go on
// writing in. The list of rules is there to be read.
func TestReportAndRules(t *testing.T) {
	b := newBench(t)
	dir := home(t)
	b.shell.ChooseHamlet(b.province.Hamlets[0].Unit)
	b.shell.Report()
	b.wantSaid("Đã lưu vào")
	if found, _ := filepath.Glob(filepath.Join(dir, "Documents", "ThamHo", "BC_*")); len(found) != 2 {
		t.Errorf("wrote %v", found)
	}
	b.shell.Rules()
	b.on("rules")
	if !b.Shows("không lưu") || b.Shows("<no value>") {
		t.Error("the rules are not shown in words")
	}
}

// A list that differs is heard beside what is on record; one digit chooses.
func TestADisputeIsSettledByOneDigit(t *testing.T) {
	b := newBench(t)
	home(t, listHead, "Nguyễn Thị Bé,06/03/2015,Nữ,Khmer,096315912345,,,ấp 4")
	b.newChild()
	b.typeChild("Nguyeenx Thij Bes", "05032015")
	b.Type("2")
	b.Press(fyne.KeyTab, fyne.KeyTab)
	b.Type("096315912345")
	b.Ctrl(fyne.KeyS)
	was := b.child(46).Birth
	b.Ctrl(fyne.Key4)
	b.Type("lop")
	b.Press(fyne.KeyReturn)
	b.Ctrl(fyne.KeyS)
	b.on("importpreview")
	b.Ctrl(fyne.KeyS)
	b.Ctrl(fyne.Key3)
	b.on("cleaning")
	if !b.Shows("Chọn 06/3/2015") || !b.Shows("máy này") {
		t.Fatal("both values are not shown with who wrote them")
	}
	b.Type("3") // ask the family: it stays, and says so
	if !b.Shows("đang hỏi gia đình") {
		t.Error("that the family is asked is not shown")
	}
	b.Type("2")
	b.wantSaid("Đã ghi.")
	if c := b.child(46); c.Birth == was || b.Shows("Chọn 06/3/2015") {
		t.Errorf("chosen %v, was %v", c.Birth, was)
	}
}

// The work of a hamlet goes to somebody else: what is open is told, the book is
// written, and nothing has to be sent first.
func TestHandOverByKeysAlone(t *testing.T) {
	b := newBench(t)
	dir := home(t)
	b.newChild()
	b.typeChild("Nguyeenx Thij Bes", "05032015")
	b.Ctrl(fyne.KeyS)
	b.shell.ChooseHamlet(b.province.Hamlets[0].Unit)
	b.Ctrl(fyne.Key5)
	b.Type("1") // a list at the police
	b.shell.HandOver()
	b.on("handover")
	if !b.Shows("DS-01: 1 trẻ, 0 ngày") {
		t.Error("what lies at the police is not told")
	}
	b.Ctrl(fyne.KeyS)
	b.wantSaid("Chưa ghi người nhận.")
	b.Type("Traanf Vawn Moiws")
	b.Ctrl(fyne.KeyP)
	b.wantSaid("Đã lưu vào")
	b.Ctrl(fyne.KeyS)
	b.wantSaid("Đã bàn giao cho Trần Văn Mới.")
	if found, _ := filepath.Glob(filepath.Join(dir, "Documents", "ThamHo", "so-ban-giao_*.pdf")); len(found) != 1 {
		t.Errorf("the book: %v", found)
	}
}

// Without a network: one digit writes the bundle, the other takes the receipt.
func TestTheSyncPageCarriesByHand(t *testing.T) {
	b := newBench(t)
	b.Ctrl(fyne.Key2)
	b.on("sync")
	b.Type("1")
	b.wantSaid("Đã ghi gói vào /media/usb/goi.thamho")
	b.Type("2")
	b.wantSaid("Không thấy biên nhận nào")
}
