package main

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/fieldwork/fieldtest"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/profile"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/kit/kittest"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// late is a runner whose answers from elsewhere wait until the test takes them:
// the engine of an open room speaks from a goroutine of its own.
type late struct {
	work.Inline
	mu     sync.Mutex
	posted []func()
	held   []func() func() // jobs that have not begun
	hold   bool
}

func (l *late) Run(job func() (deliver func())) {
	if l.hold {
		l.held = append(l.held, job)
		return
	}
	l.Inline.Run(job)
}

// release runs the jobs that were held.
func (l *late) release() {
	l.hold = false
	for _, job := range l.held {
		l.Inline.Run(job)
	}
	l.held = nil
}

func (l *late) Post(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.posted = append(l.posted, f)
}

func (l *late) settle() {
	l.mu.Lock()
	posted := l.posted
	l.posted = nil
	l.mu.Unlock()
	for _, f := range posted {
		f()
	}
}

// oneWindow is an app that has its window already.
type oneWindow struct {
	fyne.App
	window fyne.Window
}

func (a oneWindow) NewWindow(string) fyne.Window { return a.window }

// counter is the whole program of a laptop that several share, driven by keys.
type counter struct {
	*kittest.Window
	t      *testing.T
	rooms  *profile.Rooms
	runner *late
	desk   *desk
	shown  string
}

func newCounter(t *testing.T, rooms *profile.Rooms) *counter {
	t.Helper()
	fine(t, words.Install(words.Vietnamese))
	c := &counter{Window: kittest.Open(t, kit.NewText("", kit.Body), 1366, 689), t: t, rooms: rooms, runner: &late{}}
	c.desk = newDesk(t.Context(), options{data: rooms.Dirs()[0]}, oneWindow{fyne.CurrentApp(), c.Window}, c.runner, rooms, quiet, func(event, screen string) {
		if event == "shown" {
			c.shown = screen
		}
	})
	t.Cleanup(func() {
		if c.desk.seat != nil {
			c.desk.seat.end()
		}
	})
	return c
}

func (c *counter) on(screen string) {
	c.t.Helper()
	c.runner.settle()
	if c.shown != screen {
		c.t.Fatalf("the screen is %q, want %q", c.shown, screen)
	}
}

func (c *counter) shows(what string, want bool) {
	c.t.Helper()
	c.runner.settle()
	if c.Shows(what) != want {
		c.t.Errorf("on the screen stands %q: %v", what, !want)
	}
}

// lock presses Ctrl+L on the screens.
func (c *counter) lock() {
	c.t.Helper()
	c.SetMenu(c.MainMenu())
	c.Ctrl(fyne.KeyL)
	c.SetMenu(nil)
	c.on("unlock")
}

// comeIn chooses the n-th person at the gate and types a passphrase.
func (c *counter) comeIn(n, pass string) {
	c.t.Helper()
	c.Press(fyne.KeyUp)
	c.Type(n)
	c.Press(fyne.KeyDown)
	c.Type(pass)
	c.Press(fyne.KeyReturn)
	c.Press(fyne.KeyReturn)
	c.runner.settle()
}

const (
	hamletPass  = "con ca loi nguoc dong"
	officerPass = "duoc xanh ben bo kenh"
)

// A hamlet's typist hides the screen, an officer of the commune comes in with a
// name and passphrase of their own, sees their lists and not the hamlet's, locks,
// and the typist finds their own again.
func TestAnOfficerAndAHamletTakeTurns(t *testing.T) {
	dir, province := t.TempDir(), fieldtest.NewProvince(t)
	rooms := newRooms(t, dir, nil)
	fine(t, rooms.Begin(t.Context(), "Chị Út", hamletPass))
	hamlet := province.Join(rooms.Store())
	hamlet.Household(province, 47, "Nguyễn Thị Đước")
	fine(t, rooms.Begin(t.Context(), "Anh Ba", officerPass))
	officer := province.JoinOfficer(rooms.Store())
	officer.Household(province, 48, "Lê Văn Tràm")
	fine(t, rooms.Lock())
	c := newCounter(t, rooms)
	c.desk.start()
	c.on("unlock")
	c.shows("Chị Út (ngăn của ấp)", true)
	c.shows("Anh Ba (ngăn của xã)", true)

	c.comeIn("1", hamletPass)
	c.on("households")
	c.shows("Nguyễn Thị Đước", true)
	c.shows("Lê Văn Tràm", false)
	first := rooms.Store()

	c.lock()
	c.comeIn("2", hamletPass)
	c.on("unlock")
	c.shows("Mật khẩu không đúng", true)
	if rooms.Store() != first {
		t.Fatal("a wrong passphrase closed what was open")
	}
	c.comeIn("2", officerPass)
	c.on("households")
	c.shows("Lê Văn Tràm", true)
	c.shows("Nguyễn Thị Đước", false)
	if _, err := first.Setting(t.Context(), "a"); err == nil {
		t.Error("the hamlet's store is still open")
	}
	if _, err := os.Stat(filepath.Join(dir, unsentFile)); err != nil {
		t.Error("what the hamlet has not sent was not laid beside:", err)
	}
	if id, err := rooms.Store().Identity(t.Context()); err != nil || !id.MayHold(ledger.ScopeCommune) {
		t.Errorf("the room is not the commune's: %v", err)
	}

	c.desk.lock(words.Say("lock.closed"))
	c.on("unlock")
	c.comeIn("1", hamletPass)
	c.on("households")
	c.shows("Nguyễn Thị Đước", true)
	c.shows("Lê Văn Tràm", false)

	c.desk.people()
	c.on("people")
	c.shows("Chị Út", true)
	c.shows("Anh Ba", false)
}

// Who comes in while the room before is being locked waits until it is: its unsent
// work lies beside it by then, and its keys are gone.
func TestALockUnderWayIsWaitedFor(t *testing.T) {
	dir, province := t.TempDir(), fieldtest.NewProvince(t)
	rooms := newRooms(t, dir, nil)
	fine(t, rooms.Begin(t.Context(), "Chị Út", hamletPass))
	province.Join(rooms.Store()).Household(province, 47, "Nguyễn Thị Đước")
	fine(t, rooms.Lock())
	c := newCounter(t, rooms)
	c.desk.start()
	c.comeIn("1", hamletPass)
	c.on("households")

	c.runner.hold = true
	c.desk.lock(words.Say("lock.away"))
	left := false
	c.desk.shut(func(err error) {
		left = true
		fine(t, err)
		if _, err := os.Stat(filepath.Join(dir, unsentFile)); err != nil || rooms.Store() != nil {
			t.Error("let on before the lock had ended:", err)
		}
	})
	if left {
		t.Error("did not wait")
	}

	c.runner.release()
	if !left {
		t.Error("waited for ever")
	}
	c.on("unlock")
	c.comeIn("1", hamletPass)
	c.on("households")
}

// A room is added at the gate by somebody whom nobody let in, and begins with an
// enrolment of its own.
func TestARoomIsAddedAtTheGate(t *testing.T) {
	rooms := newRooms(t, t.TempDir(), nil)
	fine(t, rooms.Begin(t.Context(), "Chị Út", hamletPass))
	fieldtest.NewProvince(t).Join(rooms.Store())
	fine(t, rooms.Lock())
	c := newCounter(t, rooms)
	c.desk.o.server, c.desk.o.code = "http://127.0.0.1:1", "AAAA-BBBB-CCCC-DDDD"
	c.desk.start()
	c.comeIn("1", hamletPass)
	c.on("households")
	c.lock()

	c.Press(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
	c.Press(fyne.KeyReturn)
	c.on("room")
	c.Press(fyne.KeyEscape)
	c.on("unlock")
	c.Press(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
	c.Press(fyne.KeyReturn)
	c.Type("Anh Ba")
	c.Press(fyne.KeyTab)
	c.Type(officerPass)
	c.Press(fyne.KeyTab)
	c.Type(officerPass)
	c.Press(fyne.KeyTab)
	c.Press(fyne.KeyReturn)

	c.on("enrol")
	c.shows("AAAA-BBBB-CCCC-DDDD", false) // the code of the command line is the first room's
	if got := filepath.Base(rooms.Current().Dir()); got != "ngan-2" {
		t.Errorf("open is %s", got)
	}
	c.desk.lock("")
	c.on("unlock")
	c.shows("Anh Ba (ngăn mới)", true)

	c.comeIn("2", officerPass)
	c.on("enrol")
	c.Press(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
	c.Press(fyne.KeyReturn) // «Bỏ ngăn này»
	c.on("unlock")
	c.shows("Anh Ba", false)
	fine(t, rooms.Begin(t.Context(), "Cô Chín", officerPass))
	if got := filepath.Base(rooms.Current().Dir()); got != "ngan-2" || len(rooms.People()) != 2 {
		t.Errorf("open is %s, people %v", got, rooms.People())
	}
}

// Two people of one name, in two rooms, are told apart when officers come.
func TestWhoForgotIsNamedWithTheRoom(t *testing.T) {
	fine(t, words.Install(words.Vietnamese))
	both := []profile.Person{{Room: 0, Slot: 1, Name: "Chị Út", Of: profile.Hamlets}, {Room: 1, Slot: 1, Name: "Chị Út", Of: profile.Communes}, {Room: 1, Slot: 2, Name: "Anh Ba", Of: profile.Communes}}
	for name, want := range map[string]int{"Chị Út (ngăn của xã)": 1, "Chị Út (ngăn của ấp)": 0, "Anh Ba": 2, "Chị Út": -1, "": -1, "Cô Chín": -1} {
		who, err := whoForgot(both, name)
		if want < 0 && err == nil || want >= 0 && (err != nil || who != both[want]) {
			t.Errorf("%q: %+v, %v", name, who, err)
		}
	}
	if who, err := whoForgot(both[2:], ""); err != nil || who != both[2] {
		t.Errorf("the only one: %+v, %v", who, err)
	}
}
