package store

import (
	"errors"
	"testing"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// snapshot makes the server's snapshot of what one laptop wrote so far.
func (p *province) snapshot(t testing.TB, from *Store, last ledger.Entry) (ledger.SignedManifest, map[ledger.Hash][]byte) {
	t.Helper()
	parts := map[ledger.Hash][]byte{}
	g := ledger.NewSegments(func(ref ledger.SegmentRef, packed []byte) error { parts[ref.Hash] = packed; return nil })
	rows := must[[]ledger.SnapshotRecord](t)(p.records(t, from))
	for _, rec := range rows {
		if err := g.Add(rec); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	return must[ledger.SignedManifest](t)(ledger.SignDoc(p.key, ledger.ForSnapshot, ledger.Manifest{
		Version: ledger.ManifestVersion, Server: p.server, Scope: p.scope, Epoch: p.epoch, Seq: last.Admission.Doc.Seq, Last: *last.Admission,
		Records: len(rows), Segments: g.Refs, Root: ledger.RootOf(g.Refs),
	})), parts
}

func (p *province) records(t testing.TB, from *Store) ([]ledger.SnapshotRecord, error) {
	t.Helper()
	rows, err := from.read.QueryContext(t.Context(), `SELECT id, kind, state, user, wall FROM record WHERE scope = $1 ORDER BY id`, p.scope[:])
	return collect(rows, err, "read records", func(scan scanFunc) (rec ledger.SnapshotRecord, err error) {
		var state []byte
		s := &rec.State
		if err := scan(bin(&s.Record), &s.Kind, &state, bin(&rec.User), &rec.Wall); err != nil {
			return rec, err
		}
		*s, err = ledger.DecodeState(s.Kind, s.Record, state)
		for _, dot := range s.Surviving() {
			rec.Said = append(rec.Said, ledger.Said{Dot: dot, User: rec.User, Wall: rec.Wall, Seq: 1})
		}
		return rec, err
	})
}

// The blocks behind a snapshot came, the snapshot did not: the server was put
// back meanwhile. What the blocks hold is merged when its new order names them.
func TestBlocksSetAsideForASnapshotThatNeverCameAreMerged(t *testing.T) {
	t.Parallel()
	p := newProvince()
	a, b := p.laptop(t, 1, ledger.RankHamlet), p.laptop(t, 2, ledger.RankHamlet)
	p.family(t, a, 1, "Nguyễn Thị Ánh")
	entries := p.send(t, a, ledger.RankHamlet)
	m, _ := p.snapshot(t, a, entries[0])
	ok(t, b.SetServerSeen(t.Context(), p.server, p.epoch))
	ok(t, b.BeginSnapshot(t.Context(), m, 0))
	ok(t, b.KeepHistory(t.Context(), p.epoch, p.scope, entries))
	if keys := must[[]registry.Key](t)(b.HouseholdKeys(t.Context(), registry.HouseholdQuery{})); len(keys) != 0 {
		t.Fatal("history is shown before its snapshot")
	}

	p.epoch, p.seq = testID(77), 0
	ok(t, b.SetServerSeen(t.Context(), p.server, p.epoch))
	p.apply(t, b, p.admit(t, ledger.RankHamlet, entries))

	if prints := fingerprints(t, p, a, b); prints[0] != prints[1] {
		t.Error("what was set aside was not merged")
	}
	if left := must[[]ledger.Entry](t)(b.Outbox(t.Context(), p.scope, 1<<30)); len(left) != 0 {
		t.Errorf("%d blocks are to be sent", len(left))
	}
}

// A server that was restored got a redaction back before the block that it is
// about. Whoever begins with a snapshot gets the block as history; the redaction
// lies before that, and in the snapshot.
func TestHistoryIsTakenThatTheSnapshotRedacts(t *testing.T) {
	t.Parallel()
	p := newProvince()
	a, officer, fresh := p.laptop(t, 1, ledger.RankHamlet), p.laptop(t, 2, ledger.RankCommune), p.laptop(t, 3, ledger.RankHamlet)
	id := testID(51)
	fields := must[registry.Fields](t)(registry.Encode(registry.Person{Household: testID(50), Name: "Lê Thị Bé"}))
	write(t, a, p.scope, ledger.Draft{Kind: registry.KindPerson, Record: id, Op: ledger.OpCreate, Fields: fields})
	block := p.send(t, a, ledger.RankHamlet)
	p.apply(t, officer, block)
	dots := must[[]ledger.Dot](t)(officer.RecordDots(t.Context(), p.scope, id))
	write(t, officer, p.scope, must[ledger.Draft](t)(ledger.Redact(testID(60), ledger.Redaction{Record: id, Dots: dots}, "")))
	redaction := p.send(t, officer, ledger.RankCommune)
	p.apply(t, officer, redaction)

	p.epoch, p.seq = testID(77), 0
	p.admit(t, ledger.RankCommune, redaction)
	var raw []byte
	ok(t, officer.read.QueryRowContext(t.Context(), `SELECT bytes FROM block WHERE hash = $1`, block[0].Block.Hash[:]).Scan(&raw))
	withheld := must[ledger.Block](t)(ledger.ParseBlock(raw))
	after := p.admit(t, ledger.RankHamlet, []ledger.Entry{{Block: &withheld}})
	m, parts := p.snapshot(t, officer, after[0])
	ok(t, fresh.SetServerSeen(t.Context(), p.server, p.epoch))
	ok(t, fresh.BeginSnapshot(t.Context(), m, 1))
	for hash, packed := range parts {
		ok(t, fresh.KeepSegment(t.Context(), p.scope, hash, packed))
	}

	ok(t, fresh.KeepHistory(t.Context(), p.epoch, p.scope, after))
	ok(t, fresh.ApplySnapshot(t.Context(), p.scope, func(int, int) {}))

	if prints := fingerprints(t, p, officer, fresh); prints[0] != prints[1] {
		t.Error("the laptops differ")
	}
}

// Switched off between two segments, it goes on with the next one.
func TestASnapshotIsAppliedFromWhereItStopped(t *testing.T) {
	t.Parallel()
	p := newProvince()
	a, b := p.laptop(t, 1, ledger.RankHamlet), p.laptop(t, 2, ledger.RankHamlet)
	for n := range 200 {
		p.family(t, a, n+1, "Nguyễn Thị Ánh")
	}
	entries := p.send(t, a, ledger.RankHamlet)
	m, parts := p.snapshot(t, a, entries[len(entries)-1])
	ok(t, b.BeginSnapshot(t.Context(), m, m.Doc.Seq))
	for hash, packed := range parts {
		ok(t, b.KeepSegment(t.Context(), p.scope, hash, packed[:len(packed)/2]))
		ok(t, b.KeepSegment(t.Context(), p.scope, hash, packed[len(packed)/2:]))
	}
	if len(m.Doc.Segments) < 3 {
		t.Fatalf("%d segments", len(m.Doc.Segments))
	}
	ok(t, b.applySegment(t.Context(), m.Doc, 0))
	if at := must[ledger.Position](t)(b.Position(t.Context(), p.server, p.epoch, p.scope)); at.Cursor != 0 {
		t.Error("the cursor moved before the last segment")
	}

	steps := 0
	ok(t, b.ApplySnapshot(t.Context(), p.scope, func(int, int) { steps++ }))

	if prints := fingerprints(t, p, a, b); prints[0] != prints[1] || steps != len(m.Doc.Segments)-1 {
		t.Errorf("equal: %v, %d steps of %d", prints[0] == prints[1], steps, len(m.Doc.Segments))
	}
	if at := must[ledger.Position](t)(b.Position(t.Context(), p.server, p.epoch, p.scope)); at.Cursor != m.Doc.Seq {
		t.Errorf("the cursor stands at %d, want %d", at.Cursor, m.Doc.Seq)
	}
	var left int
	ok(t, b.read.QueryRowContext(t.Context(), `SELECT (SELECT count(*) FROM segment) + (SELECT count(*) FROM snapshot) + (SELECT count(*) FROM history)`).Scan(&left))
	if left != 0 {
		t.Errorf("%d rows of the snapshot are left", left)
	}
}

// One segment is not what the manifest names: nothing of the others is applied.
func TestASnapshotWithOneBadSegmentChangesNothing(t *testing.T) {
	t.Parallel()
	p := newProvince()
	a, b := p.laptop(t, 1, ledger.RankHamlet), p.laptop(t, 2, ledger.RankHamlet)
	for n := range 200 {
		p.family(t, a, n+1, "Nguyễn Thị Ánh")
	}
	entries := p.send(t, a, ledger.RankHamlet)
	m, parts := p.snapshot(t, a, entries[len(entries)-1])
	ok(t, b.BeginSnapshot(t.Context(), m, m.Doc.Seq))
	last := m.Doc.Segments[len(m.Doc.Segments)-1]
	parts[last.Hash][last.Size/2] ^= 1
	for hash, packed := range parts {
		ok(t, b.KeepSegment(t.Context(), p.scope, hash, packed))
	}

	err := b.ApplySnapshot(t.Context(), p.scope, func(int, int) {})

	if e, is := errors.AsType[*registry.Error](err); !is || e.Key != "snapshot_bad" {
		t.Errorf("answered %v", err)
	}
	if keys := must[[]registry.Key](t)(b.HouseholdKeys(t.Context(), registry.HouseholdQuery{})); len(keys) != 0 {
		t.Errorf("%d households were applied", len(keys))
	}
	stranger := newProvince()
	stranger.key = seededKey(66)
	foreign, _ := stranger.snapshot(t, a, entries[0])
	if err := b.BeginSnapshot(t.Context(), foreign, 0); registry.CodeOf(err) != registry.Denied {
		t.Errorf("a stranger's snapshot: %v", err)
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
