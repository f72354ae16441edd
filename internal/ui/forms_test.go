package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

func userOf(b *bench) uuid.UUID {
	id, err := b.laptop.Store.Identity(b.t.Context())
	b.check(err)
	return id.User
}

// child returns the only child of household 46 or fails.
func (b *bench) child(stt int) registry.Person {
	b.t.Helper()
	people := b.household(stt).Persons
	if len(people) != 1 {
		b.t.Fatalf("%d people in household %d", len(people), stt)
	}
	return people[0].Value
}

// newChild opens the form of a new child of household 46.
func (b *bench) newChild() {
	b.t.Helper()
	b.Press(fyne.KeyReturn)
	b.Ctrl(fyne.KeyN)
	b.on("child")
}

func TestAddChildByKeysAlone(t *testing.T) {
	b := newBench(t)
	b.newChild()
	b.Type("Nguyeenx Thij AAmr Ys") // Telex
	b.Press(fyne.KeyTab)
	b.Type("05032015")
	b.Press(fyne.KeyTab)
	b.Type("2")
	b.Press(fyne.KeyTab) // ethnic group
	b.Type("khm")
	b.Press(fyne.KeyReturn) // takes Khmer and goes on
	b.Type("096315912345")
	b.Press(fyne.KeyTab) // where it was read
	b.Type("1")
	b.Press(fyne.KeyTab) // the reason is idle: mother
	b.Type("Traanf Thij Bes")
	b.Press(fyne.KeyTab, fyne.KeyTab) // father, its box
	b.Type("1")
	b.Ctrl(fyne.KeyS)

	b.on("household")
	c := b.child(46)
	want := registry.Person{
		Household: c.Household, Name: "Nguyễn Thị Ẩm Ý", Birth: registry.Date{Year: 2015, Month: 3, Day: 5}, Sex: registry.Female,
		Ethnic: "Khmer", Mother: "Trần Thị Bé", NoFather: true, Presence: registry.Presence{Where: registry.AtHome},
		Number: registry.Number{PIN: "096315912345", Source: registry.FromCertificate, Standing: registry.Declared},
	}
	if got, wanted := must(registry.Encode(c)), must(registry.Encode(want)); !equal(got, wanted) {
		t.Errorf("wrote %s\nwant  %s", got, wanted)
	}
	b.wantSaid("Đã lưu hồ sơ Nguyễn Thị Ẩm Ý")
}

func must(f registry.Fields, err error) registry.Fields {
	if err != nil {
		panic(err)
	}
	return f
}

func equal(a, b registry.Fields) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if string(b[k]) != string(v) {
			return false
		}
	}
	return true
}

func TestChildOfNothingIsHeld(t *testing.T) {
	b := newBench(t)
	b.newChild()
	b.Ctrl(fyne.KeyS)
	b.on("child")
	b.wantSaid("Chưa có họ tên")
}

func TestAbsurdDateIsHeldBeforeTheStore(t *testing.T) {
	b := newBench(t)
	writes := b.disk.writes
	for _, date := range []string{"31022015", "99", "01013000", "32", "11012023"} {
		b.newChild()
		b.Type("Nguyeenx Vawn Tes")
		b.Press(fyne.KeyTab)
		b.Type(date)
		b.Ctrl(fyne.KeyS)
		b.on("child")
		b.Press(fyne.KeyEscape, fyne.KeyEscape)
		b.on("households")
	}
	if b.disk.writes != writes {
		t.Errorf("%d absurd dates were written", b.disk.writes-writes)
	}
}

// Half of everything: a draft keeps what is not a value yet.
func TestDraftOfChildKeepsHalfTypedFields(t *testing.T) {
	b := newBench(t)
	b.newChild()
	b.Type("Nguyeenx Vawn Tes")
	b.Press(fyne.KeyTab)
	b.Type("0503")
	b.Press(fyne.KeyTab, fyne.KeyTab)
	b.Type("Kh")
	b.Press(fyne.KeyEscape) // lifts the list
	b.Press(fyne.KeyTab)
	b.Type("0963")
	b.typingRests()

	b.start()
	b.newChild()

	f := b.shell.current().(interface{ Save() })
	f.Save()
	b.on("child")
	drafts, err := b.laptop.Store.Drafts(t.Context(), userOf(b))
	b.check(err)
	body := string(drafts[0].Body)
	for _, part := range []string{`"Nguyễn Văn Té"`, `"0503"`, `"Kh"`, `"0963"`} {
		if !strings.Contains(body, part) {
			t.Errorf("the draft %s lacks %s", body, part)
		}
	}
}

// openChild opens the child of household 47.
func (b *bench) openChild() {
	b.t.Helper()
	b.Ctrl(fyne.KeyF)
	b.Type("047")
	b.Press(fyne.KeyReturn, fyne.KeyReturn)
	b.on("child")
}

func TestLostZeroIsGivenBack(t *testing.T) {
	b := newBench(t)
	b.openChild()
	b.Press(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
	b.Type("96315912345")
	b.Press(fyne.KeyTab)
	b.PressShift(fyne.KeyTab)
	b.Ctrl(fyne.KeyE)
	b.Type("1")
	b.Ctrl(fyne.KeyS)
	b.on("household")
	if pin := b.child(47).Number.PIN; pin != "096315912345" {
		t.Errorf("the number is %q", string(pin))
	}
}

func TestStrangeNumberTakesAReason(t *testing.T) {
	b := newBench(t)
	b.openChild()
	b.Press(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
	b.Type("096215912345") // a boy's
	b.Press(fyne.KeyTab)
	b.PressShift(fyne.KeyTab)
	b.Ctrl(fyne.KeyE)
	b.Type("2")
	b.Ctrl(fyne.KeyS)
	b.on("household")
	if n := b.child(47).Number; n.Reason != "cax" || n.PIN != "096215912345" {
		t.Errorf("the number is held as %q for %q", string(n.PIN), n.Reason)
	}
}

func TestNothingChangedWritesNothing(t *testing.T) {
	b := newBench(t)
	b.openChild()
	writes := b.disk.writes
	b.Ctrl(fyne.KeyS)
	b.on("household")
	b.wantSaid("Không có gì thay đổi")
	if b.disk.writes != writes {
		t.Error("something was written")
	}
}

func TestOtherEthnicGroupThanTheListIsHeld(t *testing.T) {
	b := newBench(t)
	b.openChild()
	b.Press(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
	b.Type("zzz")
	b.Ctrl(fyne.KeyS)
	b.on("child")
	if got := b.child(47).Ethnic; got != "Kinh" {
		t.Errorf("the group became %q", got)
	}
}

// A correction that was left as a draft must not take back what others wrote
// meanwhile in fields that it never touched.
func TestOldDraftLeavesNewValuesAlone(t *testing.T) {
	b := newBench(t)
	b.openChild()
	b.Press(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyTab) // mother
	b.Type("Traanf Thij Uts")
	b.Press(fyne.KeyEscape)
	base, err := b.laptop.Store.Person(t.Context(), b.household(47).Persons[0].ID)
	b.check(err)
	after := base.Value
	after.Note = "người khác ghi"
	after.Name = "Nguyễn Thị Đào Em"
	if _, err := b.laptop.CorrectChild(t.Context(), base, after, ""); err != nil {
		t.Fatal(err)
	}

	b.Press(fyne.KeyReturn) // the draft opens
	b.on("child")
	b.Ctrl(fyne.KeyS)

	c := b.child(47)
	if c.Mother != "Trần Thị Út" || c.Name != "Nguyễn Thị Đào Em" || c.Note != "người khác ghi" {
		t.Errorf("mother %q, name %q, note %q", c.Mother, c.Name, c.Note)
	}
}

func TestAddHousehold(t *testing.T) {
	b := newBench(t)
	b.Ctrl(fyne.KeyG)
	b.on("hamlets")
	b.Type("7")
	b.Press(fyne.KeyReturn)
	b.on("households")
	b.Ctrl(fyne.KeyN)
	b.on("addhousehold")
	b.Type("12")
	b.Press(fyne.KeyTab)
	b.Type("Lee Vawn Ba")
	b.Ctrl(fyne.KeyS)
	b.on("household")
	h := b.household(12).Household.Value
	if h.Head != "Lê Văn Ba" || h.Hamlet != b.province.Hamlets[1].Unit {
		t.Errorf("added %+v", h)
	}
}

// The paper of one hamlet is put away when another is chosen, also when one
// comes back.
func TestChoosingAHamletPutsThePaperAway(t *testing.T) {
	b := newBench(t)
	b.sheet()
	for _, name := range []string{"7", "4"} {
		b.Ctrl(fyne.KeyG)
		b.Type(name)
		b.Press(fyne.KeyReturn)
	}
	if b.shell.work.Sheet(b.province.Hamlets[0].Unit).Known() {
		t.Error("the paper of ấp 4 came back by itself")
	}
}

func TestLeafThroughHouseholds(t *testing.T) {
	b := newBench(t)
	b.Press(fyne.KeyReturn) // 46
	b.Ctrl(fyne.KeyPageDown)
	b.Ctrl(fyne.KeyPageDown)
	b.Ctrl(fyne.KeyPageDown)
	b.wantSaid("Hết danh sách")
	b.Ctrl(fyne.KeyT)
	b.Type("1")
	b.sheet()
	b.Ctrl(fyne.KeyS)
	if n := len(b.household(48).Visits); n != 1 {
		t.Errorf("the third household has %d visits", n)
	}
}

// What was missing is not missed any more once it is chosen, before the row is
// left.
func TestChoiceTakesItsRemarkAway(t *testing.T) {
	b := newBench(t)
	b.newChild()
	b.Type("Nguyeenx Thij Bas")
	b.Press(fyne.KeyTab)
	b.Type("05032021")
	b.Press(fyne.KeyTab)
	if !b.Shows("Chưa chọn giới tính") {
		t.Fatal("nothing is said of the sex")
	}
	b.Type("2")
	if b.Shows("Chưa chọn giới tính") {
		t.Error("the sex is chosen and still missed")
	}
}

// The tabs behind the first: reached by Ctrl+PageDown, saved with the rest, kept
// in the draft, and what is wrong on one brings its tab up.
func TestTabsOfAChildByKeysAlone(t *testing.T) {
	b := newBench(t)
	b.newChild()
	b.typeChild("Nguyeenx Thij Bes", "05032015")
	b.Ctrl(fyne.KeyPageDown)
	b.Type("1")
	b.Press(fyne.KeyTab)
	b.Type("123")
	b.Press(fyne.KeyTab)
	b.Type("01-TP/HT-2015-KS")
	b.Press(fyne.KeyTab)
	b.Type("31022015")
	b.Ctrl(fyne.KeyPageDown)
	b.Type("1990")
	b.Ctrl(fyne.KeyS)
	b.on("child")
	if !b.Shows("không có ngày 31") {
		t.Error("a day that does not exist is not told on its tab")
	}
	b.Press(fyne.KeyEscape)
	b.Ctrl(fyne.KeyN)
	b.Ctrl(fyne.KeyPageDown) // the draft has it all
	b.Press(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
	for range 8 {
		b.Press(fyne.KeyBackspace)
	}
	b.Type("07032015")
	b.Press(fyne.KeyTab, fyne.KeyTab)
	b.Type("xã Tạ An Khương, huyện Đầm Dơi, Cà Mau")
	b.Press(fyne.KeyTab)
	if !b.Shows("xã Tạ An Khương") {
		t.Error("the place is not understood")
	}
	b.Ctrl(fyne.KeyS)
	b.on("household")
	c := b.child(46)
	want := registry.Certificate{Registered: registry.Yes, Number: "123", Book: "01-TP/HT-2015-KS", On: registry.Date{Year: 2015, Month: 3, Day: 7}}
	if c.Certificate != want || c.MotherMore.Born != 1990 || c.BirthPlace != "xã Tạ An Khương, huyện Đầm Dơi, Cà Mau" {
		t.Errorf("wrote %+v, mother %+v, place %q", c.Certificate, c.MotherMore, c.BirthPlace)
	}
}
