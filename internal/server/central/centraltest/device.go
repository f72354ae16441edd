package centraltest

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"io"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// Device is a laptop's identity: what it signs with and where it may write.
type Device struct {
	ID     uuid.UUID
	User   uuid.UUID // who types there
	Key    ed25519.PrivateKey
	Grants map[uuid.UUID]uuid.UUID // by scope
	t      testing.TB
}

// Device makes a device that may write in the scopes at a rank.
func (p *Province) Device(rank ledger.Rank, scopes ...uuid.UUID) *Device {
	p.t.Helper()
	d := &Device{ID: NewID(), User: NewID(), Key: newKey(p.t), Grants: map[uuid.UUID]uuid.UUID{}, t: p.t}
	grants := Must[[]ledger.SignedGrant](p.t)(p.AddDevice(p.t.Context(), central.DeviceSpec{
		Device: d.ID, Sign: Public(d.Key), User: d.User, Name: "Út", Role: registry.RoleHamlet, Rank: rank, Scopes: scopes,
	}))
	for _, g := range grants {
		d.Grants[g.Doc.Scope] = g.Doc.ID
	}
	return d
}

// Asker returns the request with which a fresh laptop enrols by a code, and
// the device that it will be but for its id.
func Asker(t testing.TB, code string) (wire.EnrolRequest, *Device) {
	t.Helper()
	d := &Device{Key: newKey(t), Grants: map[uuid.UUID]uuid.UUID{}, t: t}
	public := Public(d.Key)
	hash := wire.CodeHash(code)
	req := wire.EnrolRequest{Code: wire.CodeName(hash), Sign: public, Store: NewID(), Nonce: ledger.Sum([]byte(code))}
	req.Proof = ledger.Sign(d.Key, ledger.ForHello, wire.EnrolInput(hash, req))
	return req, d
}

// Stream is what one store of a device writes in one scope.
type Stream struct {
	ID, Scope, Grant uuid.UUID
	User             uuid.UUID // author of its changes
	Key              ed25519.PrivateKey
	Next             uint64
	Head             ledger.Hash
	t                testing.TB
}

// Stream begins a stream of the device in a scope.
func (d *Device) Stream(scope uuid.UUID) *Stream {
	return &Stream{ID: NewID(), User: d.User, Scope: scope, Grant: d.Grants[scope], Key: d.Key, Next: 1, t: d.t}
}

// Fork returns the same stream on a cloned disk.
func (s *Stream) Fork() *Stream {
	twin := *s
	return &twin
}

// Put seals the next block of the stream, one line per draft.
func (s *Stream) Put(drafts ...ledger.Draft) ledger.Entry {
	s.t.Helper()
	lines := make([]ledger.Line, len(drafts))
	for i, d := range drafts {
		lines[i] = s.line(d)
	}
	return s.Seal(lines...)
}

func (s *Stream) line(d ledger.Draft) ledger.Line {
	s.t.Helper()
	if d.Seen == nil {
		d.Seen = map[string][]ledger.Dot{}
	}
	change, values := d.Change(s.Next, nil, ledger.Author{User: s.User, Wall: 1_673_337_600_000, Version: ledger.LineVersion})
	s.Next++
	var salt ledger.Salt
	Must[int](s.t)(io.ReadFull(rand.Reader, salt[:]))
	return Must[ledger.Line](s.t)(ledger.NewLine(change, values, salt))
}

// Seal makes the next block of lines that were written already.
func (s *Stream) Seal(lines ...ledger.Line) ledger.Entry {
	s.t.Helper()
	b := Must[ledger.Block](s.t)(ledger.Seal(ledger.Header{Stream: s.ID, Scope: s.Scope, Prev: s.Head, Grant: s.Grant}, lines, s.Key))
	s.Head = b.Hash
	return ledger.Entry{Block: &b}
}

// Named writes one field of a person, without having seen another value.
func Named(person uuid.UUID, name string) ledger.Draft {
	return Record(registry.KindPerson, person, registry.Person{Name: name})
}

// Record writes the fields of a record struct that are not empty.
func Record[T any](kind string, id uuid.UUID, rec T) ledger.Draft {
	fields, err := registry.Encode(rec)
	if err != nil {
		panic(err) // a struct of the test's own
	}
	return ledger.Draft{Kind: kind, Record: id, Op: ledger.OpSet, Fields: map[string]json.RawMessage(fields)}
}

// Seeing returns the draft with the dots that its author saw in a field.
func Seeing(d ledger.Draft, field string, dots ...ledger.Dot) ledger.Draft {
	d.Seen = map[string][]ledger.Dot{field: dots}
	return d
}

// Dots returns the dots of a block's lines.
func Dots(t testing.TB, e ledger.Entry) []ledger.Dot {
	t.Helper()
	lines := Must[[]ledger.Line](t)(e.Block.Lines())
	dots := make([]ledger.Dot, len(lines))
	for i, l := range lines {
		dots[i] = l.Dot(e.Block.Header.Stream)
	}
	return dots
}
