package update_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/update"
)

var (
	noon    = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	program = []byte("the new program")
	seen    = update.Seen{Serial: 5, Version: "v1.2.0"}
)

func key(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))
}

func public(k ed25519.PrivateKey) ledger.PublicKey {
	return ledger.PublicKey(k.Public().(ed25519.PublicKey))
}

func release() update.Manifest {
	return update.Manifest{
		Serial: 6, Version: "v1.3.0", Made: noon.UnixMilli(), Expires: noon.AddDate(0, 3, 0).UnixMilli(),
		Files: []update.File{
			{Name: "fieldapp", OS: "linux", Arch: "amd64", Size: int64(len(program)), SHA256: sha256.Sum256(program)},
			{Name: "fieldapp.exe", OS: "windows", Arch: "amd64", Size: 3, SHA256: sha256.Sum256([]byte("exe"))},
		},
	}
}

func signed(t *testing.T, k ed25519.PrivateKey, m update.Manifest) []byte {
	t.Helper()
	text, err := update.Sign(k, m)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestAGoodReleaseIsTaken(t *testing.T) {
	t.Parallel()
	_, f, err := update.Check(public(key(1)), signed(t, key(1), release()), seen, noon, "linux", "amd64")
	if err != nil || f.Name != "fieldapp" {
		t.Fatalf("%+v, %v", f, err)
	}
	path, err := update.Take(f, bytes.NewReader(program), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, program) {
		t.Errorf("%q, %v", got, err)
	}
}

// Promise 18: one line for each thing that somebody between us and a laptop can
// do to a manifest.
func TestPromise18UpdatesOnlyFromUsNeverOlder(t *testing.T) {
	t.Parallel()
	with := func(change func(*update.Manifest)) update.Manifest {
		m := release()
		change(&m)
		return m
	}
	for name, c := range map[string]struct {
		text  []byte
		floor time.Time
		want  string
	}{
		"somebody else's key":          {signed(t, key(2), release()), noon, "update_forged"},
		"one bit":                      {bytes.Replace(signed(t, key(1), release()), []byte("v1.3.0"), []byte("v1.3.1"), 1), noon, "update_forged"},
		"signed for something else":    {reused(t), noon, "update_forged"},
		"an older release (rollback)":  {signed(t, key(1), with(func(m *update.Manifest) { m.Serial, m.Version = 4, "v1.1.0" })), noon, "update_older"},
		"an older version, new serial": {signed(t, key(1), with(func(m *update.Manifest) { m.Version = "v1.1.9" })), noon, "update_older"},
		"a lower serial, same version": {signed(t, key(1), with(func(m *update.Manifest) { m.Serial, m.Version = 4, "v1.2.0" })), noon, "update_older"},
		"the same for ever (freeze)":   {signed(t, key(1), release()), noon.AddDate(0, 4, 0), "update_expired"},
		"a manifest without end":       {[]byte(`{"doc":"` + strings.Repeat("x", update.MaxManifest) + `"}`), noon, "update_forged"},
		"no manifest at all":           {nil, noon, "update_forged"},
		"nothing for this system":      {signed(t, key(1), with(func(m *update.Manifest) { m.Files = m.Files[1:] })), noon, "update_none"},
	} {
		if _, _, err := update.Check(public(key(1)), c.text, seen, c.floor, "linux", "amd64"); registry.KeyOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// reused is a manifest under a signature that the root made for another purpose.
func reused(t *testing.T) []byte {
	s, err := ledger.SignDoc(key(1), ledger.ForServer, release())
	if err != nil {
		t.Fatal(err)
	}
	return s.Bytes()
}

// endless gives bytes for ever and counts them.
type endless struct{ n int }

func (e *endless) Read(p []byte) (int, error) {
	e.n += len(p)
	return len(p), nil
}

// Promise 18: the same for the files.
func TestPromise18OnlyTheFileThatWasSigned(t *testing.T) {
	t.Parallel()
	f := release().Files[0]
	flood := &endless{}
	for name, from := range map[string]io.Reader{
		"another file of the same size (mix and match)": bytes.NewReader(bytes.ToUpper(program)),
		"a longer file": bytes.NewReader(append(bytes.Clone(program), '!')),
		"a cut file":    bytes.NewReader(program[:5]),
		"without end":   flood,
	} {
		dir := t.TempDir()
		if path, err := update.Take(f, from, dir); registry.KeyOf(err) != "update_damaged" || path != "" {
			t.Errorf("%s: %q, %v", name, path, err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s: left %v behind", name, left)
		}
	}
	if flood.n > 1<<20 {
		t.Errorf("%d bytes of an endless file were read", flood.n)
	}
}

// What even the root must not sign is not signed, and not believed.
func TestPromise18AFileIsNoPath(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"../fieldapp", "/usr/bin/fieldapp", `..\fieldapp.exe`, "C:fieldapp.exe", ".profile", "", "a/b"} {
		m := release()
		m.Files[0].Name = name
		if _, err := update.Sign(key(1), m); err == nil {
			t.Errorf("%q was signed", name)
		}
		s, err := ledger.SignDoc(key(1), ledger.ForUpdate, m)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := update.Check(public(key(1)), s.Bytes(), seen, noon, "linux", "amd64"); registry.KeyOf(err) != "update_forged" {
			t.Errorf("%q: %v", name, err)
		}
	}
}
