package ui

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/fieldwork/fieldtest"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/screen"
)

// twins gives household 47 a second child that may be the first, of another
// ethnic group.
func (b *bench) twins() (first, second registry.Record[registry.Person]) {
	b.t.Helper()
	other := fieldtest.Child(b.household(47).Household.ID)
	other.Ethnic, other.Number = "Khmer", registry.Number{}
	b.laptop.Child(b.province, other)
	people := b.household(47).Persons
	return people[0], people[1]
}

// listed makes a list for the police of one child without a number.
func (b *bench) listed() {
	b.t.Helper()
	b.newChild()
	b.typeChild("Nguyeenx Thij Bes", "05032015")
	b.Type("2")
	b.Ctrl(fyne.KeyS)
	b.shell.ChooseHamlet(b.province.Hamlets[0].Unit)
	b.Ctrl(fyne.Key5)
	b.Type("1")
}

// Whatever the law wants logged is logged by the screen that does it, on the
// stream that the server countersigns.
func TestTheScreensLogWhatTheyDo(t *testing.T) {
	view, export := registry.AuditView, registry.AuditExport
	for name, c := range map[string]struct {
		do     func(*bench)
		acts   []registry.AuditAct
		fields []string // of the last
	}{
		"the child's form shows a field": {func(b *bench) {
			b.openChild()
			b.Press(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
			b.Type(" ")
		}, []registry.AuditAct{view}, []string{registry.FieldEthnic}},
		"two records show a field side by side": {func(b *bench) {
			b.shell.Compare(b.twins())
			b.on("compare")
			for range 4 {
				b.Press(fyne.KeyTab)
				b.Type(" ")
			}
		}, []registry.AuditAct{view, view}, []string{registry.FieldEthnic}},
		"the pictures of papers are opened": {func(b *bench) {
			path := filepath.Join(b.t.TempDir(), "khai sinh.jpg")
			b.check(os.WriteFile(path, paperPicture(b.t), 0o600))
			b.Press(fyne.KeyReturn)
			b.Ctrl(fyne.KeyI)
			b.shell.current().(screen.Dropper).Drop([]string{path})
			b.Ctrl(fyne.KeyS)
			b.on("photos")
			b.Type("1") // look closely, and back: still the same opening
			b.Press(fyne.KeyEscape)
		}, []registry.AuditAct{view}, []string{registry.FieldPhotos}},
		"a list is exported": {func(b *bench) {
			home(b.t)
			b.shell.ChooseHamlet(b.province.Hamlets[0].Unit)
			b.shell.Export()
			b.Press(fyne.KeyTab)
			b.Type("hopj xax")
			b.Ctrl(fyne.KeyS)
			b.wantSaid("Đã lưu vào")
		}, []registry.AuditAct{export}, []string{registry.FieldEthnic}},
		"a review sheet is printed": {func(b *bench) {
			home(b.t)
			b.shell.ChooseHamlet(b.province.Hamlets[0].Unit)
			b.shell.Review()
			b.wantSaid("Đã lưu vào")
		}, []registry.AuditAct{export}, []string{registry.FieldEthnic}},
		"a list for the police is printed": {func(b *bench) {
			home(b.t)
			b.listed()
			b.Type("3")
			b.wantSaid("Đã lưu vào")
		}, []registry.AuditAct{export}, nil},
		"the forms for the families are printed": {func(b *bench) {
			home(b.t)
			b.listed()
			b.Type("6")
			b.wantSaid("Đã lưu vào")
		}, []registry.AuditAct{export}, []string{registry.FieldEthnic}},
		"two records become one, and two again": {func(b *bench) {
			b.shell.Compare(b.twins())
			b.Ctrl(fyne.KeyS)
			b.Ctrl(fyne.KeyU)
		}, []registry.AuditAct{registry.AuditMerge, registry.AuditUnmerge}, nil},
		"the work is handed over": {func(b *bench) {
			b.shell.ChooseHamlet(b.province.Hamlets[0].Unit)
			b.shell.HandOver()
			b.Type("Traanf Vawn Moiws")
			b.Ctrl(fyne.KeyS)
			b.wantSaid("Đã bàn giao")
		}, []registry.AuditAct{registry.AuditHandover}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			b := newOffice(t)

			c.do(b)

			var acts []registry.AuditAct
			var last registry.AuditEntry
			for _, e := range b.disk.log {
				acts, last = append(acts, e.Act), e
			}
			if !slices.Equal(acts, c.acts) || !slices.Equal(last.Fields, c.fields) {
				t.Errorf("logged %v, the last with fields %v; said %q", acts, last.Fields, b.said())
			}
			if r := b.verify(); r.First != nil || r.Tail != 0 || r.Changes != len(c.acts) {
				t.Errorf("the log: %+v", r)
			}
		})
	}
}
