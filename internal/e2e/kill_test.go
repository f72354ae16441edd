package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// program is provserver as people run it, a process that can be killed.
type program struct {
	t          testing.TB
	file, data string
	database   string // postgres://…, "" for SQLite
	listen     string
	cmd        *exec.Cmd
	ready      struct {
		URL  string `json:"url"`
		Code string `json:"enrol_code"`
	}
}

func newProgram(t testing.TB) *program { return newProgramOn(t, "") }

// newProgramOn runs the program on a PostgreSQL database.
func newProgramOn(t testing.TB, database string) *program {
	t.Helper()
	dir := t.TempDir()
	p := &program{t: t, file: filepath.Join(dir, "provserver"), data: filepath.Join(dir, "data"), database: database, listen: "127.0.0.1:0"}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", p.file, "thamho.vn/cmd/provserver").CombinedOutput(); err != nil {
		t.Fatalf("build the server: %v\n%s", err, out)
	}
	t.Cleanup(p.kill)
	p.start()
	at := must[*url.URL](t)(url.Parse(p.ready.URL))
	p.listen = at.Host // the laptops know it there from now on
	return p
}

// start runs the server and waits until it serves.
func (p *program) start() {
	p.t.Helper()
	ready := filepath.Join(filepath.Dir(p.file), "ready.json")
	_ = os.Remove(ready)
	p.cmd = p.command("serve", "--demo", "--listen", p.listen, "--ready-file", ready)
	p.cmd.Stderr = p.t.Output()
	ok(p.t, p.cmd.Start())
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if text, err := os.ReadFile(ready); err == nil {
			ok(p.t, json.Unmarshal(text, &p.ready))
			return
		}
	}
	p.t.Fatal("the server does not come up")
}

// command runs the program on the same data.
func (p *program) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(p.file, append([]string{name, "--data", p.data}, args...)...)
	cmd.Env = append(os.Environ(), "THAMHO_DATABASE="+p.database)
	return cmd
}

// kill ends the process by SIGKILL: it can say and save nothing more.
func (p *program) kill() {
	if p.cmd != nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		p.cmd = nil
	}
}

// killing kills the server in the middle of the next push: when half the bytes
// of the question are out, or some time after all of them are.
type killing struct {
	http.RoundTripper
	server *os.Process
	half   bool
	after  time.Duration
}

func (k *killing) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == wire.PathPush {
		if k.half {
			r.Body = &fatalBody{ReadCloser: r.Body, left: r.ContentLength / 2, server: k.server}
		} else {
			time.AfterFunc(k.after, func() { _ = k.server.Kill() })
		}
	}
	return k.RoundTripper.RoundTrip(r)
}

// fatalBody kills the server that reads it.
type fatalBody struct {
	io.ReadCloser
	left   int64
	server *os.Process
}

func (b *fatalBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		_ = b.server.Kill()
		return 0, errors.Join(errBroken, b.Close())
	}
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

// A province's server dies by SIGKILL in the middle of a push, again and
// again. What it acknowledged is there when it comes back, what it did not is
// sent again: another laptop gets every child.
func TestServerKilledInTheMiddleOfAPush(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, database string) {
		t.Parallel()
		killedInPushes(t, newProgramOn(t, database))
	})
}

func killedInPushes(t *testing.T, p *program) {
	const rounds, each = 8, 40
	h := &house{t: t}
	a := h.blank("a")
	ok(t, a.engine.Enrol(t.Context(), p.ready.URL, p.ready.Code, "a"))
	h.workWhere(a)
	a.sync()
	line := a.client.Transport

	children, cut := map[uuid.UUID]string{}, 0
	for round := range rounds {
		for i := range each {
			name := fmt.Sprintf("Nguyễn Văn Bảo %d %d", round, i)
			children[a.child(name)] = name
		}
		before := must[registry.SyncState](t)(a.store.SyncState(t.Context())).Pending
		a.client.Transport = &killing{
			RoundTripper: line, server: p.cmd.Process, half: round%4 == 0, after: time.Duration(round*round) * time.Millisecond,
		}
		if _, err := a.engine.Sync(t.Context()); err != nil {
			cut++
		} else if left := must[registry.SyncState](t)(a.store.SyncState(t.Context())).Pending; left >= before {
			t.Errorf("round %d: a sync without an error acknowledged nothing", round)
		}
		p.kill()
		a.client.Transport = line
		a.reopen()
		p.start()
	}
	if cut == 0 {
		t.Error("no push was cut: the test proves nothing")
	}
	t.Logf("%d of %d pushes were cut", cut, rounds)

	b := h.blank("b")
	ok(t, b.engine.Enrol(t.Context(), p.ready.URL, p.ready.Code, "b"))
	a.sync()
	b.sync()
	mine, theirs := must[ledger.Hash](t)(a.store.Fingerprint(t.Context(), h.scope)), must[ledger.Hash](t)(b.store.Fingerprint(t.Context(), h.scope))
	if mine != theirs {
		t.Error("the laptops differ")
	}
	for id, name := range children {
		if got := b.person(id).Value.Name; got != name {
			t.Errorf("child %s came as %q", name, got)
		}
	}
}
