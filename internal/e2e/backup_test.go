package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// The server's machine burns down. From last night's backup, made while it
// served, a new folder comes; the laptops, one of which enrolled since, bring
// back what was written since. Without the list of revoked laptops it does not
// serve.
func TestBackupAndRestoreOfARunningServer(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	h := &house{t: t}
	a := h.blank("a")
	ok(t, a.engine.Enrol(t.Context(), p.ready.URL, p.ready.Code, "a"))
	h.workWhere(a)
	before := a.child("Nguyễn Văn Bảo")
	a.sync()

	identity := must[*age.X25519Identity](t)(age.GenerateX25519Identity())
	dir := t.TempDir()
	file, key := filepath.Join(dir, "backup.age"), filepath.Join(dir, "key.txt")
	ok(t, os.WriteFile(key, []byte(identity.String()+"\n"), 0o600))
	p.run("backup", "--data", p.data, "-o", file, "--recipient", identity.Recipient().String())

	since := a.child("Nguyễn Văn Ánh")
	a.sync()
	b := h.blank("b")
	ok(t, b.engine.Enrol(t.Context(), p.ready.URL, p.code("b", h.hamlet), "b"))
	late := b.child("Nguyễn Văn Út")
	b.sync()
	p.kill()

	p.data = filepath.Join(dir, "new")
	p.run("restore", "--data", p.data, "-i", file, "--identity", key)
	out, err := exec.Command(p.file, "serve", "--data", p.data, "--listen", "127.0.0.1:0").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "revoked.txt") {
		t.Fatalf("it serves without the revocations: %s", out)
	}
	ok(t, os.WriteFile(filepath.Join(p.data, "revoked.txt"), nil, 0o600))
	p.start()
	for range 2 {
		b.sync()
		a.sync()
	}
	for _, l := range []*laptop{a, b} {
		for id, name := range map[uuid.UUID]string{before: "Nguyễn Văn Bảo", since: "Nguyễn Văn Ánh", late: "Nguyễn Văn Út"} {
			if got := l.person(id).Value.Name; got != name {
				t.Errorf("%s holds %q for %s", l.file, got, name)
			}
		}
	}
	mine, theirs := must[ledger.Hash](t)(a.store.Fingerprint(t.Context(), h.scope)), must[ledger.Hash](t)(b.store.Fingerprint(t.Context(), h.scope))
	if mine != theirs {
		t.Error("the laptops differ")
	}
}

// run runs a command of the program that has to succeed.
func (p *program) run(args ...string) {
	p.t.Helper()
	if out, err := exec.Command(p.file, args...).CombinedOutput(); err != nil {
		p.t.Fatalf("%s: %v\n%s", args[0], err, out)
	}
}
