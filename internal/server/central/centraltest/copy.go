package centraltest

import (
	"fmt"
	"os"

	"thamho.vn/internal/server/central/pgtest"
)

// Copy keeps the database as it is and returns the copy's name: a backup behind
// the server's back.
func (p *Province) Copy() string {
	p.t.Helper()
	OK(p.t, p.Close())
	p.copies++
	name := fmt.Sprintf("copy%d_%s", p.copies, NewID())
	if p.Options.Database != "" {
		OK(p.t, pgtest.Copy(p.t.Context(), p.Options.Database, name))
	} else {
		name = p.Options.Path + "." + name
		p.copyFile(p.Options.Path, name)
	}
	p.Open()
	return name
}

// Forget puts the database back as it was when it was copied.
func (p *Province) Forget(name string) {
	p.t.Helper()
	OK(p.t, p.Close())
	if p.Options.Database != "" {
		OK(p.t, pgtest.PutBack(p.t.Context(), p.Options.Database, name))
	} else {
		for _, end := range []string{"-wal", "-shm"} {
			_ = os.Remove(p.Options.Path + end)
		}
		p.copyFile(name, p.Options.Path)
	}
	p.Open()
}

func (p *Province) copyFile(from, to string) {
	p.t.Helper()
	OK(p.t, os.WriteFile(to, Must[[]byte](p.t)(os.ReadFile(from)), 0o600))
}
