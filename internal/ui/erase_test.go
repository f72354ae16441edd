package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"thamho.vn/internal/registry"
)

// openErase opens the form for the only child of household 47.
func (b *bench) openErase() {
	b.t.Helper()
	b.Press(fyne.KeyDown, fyne.KeyReturn)
	b.on("household")
	b.shell.current().(interface{ Erase() }).Erase()
	b.on("erase")
}

// An officer erases a child's data: on a ground, with a reason that keeps nothing
// of it, and the name typed again. Household and visits stay, the log tells it.
func TestAnOfficerErasesAChildByKeysAlone(t *testing.T) {
	b := newOffice(t)
	name := b.child(47).Name
	b.openErase()
	if !b.Shows("Sẽ mất") || !b.Shows("Còn lại") || !b.Shows("Không hoàn tác được") {
		t.Error("what goes and what stays is not said before")
	}
	b.shot("erase")

	b.Ctrl(fyne.KeyS)
	b.wantSaid("Chưa chọn căn cứ xoá")
	b.Type("1")
	b.Ctrl(fyne.KeyS)
	b.wantSaid("Chưa ghi vì sao xoá")
	b.Type("cho " + strings.ToLower(name)) // its row has the focus
	b.Ctrl(fyne.KeyS)
	b.wantSaid("Lý do có tên")
	b.shot("erase-refused")
	b.Press(fyne.KeyTab)
	b.PressShift(fyne.KeyTab)
	b.Type("phieeus 12")
	b.Ctrl(fyne.KeyS)
	b.wantSaid("Họ tên gõ lại không khớp")
	if len(b.household(47).Persons) != 1 {
		t.Fatal("erased without the name")
	}
	b.Type(name)
	b.Ctrl(fyne.KeyS)

	b.on("household")
	b.wantSaid("Đã xoá ở máy này")
	if page := b.household(47); len(page.Persons) != 0 || page.Household.Value.Head == "" {
		t.Errorf("left %+v", page)
	}
	var logged []registry.AuditEntry
	for _, e := range b.disk.log {
		if e.Act == registry.AuditRedaction {
			logged = append(logged, e)
		}
	}
	if len(logged) != 1 || !strings.HasPrefix(logged[0].Why, string(registry.EraseAsked)+": ") || logged[0].Count == 0 {
		t.Errorf("logged %+v", logged)
	}
}

func TestEscErasesNothing(t *testing.T) {
	b := newOffice(t)
	b.openErase()
	b.Press(fyne.KeyEscape)
	b.on("household")
	if len(b.household(47).Persons) != 1 {
		t.Error("Esc erased")
	}
}

// A household goes to another hamlet: what goes along is said, and the page of
// the household tells at once where it lives.
func TestAnOfficerMovesAHousehold(t *testing.T) {
	b := newOffice(t)
	b.Press(fyne.KeyDown, fyne.KeyReturn)
	b.on("household")
	b.shell.current().(interface{ MoveHome() }).MoveHome()
	b.on("movehome")
	if !b.Shows("1 người, 0 lần thăm") {
		t.Error("what goes along is not said")
	}
	b.shot("movehome")
	b.Ctrl(fyne.KeyS)
	b.wantSaid("Chưa chọn ấp đến")
	other := b.province.Hamlets[1]
	b.Type(other.Name)
	b.Press(fyne.KeyReturn)
	b.Ctrl(fyne.KeyS)
	b.wantSaid("Chưa ghi vì sao chuyển")
	b.Type("dowif nhaf")
	b.Ctrl(fyne.KeyS)

	b.on("household")
	b.wantSaid("Đã ghi: chuyển hộ đến ấp " + other.Name)
	if got := b.household(47).Household.Value.Hamlet; got != other.Unit {
		t.Errorf("the household says %v", got)
	}
}

// Both acts stand in the menu without a key: nobody comes upon them by a slip.
func TestErasingHasNoKey(t *testing.T) {
	b := newOffice(t)
	for _, m := range b.shell.menu().Items {
		for _, it := range m.Items {
			if it.Label != "Xoá dữ liệu theo yêu cầu" && it.Label != "Chuyển hộ sang ấp khác" {
				continue
			}
			if _, has := it.Shortcut.(*desktop.CustomShortcut); has {
				t.Errorf("%s has a key", it.Label)
			}
			it.Action() // on the list there is nobody chosen: nothing happens
			b.on("households")
		}
	}
}
