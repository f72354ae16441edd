package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// BareOf tells whether nothing of other people's work in a scope is here: then
// a snapshot is the shortest way in.
func (s *Store) BareOf(ctx context.Context, scope uuid.UUID) (bare bool, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT NOT EXISTS (SELECT 1 FROM cursor WHERE scope = $1)
		AND NOT EXISTS (SELECT 1 FROM block WHERE scope = $1 AND mine = 0 AND unmerged = 0)`, scope[:]).Scan(&bare)
	return bare, explain("look for a scope", err)
}

// Snapshot returns the manifest of the snapshot of a scope that is on its way.
func (s *Store) Snapshot(ctx context.Context, scope uuid.UUID) (m ledger.SignedManifest, underway bool, err error) {
	m, _, underway, err = snapshotIn(ctx, s.read, scope)
	return m, underway, explain("read snapshot", err)
}

func snapshotIn(ctx context.Context, q querier, scope uuid.UUID) (m ledger.SignedManifest, applied int, there bool, err error) {
	var raw []byte
	err = q.QueryRowContext(ctx, `SELECT manifest, applied FROM snapshot WHERE scope = $1`, scope[:]).Scan(&raw, &applied)
	if errors.Is(err, sql.ErrNoRows) {
		return m, 0, false, nil
	}
	if err == nil {
		m, err = ledger.ParseManifest(raw)
	}
	return m, applied, err == nil, err
}

// BeginSnapshot notes that a snapshot is to be taken, after checking that a
// server we believe made it. Of the order, what lies behind safe is wanted
// besides, as history. Segments that are here already stay.
func (s *Store) BeginSnapshot(ctx context.Context, m ledger.SignedManifest, safe uint64) error {
	if _, err := s.Identity(ctx); err != nil {
		return err
	}
	if err := s.trust.CheckManifest(m); err != nil {
		return badSnapshot(err)
	}
	return explain("begin snapshot", s.update(ctx, func(tx *sql.Tx) error {
		scope := m.Doc.Scope
		if err := forgetSnapshot(ctx, tx, scope, m.Doc.Segments); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO snapshot (scope, manifest, applied) VALUES ($1, $2, 0)`, scope[:], m.Bytes()); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO history (scope, at, until) VALUES ($1, $2, $3)`, scope[:], int64(min(safe, m.Doc.Seq)), int64(m.Doc.Seq))
		return err
	}))
}

// DropSnapshot forgets a snapshot that was not taken to its end. Nothing that
// was merged is undone: it was admitted.
func (s *Store) DropSnapshot(ctx context.Context, scope uuid.UUID) error {
	return explain("drop snapshot", s.update(ctx, func(tx *sql.Tx) error { return forgetSnapshot(ctx, tx, scope, nil) }))
}

// forgetSnapshot drops a snapshot, but for the segments that another one has.
func forgetSnapshot(ctx context.Context, tx *sql.Tx, scope uuid.UUID, keep []ledger.SegmentRef) error {
	for _, query := range []string{`DELETE FROM snapshot WHERE scope = $1`, `DELETE FROM history WHERE scope = $1`} {
		if _, err := tx.ExecContext(ctx, query, scope[:]); err != nil {
			return err
		}
	}
	rows, err := tx.QueryContext(ctx, `SELECT hash FROM segment WHERE scope = $1`, scope[:])
	hashes, err := collect(rows, err, "read segments", func(scan scanFunc) (h ledger.Hash, err error) { return h, scan(bin(&h)) })
	if err != nil {
		return err
	}
	for _, h := range hashes {
		if slices.ContainsFunc(keep, func(r ledger.SegmentRef) bool { return r.Hash == h }) {
			continue
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM segment WHERE scope = $1 AND hash = $2`, scope[:], h[:]); err != nil {
			return err
		}
	}
	return nil
}

// SegmentSize returns how many bytes of a segment are here.
func (s *Store) SegmentSize(ctx context.Context, scope uuid.UUID, hash ledger.Hash) (n int, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT length(bytes) FROM segment WHERE scope = $1 AND hash = $2`, scope[:], hash[:]).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return n, explain("read segment", err)
}

// KeepSegment appends a part of a segment to what is here of it.
func (s *Store) KeepSegment(ctx context.Context, scope uuid.UUID, hash ledger.Hash, part []byte) error {
	return explain("keep segment", s.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO segment (scope, hash, bytes) VALUES ($1, $2, $3)
			ON CONFLICT (scope, hash) DO UPDATE SET bytes = CAST(bytes || excluded.bytes AS BLOB)`, scope[:], hash[:], part)
		return err
	}))
}

// ApplySnapshot merges the snapshot of a scope whose segments are all here, and
// moves the cursor to its place in the order. The whole of it is read and
// checked before a record is touched; then each segment is one transaction, and
// a laptop that was switched off goes on with the next. What does not hold is a
// registry.Error with the key snapshot_bad; then nothing was applied.
func (s *Store) ApplySnapshot(ctx context.Context, scope uuid.UUID, progress func(done, of int)) error {
	m, applied, there, err := snapshotIn(ctx, s.read, scope)
	if err != nil || !there {
		return explain("read snapshot", errors.Join(err, missing(there)))
	}
	if _, err := s.Identity(ctx); err != nil {
		return err
	}
	if err := s.checkSnapshot(ctx, m); err != nil {
		return err
	}
	for i := applied; i < len(m.Doc.Segments); i++ {
		if err := s.applySegment(ctx, m.Doc, i); err != nil {
			return explain("apply snapshot", err)
		}
		progress(i+1, len(m.Doc.Segments))
	}
	return explain("finish snapshot", s.finishSnapshot(ctx, m.Doc))
}

func missing(there bool) error {
	if there {
		return nil
	}
	return errors.New("no snapshot is on its way")
}

func badSnapshot(err error) error {
	return &registry.Error{Code: registry.Denied, Key: "snapshot_bad", Err: err}
}

// checkSnapshot reads every segment once.
func (s *Store) checkSnapshot(ctx context.Context, m ledger.SignedManifest) error {
	if err := s.trust.CheckManifest(m); err != nil {
		return badSnapshot(err)
	}
	for _, ref := range m.Doc.Segments {
		_, err := readSegment(ctx, s.read, m.Doc.Scope, ref)
		if errors.Is(err, ledger.ErrMalformed) || errors.Is(err, ledger.ErrTooLarge) || errors.Is(err, ledger.ErrRoot) {
			return badSnapshot(err)
		}
		if err != nil {
			return explain("read segment", err)
		}
	}
	return nil
}

func readSegment(ctx context.Context, q querier, scope uuid.UUID, ref ledger.SegmentRef) ([]ledger.SnapshotRecord, error) {
	var packed []byte
	if err := q.QueryRowContext(ctx, `SELECT bytes FROM segment WHERE scope = $1 AND hash = $2`, scope[:], ref.Hash[:]).Scan(&packed); err != nil {
		return nil, fmt.Errorf("segment %s: %w", ref.Hash, err)
	}
	return ledger.ParseSegment(ref, packed)
}

// applySegment merges one segment and notes that it is merged.
func (s *Store) applySegment(ctx context.Context, m ledger.Manifest, i int) error {
	var b *batch
	err := s.update(ctx, func(tx *sql.Tx) error {
		records, err := readSegment(ctx, tx, m.Scope, m.Segments[i])
		if err != nil {
			return err
		}
		b = s.newBatch(ctx, tx, m.Scope)
		for _, rec := range records {
			if err := b.joinRecord(rec); err != nil {
				return err
			}
		}
		if err := b.finish(); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE snapshot SET applied = $2 WHERE scope = $1`, m.Scope[:], i+1)
		return err
	})
	if err == nil {
		s.signals.send(b.signals...)
	}
	return err
}

// joinRecord merges a record of a snapshot into what is here of it: the laptop's own
// changes may have come first.
func (b *batch) joinRecord(from ledger.SnapshotRecord) error {
	rec := b.expect(from.State.Kind, from.State.Record)
	if rec.created && !rec.dirty {
		rec.state = from.State
	} else {
		rec.state.Join(from.State)
	}
	rec.dirty = true
	if from.Wall >= rec.wall {
		rec.wall, rec.user = from.Wall, from.User
	}
	if err := b.keepSaid(from.Said); err != nil {
		return err
	}
	return b.noteRecord(&rec.state)
}

const sqlKeepSaid = `INSERT INTO said (stream, q, mark, user, wall, seq) VALUES ($1, $2, $3, $4, $5, $6)
	ON CONFLICT (stream, q, mark) DO UPDATE SET seq = excluded.seq`

// keepSaid notes who said the values.
func (b *batch) keepSaid(all []ledger.Said) error {
	for _, said := range all {
		d := said.Dot
		if _, err := b.tx.ExecContext(b.ctx, sqlKeepSaid, d.Stream[:], int64(d.Seq), d.Mark[:], said.User[:], said.Wall, int64(said.Seq)); err != nil {
			return fmt.Errorf("keep who said it: %w", err)
		}
	}
	return nil
}

// mergedBy notes that the values of the blocks that a snapshot covers are in the
// records now. One that it does not cover came from an order that the server has
// no more; it waits for its place in this one.
func mergedBy(ctx context.Context, tx *sql.Tx, vectors []ledger.StreamVector) error {
	for _, v := range vectors {
		chain, err := links(ctx, tx, v.Stream)
		if err != nil {
			return err
		}
		admitted := admittedIn(chain, v)
		for _, l := range chain {
			if !admitted[l.hash] {
				continue
			}
			if _, err := tx.ExecContext(ctx, `UPDATE block SET unmerged = 0 WHERE key = $1 AND unmerged = 1`, l.key); err != nil {
				return err
			}
		}
	}
	return nil
}

// noteSegments keeps what the redactions name that a snapshot on its way brings.
// Their values go when it is applied.
func (b *batch) noteSegments() error {
	m, _, there, err := snapshotIn(b.ctx, b.tx, b.scope)
	if err != nil || !there {
		return err
	}
	for _, ref := range m.Doc.Segments {
		records, err := readSegment(b.ctx, b.tx, b.scope, ref)
		if err != nil {
			return err
		}
		for _, rec := range records {
			for _, r := range rec.State.Redactions() {
				if err := b.keepRedaction(r, true); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// finishSnapshot moves the cursor. Own blocks that are in the snapshot count as
// acknowledged: the server signed it.
func (s *Store) finishSnapshot(ctx context.Context, m ledger.Manifest) error {
	err := s.update(ctx, func(tx *sql.Tx) error {
		at := ledger.Position{Scope: m.Scope, Cursor: m.Seq, Rolling: m.Rolling}
		if err := moveCursor(ctx, tx, m.Server, m.Epoch, at, m.Last); err != nil {
			return err
		}
		if _, err := acknowledgeAll(ctx, tx, m.Vectors()); err != nil {
			return err
		}
		if err := mergedBy(ctx, tx, m.Vectors()); err != nil {
			return err
		}
		for _, query := range []string{
			`DELETE FROM snapshot WHERE scope = $1`,
			`DELETE FROM segment WHERE scope = $1`, `DELETE FROM history WHERE scope = $1 AND at >= until`,
		} {
			if _, err := tx.ExecContext(ctx, query, m.Scope[:]); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.signals.send(registry.Signal{Kind: registry.SignalSync})
	}
	return err
}
