package host

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// aBus starts a bus of the test's own.
func aBus(t *testing.T) (address string) {
	t.Helper()
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		fmt.Printf("%s is skipped: there is no dbus-daemon here\n", t.Name())
		t.SkipNow()
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "bus.conf")
	err := os.WriteFile(config, []byte(`<busconfig><type>session</type><listen>unix:dir=`+dir+`</listen><auth>EXTERNAL</auth>
		<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	daemon := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--print-address")
	out, err := daemon.StdoutPipe()
	if err = errors.Join(err, daemon.Start()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// standIn is logind as far as we ask it.
type standIn struct{ conn *dbus.Conn }

const ownPath = dbus.ObjectPath("/org/freedesktop/login1/session/_32")

func (standIn) GetSession(string) (dbus.ObjectPath, *dbus.Error)      { return ownPath, nil }
func (standIn) GetSessionByPID(uint32) (dbus.ObjectPath, *dbus.Error) { return ownPath, nil }

func newStandIn(t *testing.T, address string) standIn {
	t.Helper()
	s := standIn{connect(t, address)}
	if err := s.conn.Export(s, logindPath, logindManager); err != nil {
		t.Fatal(err)
	}
	if _, err := s.conn.RequestName(logind, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return s
}

func connect(t *testing.T, address string) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func (s standIn) emit(t *testing.T, path dbus.ObjectPath, name string, values ...any) {
	t.Helper()
	if err := s.conn.Emit(path, name, values...); err != nil {
		t.Fatal(err)
	}
}

// What logind says of our session is heard; what it says of others, and what
// others say, is not.
func TestWatchSession(t *testing.T) {
	address := aBus(t)
	sys := newStandIn(t, address)
	stranger := standIn{connect(t, address)}
	heard := make(chan Away, 10)
	if err := watchLogind(t.Context(), connect(t, address), func(a Away) { heard <- a }); err != nil {
		t.Fatal(err)
	}
	changed := func(name string, value bool) []any {
		return []any{logindSession, map[string]dbus.Variant{name: dbus.MakeVariant(value)}, []string{}}
	}

	stranger.emit(t, ownPath, logindSession+".Lock")
	sys.emit(t, "/org/freedesktop/login1/session/_33", logindSession+".Lock")
	sys.emit(t, ownPath, logindSession+".Unlock")
	sys.emit(t, ownPath, dbusChanged, changed("Active", true)...)
	sys.emit(t, ownPath, dbusChanged, changed("LockedHint", false)...)
	sys.emit(t, logindPath, logindManager+".PrepareForSleep", false)
	for _, tt := range []struct {
		want Away
		path dbus.ObjectPath
		name string
		body []any
	}{
		{Locked, ownPath, logindSession + ".Lock", nil},
		{Switched, ownPath, dbusChanged, changed("Active", false)},
		{Locked, ownPath, dbusChanged, changed("LockedHint", true)},
		{Asleep, logindPath, logindManager + ".PrepareForSleep", []any{true}},
	} {
		sys.emit(t, tt.path, tt.name, tt.body...)
		if got := <-heard; got != tt.want {
			t.Errorf("%s: heard %v, want %v", tt.name, got, tt.want)
		}
	}
}

// Without logind the error says so, and nothing stays open.
func TestWatchSessionWithoutLogind(t *testing.T) {
	conn := connect(t, aBus(t))

	if err := watchLogind(t.Context(), conn, func(Away) {}); err == nil {
		t.Error("nobody is there to be heard")
	}
	if conn.Connected() {
		t.Error("the connection stays open")
	}
}
