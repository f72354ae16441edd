package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/screen"
)

func TestWorkGoesThroughTheHubByKeysAlone(t *testing.T) {
	b := newBench(t)
	b.sync.hubs = []string{"192.0.2.7:7853"}
	b.sync.carried = []screen.Carried{{At: time.Date(2023, 1, 7, 16, 0, 0, 0, time.Local), Path: "/media/usb/goi.thamho"}}
	b.Ctrl(fyne.Key2)
	b.on("sync")
	for _, part := range []string{"thấy trong mạng: 192.0.2.7:7853", "giữ tệp /media/usb/goi.thamho"} {
		if !b.Shows(part) {
			t.Errorf("%q is not on the page", part)
		}
	}
	b.PressShift(fyne.KeyTab)
	b.Type("1")
	if b.sync.via != "192.0.2.7:7853 " {
		t.Errorf("sent through %q", b.sync.via)
	}
	b.wantSaid("Xã đã nhận 12 khối (máy của Trần Văn C)")
	b.Type("2") // an address, with the code off its screen
	b.on("hub")
	b.Type("192.0.2.9")
	b.Press(fyne.KeyTab)
	b.Type("abcd efgh ijkl mnop")
	b.Ctrl(fyne.KeyS)
	b.on("sync")
	if b.sync.via != "192.0.2.9 abcd efgh ijkl mnop" {
		t.Errorf("sent through %q", b.sync.via)
	}
}

// The office's switch is there for an officer only.
func TestTheOfficerMakesTheLaptopAHub(t *testing.T) {
	b := newBench(t)
	b.Ctrl(fyne.Key2)
	if b.Shows("làm máy trung chuyển") {
		t.Error("a hamlet is offered to be the hub")
	}
	b.sync.hub = screen.Hub{May: true, Addresses: []string{"192.0.2.7:7853"}, Fingerprint: "AAAA-BBBB-CCCC-DDDD"}
	b.Ctrl(fyne.Key1)
	b.Ctrl(fyne.Key2)
	b.PressShift(fyne.KeyTab)
	b.Type("3")
	if !b.sync.hub.On || !b.Shows("AAAA-BBBB-CCCC-DDDD") {
		t.Errorf("on: %v", b.sync.hub.On)
	}
	b.Type("1")
	if b.sync.hub.On {
		t.Error("it is the hub still")
	}
}

// On a line that is paid for by what goes through it pictures wait.
func TestPicturesWaitOnAMeteredLine(t *testing.T) {
	b := newBench(t)
	for _, want := range []string{"1", ""} {
		b.shell.toggleMetered()
		if got := b.shell.setting(SettingMetered, ""); got != want {
			t.Errorf("metered is %q, want %q", got, want)
		}
	}
}
