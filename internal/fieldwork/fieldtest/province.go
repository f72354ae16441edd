// Package fieldtest makes laptops for tests: real stores in folders of their
// own, enrolled by a province with real keys, with two hamlets to work for. It
// is imported by tests only.
package fieldtest

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/store"
	"thamho.vn/internal/vault/vaulttest"
)

// Province grants rights and admits blocks as the server does.
type Province struct {
	T         testing.TB
	Reference uuid.UUID        // scope of the units
	Hamlets   [2]Hamlet        // ấp 4 and ấp 7 of xã Tạ An Khương
	Commune   ledger.Scope     // that commune's, which only an officer's laptop has
	Now       func() time.Time // the clock of every laptop made from here
	// Log is the scope of the commune's log, in which laptops write when Logs is
	// set; Rank is theirs in the hamlets, that of a hamlet's group when it is 0.
	Log       uuid.UUID
	Logs      bool
	Rank      ledger.Rank
	root, key ed25519.PrivateKey // of the province, of its server
	server    uuid.UUID
	epoch     uuid.UUID
	seq       map[uuid.UUID]uint64 // by scope
	laptops   uint64
}

// Hamlet is a hamlet and the scope of its records.
type Hamlet struct {
	Unit, Scope uuid.UUID
	Name        string
}

// ID returns the n-th of the ids that tests name.
func ID(n int) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, n)) }

// NewProvince returns a province on 10/01/2023 at nine in the morning.
func NewProvince(t testing.TB) *Province {
	noon := time.Date(2023, 1, 10, 9, 0, 0, 0, time.Local)
	return &Province{
		T: t, Now: func() time.Time { return noon }, root: seeded(1), key: seeded(2),
		server: ID(1), epoch: ID(2), Reference: ID(3), Log: ID(4), seq: map[uuid.UUID]uint64{},
		Hamlets: [2]Hamlet{{ID(14), ID(24), "4"}, {ID(17), ID(27), "7"}},
		Commune: ledger.Scope{ID: ID(22), Kind: ledger.ScopeCommune, Unit: ID(12)},
	}
}

func seeded(n byte) ed25519.PrivateKey {
	var seed [ed25519.SeedSize]byte
	seed[0] = n
	return ed25519.NewKeyFromSeed(seed[:])
}

func public(k ed25519.PrivateKey) ledger.PublicKey {
	return ledger.PublicKey(k.Public().(ed25519.PublicKey))
}

// Laptop is a laptop of the province and the work of the person who types.
type Laptop struct {
	*fieldwork.Work
	Store *store.Store
	Path  string
}

// Laptop makes one more laptop, in a folder of its own.
func (p *Province) Laptop() *Laptop { return p.LaptopAt(filepath.Join(p.T.TempDir(), "thamho.db")) }

// LaptopAt makes a laptop with its store at path.
func (p *Province) LaptopAt(path string) *Laptop {
	p.T.Helper()
	rng := newChance(byte(p.laptops + 1))
	newID := func() uuid.UUID { return p.must(uuid.NewRandomFromReader(rng)) }
	s, err := store.Open(context.Background(), store.Options{
		Path: path, Vault: vaulttest.Fixed(), Now: p.Now, Rand: rng, NewID: newID, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	p.check(err)
	p.T.Cleanup(func() { _ = s.Close() })
	return p.Join(s)
}

// Join makes an open store a laptop of the hamlets.
func (p *Province) Join(s *store.Store) *Laptop {
	p.T.Helper()
	user := p.enrol(s, registry.RoleHamlet, cmp.Or(p.Rank, ledger.RankHamlet))
	p.units(s)
	return p.work(s, user)
}

// JoinOfficer makes an open store the laptop of an officer of the commune.
func (p *Province) JoinOfficer(s *store.Store) *Laptop {
	p.T.Helper()
	user := p.enrol(s, registry.RoleCommune, ledger.RankCommune, p.Commune)
	p.units(s)
	return p.work(s, user)
}

func (p *Province) work(s *store.Store, user uuid.UUID) *Laptop {
	return &Laptop{Work: fieldwork.New(fieldwork.Options{Store: s, Now: p.Now, NewID: s.NewID, User: user}), Store: s, Path: s.Path}
}

// Reopen is the laptop after its battery was pulled out: its files as they lay
// on the disk, opened anew. The laptop before is left as it is.
func (p *Province) Reopen(l *Laptop) *Laptop {
	p.T.Helper()
	path := filepath.Join(p.T.TempDir(), "thamho.db")
	for _, end := range []string{"", "-wal"} {
		raw, err := os.ReadFile(l.Path + end)
		if err == nil {
			err = os.WriteFile(path+end, raw, 0o600)
		}
		p.check(err)
	}
	rng := newChance(255)
	newID := func() uuid.UUID { return p.must(uuid.NewRandomFromReader(rng)) }
	s, err := store.Open(context.Background(), store.Options{
		Path: path, Vault: vaulttest.Fixed(), Now: p.Now, Rand: rng, NewID: newID, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	p.check(err)
	p.T.Cleanup(func() { _ = s.Close() })
	self, err := s.Identity(context.Background())
	p.check(err)
	return &Laptop{Work: fieldwork.New(fieldwork.Options{Store: s, Now: p.Now, NewID: newID, User: self.User}), Store: s, Path: path}
}

// enrol gives the store rights in the scopes of units and hamlets, and in those
// that are named, and returns the typist.
func (p *Province) enrol(s *store.Store, role string, rank ledger.Rank, more ...ledger.Scope) uuid.UUID {
	p.laptops++
	key := seeded(byte(100 + p.laptops))
	scopes := append([]ledger.Scope{{ID: p.Reference, Kind: "tinh", Unit: ID(10)}}, more...)
	for _, h := range p.Hamlets {
		scopes = append(scopes, ledger.Scope{ID: h.Scope, Kind: "ap", Unit: h.Unit})
	}
	if p.Logs {
		scopes = append(scopes, ledger.Scope{ID: p.Log, Kind: "nhatky", Unit: ID(12)})
	}
	device, user := ID(int(2000+p.laptops)), ID(int(3000+p.laptops))
	var grants []ledger.SignedGrant
	for i, sc := range scopes {
		grant, err := ledger.SignDoc(p.key, ledger.ForGrant, ledger.Grant{
			ID: ID(int(1000+p.laptops)*10 + i), Device: device, Sign: public(key), User: user,
			Name: fmt.Sprintf("Người nhập %d", p.laptops), Scope: sc.ID, Role: role, Rank: rank,
		})
		p.check(err)
		grants = append(grants, grant)
	}
	cert, err := ledger.SignDoc(p.root, ledger.ForServer, ledger.ServerCert{Server: p.server, Sign: public(p.key)})
	p.check(err)
	p.check(s.Enrol(context.Background(), ledger.Identity{
		Device: device, SignKey: key, User: user, UserName: grants[0].Doc.Name, Root: public(p.root), Server: cert,
	}, scopes, grants))
	return user
}

// units writes the hamlets, their commune and district into a store.
func (p *Province) units(s *store.Store) {
	units := map[uuid.UUID]registry.Unit{
		ID(11): {Name: "Đầm Dơi", Type: "huyện", Level: registry.LevelDistrict},
		ID(12): {Name: "Tạ An Khương", Type: "xã", Level: registry.LevelCommune, Parent: ID(11)},
	}
	for _, h := range p.Hamlets {
		units[h.Unit] = registry.Unit{Name: h.Name, Type: "ấp", Level: registry.LevelHamlet, Parent: ID(12), Scope: h.Scope}
	}
	var drafts []ledger.Draft
	for id, u := range units {
		fields, err := registry.Encode(u)
		p.check(err)
		drafts = append(drafts, ledger.Draft{Kind: registry.KindUnit, Record: id, Op: ledger.OpCreate, Fields: fields})
	}
	p.check(s.Write(context.Background(), p.Reference, drafts, ""))
}

// Carry brings what one laptop wrote in a hamlet to the others, admitted by
// the server, and tells the laptop that it arrived.
func (p *Province) Carry(h Hamlet, from *Laptop, to ...*Laptop) {
	p.T.Helper()
	ctx := context.Background()
	p.check(from.Store.Seal(ctx, h.Scope))
	entries, err := from.Store.Outbox(ctx, h.Scope, 1<<30)
	p.check(err)
	for i := range entries {
		p.seq[h.Scope]++
		a, err := ledger.SignDoc(p.key, ledger.ForAdmission, ledger.Admission{
			Scope: h.Scope, Block: entries[i].Block.Hash, Rank: cmp.Or(p.Rank, ledger.RankHamlet), Epoch: p.epoch, Seq: p.seq[h.Scope],
		})
		p.check(err)
		entries[i].Admission = &a
	}
	for _, laptop := range append([]*Laptop{from}, to...) {
		p.check(laptop.Store.ApplyPage(ctx, p.server, p.epoch, h.Scope, entries))
	}
}

func (p *Province) check(err error) {
	if err != nil {
		p.T.Helper()
		p.T.Fatal(err)
	}
}

func (p *Province) must(id uuid.UUID, err error) uuid.UUID {
	p.check(err)
	return id
}
