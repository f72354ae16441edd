package backup

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"
	"github.com/google/uuid"
)

// folder is a data folder with a small database that somebody has open.
func folder(t *testing.T) (dir string, db *sql.DB) {
	t.Helper()
	dir = t.TempDir()
	db, err := sql.Open("sqlite", dsn(filepath.Join(dir, Database), "journal_mode(wal)"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for _, q := range []string{
		`CREATE TABLE meta (key TEXT, value TEXT)`, `INSERT INTO meta VALUES ('epoch', '00000000-0000-4000-8000-000000000006')`,
		`CREATE TABLE scope (id TEXT, seq BIGINT)`, `INSERT INTO scope VALUES ('00000000-0000-4000-8000-000000000004', 7)`,
		`CREATE TABLE child (name TEXT)`, `INSERT INTO child VALUES ('Nguyễn Văn Bảo')`,
	} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "server.key"), []byte("key"), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, db
}

func backedUp(t *testing.T) ([]byte, *age.X25519Identity) {
	t.Helper()
	dir, _ := folder(t)
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	held, err := Write(t.Context(), &b, dir, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	if len(held.Of) != 1 || held.Epoch == uuid.Nil {
		t.Errorf("it says to hold %+v", held)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*.tmp"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind %v", left)
	}
	return b.Bytes(), id
}

func TestBackupAndRestore(t *testing.T) {
	raw, id := backedUp(t)
	if bytes.Contains(raw, []byte("Nguyễn")) {
		t.Error("a name stands in the file")
	}
	dir := filepath.Join(t.TempDir(), "new")
	if err := Read(bytes.NewReader(raw), dir, id); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", dsn(filepath.Join(dir, Database), "query_only(1)"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var name string
	if err := db.QueryRow(`SELECT name FROM child`).Scan(&name); err != nil || name != "Nguyễn Văn Bảo" {
		t.Errorf("%q %v", name, err)
	}
	if key, err := os.ReadFile(filepath.Join(dir, "server.key")); err != nil || string(key) != "key" {
		t.Errorf("key %q %v", key, err)
	}
	if err := Read(bytes.NewReader(raw), dir, id); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("restored over a database: %v", err)
	}
}

// A file that is cut, altered or another's makes no database.
func TestRestoreRefusesWhatIsNotWhole(t *testing.T) {
	raw, id := backedUp(t)
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	try := func(name string, raw []byte, id age.Identity) {
		dir := t.TempDir()
		if err := Read(bytes.NewReader(raw), dir, id); err == nil {
			t.Errorf("%s was restored", name)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 0 {
			t.Errorf("%s left %v", name, left)
		}
	}
	try("another's", raw, other)
	try("nothing", nil, id)
	for cut := 0; cut < len(raw); cut += 1 + len(raw)/40 {
		try("cut", raw[:cut], id)
		altered := bytes.Clone(raw)
		altered[cut] ^= 1
		try("altered", altered, id)
	}
}
