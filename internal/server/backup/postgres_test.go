package backup

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/server/central/centraltest"
	"thamho.vn/internal/server/central/pgtest"
)

// What a backup of PostgreSQL holds is what another, empty database holds after
// it was restored there, in a new epoch; one that is not empty is left alone.
func TestPostgresBackupAndRestore(t *testing.T) {
	t.Parallel()
	c, err := pgtest.Start()
	if errors.Is(err, pgtest.ErrMissing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	centraltest.OK(t, err)
	t.Cleanup(func() { centraltest.OK(t, c.Close()) })
	address := centraltest.Must[string](t)(c.Database(t.Context(), "province"))
	empty := centraltest.Must[string](t)(c.Database(t.Context(), "restored"))
	p := centraltest.New(t, func(o *central.Options) { o.Database = address })
	scope := p.Scope()
	d := p.Device(ledger.RankHamlet, scope)
	_, err = p.Push(t.Context(), d.ID, []ledger.Entry{d.Stream(scope).Put(centraltest.Named(centraltest.NewID(), "Bảo"))})
	centraltest.OK(t, err)
	want := centraltest.Must[ledger.Hash](t)(p.Fingerprint(t.Context(), scope))
	dir, key := t.TempDir(), centraltest.Must[*age.X25519Identity](t)(age.GenerateX25519Identity())
	centraltest.OK(t, os.WriteFile(filepath.Join(dir, Files[0]), []byte("key"), 0o600))

	var file bytes.Buffer
	centraltest.OK(t, WriteDump(t.Context(), &file, dir, address, key.Recipient()))
	to := filepath.Join(t.TempDir(), "new")
	centraltest.OK(t, Read(&file, to, key))
	centraltest.OK(t, Load(t.Context(), empty, filepath.Join(to, Dump)))

	o := p.Options
	o.Database = empty
	again := centraltest.Must[*central.Central](t)(central.Open(t.Context(), o))
	defer func() { centraltest.OK(t, again.Close()) }()
	if got := centraltest.Must[ledger.Hash](t)(again.Fingerprint(t.Context(), scope)); got != want {
		t.Error("other records came back")
	}
	centraltest.OK(t, again.NewLife(t.Context()))
	if again.Epoch() == p.Epoch() {
		t.Error("the epoch did not end")
	}
	if err := Load(t.Context(), empty, filepath.Join(to, Dump)); err == nil {
		t.Error("a database that is not empty was written over")
	}
	if err := Read(bytes.NewReader(nil), to, key); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("into a folder with keys: %v", err)
	}
}
