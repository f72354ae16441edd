package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// strangerField is a field of a record in the file of the reference client.
type strangerField struct {
	Values []struct {
		Dot   ledger.Dot
		Rank  ledger.Rank
		Value *string // JSON; nil when withheld
	}
	Seen map[ledger.Dot]ledger.Rank
}

// states reads what the client's file holds of a scope.
func (s *stranger) states(scope uuid.UUID) map[uuid.UUID]ledger.State {
	s.t.Helper()
	var file struct {
		Records map[uuid.UUID]map[uuid.UUID]struct {
			Kind   string
			Fields map[string]strangerField
		}
	}
	ok(s.t, json.Unmarshal(must[[]byte](s.t)(os.ReadFile(s.state)), &file))
	out := map[uuid.UUID]ledger.State{}
	for id, record := range file.Records[scope] {
		state := ledger.State{Kind: record.Kind, Record: id}
		for name, field := range record.Fields {
			state.Fields = append(state.Fields, field.register(name))
		}
		slices.SortFunc(state.Fields, func(a, b ledger.Register) int { return strings.Compare(a.Name, b.Name) })
		out[id] = state
	}
	return out
}

func (f strangerField) register(name string) ledger.Register {
	r := ledger.Register{Name: name}
	for _, v := range f.Values {
		sib := ledger.Sibling{Dot: v.Dot, Rank: v.Rank, Withheld: v.Value == nil}
		if v.Value != nil {
			sib.Value = json.RawMessage(*v.Value)
		}
		r.Siblings = append(r.Siblings, sib)
	}
	for dot, rank := range f.Seen {
		r.Context = append(r.Context, ledger.Superseded{Dot: dot, Rank: rank})
	}
	slices.SortFunc(r.Context, func(a, b ledger.Superseded) int { return a.Dot.Compare(b.Dot) })
	return r
}

// sameStates fails unless the client holds every record of a scope, hidden ones
// too, with the same bytes as the server.
func sameStates(t *testing.T, name string, s *stranger, h *house, scope uuid.UUID) {
	t.Helper()
	theirs, ours := s.states(scope), map[uuid.UUID]bool{}
	ok(t, h.central.Lines(t.Context(), scope, func(_ uuid.UUID, _ ledger.Rank, line ledger.Line) { ours[line.Change.Record] = true }))
	if len(ours) != len(theirs) {
		t.Errorf("%s: %d records on the server, %d there", name, len(ours), len(theirs))
	}
	for id := range ours {
		want, got := must[ledger.State](t)(h.central.State(t.Context(), scope, id)), theirs[id]
		if got.Kind != want.Kind || !bytes.Equal(got.AppendBinary(nil), want.AppendBinary(nil)) {
			t.Errorf("%s: %s %s:\n%+v\non the server\n%+v", name, want.Kind, id, got, want)
		}
	}
}

// allLines prints every line that the client holds, and what it carries.
const allLines = `
import sys; sys.path.insert(0, sys.argv[1])
import base64, client
l = client.Laptop(sys.argv[2], sys.argv[1] + "/../../internal/ledger/v1.zdict")
lines = [line for b in l.state["blocks"].values() for line in client.Block(base64.b64decode(b["bytes"])).lines(l.dictionary)]
inner = [line.carried(l.dictionary) for line in lines if line.carries()]
print(client.compact([line.text for line in lines] + [carried[0].text for carried in inner if carried]))
`

// holds tells whether the client still holds a text in a block or a record.
func (s *stranger) holds(value string) bool {
	s.t.Helper()
	var lines []string
	s.run(&lines, "-c", allLines)
	return strings.Contains(strings.Join(lines, "\n"), value) || bytes.Contains(must[[]byte](s.t)(os.ReadFile(s.state)), []byte(value))
}

// A household moves to another hamlet, one of its children and a neighbour are
// erased. A client that held them all and one that begins afterwards, for which
// the redactions come ahead of their place, hold what the server holds.
func TestAStrangerFollowsAMoveAndARedaction(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	other, unit, o := h.secondHamlet()
	a, early := h.laptop("a", ledger.RankHamlet), h.stranger(h.http.URL, other)
	moved, neighbour := a.child("BIMAT Hai"), a.child("BIMAT Một")
	a.sync()
	o.sync()
	household := o.person(moved).Value.Household
	ok(t, o.desk().MoveHousehold(t.Context(), household, unit, "chuyển nhà"))
	o.sync()
	a.rename(moved, "BIMAT Ba") // a does not know yet: carried after the move
	a.sync()
	o.sync()
	early.sync()
	sameStates(t, "before, the old hamlet", early, h, h.scope)
	sameStates(t, "before, the new hamlet", early, h, other)
	if !early.holds("BIMAT Ba") || !early.holds("BIMAT Một") {
		t.Fatal("the client was to hold the values")
	}
	if got := early.records()[moved]; string(got.Fields["ho_ten"]) != `"BIMAT Ba"` || got.Scope != other {
		t.Errorf("the moved child is shown as %s in %s", got.Fields["ho_ten"], got.Scope)
	}

	ok(t, o.desk().Erase(t.Context(), registry.KindPerson, moved, other, ""))
	ok(t, o.desk().Erase(t.Context(), registry.KindPerson, neighbour, h.scope, ""))
	for range 2 {
		o.sync()
		a.sync()
	}
	early.sync()
	late := h.stranger(h.http.URL, other)
	late.sync()
	left := h.stranger(h.http.URL)
	left.sync()
	early.sync() // the grants of the others
	late.sync()

	if got, there := left.records()[household]; there {
		t.Errorf("the old hamlet still shows the household in %s", got.Scope)
	}
	sameStates(t, "left, the old hamlet", left, h, h.scope)
	for name, s := range map[string]*stranger{"early": early, "late": late} {
		sameStates(t, name+", the old hamlet", s, h, h.scope)
		sameStates(t, name+", the new hamlet", s, h, other)
		if s.holds("BIMAT") {
			t.Errorf("%s still holds what was erased", name)
		}
		if got := s.records()[household]; got.Scope != other {
			t.Errorf("%s shows the household in %s", name, got.Scope)
		}
	}
}
