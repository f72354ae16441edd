package central

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const (
	sqlEnd          = `SELECT s.seq, s.rolling, b.admission FROM scope s JOIN block b ON b.scope = s.id AND b.seq = s.seq WHERE s.id = $1`
	sqlScopeSeq     = `SELECT seq FROM scope WHERE id = $1`
	sqlSnapshots    = `SELECT epoch, seq, manifest FROM snapshot WHERE scope = $1 ORDER BY seq DESC`
	sqlSegment      = `SELECT bytes FROM segment WHERE scope = $1 AND hash = $2`
	sqlAllSegments  = `SELECT hash FROM segment WHERE scope = $1`
	sqlKeepSegment  = `INSERT INTO segment (scope, hash, bytes) VALUES ($1, $2, $3) ON CONFLICT (scope, hash) DO NOTHING`
	sqlKeepSnapshot = `INSERT INTO snapshot (scope, root, epoch, seq, manifest) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (scope, epoch, seq) DO NOTHING`
	sqlDropSnapshot = `DELETE FROM snapshot WHERE scope = $1 AND epoch = $2 AND seq = $3`
	sqlDropSegment  = `DELETE FROM segment WHERE scope = $1 AND hash = $2`

	sqlForgetSnapshots    = `DELETE FROM snapshot`
	sqlForgetSegments     = `DELETE FROM segment`
	sqlForgetSnapshotsOf  = `DELETE FROM snapshot WHERE scope = $1`
	sqlForgetSegmentsOf   = `DELETE FROM segment WHERE scope = $1`
	sqlBranchesOfSnapshot = `SELECT stream, first, last, head FROM branch WHERE scope = $1 ORDER BY stream, last, head`
)

const (
	// snapshotFrom is how many blocks a scope needs before a laptop that has
	// nothing is told to begin with a snapshot.
	snapshotFrom = 32
	// A snapshot serves while the tail behind it is short: some blocks, or a
	// quarter of what is in it.
	snapshotTail  = 64
	snapshotShare = 4
	// snapshotsKept is how many are kept of a scope: a laptop that is half way
	// through one must find its segments while the next one is made.
	snapshotsKept = 2
)

// Snapshot returns the signed manifest of a snapshot of the scope as it stands,
// or stood a short while ago. A scope that the device may not read, that is not
// there or has nothing in it, is NotFound.
func (c *Central) Snapshot(ctx context.Context, device, scope uuid.UUID) (ledger.SignedManifest, error) {
	m, err := c.snapshot(ctx, device, scope)
	if err != nil {
		return m, fmt.Errorf("snapshot: %w", err)
	}
	return m, nil
}

func (c *Central) snapshot(ctx context.Context, device, scope uuid.UUID) (m ledger.SignedManifest, err error) {
	if err := mayRead(ctx, c.read, device, scope); err != nil {
		return m, err
	}
	c.snapshots.Lock() // one is made at a time: the next asker finds it
	defer c.snapshots.Unlock()
	m, found, err := c.recentSnapshot(ctx, scope)
	if err != nil || found {
		return m, err
	}
	return c.makeSnapshot(ctx, scope)
}

// recentSnapshot returns the newest one of this epoch if its tail is short.
func (c *Central) recentSnapshot(ctx context.Context, scope uuid.UUID) (m ledger.SignedManifest, found bool, err error) {
	var end uint64
	if err := c.read.QueryRowContext(ctx, sqlScopeSeq, scope.String()).Scan(&end); err != nil {
		return m, false, err
	}
	kept, err := keptSnapshots(ctx, c.read, scope)
	if err != nil {
		return m, false, err
	}
	epoch := c.Epoch()
	for _, k := range kept {
		if k.epoch == epoch && end-k.seq <= max(snapshotTail, k.seq/snapshotShare) {
			return k.manifest, true, nil
		}
	}
	return m, false, nil
}

type keptSnapshot struct {
	epoch    uuid.UUID
	seq      uint64
	manifest ledger.SignedManifest
}

// keptSnapshots returns the snapshots of a scope, newest first.
func keptSnapshots(ctx context.Context, q querier, scope uuid.UUID) ([]keptSnapshot, error) {
	return collect(ctx, q, func(scan scanFunc) (k keptSnapshot, err error) {
		var manifest string
		if err := scan(text{&k.epoch}, &k.seq, &manifest); err != nil {
			return k, err
		}
		k.manifest, err = ledger.ParseManifest([]byte(manifest))
		return k, err
	}, sqlSnapshots, scope.String())
}

// makeSnapshot reads the scope at one moment and keeps what it made.
func (c *Central) makeSnapshot(ctx context.Context, scope uuid.UUID) (ledger.SignedManifest, error) {
	parts := map[ledger.Hash][]byte{}
	doc := ledger.Manifest{Version: ledger.ManifestVersion, Server: c.server, Scope: scope}
	err := c.view(ctx, func(tx *sql.Tx) error {
		var admission string
		there, err := found(tx.QueryRowContext(ctx, sqlEnd, scope.String()).Scan(&doc.Seq, text{&doc.Rolling}, &admission))
		if err == nil && !there {
			err = notFound(errors.New("nothing in the scope"))
		}
		if err != nil {
			return err
		}
		if doc.Last, err = ledger.ParseSigned[ledger.Admission]([]byte(admission)); err != nil {
			return fmt.Errorf("stored admission: %w", err)
		}
		doc.Epoch = doc.Last.Doc.Epoch
		if doc.Streams, err = collect(ctx, tx, func(scan scanFunc) (h ledger.StreamHead, err error) {
			return h, scan(text{&h.Stream}, &h.First, &h.Last, text{&h.Head})
		}, sqlBranchesOfSnapshot, scope.String()); err != nil {
			return err
		}
		gathered := ledger.NewSegments(func(ref ledger.SegmentRef, packed []byte) error {
			parts[ref.Hash] = packed
			return nil
		})
		if err := gather(ctx, tx, scope, gathered); err != nil {
			return err
		}
		doc.Segments, doc.Root = gathered.Refs, ledger.RootOf(gathered.Refs)
		return nil
	})
	if err != nil {
		return ledger.SignedManifest{}, err
	}
	for _, s := range doc.Segments {
		doc.Records += s.Records
	}
	m, err := ledger.SignDoc(c.Keys.Sign, ledger.ForSnapshot, doc)
	if err != nil {
		return m, err
	}
	return m, c.update(ctx, func(mg *merge) error { return mg.keepSnapshot(m, parts) })
}

// gather adds every record of the scope with who said its values. Who said what
// stands in the lines; only those of surviving values are kept while reading.
func gather(ctx context.Context, q querier, scope uuid.UUID, to *ledger.Segments) error {
	w, err := witnesses(ctx, q, scope)
	if err != nil {
		return err
	}
	err = eachRecord(ctx, q, scope, func(s ledger.State) error {
		rec := ledger.SnapshotRecord{State: s, User: w.last[s.Record].User, Wall: w.last[s.Record].Wall}
		for _, dot := range s.Surviving() {
			said := w.said[dot]
			said.Dot = dot
			rec.Said = append(rec.Said, said)
		}
		return to.Add(rec)
	})
	if err != nil {
		return err
	}
	return to.Close()
}

// witness is who said what in a scope.
type witness struct {
	said map[ledger.Dot]ledger.Said // of surviving values
	last map[uuid.UUID]ledger.Said  // by record, as a laptop would show it
}

func witnesses(ctx context.Context, q querier, scope uuid.UUID) (witness, error) {
	w := witness{said: map[ledger.Dot]ledger.Said{}, last: map[uuid.UUID]ledger.Said{}}
	err := eachRecord(ctx, q, scope, func(s ledger.State) error {
		for _, dot := range s.Surviving() {
			w.said[dot] = ledger.Said{}
		}
		return nil
	})
	if err != nil {
		return w, err
	}
	_, err = collect(ctx, q, func(scan scanFunc) (struct{}, error) {
		var raw []byte
		var rank ledger.Rank
		var seq uint64
		if err := scan(&raw, &rank, &seq); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, w.hear(raw, rank, seq)
	}, sqlBlocksInOrder, scope.String())
	return w, err
}

const sqlBlocksInOrder = `SELECT bytes, rank, seq FROM block WHERE scope = $1 AND status = 'admitted' ORDER BY seq`

// hear notes the lines of a block.
func (w witness) hear(raw []byte, rank ledger.Rank, seq uint64) error {
	b, err := ledger.ParseBlock(raw)
	if err != nil {
		return err
	}
	lines, err := b.Lines()
	if err != nil {
		return err
	}
	for _, line := range lines {
		c := line.Change
		said := ledger.Said{Dot: line.Dot(b.Header.Stream), User: c.User, Wall: c.Wall, Seq: seq}
		if before, ok := w.last[c.Record]; !ok || c.Wall >= before.Wall {
			w.last[c.Record] = said
		}
		if carried, ok := line.Carried(rank); ok {
			by := carried.Line.Change
			said = ledger.Said{Dot: carried.Dot(), User: by.User, Wall: by.Wall, Seq: seq}
		}
		if before, ok := w.said[said.Dot]; ok && before.Seq == 0 {
			w.said[said.Dot] = said
		}
	}
	return nil
}

func eachRecord(ctx context.Context, q querier, scope uuid.UUID, each func(ledger.State) error) error {
	_, err := collect(ctx, q, func(scan scanFunc) (struct{}, error) {
		var id uuid.UUID
		var kind string
		var state []byte
		if err := scan(text{&id}, &kind, &state); err != nil {
			return struct{}{}, err
		}
		s, err := ledger.DecodeState(kind, id, state)
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, each(s)
	}, sqlRecords, scope.String())
	return err
}

// keepSnapshot keeps a snapshot and its segments, and drops what only older ones
// need. A snapshot of an epoch that ended meanwhile is not kept: its asker sees
// the new epoch at its next hello.
func (m *merge) keepSnapshot(made ledger.SignedManifest, parts map[ledger.Hash][]byte) error {
	scope := made.Doc.Scope.String()
	if made.Doc.Epoch != m.epoch {
		return notFound(errors.New("the epoch ended"))
	}
	for hash, packed := range parts {
		if err := m.do(sqlKeepSegment, scope, hash.String(), packed); err != nil {
			return fmt.Errorf("keep segment: %w", err)
		}
	}
	if err := m.do(sqlKeepSnapshot, scope, made.Doc.Root.String(), made.Doc.Epoch.String(), int64(made.Doc.Seq), string(made.Bytes())); err != nil {
		return fmt.Errorf("keep snapshot: %w", err)
	}
	return m.tidySnapshots(made.Doc.Scope)
}

// tidySnapshots keeps the newest snapshots of a scope and their segments.
func (m *merge) tidySnapshots(scope uuid.UUID) error {
	all, err := keptSnapshots(m.ctx, m.tx, scope)
	if err != nil {
		return err
	}
	needed := map[ledger.Hash]bool{}
	for i, k := range all {
		if i >= snapshotsKept {
			if err := m.do(sqlDropSnapshot, scope.String(), k.epoch.String(), int64(k.seq)); err != nil {
				return err
			}
			continue
		}
		for _, s := range k.manifest.Doc.Segments {
			needed[s.Hash] = true
		}
	}
	hashes, err := collect(m.ctx, m.tx, func(scan scanFunc) (h ledger.Hash, err error) { return h, scan(text{&h}) }, sqlAllSegments, scope.String())
	if err != nil {
		return err
	}
	for _, h := range slices.DeleteFunc(hashes, func(h ledger.Hash) bool { return needed[h] }) {
		if err := m.do(sqlDropSegment, scope.String(), h.String()); err != nil {
			return err
		}
	}
	return nil
}

// forgetSnapshots drops all snapshots: with a new epoch none of them has a tail.
func (m *merge) forgetSnapshots() error {
	return errors.Join(m.do(sqlForgetSnapshots), m.do(sqlForgetSegments))
}

// forgetSnapshotsOf drops the snapshots of a scope: what was withheld there must
// not be handed out again.
func (m *merge) forgetSnapshotsOf(scope uuid.UUID) error {
	return errors.Join(m.do(sqlForgetSnapshotsOf, scope.String()), m.do(sqlForgetSegmentsOf, scope.String()))
}

// Segment returns the packed bytes of a snapshot's segment. One that is not kept
// any longer is NotFound: the laptop asks for a new snapshot.
func (c *Central) Segment(ctx context.Context, device, scope uuid.UUID, hash ledger.Hash) ([]byte, error) {
	err := mayRead(ctx, c.read, device, scope)
	var packed []byte
	if err == nil {
		err = c.read.QueryRowContext(ctx, sqlSegment, scope.String(), hash.String()).Scan(&packed)
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = notFound(err)
	}
	if err != nil {
		return nil, fmt.Errorf("segment: %w", err)
	}
	return packed, nil
}
