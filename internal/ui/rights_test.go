package ui

import (
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
)

// later moves the clock of the laptop and opens the window anew.
func (b *bench) later(days int) {
	at := b.province.Now().AddDate(0, 0, days)
	b.province.Now = func() time.Time { return at }
	b.start()
}

// rights opens the screen for ấp 4.
func (b *bench) rights() {
	b.t.Helper()
	b.shell.ChooseHamlet(b.province.Hamlets[0].Unit)
	b.shell.Rights()
	b.on("rights")
}

func (b *bench) book() fieldwork.RightsBook {
	b.t.Helper()
	out, err := b.shell.work.RightsBook(b.t.Context(), b.province.Hamlets[0].Unit)
	b.check(err)
	return out
}

// Somebody asks, is acknowledged, put off and answered, by keys alone; the clock
// is told in days.
func TestARequestGoesItsWayByKeysAlone(t *testing.T) {
	b := newOffice(t)
	b.rights()
	if !b.Shows("chưa có ai yêu cầu") {
		t.Error("an empty list does not say so")
	}
	b.shot("rights-empty")
	b.Type("1") // a new one
	b.on("rightsrequest")
	b.Type("3") // delete
	b.Press(fyne.KeyTab)
	b.Ctrl(fyne.KeyS)
	b.on("rightsrequest")
	if !b.Shows("Chưa ghi ai yêu cầu") {
		t.Error("what is missing is not said beside its row")
	}
	b.Type("Traanf Thij Hoa")
	b.Press(fyne.KeyTab)
	b.Type("1") // mother
	b.Press(fyne.KeyTab)
	b.Type("nguyen")
	b.Press(fyne.KeyReturn) // the child, and on
	b.Type("10012023")
	b.shot("rights-request")
	b.Press(fyne.KeyEscape) // leaves; what was typed stays
	b.Ctrl(fyne.KeyN)
	b.Ctrl(fyne.KeyS)
	b.on("rights")
	r := b.book().Requests
	if len(r) != 1 || r[0].Value.Kind != registry.AskDelete || r[0].Value.By != "Trần Thị Hoa" || r[0].Value.Person != b.household(47).Persons[0].ID || r[0].Value.Relation != registry.ByMother {
		t.Fatalf("wrote %+v", r)
	}
	if !b.Shows("Còn 2 ngày") || !b.Shows("12/01/2023") {
		t.Error("the two working days are not told")
	}

	b.Type("2") // acknowledged
	b.wantSaid("báo nhận")
	if !b.Shows("Còn 20 ngày") {
		t.Error("the days of the answer are not told")
	}
	b.later(21)
	b.rights()
	b.shot("rights-late")
	if !b.Shows("Trễ 1 ngày") {
		t.Error("a late answer is not told")
	}
	b.Type("3")
	b.wantSaid("Không gia hạn được")
	b.later(-6)
	b.rights()
	b.Type("3")
	b.on("rightsputoff")
	b.Type("chowf tinhr")
	b.Ctrl(fyne.KeyS)
	if !b.Shows("Còn 25 ngày") {
		t.Error("it is not put off by as much again")
	}
	b.Type("3") // once
	b.wantSaid("Không gia hạn được")
	b.Type("1")
	b.on("rightsanswer")
	b.Type("2") // refused
	b.Press(fyne.KeyTab)
	b.Type("Duwx lieeuj theo nhieemj vuj")
	b.Press(fyne.KeyTab)
	b.Type("25012023")
	b.Ctrl(fyne.KeyS)
	b.on("rights")
	if v := b.book().Requests[0].Value; !v.Refused || v.Answer != "Dữ liệu theo nhiệm vụ" || !b.Shows("Từ chối có lý do 25/01/2023") {
		t.Errorf("answered %+v", v)
	}
	b.shot("rights-answered")
	b.Ctrl(fyne.KeyU)
	b.wantSaid("Đã hoàn tác việc vừa ghi về yêu cầu")
	if b.book().Requests[0].Value.Closed.Known() {
		t.Error("the answer is not taken back")
	}
}

// A complaint gets the number of its year.
func TestAComplaintIsNumbered(t *testing.T) {
	b := newOffice(t)
	b.rights()
	b.complain("Oong Ba")
	b.complain("Oong Tuw")
	c := b.book().Complaints
	if len(c) != 2 || c[0].Value.Code() != "PA-2023-001" || c[1].Value.Code() != "PA-2023-002" || !b.Shows("PA-2023-002") {
		t.Errorf("%+v", c)
	}
}

func (b *bench) complain(by string) {
	b.t.Helper()
	b.tab(2)
	b.Ctrl(fyne.KeyN)
	b.on("rightscomplaint")
	b.Type(by)
	b.Press(fyne.KeyTab)
	b.Type("danh sachs bij dans")
	b.Press(fyne.KeyTab)
	b.Type("09012023")
	b.Ctrl(fyne.KeyS)
	b.on("rights")
}

// tab chooses a list of the screen: ↑ on the first row is the filter's.
func (b *bench) tab(n int) {
	b.t.Helper()
	b.Press(fyne.KeyUp, fyne.KeyUp, fyne.KeyUp)
	b.Type(string(rune('0' + n)))
}

// Consent shows what is read out, and a child of seven is asked too.
func TestConsentAsksTheChildToo(t *testing.T) {
	b := newOffice(t)
	b.rights()
	b.tab(3)
	b.Ctrl(fyne.KeyN)
	b.on("rightsconsent")
	b.Type("nguyen")
	b.Press(fyne.KeyReturn)
	b.Type("2") // publication
	if !b.Shows("bảng tin") {
		t.Error("the text that is read out is not shown")
	}
	b.Press(fyne.KeyTab)
	b.Type("Traanf Thij Hoa")
	b.Press(fyne.KeyTab)
	b.Type("1")
	b.Press(fyne.KeyTab)
	b.Type("1") // signed
	b.Press(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
	b.Type("10012023")
	b.Ctrl(fyne.KeyS)
	b.on("rightsconsent")
	if !b.Shows("phải hỏi cả trẻ") {
		t.Errorf("a child of seven was not asked: %s", b.said())
	}
	b.shot("rights-consent")
	b.Type("1") // the child agrees: the focus is there
	b.Ctrl(fyne.KeyS)
	b.on("rights")
	c := b.book().Consents
	if len(c) != 1 || !c[0].Value.ChildToo || c[0].Value.Text == "" || !b.Shows("Đang có hiệu lực") {
		t.Fatalf("%+v", c)
	}
	b.Press(fyne.KeyDown)
	b.Type("2")
	if !b.book().Consents[0].Value.Withdrawn.Known() {
		t.Error("it is not withdrawn")
	}
}

// Who is sixteen is let go by one digit for all, taken back, and erased after the
// days of grace, once that was asked again.
func TestWhoIsSixteenIsLetGoByOneDigit(t *testing.T) {
	b := newOffice(t)
	base := b.household(47).Persons[0]
	after := base.Value
	after.Birth, after.Number = registry.Date{Year: 2006, Month: 9, Day: 5}, registry.Number{}
	_, err := b.laptop.CorrectChild(t.Context(), base, after, "")
	b.check(err)
	b.rights() // it arrives where there is something to do
	if !b.Shows("Chưa quyết định") {
		t.Fatal("who is sixteen is not listed")
	}
	b.Type("3")
	b.wantSaid("Thôi giữ 1 hồ sơ")
	b.Ctrl(fyne.KeyU)
	if !b.Shows("Chưa quyết định") {
		t.Error("not taken back")
	}
	b.Type("3")
	b.Type("5")
	b.wantSaid("Chưa hồ sơ nào xoá hẳn được")
	b.later(registry.GraceDays)
	b.rights()
	b.tab(4)
	b.Press(fyne.KeyDown)
	if !b.Shows("Còn điều chưa gửi tỉnh") {
		t.Error("that the province lacks some of it is not told")
	}
	b.province.Carry(b.province.Hamlets[0], b.laptop)
	b.start()
	b.rights()
	b.Type("5")
	if !b.Shows("không hoàn tác được") {
		t.Fatal("nobody is asked again")
	}
	b.shot("rights-sure")
	b.Type("1") // leave it
	if len(b.book().Grown) != 1 {
		t.Fatal("erased although it was left")
	}
	b.Type("5")
	b.Type("2")
	b.wantSaid("Đã xoá hẳn 1 hồ sơ, để lại 0")
	if len(b.book().Grown) != 0 || len(b.household(47).Persons) != 0 {
		t.Error("it is still there")
	}
	if !b.Shows("Không còn hồ sơ nào") {
		t.Error("the empty list does not say so")
	}
}

// The report of the check is one key.
func TestTheComplianceReportIsOneKey(t *testing.T) {
	b := newOffice(t)
	dir := home(t)
	b.rights()
	b.Ctrl(fyne.KeyP)
	if found, _ := filepath.Glob(filepath.Join(dir, "Documents", "ThamHo", "TT_*.pdf")); len(found) != 1 {
		t.Errorf("papers %v; said %q", found, b.said())
	}
}
