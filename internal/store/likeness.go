package store

import (
	"context"
	"database/sql"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/match"
)

const (
	sqlIsTied       = `SELECT EXISTS (SELECT 1 FROM same WHERE target = $1 OR source = $1)`
	sqlDropLikeness = `DELETE FROM likeness WHERE person = $1`
	sqlAlike        = `SELECT DISTINCT r.id, r.scope, r.state FROM likeness l JOIN record r ON r.key = l.person JOIN person p ON p.key = r.key
		WHERE p.kept = x'' AND l.hash IN ($1, $2, $3, $4, $5) LIMIT 64`
	// One row for each of match.MaxKeys.
	sqlAddLikeness = `INSERT INTO likeness (hash, person) VALUES ($2, $1), ($3, $1), ($4, $1), ($5, $1), ($6, $1) ON CONFLICT DO NOTHING`
	sqlAnyMerged   = `SELECT EXISTS (SELECT 1 FROM same)`
)

// saveLikeness writes the keys under which a person is found as perhaps the
// same child.
func (b *batch) saveLikeness(rec *held, keys []match.Key) error {
	if !rec.fresh {
		if _, err := b.tx.ExecContext(b.ctx, sqlDropLikeness, rec.key); err != nil {
			return err
		}
	}
	if len(keys) == 0 {
		return nil
	}
	hashes := allKeys(keys)
	args := append([]any{rec.key}, hashes[:]...)
	_, err := b.tx.ExecContext(b.ctx, sqlAddLikeness, args...)
	return err
}

// allKeys fills the places of a statement; those that are left repeat a key.
func allKeys(keys []match.Key) (args [match.MaxKeys]any) {
	for i := range args {
		args[i] = int64(keys[min(i, len(keys)-1)])
	}
	return args
}

// Alike returns the persons on this laptop who share a key, those that stand
// for themselves only.
func (s *Store) Alike(ctx context.Context, keys []match.Key) ([]registry.Record[registry.Person], error) {
	if len(keys) == 0 {
		return nil, nil
	}
	args := allKeys(keys)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(context.WithoutCancel(ctx), sqlAlike, args[:]...)
	return collect(rows, err, "find alike", func(scan scanFunc) (registry.Record[registry.Person], error) {
		return scanAlike(ctx, s, scan)
	})
}

func scanAlike(ctx context.Context, s *Store, scan scanFunc) (rec registry.Record[registry.Person], err error) {
	var state []byte
	if err := scan(bin(&rec.ID), bin(&rec.Scope), &state); err != nil {
		return rec, err
	}
	st, err := ledger.DecodeState(registry.KindPerson, rec.ID, state)
	if err != nil {
		return rec, &registry.Error{Code: registry.Internal, Key: "db_damaged", Err: err}
	}
	if err := s.cover(ctx, s.read, &st); err != nil {
		return rec, err
	}
	fill(&rec, &st, seqOf(ctx, s.read))
	return rec, nil
}

// AlikePairs returns the pairs of children of a hamlet (zero: of all) with
// others on this laptop who share a key, each pair once, smaller id first.
func (s *Store) AlikePairs(ctx context.Context, hamlet uuid.UUID) ([][2]uuid.UUID, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT DISTINCT a.id, b.id FROM likeness x JOIN likeness y ON y.hash = x.hash AND y.person <> x.person
		JOIN person a ON a.key = x.person AND a.kept = x'' JOIN person b ON b.key = y.person AND b.kept = x''
		JOIN household h ON h.id = a.household LEFT JOIN household g ON g.id = b.household
		WHERE ($1 = x'' OR h.hamlet = $1) AND (a.id < b.id OR $1 <> x'' AND g.hamlet <> $1)`, hamletArg(hamlet))
	return collect(rows, err, "find pairs", func(scan scanFunc) (p [2]uuid.UUID, err error) {
		return p, scan(bin(&p[0]), bin(&p[1]))
	})
}

// saveSame writes whom a person was merged into, and who then stands for whom.
func (b *batch) saveSame(rec *held, p registry.Person) error {
	id := rec.state.Record
	if rec.fresh && len(p.Merged) == 0 {
		// Another record may have been merged into this one before it came, or
		// it moved here and had been merged where it was.
		if known, err := b.isTied(id); err != nil || !known {
			return err
		}
	}
	before, err := b.neighbours(id)
	if err != nil {
		return err
	}
	if len(before) == 0 && len(p.Merged) == 0 {
		return nil
	}
	if _, err := b.tx.ExecContext(b.ctx, `DELETE FROM same WHERE source = $1`, id[:]); err != nil {
		return err
	}
	for target, on := range p.Merged {
		to, err := uuid.Parse(target)
		if err != nil || !on {
			continue // not ours to judge: the field is kept in the record
		}
		if _, err := b.tx.ExecContext(b.ctx, `INSERT INTO same (source, target) VALUES ($1, $2) ON CONFLICT DO NOTHING`, id[:], to[:]); err != nil {
			return err
		}
		before = append(before, to)
		b.merged = new(true)
	}
	for _, from := range append(before, id) {
		if err := b.settle(from); err != nil {
			return err
		}
	}
	return nil
}

// isTied tells whether a person was merged into another, or another into it. While
// nobody ever was, as on most laptops, one question answers for the whole batch.
func (b *batch) isTied(id uuid.UUID) (known bool, err error) {
	if b.merged == nil {
		b.merged = new(bool)
		if err := b.tx.QueryRowContext(b.ctx, sqlAnyMerged).Scan(b.merged); err != nil {
			return false, err
		}
	}
	if !*b.merged {
		return false, nil
	}
	return known, b.tx.QueryRowContext(b.ctx, sqlIsTied, id[:]).Scan(&known)
}

func (b *batch) neighbours(id uuid.UUID) ([]uuid.UUID, error) {
	rows, err := b.tx.QueryContext(b.ctx, `SELECT target FROM same WHERE source = $1 UNION SELECT source FROM same WHERE target = $1`, id[:])
	return collect(rows, err, "read merged", func(scan scanFunc) (n uuid.UUID, err error) { return n, scan(bin(&n)) })
}

// settle finds everybody who is the same child as a person, and writes who
// stands for them.
func (b *batch) settle(from uuid.UUID) error {
	group, seen := []uuid.UUID{from}, map[uuid.UUID]bool{from: true}
	edges := map[uuid.UUID][]uuid.UUID{}
	for i := 0; i < len(group); i++ {
		rows, err := b.tx.QueryContext(b.ctx, `SELECT target FROM same WHERE source = $1`, group[i][:])
		targets, err := collect(rows, err, "read merged", func(scan scanFunc) (n uuid.UUID, err error) { return n, scan(bin(&n)) })
		if err != nil {
			return err
		}
		edges[group[i]] = targets
		near, err := b.neighbours(group[i])
		if err != nil {
			return err
		}
		for _, n := range near {
			if !seen[n] {
				seen[n] = true
				group = append(group, n)
			}
		}
	}
	here, err := b.standing(group)
	if err != nil || len(here) == 0 {
		return err
	}
	if b.s.Faults.MergeByEdge {
		return b.follow(here, edges)
	}
	return b.stand(here, registry.Survivor(here, edges))
}

// standing leaves out who has no row: was deleted, lives elsewhere, or did not
// come yet. Nobody is hidden behind a record that is not shown.
func (b *batch) standing(group []uuid.UUID) (here []uuid.UUID, err error) {
	for _, id := range group {
		var there bool
		if err := b.tx.QueryRowContext(b.ctx, `SELECT EXISTS (SELECT 1 FROM person WHERE id = $1)`, id[:]).Scan(&there); err != nil {
			return nil, err
		}
		if there {
			here = append(here, id)
		}
	}
	return here, nil
}

// follow is the planted bug Faults.MergeByEdge.
func (b *batch) follow(group []uuid.UUID, edges map[uuid.UUID][]uuid.UUID) error {
	for _, id := range group {
		if to := edges[id]; len(to) > 0 {
			if _, err := b.tx.ExecContext(b.ctx, `UPDATE person SET kept = $2 WHERE id = $1`, id[:], to[0][:]); err != nil {
				return err
			}
		}
	}
	return nil
}

// partSame forgets whom a person was merged into who is deleted, or lives in
// another scope from which no laptop's row comes; the others stand anew.
func (b *batch) partSame(rec *held) error {
	id := rec.state.Record
	before, err := b.neighbours(id)
	if err != nil || len(before) == 0 {
		return err
	}
	var elsewhere bool
	if err := b.tx.QueryRowContext(b.ctx, `SELECT EXISTS (SELECT 1 FROM person WHERE id = $1)`, id[:]).Scan(&elsewhere); err != nil {
		return err
	}
	if !elsewhere {
		if _, err := b.tx.ExecContext(b.ctx, `DELETE FROM same WHERE source = $1`, id[:]); err != nil {
			return err
		}
	}
	for _, from := range before {
		if err := b.settle(from); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) stand(group []uuid.UUID, survivor uuid.UUID) error {
	for _, id := range group {
		kept := survivor[:]
		if id == survivor {
			kept = []byte{}
		}
		var household uuid.UUID
		err := b.tx.QueryRowContext(b.ctx, `UPDATE person SET kept = $2 WHERE id = $1 AND kept <> $2 RETURNING household`, id[:], kept).Scan(bin(&household))
		switch err {
		case nil:
			b.touch(household)
		case sql.ErrNoRows:
		default:
			return err
		}
	}
	return nil
}
