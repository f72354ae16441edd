package profile

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"thamho.vn/internal/fieldwork/fieldtest"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/store"
	"thamho.vn/internal/vault"
	"thamho.vn/internal/vault/vaulttest"
)

const officerPass = "đước xanh bên bờ kênh"

func newRooms(t testing.TB, dir string) *Rooms {
	t.Helper()
	r, err := OpenRooms(Options{Dir: dir, Log: quiet, NewID: newID, Ring: cheap})
	fine(t, err)
	t.Cleanup(func() { _ = r.Lock() })
	return r
}

// person finds somebody by name.
func person(t testing.TB, r *Rooms, name string) Person {
	t.Helper()
	for _, p := range r.People() {
		if p.Name == name {
			return p
		}
	}
	t.Fatalf("%q is not among %v", name, r.People())
	return Person{}
}

func marked(t testing.TB, name, folded string) vaulttest.Mark {
	t.Helper()
	dictionary, err := os.ReadFile("../ledger/v1.zdict")
	fine(t, err)
	return vaulttest.Mark{Name: name, Folded: folded, Dictionary: dictionary}
}

// twoRooms is a laptop that a hamlet's working group and an officer of the commune
// have worked on, each in a room of their own: in the hamlet's the family of Rừng
// Đước, in the commune's the protected record of Mộng Đậu.
func twoRooms(t *testing.T, dir string) *Rooms {
	t.Helper()
	ctx, province := t.Context(), fieldtest.NewProvince(t)
	r := newRooms(t, dir)
	fine(t, r.Begin(ctx, "Chị Út", pass))
	hamlet := province.Join(r.Store())
	hamlet.Child(province, fieldtest.Child(hamlet.Household(province, 47, "Trần Rừng Đước")))
	work(t, hamlet, province.Hamlets[0].Scope)

	fine(t, r.Begin(ctx, "Anh Ba", officerPass))
	officer := province.JoinOfficer(r.Store())
	child := officer.Child(province, fieldtest.Child(officer.Household(province, 48, "Lê Văn Tám")))
	fields, err := registry.Encode(registry.Protected{
		Person: child, Note: "Huỳnh Thị Mộng Đậu",
		Circumstances: map[registry.Circumstance]registry.Spell{"i": {Case: "Huỳnh Thị Mộng Đậu"}},
	})
	fine(t, err)
	fine(t, officer.Store.Write(ctx, province.Commune.ID, []ledger.Draft{{Kind: registry.KindProtected, Record: newID(), Op: ledger.OpCreate, Fields: fields}}, ""))
	fine(t, officer.Store.SaveDraft(ctx, registry.Draft{Key: "protected/x", Owner: newID(), Body: []byte(`{"a":"Huỳnh Thị Mộng Đậu"}`), At: time.Now()}))
	work(t, officer, province.Commune.ID)
	fine(t, r.Lock())
	return r
}

// work seals what was written, and keeps the copy of the day.
func work(t testing.TB, l *fieldtest.Laptop, scope [16]byte) {
	t.Helper()
	fine(t, l.Store.Seal(t.Context(), scope))
	fine(t, l.Store.CopyDaily(t.Context()))
}

// keyOf opens a ring of a room by passphrase and returns the vault of its key.
func keyOf(t testing.TB, dir, pass string) *vault.Vault {
	t.Helper()
	ring, err := vault.OpenRing(filepath.Join(dir, ringFile), cheap)
	fine(t, err)
	who, err := ring.Unlock(1, []byte(pass), time.Now())
	fine(t, err)
	defer who.Wipe()
	v, err := vault.New(who.Keys()[0], "")
	fine(t, err)
	t.Cleanup(func() { _ = v.Close() })
	return v
}

// readBy searches all files under a folder with one key: the values of every table
// and every page of what the key opens, and the bytes of what it does not.
func readBy(t testing.TB, dir string, v *vault.Vault, mark vaulttest.Mark) (opened, hits []string) {
	t.Helper()
	fine(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		raw, err := os.ReadFile(path)
		fine(t, err)
		hits = append(hits, mark.In(t, name+" bytes", raw)...)
		if opens, err := v.Opens(path); err != nil || !opens {
			return nil
		}
		opened = append(opened, name)
		for part, data := range contents(t, path, v) {
			hits = append(hits, mark.In(t, name+" "+part, data)...)
		}
		return nil
	}))
	slices.Sort(hits)
	return opened, slices.Compact(hits)
}

// contents are the values of every table of a sealed database, and its pages,
// freed ones as well.
func contents(t testing.TB, path string, v *vault.Vault) map[string][]byte {
	t.Helper()
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: url.Values{"vfs": {v.Name()}, "_pragma": {"temp_store(memory)"}}.Encode()}
	db, err := sql.Open("sqlite", u.String())
	fine(t, err)
	defer db.Close()
	out := map[string][]byte{"pages": values(t, db, `SELECT data FROM sqlite_dbpage`)}
	for table := range strings.SplitSeq(strings.TrimSpace(string(values(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table'`))), "\n") {
		out[table] = values(t, db, `SELECT * FROM "`+table+`"`)
	}
	return out
}

// values are all values of an answer, one a line.
func values(t testing.TB, db *sql.DB, query string) (out []byte) {
	t.Helper()
	rows, err := db.Query(query)
	fine(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	fine(t, err)
	row, at := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		at[i] = &row[i]
	}
	for rows.Next() {
		fine(t, rows.Scan(at...))
		for _, value := range row {
			if raw, ok := value.([]byte); ok {
				out = append(append(out, raw...), '\n')
				continue
			}
			out = fmt.Appendln(out, value)
		}
	}
	fine(t, rows.Err())
	return out
}

// TestPromise13WhatIsTheCommunesOpensByNoHamletsKey searches all that the hamlet's
// people can read on a laptop that they share with an officer.
func TestPromise13WhatIsTheCommunesOpensByNoHamletsKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	twoRooms(t, dir)
	protected, family := marked(t, "Huỳnh Thị Mộng Đậu", "huynh thi mong dau"), marked(t, "Trần Rừng Đước", "tran rung duoc")
	hamlet, officer := keyOf(t, dir, pass), keyOf(t, filepath.Join(dir, "ngan-2"), officerPass)

	opened, hits := readBy(t, dir, hamlet, protected)
	if len(hits) > 0 {
		t.Errorf("what is protected can be read by the hamlet's key: %v", hits)
	}
	for _, name := range opened {
		if strings.HasPrefix(name, roomDir) {
			t.Errorf("the hamlet's key opens %s", name)
		}
	}
	opened, hits = readBy(t, dir, officer, protected)
	seen := fmt.Sprint(hits)
	for _, want := range []string{"pages NFC", "block compressed NFC", "draft NFC", "ngay-"} {
		if !strings.Contains(seen, want) {
			t.Errorf("by the officer's key the search does not find %q: it is blind. It found %v in %v", want, hits, opened)
		}
	}
	if _, hits := readBy(t, dir, hamlet, family); len(hits) == 0 {
		t.Error("by the hamlet's key nothing is found at all: the search is blind")
	}
}

// TestPromise13AHamletsPassphraseOpensNoOfficersRing tries it on each slot of it,
// and the hamlet's ring in its place.
func TestPromise13AHamletsPassphraseOpensNoOfficersRing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := twoRooms(t, dir)
	fine(t, r.Unlock(t.Context(), person(t, r, "Anh Ba"), officerPass))
	_, err := r.Current().Invite("Chị Bảy")
	fine(t, err)
	fine(t, r.Lock())

	for _, p := range r.People() {
		want := map[bool]string{false: "pass_wrong"}[p.Room == 0]
		if err := r.Unlock(t.Context(), p, pass); registry.KeyOf(err) != want || (r.Store() != nil) != (p.Room == 0) {
			t.Errorf("%s of room %d: %v", p.Name, p.Room, err)
		}
	}
	fine(t, r.Lock())
	second := filepath.Join(dir, "ngan-2")
	if opens, err := keyOf(t, dir, pass).Opens(filepath.Join(second, databaseFile)); err != nil || opens {
		t.Errorf("the hamlet's key opens the officer's database: %v", err)
	}
	if opens, err := keyOf(t, second, officerPass).Opens(filepath.Join(second, databaseFile)); err != nil || !opens {
		t.Errorf("the officer's does not: %v", err)
	}
}

// sums are the files of a room and what they hold, without those of rooms in it.
func sums(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	entries, err := os.ReadDir(dir)
	fine(t, err)
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, e.Name()))
		fine(t, err)
		sum := sha256.Sum256(raw)
		out[e.Name()] = hex.EncodeToString(sum[:])
	}
	return out
}

// What is done to one room leaves the other as it was, to the byte.
func TestOneRoomLeavesTheOther(t *testing.T) {
	t.Parallel()
	for what, act := range map[string]func(ctx context.Context, p *Profile) error{
		"hand-over with a new key": func(ctx context.Context, p *Profile) error {
			if _, err := p.Invite("Em Sáu"); err != nil {
				return err
			}
			return p.Remove(ctx, 2)
		},
		"wipe": func(ctx context.Context, p *Profile) error {
			refs, err := p.Store().Unsent(ctx)
			if err != nil {
				return err
			}
			var kept []ledger.Hash
			for _, ref := range refs {
				kept = append(kept, ref.Hash)
			}
			return p.Store().Wipe(ctx, kept)
		},
	} {
		for _, in := range []struct{ name, pass, other, otherPass string }{{"Chị Út", pass, "Anh Ba", officerPass}, {"Anh Ba", officerPass, "Chị Út", pass}} {
			t.Run(what+" by "+in.name, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				r := twoRooms(t, dir)
				mine, theirs := dir, filepath.Join(dir, "ngan-2")
				if in.name == "Anh Ba" {
					mine, theirs = theirs, mine
				}
				before, own := sums(t, theirs), sums(t, mine)
				fine(t, r.Unlock(t.Context(), person(t, r, in.name), in.pass))
				for _, sc := range scopesOf(t, r.Store()) {
					fine(t, r.Store().Seal(t.Context(), sc.ID))
				}
				fine(t, act(t.Context(), r.Current()))
				fine(t, r.Lock())

				after := sums(t, theirs)
				for name, sum := range before {
					if after[name] != sum {
						t.Errorf("%s of the other room is another", name)
					}
				}
				if sums(t, mine)[databaseFile] == own[databaseFile] {
					t.Error("nothing happened to one's own: the test is blind")
				}
				fine(t, r.Unlock(t.Context(), person(t, r, in.other), in.otherPass))
				if n := len(scopesOf(t, r.Store())); n < 3 {
					t.Errorf("the other room knows of %d scopes", n)
				}
			})
		}
	}
}

func scopesOf(t testing.TB, s *store.Store) []ledger.Scope {
	t.Helper()
	scopes, err := s.Scopes(t.Context())
	fine(t, err)
	return scopes
}

// One room is open at most, and a restart finds them all, with whose they are.
func TestRoomsAreFoundAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := twoRooms(t, dir)
	fine(t, r.Unlock(t.Context(), person(t, r, "Chị Út"), pass))
	first := r.Store()
	fine(t, r.Unlock(t.Context(), person(t, r, "Anh Ba"), officerPass))
	if _, err := first.Setting(t.Context(), "a"); err == nil {
		t.Error("two rooms are open")
	}
	fine(t, r.Lock())

	again := newRooms(t, dir)
	for name, of := range map[string]string{"Chị Út": Hamlets, "Anh Ba": Communes} {
		if p := person(t, again, name); p.Of != of || p.Here {
			t.Errorf("%+v", p)
		}
	}
	if again.Empty() || !again.First() || len(again.Dirs()) != 2 {
		t.Errorf("first %v, %v", again.First(), again.Dirs())
	}
	fine(t, again.UnlockAny(t.Context(), officerPass))
	if again.First() || again.Current().Dir() != filepath.Join(dir, "ngan-2") || !person(t, again, "Anh Ba").Here {
		t.Errorf("open is %s", again.Current().Dir())
	}
	fine(t, again.Begin(t.Context(), "Cô Chín", "một câu khác hẳn nữa"))
	if p := person(t, again, "Cô Chín"); p.Room != 2 || p.Of != Nobodys {
		t.Errorf("%+v", p)
	}
}

// A room that lost its keyring keeps nobody out of the others, and its folder is
// not taken for a new one.
func TestABrokenRoomKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	twoRooms(t, dir)
	for _, end := range []string{"", ".cu"} {
		_ = os.Remove(filepath.Join(dir, "ngan-2", ringFile+end))
	}
	r := newRooms(t, dir)
	fine(t, r.Unlock(t.Context(), person(t, r, "Chị Út"), pass))
	fine(t, r.Begin(t.Context(), "Cô Chín", "một câu khác hẳn nữa"))
	if got := filepath.Base(r.Current().Dir()); got != "ngan-3" {
		t.Errorf("the new room is %s", got)
	}
}

// A room that several people open takes no commune's scope.
func TestASharedRoomIsEnrolledForNoCommune(t *testing.T) {
	t.Parallel()
	r := newRooms(t, t.TempDir())
	fine(t, r.Begin(t.Context(), "Chị Út", pass))
	officer := []ledger.Scope{{ID: newID(), Kind: ledger.ScopeCommune, Unit: newID()}}
	code, err := r.Current().Invite("Em Sáu")
	fine(t, err)
	if err := r.Store().Enrol(t.Context(), ledger.Identity{}, officer, nil); registry.KeyOf(err) != "room_shared" {
		t.Errorf("with %s given out: %v", code[:2], err)
	}
	fine(t, r.Current().Remove(t.Context(), 2))
	fieldtest.NewProvince(t).JoinOfficer(r.Store())
	if _, err := r.Current().Invite("Chị Bảy"); err != nil {
		t.Error("an officer could not invite another:", err)
	}
}
