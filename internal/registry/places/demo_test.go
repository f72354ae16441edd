package places_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/demo"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/places"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// unitSink takes the demo province as a server does and keeps its units.
type unitSink struct {
	units map[uuid.UUID]registry.Unit
	order []uuid.UUID
}

var _ demo.Sink = (*unitSink)(nil)

func (s *unitSink) CreateScope(context.Context, wire.Scope) error { return nil }

func (s *unitSink) AddDevice(_ context.Context, device central.DeviceSpec) ([]ledger.SignedGrant, error) {
	return []ledger.SignedGrant{{Doc: ledger.Grant{Sign: device.Sign}}}, nil
}

func (s *unitSink) Pull(context.Context, uuid.UUID, uuid.UUID, uint64, int, uuid.UUID) ([]ledger.Entry, error) {
	return nil, nil
}

func (s *unitSink) Push(_ context.Context, _ uuid.UUID, entries []ledger.Entry) (wire.PushResponse, error) {
	var head ledger.Hash
	for _, e := range entries {
		head = e.Block.Hash
		lines, err := e.Block.Lines()
		if err != nil {
			return wire.PushResponse{}, err
		}
		for _, line := range lines {
			s.take(line)
		}
	}
	return wire.PushResponse{Vectors: []ledger.StreamVector{{Branches: []ledger.Branch{{Head: head}}}}}, nil
}

func (s *unitSink) take(line ledger.Line) {
	if line.Change.Kind != registry.KindUnit {
		return
	}
	fields := registry.Fields{}
	for i, name := range line.Change.Names {
		fields[name] = line.Values[i]
	}
	s.units[line.Change.Record], _ = registry.Decode[registry.Unit](fields)
	s.order = append(s.order, line.Change.Record)
}

// demoHamlets returns the hamlets of the whole demo province, and their names
// by id.
func demoHamlets(t *testing.T) ([]places.Hamlet, map[uuid.UUID]string) {
	t.Helper()
	sink := &unitSink{units: map[uuid.UUID]registry.Unit{}}
	if _, err := demo.Load(t.Context(), sink, demo.Options{Seed: 1, Communes: []string{}}); err != nil {
		t.Fatal(err)
	}
	var hamlets []places.Hamlet
	names := map[uuid.UUID]string{}
	for _, id := range sink.order {
		u := sink.units[id]
		if u.Level != registry.LevelHamlet {
			continue
		}
		commune := sink.units[u.Parent]
		hamlets = append(hamlets, places.Hamlet{
			ID: id, Name: u.FullName(), Commune: places.Key{Code: commune.Code, From: commune.From},
		})
		names[id] = u.FullName()
	}
	return hamlets, names
}

// The reform on the whole province of January 2023: every hamlet is settled or
// waits for an officer, who has a choice among the communes of the reform; only
// hamlets of the split communes wait.
func TestReformOfTheDemoProvince(t *testing.T) {
	t.Parallel()
	hamlets, names := demoHamlets(t)

	assigned := places.Reform(hamlets)

	if len(hamlets) != 883 || len(assigned) != len(hamlets) {
		t.Fatalf("%d hamlets, %d assigned", len(hamlets), len(assigned))
	}
	waiting, waitIn, settledIn := 0, map[string]int{}, map[places.Key]int{}
	for i, a := range assigned {
		if a.Hamlet != hamlets[i].ID || a.From.Key != hamlets[i].Commune {
			t.Fatalf("hamlet %d of %s is answered as one of %s", i, hamlets[i].Commune.Code, a.From.FullName())
		}
		if a.Settled() {
			settledIn[a.To.Key]++
			continue
		}
		waiting++
		waitIn[a.From.Code]++
		if len(a.Candidates) < 2 || !places.Split(a.From) {
			t.Errorf("%s waits with %d candidates", a.From.FullName(), len(a.Candidates))
		}
	}
	checkWaiting(t, hamlets, waitIn)
	clashes := places.Clashes(assigned, func(id uuid.UUID) string { return names[id] })
	t.Logf("%d hamlets: %d settled in %d new communes, %d of %d split communes wait; names clash in %d new communes",
		len(hamlets), len(hamlets)-waiting, len(settledIn), waiting, len(waitIn), len(clashes))
	for key, ids := range clashes {
		if len(ids) < 2 || settledIn[key] < len(ids) {
			t.Errorf("%s: %d of %d hamlets clash", key.Code, len(ids), settledIn[key])
		}
	}
}

// checkWaiting makes sure that all hamlets of the split communes wait: those of
// Cà Mau are all in the demo.
func checkWaiting(t *testing.T, hamlets []places.Hamlet, waitIn map[string]int) {
	t.Helper()
	split := []string{
		"32017", "32020", "32029", "32035", "32048", "32053", "32056", "32107", "32122", "32124",
		"32141", "32142", "32143", "32146", "32155", "32191", "32194", "32242", "32245",
	}
	all := map[string]int{}
	for _, h := range hamlets {
		all[h.Commune.Code]++
	}
	for code, n := range waitIn {
		if !slices.Contains(split, code) {
			t.Errorf("%d hamlets of %s wait, which was not split", n, code)
		}
	}
	for _, code := range split {
		if all[code] == 0 || waitIn[code] != all[code] {
			t.Errorf("%s: %d of %d hamlets wait", code, waitIn[code], all[code])
		}
	}
}

// An officer settles what waits; then nothing waits, and every new commune that
// took land from Cà Mau's old ones has hamlets.
func TestOfficersFinishTheReform(t *testing.T) {
	t.Parallel()
	hamlets, _ := demoHamlets(t)
	peopled := map[string]bool{}
	for i, a := range places.Reform(hamlets) {
		if !a.Settled() {
			var err error
			if a, err = places.Assign(a, a.Candidates[i%len(a.Candidates)].Key); err != nil {
				t.Fatal(err)
			}
		}
		peopled[a.To.Code] = true
	}
	if len(peopled) != 39 {
		t.Errorf("%d new communes have hamlets, want the 39 of old Cà Mau", len(peopled))
	}
}
