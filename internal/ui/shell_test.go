package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
)

// «Gặp, không thay đổi» from the list: search by STT, visit, outcome, save and
// next: ten key presses, then two for each household that follows.
func TestVisitByKeysAlone(t *testing.T) {
	b := newBench(t)
	b.sheet()
	b.on("households")

	b.Ctrl(fyne.KeyF)
	b.Type("047")
	b.Ctrl(fyne.KeyT)
	b.on("visit")
	b.Type("1")
	b.Ctrl(fyne.KeyReturn)

	if v := b.household(47).Visits; len(v) != 1 || v[0].Value.Outcome != registry.MetNoChange || v[0].Value.By != "trưởng ấp" || v[0].Value.Sheet != 3 {
		t.Fatalf("visits of 47: %+v", v)
	}
	b.wantSaid("Đã lưu lần thăm hộ 047. Ctrl+U hoàn tác.")
	b.on("visit") // that of 048
	b.Type("3")
	b.Ctrl(fyne.KeyReturn)
	if v := b.household(48).Visits; len(v) != 1 || v[0].Value.Outcome != registry.Away {
		t.Fatalf("visits of 48: %+v", v)
	}
	b.on("households") // 48 was the last
	if b.sync.woken == 0 {
		t.Error("nobody told the sync that something waits")
	}
}

func TestVisitWithoutSheetIsHeldAndKept(t *testing.T) {
	b := newBench(t)
	b.Ctrl(fyne.KeyT)
	b.Type("3")
	b.Press(fyne.KeyTab)
	b.Type("15012023")

	b.Ctrl(fyne.KeyS)

	b.on("visit")
	b.wantSaid("Chưa ghi người đi, ngày đi. Nhấn Ctrl+D.")
	if n := len(b.household(46).Visits); n != 0 {
		t.Fatalf("%d visits were written", n)
	}
	b.sheet() // over the form, and back to it
	b.on("visit")
	b.Ctrl(fyne.KeyS)
	v := b.household(46).Visits
	if len(v) != 1 || v[0].Value.Next != (registry.Date{Year: 2023, Month: 1, Day: 15}) {
		t.Fatalf("what was typed before the sheet is gone: %+v", v)
	}
}

// Esc leaves at once, asks nothing and loses nothing, half a date included.
func TestEscKeepsTheDraft(t *testing.T) {
	b := newBench(t)
	b.Ctrl(fyne.KeyT)
	b.Type("3")
	b.Press(fyne.KeyTab)
	b.Type("1501")
	b.Press(fyne.KeyEscape)
	b.on("households")

	b.Ctrl(fyne.KeyT)

	b.on("visit")
	b.Press(fyne.KeyTab)
	b.Type("15012023") // arriving marked what stood there
	b.sheet()
	b.Ctrl(fyne.KeyS)
	if v := b.household(46).Visits; len(v) != 1 || v[0].Value.Outcome != registry.Away || v[0].Value.Next.Day != 15 {
		t.Fatalf("visits %+v", v)
	}
}

// A power cut costs no more than two seconds of typing.
func TestPowerCutBringsTheDraftBack(t *testing.T) {
	b := newBench(t)
	b.sheet()
	b.Ctrl(fyne.KeyT)
	b.Type("4")
	b.typingRests()
	if b.disk.drafts == 0 {
		t.Fatal("nothing was kept two seconds after the typing")
	}

	b.start() // no Esc, no closing: the plug was pulled
	b.Ctrl(fyne.KeyT)

	b.on("visit")
	b.Ctrl(fyne.KeyS) // the outcome and the sheet are those typed before
	v := b.household(46).Visits
	if len(v) != 1 || v[0].Value.Outcome != registry.Refused || v[0].Value.By != "trưởng ấp" {
		t.Fatalf("visits %+v", v)
	}
}

func TestSaveDropsTheDraft(t *testing.T) {
	b := newBench(t)
	b.sheet()
	b.Ctrl(fyne.KeyT)
	b.Type("1")
	b.typingRests()
	b.Ctrl(fyne.KeyS)
	b.typingRests()
	drafts, err := b.laptop.Store.Drafts(t.Context(), userOf(b))
	if err != nil || len(drafts) != 0 {
		t.Errorf("%d drafts are left after the save: %v", len(drafts), err)
	}
}

func TestUndoGivesTheFormBack(t *testing.T) {
	b := newBench(t)
	b.sheet()
	b.Ctrl(fyne.KeyT)
	b.Type("1")
	b.typingRests()
	b.Ctrl(fyne.KeyS)

	b.Ctrl(fyne.KeyU)

	b.wantSaid("Đã hoàn tác lần thăm hộ 046")
	if n := len(b.household(46).Visits); n != 0 {
		t.Fatalf("%d visits are left", n)
	}
	b.Ctrl(fyne.KeyT)
	b.Ctrl(fyne.KeyS)
	if n := len(b.household(46).Visits); n != 1 {
		t.Errorf("the form came back empty: %d visits", n)
	}
	b.Ctrl(fyne.KeyU)
	b.Ctrl(fyne.KeyU) // what the test laptop added was another program's act
	b.wantSaid("Không còn việc nào để hoàn tác.")
}

// A full disk: the form stays with every letter, says what to do, and saves
// once there is room.
func TestFullDisk(t *testing.T) {
	b := newBench(t)
	b.sheet()
	b.Ctrl(fyne.KeyT)
	b.Type("2")
	b.disk.full = true

	b.Ctrl(fyne.KeyS)

	b.on("visit")
	b.wantSaid("Ổ đĩa đầy")
	b.typingRests()
	b.Press(fyne.KeyEscape) // from the message into the form
	b.on("visit")
	b.Press(fyne.KeyEscape) // out of the form, which can't be kept on the disk
	b.on("households")
	b.disk.full = false
	b.Ctrl(fyne.KeyT)
	b.on("visit")
	b.Ctrl(fyne.KeyS)
	if v := b.household(46).Visits; len(v) != 1 || v[0].Value.Outcome != registry.MetChanged {
		t.Fatalf("what was typed on the full disk is gone: %+v", v)
	}
}

func TestFullDiskSavesAgainByDigit(t *testing.T) {
	b := newBench(t)
	b.sheet()
	b.Ctrl(fyne.KeyT)
	b.Type("2")
	b.disk.full = true
	b.Ctrl(fyne.KeyS)
	b.disk.full = false

	b.Type("1") // «1 Ghi lại»

	if v := b.household(46).Visits; len(v) != 1 {
		t.Fatalf("%d visits", len(v))
	}
	b.on("households")
}

// Closing keeps what is typed; what can't be kept holds the window once.
func TestCloseKeepsTheDraft(t *testing.T) {
	b := newBench(t)
	b.Ctrl(fyne.KeyT)
	b.Type("2")
	b.shell.Close()
	if b.disk.drafts == 0 {
		t.Error("closing lost what was typed")
	}
}

func TestCloseOnAFullDiskSaysSoFirst(t *testing.T) {
	b := newBench(t)
	b.Ctrl(fyne.KeyT)
	b.Type("2")
	b.disk.full = true

	b.shell.Close()

	b.wantSaid("đóng lần nữa")
	if len(b.shell.stop) == 0 {
		t.Error("the window closed over a form that could not be kept")
	}
	b.shell.Close()
	if len(b.shell.stop) != 0 {
		t.Error("the worker can't get out")
	}
}

// Keys that come before the answer to what was typed never take an older row.
func TestSearchFindsAndOpens(t *testing.T) {
	b := newBench(t)
	b.Ctrl(fyne.KeyF)
	b.Type("dam") // Lê Văn Đầm
	b.Press(fyne.KeyReturn)
	b.on("household")
	if title, _ := b.shell.list.Panel(); title != "Hộ 048 · Lê Văn Đầm" {
		t.Errorf("opened %q", title)
	}
	b.Press(fyne.KeyEscape)
	b.on("households")
}

func TestNoHitSaysWhatCanBeDone(t *testing.T) {
	b := newBench(t)
	b.Ctrl(fyne.KeyF)
	b.Type("khong co ai")
	b.Press(fyne.KeyReturn) // nothing to open
	b.on("households")
	b.Press(fyne.KeyEscape)
	if b.shell.search.Text != "" {
		t.Errorf("Esc left %q in the search", b.shell.search.Text)
	}
}

// Every key of the menu is alive everywhere: none may break anything.
func TestEveryMenuKeyOnEveryScreen(t *testing.T) {
	open := map[string]func(*bench){
		"households": func(*bench) {},
		"household":  func(b *bench) { b.Press(fyne.KeyReturn) },
		"visit":      func(b *bench) { b.Ctrl(fyne.KeyT) },
		"child":      func(b *bench) { b.Press(fyne.KeyReturn); b.Ctrl(fyne.KeyN) },
		"sheet":      func(b *bench) { b.Ctrl(fyne.KeyD) },
		"hamlets":    func(b *bench) { b.Ctrl(fyne.KeyG) },
		"sync":       func(b *bench) { b.Ctrl(fyne.Key2) },
	}
	for name, reach := range open {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			for _, menu := range b.shell.menu().Items {
				for _, item := range menu.Items {
					if item.Action == nil || item.IsQuit {
						continue
					}
					b.Ctrl(fyne.Key1)
					reach(b)
					item.Action()
				}
			}
		})
	}
}

// Before enrolment, too: nothing is there for the keys to act on.
func TestEveryMenuKeyBeforeThereIsWork(t *testing.T) {
	b := newBench(t)
	b.shell.work, b.shell.list = nil, nil
	b.shell.stack = b.shell.stack[:0]
	b.shell.stack = append(b.shell.stack, newBlank())
	for _, menu := range b.shell.menu().Items {
		for _, item := range menu.Items {
			if item.Action != nil && !item.IsQuit {
				item.Action()
			}
		}
	}
	b.shell.search.OnQuery("x")
	b.shell.search.OnOpen()
	b.shell.Back()
}

func TestStatusTellsTheServer(t *testing.T) {
	b := newBench(t)
	if c := b.shell.status.Cell(3); c.Text != "Máy chủ: không trả lời" || c.Level != kit.Warn {
		t.Errorf("the server's cell is %+v", c)
	}
	if c := b.shell.status.Cell(1); c.Text == "" || c.Text == "Không có gì chờ gửi" {
		t.Errorf("the waiting cell says %q", c.Text)
	}
	b.sync.refuse = errSilent
	b.Ctrl(fyne.KeyR)
	b.wantSaid("Máy chủ không trả lời.")
	if b.sync.asked != 1 {
		t.Errorf("asked %d times", b.sync.asked)
	}
}

// At 150 % there is no room beside the work: the pane waits until it is asked for.
func TestNarrowWindowBeginsWithTheWork(t *testing.T) {
	b := newBench(t)
	b.scale = 1.5
	b.start()
	if b.shell.frame.PaneShown() {
		t.Error("the pane stands in place of the list")
	}
	b.Press(fyne.KeyReturn)
	b.on("household")
}

// Without a size of its own the window fits a small screen, at every start.
func TestWindowFitsASmallScreen(t *testing.T) {
	b := newBench(t)
	if size := b.Window.Canvas().Size(); size.Width > width || size.Height > height {
		t.Errorf("the window is %v", size)
	}
}

// What the checkup of the file finds is told at once, with what to do.
func TestDamageIsTold(t *testing.T) {
	b := newBench(t)

	b.shell.changed(registry.Signal{Kind: registry.SignalDamaged})

	b.wantSaid("Tệp dữ liệu bị hỏng")
}

// A disk that did not take a write: when the file is open again what was typed is
// kept without another key, and the worker hears what to do.
func TestAReopenedFileKeepsWhatWasTyped(t *testing.T) {
	b := newBench(t)
	b.Ctrl(fyne.KeyT)
	b.Type("2")
	b.disk.full = true
	b.typingRests()
	kept := b.disk.drafts
	b.disk.full = false

	b.shell.changed(registry.Signal{Kind: registry.SignalReopened})

	b.wantSaid("Ổ đĩa vừa báo lỗi khi ghi")
	if b.disk.drafts != kept+1 {
		t.Errorf("%d drafts were kept, want one more than %d", b.disk.drafts, kept)
	}
}
