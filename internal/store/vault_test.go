package store

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault"
	"thamho.vn/internal/vault/vaulttest"
)

// markedName stands in no other place of the world.
const markedName = "Huỳnh Thị Mộng Đậu"

// hitsIn searches all files of a folder for the marked name.
func hitsIn(t testing.TB, dir string) (hits []string, files int) {
	t.Helper()
	mark := vaulttest.Mark{Name: markedName, Folded: "huynh thi mong dau", Dictionary: must[[]byte](t)(os.ReadFile("../ledger/v1.zdict"))}
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		files++
		hits = append(hits, mark.In(t, filepath.Base(path), data)...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hits, files
}

// workMarked does with a store what a day of work does, marked everywhere.
func workMarked(t testing.TB, p *province, s *Store) {
	t.Helper()
	ctx := t.Context()
	for n := range 40 {
		p.family(t, s, n, markedName)
		if n < 3 { // small blocks, which fit a page
			if err := s.Seal(ctx, p.scope); err != nil {
				t.Fatal(err)
			}
		}
	}
	self := must[ledger.Identity](t)(s.Identity(ctx))
	for i, form := range []string{norm.NFC.String(markedName), norm.NFD.String(markedName)} {
		body := fmt.Appendf(nil, `{"ho_ten":%q}`, form)
		if err := s.SaveDraft(ctx, registry.Draft{Key: fmt.Sprint("visit/", i), Owner: self.User, Body: body, At: s.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Seal(ctx, p.scope); err != nil {
		t.Fatal(err)
	}
	if err := s.CopyDaily(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.copyBefore(ctx, 1); err != nil {
		t.Fatal(err)
	}
	must[[]registry.Key](t)(s.HouseholdKeys(ctx, registry.HouseholdQuery{Text: "mong dau"}))
}

// enrolAt opens a store at a path and enrols it.
func (p *province) enrolAt(t testing.TB, o Options) *Store {
	t.Helper()
	s := must[*Store](t)(Open(t.Context(), o))
	t.Cleanup(func() { _ = s.Close() })
	key := seededKey(101)
	grant := must[ledger.SignedGrant](t)(ledger.SignDoc(p.key, ledger.ForGrant, ledger.Grant{
		ID: testID(1001), Device: testID(2001), Sign: public(key), User: testID(3001), Name: "Người nhập", Scope: p.scope, Role: registry.RoleHamlet, Rank: ledger.RankHamlet,
	}))
	err := s.Enrol(t.Context(), ledger.Identity{
		Device: grant.Doc.Device, SignKey: key, User: grant.Doc.User, UserName: grant.Doc.Name, Root: public(p.root),
		Server: must[ledger.SignedServerCert](t)(ledger.SignDoc(p.root, ledger.ForServer, ledger.ServerCert{Server: p.server, Sign: public(p.key)})),
	}, []ledger.Scope{{ID: p.scope, Kind: "ap", Unit: p.hamlet}}, []ledger.SignedGrant{grant})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPromise01NothingInTheClear(t *testing.T) {
	t.Parallel()
	for _, v := range []*vault.Vault{vaulttest.Fixed(), nil} {
		dir := t.TempDir()
		o := options(filepath.Join(dir, "thamho.db"), 1)
		o.Vault = v
		p := newProvince()
		s := p.enrolAt(t, o)
		workMarked(t, p, s)
		open, files := hitsIn(t, dir)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		closed, _ := hitsIn(t, dir)
		if v != nil && len(open)+len(closed) > 0 || files < 4 {
			t.Errorf("%d files hold the name: %v %v", files, open, closed)
		}
		if v == nil {
			seen := fmt.Sprint(open, closed)
			for _, want := range []string{"NFC", "NFD", "compressed NFC", dayMark} {
				if !bytes.Contains([]byte(seen), []byte(want)) {
					t.Errorf("the search on a plain store does not find %s: it is blind", want)
				}
			}
		}
	}
}

const killedFile = "THAMHO_KILLED_FILE"

// TestKilledWriter is the process that is killed; by itself it does nothing.
func TestKilledWriter(t *testing.T) {
	path := os.Getenv(killedFile)
	if path == "" {
		t.Skip("run by TestPromise01AfterKill")
	}
	o := options(path, 1)
	o.NewID = options(path, uint64(time.Now().UnixNano())).NewID
	p := newProvince()
	s := p.enrolAt(t, o)
	workMarked(t, p, s)
	if err := os.WriteFile(path+".ready", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for n := 100; ; n++ {
		p.family(t, s, n, markedName)
	}
}

func TestPromise01AfterKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "thamho.db")
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledWriter$", "-test.count=1")
	cmd.Env = append(os.Environ(), killedFile+"="+path)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for tries := 0; ; tries++ {
		if _, err := os.Stat(path + ".ready"); err == nil {
			break
		}
		if tries > 3000 {
			t.Fatal("the writer does not come to work")
		}
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(50 * time.Millisecond)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()

	if hits, files := hitsIn(t, dir); len(hits) > 0 || files < 5 {
		t.Errorf("%d files, hits %v", files, hits)
	}
	s := must[*Store](t)(Open(t.Context(), options(path, 3)))
	defer s.Close()
	if n := len(must[[]registry.Key](t)(s.HouseholdKeys(t.Context(), registry.HouseholdQuery{Text: "mong dau"}))); n < 40 {
		t.Errorf("%d households are left", n)
	}
}

// plainStore is one of an earlier version, with a copy of an even earlier one.
func plainStore(t testing.TB, p *province, path string) (want ledger.Hash) {
	t.Helper()
	o := options(path, 1)
	o.Vault = nil
	s := p.enrolAt(t, o)
	workMarked(t, p, s)
	want = must[ledger.Hash](t)(s.Fingerprint(t.Context(), p.scope))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_ = os.Remove(path + dayMark + s.Now().Format(time.DateOnly)) // earlier versions made none
	return want
}

func TestAPlainStoreIsTakenOver(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]func(path string) error{
		"at the first start": func(string) error { return nil },
		"after a cut copy":   func(path string) error { return os.WriteFile(path+halfDone, []byte("x"), 0o600) },
		"after a whole copy": func(path string) error { return vaulttest.Fixed().TakeOver(path, path+halfDone) },
		"before the last change": func(path string) error {
			return errors.Join(vaulttest.Fixed().TakeOver(path, path+halfDone), os.WriteFile(path+"-wal", nil, 0o600))
		},
		"after the change": func(path string) error {
			return errors.Join(vaulttest.Fixed().TakeOver(path, path+halfDone), vault.Replace(path+halfDone, path))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path, p := filepath.Join(dir, "thamho.db"), newProvince()
			want := plainStore(t, p, path)
			if hits, _ := hitsIn(t, dir); len(hits) == 0 {
				t.Fatal("the plain store does not show the name")
			}
			if err := before(path); err != nil {
				t.Fatal(err)
			}
			if name != "after the change" { // the plain one must still be whole
				if plain, err := vault.IsPlain(path); !plain {
					t.Fatal("not plain", err)
				}
			}

			s := must[*Store](t)(Open(t.Context(), options(path, 1)))
			got := must[ledger.Hash](t)(s.Fingerprint(t.Context(), p.scope))
			found := must[[]registry.Key](t)(s.HouseholdKeys(t.Context(), registry.HouseholdQuery{Text: "mong dau"}))
			draft, ok, err := s.Draft(t.Context(), "visit/0", testID(3001))
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}

			if got != want || len(found) != 40 || !ok || err != nil || !bytes.Contains(draft.Body, []byte("ho_ten")) {
				t.Errorf("fingerprint same %v, %d households, draft %v %v", got == want, len(found), ok, err)
			}
			if hits, files := hitsIn(t, dir); len(hits) > 0 || files < 2 {
				t.Errorf("%d files, hits %v", files, hits)
			}
			if left := must[[]string](t)(filepath.Glob(path + "*" + halfDone + "*")); len(left) > 0 {
				t.Error("left behind:", left)
			}
		})
	}
}

// A copy that differs does not replace what it was made of.
func TestATakeOverThatDiffersIsRefused(t *testing.T) {
	t.Parallel()
	path, p := filepath.Join(t.TempDir(), "thamho.db"), newProvince()
	plainStore(t, p, path)
	before := must[[]byte](t)(contents(t.Context(), Options{Path: path}))
	db := must[*sql.DB](t)(sql.Open("sqlite", path))
	must[sql.Result](t)(db.Exec(`UPDATE record SET state = CAST(state || x'00' AS BLOB) WHERE rowid = (SELECT max(rowid) FROM record)`))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(before, must[[]byte](t)(contents(t.Context(), Options{Path: path}))) {
		t.Error("one byte more makes no difference: the check is blind")
	}
}

func TestDailyCopies(t *testing.T) {
	t.Parallel()
	o := options(filepath.Join(t.TempDir(), "thamho.db"), 1)
	now := o.Now()
	o.Now = func() time.Time { return now }
	p := newProvince()
	s := p.enrolAt(t, o)
	for range 10 {
		for range 2 {
			if err := s.CopyDaily(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		now = now.AddDate(0, 0, 1)
	}
	days := must[[]string](t)(dailyCopies(o.Path))
	if len(days) != keptDays || filepath.Ext(days[6]) != ".ngay-2023-01-19" {
		t.Errorf("kept %v", days)
	}
	o.Path = days[6]
	last := must[*Store](t)(Open(t.Context(), o))
	defer last.Close()
	must[ledger.Identity](t)(last.Identity(t.Context()))
}
