package store

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault/vaulttest"
)

// province stands in for the server: it grants and admits with real keys.
type province struct {
	root, key ed25519.PrivateKey
	server    uuid.UUID
	epoch     uuid.UUID
	scope     uuid.UUID
	hamlet    uuid.UUID
	seq       uint64
}

func seededKey(n byte) ed25519.PrivateKey {
	var seed [32]byte
	seed[0] = n
	return ed25519.NewKeyFromSeed(seed[:])
}

func public(k ed25519.PrivateKey) ledger.PublicKey {
	return ledger.PublicKey(k.Public().(ed25519.PublicKey))
}

func testID(n int) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, n)) }

func newProvince() *province {
	return &province{root: seededKey(1), key: seededKey(2), server: testID(1), epoch: testID(2), scope: testID(3), hamlet: testID(4)}
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// options are those of the n-th laptop, reproducible.
func options(path string, n uint64) Options {
	rng := rand.NewChaCha8([32]byte{byte(n)})
	return Options{
		Path: path, Vault: vaulttest.Fixed(), Rand: rng, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Now:   func() time.Time { return time.Date(2023, 1, 10, 9, 0, 0, 0, time.UTC) },
		NewID: func() uuid.UUID { return uuid.Must(uuid.NewRandomFromReader(rng)) },
	}
}

// laptop opens a store that is enrolled with a grant of the given rank.
func (p *province) laptop(t testing.TB, n uint64, rank ledger.Rank) *Store {
	t.Helper()
	s := must[*Store](t)(Open(t.Context(), options(filepath.Join(t.TempDir(), "thamho.db"), n)))
	t.Cleanup(func() { _ = s.Close() })
	key := seededKey(byte(100 + n))
	grant := must[ledger.SignedGrant](t)(ledger.SignDoc(p.key, ledger.ForGrant, ledger.Grant{
		ID: testID(int(1000 + n)), Device: testID(int(2000 + n)), Sign: public(key), User: testID(int(3000 + n)),
		Name: fmt.Sprintf("Người nhập %d", n), Scope: p.scope, Role: registry.RoleHamlet, Rank: rank,
	}))
	id := ledger.Identity{
		Device: grant.Doc.Device, SignKey: key, User: grant.Doc.User, UserName: grant.Doc.Name, Root: public(p.root),
		Server: must[ledger.SignedServerCert](t)(ledger.SignDoc(p.root, ledger.ForServer, ledger.ServerCert{Server: p.server, Sign: public(p.key)})),
	}
	if err := s.Enrol(t.Context(), id, []ledger.Scope{{ID: p.scope, Kind: "ap", Unit: p.hamlet}}, []ledger.SignedGrant{grant}); err != nil {
		t.Fatal(err)
	}
	return s
}

// admit gives blocks their places in the scope's order.
func (p *province) admit(t testing.TB, rank ledger.Rank, entries []ledger.Entry) []ledger.Entry {
	t.Helper()
	for i := range entries {
		p.seq++
		a := must[ledger.SignedAdmission](t)(ledger.SignDoc(p.key, ledger.ForAdmission, ledger.Admission{
			Scope: p.scope, Block: entries[i].Block.Hash, Rank: rank, Epoch: p.epoch, Seq: p.seq,
		}))
		entries[i].Admission = &a
	}
	return entries
}

// send seals what a laptop wrote and returns it admitted.
func (p *province) send(t testing.TB, s *Store, rank ledger.Rank) []ledger.Entry {
	t.Helper()
	if err := s.Seal(t.Context(), p.scope); err != nil {
		t.Fatal(err)
	}
	return p.admit(t, rank, must[[]ledger.Entry](t)(s.Outbox(t.Context(), p.scope, 1<<30)))
}

func (p *province) apply(t testing.TB, s *Store, entries []ledger.Entry) {
	t.Helper()
	if err := s.ApplyPage(t.Context(), p.server, p.epoch, p.scope, entries); err != nil {
		t.Fatal(err)
	}
}

// draftOf makes the change that creates or corrects a record.
func draftOf[T any](t testing.TB, kind string, id uuid.UUID, before, after T) ledger.Draft {
	t.Helper()
	fields := must[registry.Fields](t)(registry.Diff(before, after))
	op := ledger.OpSet
	if _, err := json.Marshal(before); err == nil && fmt.Sprint(before) == fmt.Sprint(*new(T)) {
		op = ledger.OpCreate
	}
	return ledger.Draft{Kind: kind, Record: id, Op: op, Fields: fields}
}

func write(t testing.TB, s *Store, scope uuid.UUID, drafts ...ledger.Draft) {
	t.Helper()
	if err := s.Write(context.Background(), scope, drafts, ""); err != nil {
		t.Fatal(err)
	}
}

// aFamily is household n with a mother and two children, the younger without
// a number.
func (p *province) aFamily(t testing.TB, n int, head string) (household uuid.UUID, drafts []ledger.Draft) {
	t.Helper()
	household = testID(10000 + n)
	drafts = append(drafts, draftOf(t, registry.KindHousehold, household, registry.Household{},
		registry.Household{Hamlet: p.hamlet, Number: n, Head: head, Line: "kênh Ba"}))
	for i, person := range []registry.Person{
		{Name: head, Birth: registry.Date{Year: 1988}, Sex: registry.Female},
		{Name: "Nguyễn Văn Bảo", Birth: registry.Date{Year: 2015, Month: 3, Day: 5}, Number: registry.Number{PIN: registry.PIN(fmt.Sprintf("096215%06d", 900000+n)), Standing: registry.Verified}},
		{Name: "Nguyễn Thị Đào", Birth: registry.Date{Year: 2021}},
	} {
		person.Household = household
		drafts = append(drafts, draftOf(t, registry.KindPerson, testID(20000+n*10+i), registry.Person{}, person))
	}
	return household, drafts
}

func (p *province) family(t testing.TB, s *Store, n int, head string) uuid.UUID {
	t.Helper()
	id, drafts := p.aFamily(t, n, head)
	write(t, s, p.scope, drafts...)
	return id
}
