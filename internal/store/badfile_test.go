package store

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault/vaulttest"
)

// keyOfError is the text that a person gets to see.
func keyOfError(err error) string {
	if e, ok := errors.AsType[*registry.Error](err); ok {
		return e.Key
	}
	return ""
}

func TestOpenTellsWhatIsWrongWithTheFile(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		spoil func(t *testing.T, file string)
		want  string
	}{
		"a file of a newer program": {func(t *testing.T, file string) {
			db := must[*sql.DB](t)(sql.Open("sqlite", "file:"+file+"?vfs="+vaulttest.Fixed().Name()))
			must[sql.Result](t)(db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)`))
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}, "db_newer"},
		"a text instead of a database": {func(t *testing.T, file string) {
			if err := os.WriteFile(file, []byte("đây không phải là cơ sở dữ liệu, chỉ là một bức thư dài hơn một trăm byte để cho chắc"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "db_damaged"},
		"a bad disk": {func(t *testing.T, file string) {
			data := must[[]byte](t)(os.ReadFile(file))
			for i := 4096; i < len(data); i += 997 {
				data[i] ^= 0x55
			}
			if err := os.WriteFile(file, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}, "db_damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(filepath.Join(t.TempDir(), "thamho.db"), 1)
			s := must[*Store](t)(Open(t.Context(), o))
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			tt.spoil(t, o.Path)

			s, err := Open(t.Context(), o)

			if err == nil {
				_ = s.Close()
			}
			if keyOfError(err) != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

// A full disk refuses the save and nothing else: the draft stays, and the same
// save works when there is room again.
func TestAFullDiskLosesNothing(t *testing.T) {
	t.Parallel()
	p := newProvince()
	s := p.laptop(t, 1, ledger.RankHamlet)
	self := must[ledger.Identity](t)(s.Identity(t.Context()))
	draft := registry.Draft{Key: "visit/1", Owner: self.User, Body: []byte(`{}`), At: s.Now()}
	if err := s.SaveDraft(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	must[sql.Result](t)(s.write.Exec(`PRAGMA max_page_count = 1`)) // SQLite keeps what there is: no page more
	var err error
	n := 0
	for ; err == nil && n < 200; n++ {
		_, drafts := p.aFamily(t, n, "Lê Thị Cúc")
		err = s.Write(t.Context(), p.scope, drafts, draft.Key)
		if err == nil {
			if err := s.SaveDraft(t.Context(), draft); err != nil {
				break
			}
		}
	}
	if keyOfError(err) != "disk_full" {
		t.Fatalf("after %d families: %v", n, err)
	}
	if _, ok, err := s.Draft(t.Context(), draft.Key, self.User); !ok {
		t.Errorf("the draft is gone: %v", err)
	}

	must[sql.Result](t)(s.write.Exec(`PRAGMA max_page_count = 1000000`))
	_, drafts := p.aFamily(t, n-1, "Lê Thị Cúc")
	write(t, s, p.scope, drafts...)

	keys := must[[]registry.Key](t)(s.HouseholdKeys(t.Context(), registry.HouseholdQuery{}))
	if len(keys) != n {
		t.Errorf("%d households, want %d: all that were saved, and the one that was refused first", len(keys), n)
	}
}
