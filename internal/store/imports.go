package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

const sqlImportedRow = `INSERT INTO import_row (import, row, hash, cells, parsed, outcome, reason, scope, record, made, before, wrote)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
	ON CONFLICT (import, row) DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason, record = excluded.record, made = excluded.made, before = excluded.before, wrote = excluded.wrote`

const sqlKnownRow = `SELECT r.record FROM import_row r JOIN import i ON i.id = r.import
	WHERE r.hash = $1 AND i.undone = 0 ORDER BY i.at LIMIT 1`

// BeginImport notes that a list is being imported.
func (s *Store) BeginImport(ctx context.Context, im registry.Import) error {
	return explain("begin import", s.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO import (id, name, at) VALUES ($1, $2, $3)`, im.ID[:], im.Name, im.At.UnixMilli())
		return err
	}))
}

// WriteImported writes changes of one scope together with the rows that they
// came from, as one transaction. Without drafts only the rows are noted. What is
// created must have an id that was drawn for it: one that is taken fails.
func (s *Store) WriteImported(ctx context.Context, scope uuid.UUID, drafts []ledger.Draft, rows []registry.ImportedRow) error {
	self, err := s.Identity(ctx)
	if err != nil {
		return err
	}
	var b *batch
	err = s.update(ctx, func(tx *sql.Tx) error {
		b = s.newBatch(ctx, tx, scope)
		b.made = madeBy(drafts)
		if len(drafts) > 0 {
			if err := s.append(b, self, drafts); err != nil {
				return err
			}
		}
		if err := b.finish(); err != nil {
			return err
		}
		return noteRows(ctx, tx, rows)
	})
	if err != nil {
		return explain("write imported", err)
	}
	s.signals.send(b.signals...)
	return nil
}

// madeBy names what the drafts create.
func madeBy(drafts []ledger.Draft) map[uuid.UUID]*newHome {
	made := make(map[uuid.UUID]*newHome, len(drafts))
	for _, d := range drafts {
		if d.Op == ledger.OpCreate {
			made[d.Record] = nil
		}
	}
	return made
}

func noteRows(ctx context.Context, tx *sql.Tx, rows []registry.ImportedRow) error {
	quick := context.WithoutCancel(ctx)
	for _, r := range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		cells, err := json.Marshal(r.Cells)
		if err != nil {
			return fmt.Errorf("encode row: %w", err)
		}
		before, err := json.Marshal(r.Before)
		if err != nil {
			return fmt.Errorf("encode fields: %w", err)
		}
		wrote, err := json.Marshal(r.Wrote)
		if err != nil {
			return fmt.Errorf("encode fields: %w", err)
		}
		if _, err := tx.ExecContext(quick, sqlImportedRow, r.Import[:], r.Row, r.Hash, string(cells), string(r.Parsed), r.Outcome, r.Reason, r.Scope[:], r.Record[:], r.Made[:], string(before), string(wrote)); err != nil {
			return err
		}
	}
	return nil
}

// KnownRow returns the child that an equal row of a list made or met before; ok
// is false when there was none, or its import was undone.
func (s *Store) KnownRow(ctx context.Context, hash int64) (record uuid.UUID, ok bool, err error) {
	rows, err := s.read.QueryContext(context.WithoutCancel(ctx), sqlKnownRow, hash)
	found, err := collect(rows, err, "find row", func(scan scanFunc) (id uuid.UUID, err error) { return id, scan(bin(&id)) })
	if err != nil || len(found) == 0 {
		return uuid.Nil, false, err
	}
	return found[0], true, nil
}

// Imports returns the lists imported on this laptop, the newest first.
func (s *Store) Imports(ctx context.Context) ([]registry.Import, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, name, at, undone FROM import ORDER BY at DESC, id`)
	out, err := collect(rows, err, "read imports", func(scan scanFunc) (im registry.Import, err error) {
		var at int64
		err = scan(bin(&im.ID), &im.Name, &at, &im.Undone)
		im.At = time.UnixMilli(at)
		return im, err
	})
	for i := range out {
		if err == nil {
			out[i].Counts, err = s.countRows(ctx, out[i].ID)
		}
	}
	return out, err
}

func (s *Store) countRows(ctx context.Context, id uuid.UUID) (map[registry.RowOutcome]int, error) {
	type count struct {
		outcome registry.RowOutcome
		n       int
	}
	rows, err := s.read.QueryContext(ctx, `SELECT outcome, count(*) FROM import_row WHERE import = $1 GROUP BY outcome`, id[:])
	counts, err := collect(rows, err, "count rows", func(scan scanFunc) (c count, err error) { return c, scan(&c.outcome, &c.n) })
	out := map[registry.RowOutcome]int{}
	for _, c := range counts {
		out[c.outcome] = c.n
	}
	return out, err
}

// ImportedRows returns rows of an import (zero: of all that stand) with an
// outcome, after a row number, at most limit.
func (s *Store) ImportedRows(ctx context.Context, id uuid.UUID, outcome registry.RowOutcome, after, limit int) ([]registry.ImportedRow, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT r.import, r.row, r.hash, r.cells, r.parsed, r.outcome, r.reason, r.scope, r.record, r.made, r.before, r.wrote
		FROM import_row r JOIN import i ON i.id = r.import AND i.undone = 0
		WHERE ($1 = x'' OR r.import = $1) AND r.outcome = $2 AND r.row > $3 ORDER BY r.import, r.row LIMIT $4`, hamletArg(id), outcome, after, limit)
	return collect(rows, err, "read rows", func(scan scanFunc) (r registry.ImportedRow, err error) {
		var cells, parsed, before, wrote string
		if err := scan(bin(&r.Import), &r.Row, &r.Hash, &cells, &parsed, &r.Outcome, &r.Reason, bin(&r.Scope), bin(&r.Record), bin(&r.Made), &before, &wrote); err != nil {
			return r, err
		}
		r.Parsed = []byte(parsed)
		if err := json.Unmarshal([]byte(cells), &r.Cells); err != nil {
			return r, err
		}
		return r, errors.Join(json.Unmarshal([]byte(before), &r.Before), json.Unmarshal([]byte(wrote), &r.Wrote))
	})
}

// EndUndo marks an import as taken back.
func (s *Store) EndUndo(ctx context.Context, id uuid.UUID) error {
	return explain("undo import", s.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE import SET undone = 1 WHERE id = $1`, id[:])
		return err
	}))
}

// Children calls fn with every child of a hamlet (zero: of all) that stands for
// itself, and its household, in the order of the list.
func (s *Store) Children(ctx context.Context, hamlet uuid.UUID, fn func(registry.HouseholdRow, registry.Record[registry.Person])) error {
	rows, err := s.read.QueryContext(ctx, `SELECT h.id, h.hamlet, h.number, h.head, r.id, r.scope, r.state FROM household h
		JOIN person p ON p.household = h.id AND p.kept = x'' JOIN record r ON r.key = p.key
		WHERE ($1 = x'' OR h.hamlet = $1) AND (p.child_until > $2 OR p.child_until = '') ORDER BY h.hamlet, h.number, h.key, p.key`, hamletArg(hamlet), s.today())
	_, err = collect(rows, err, "read children", func(scan scanFunc) (none struct{}, err error) {
		var h registry.HouseholdRow
		var rec registry.Record[registry.Person]
		var state []byte
		if err := scan(bin(&h.ID), bin(&h.Hamlet), &h.Number, &h.Head, bin(&rec.ID), bin(&rec.Scope), &state); err != nil {
			return none, err
		}
		st, err := ledger.DecodeState(registry.KindPerson, rec.ID, state)
		if err != nil {
			return none, &registry.Error{Code: registry.Internal, Key: "db_damaged", Err: err}
		}
		if err := s.cover(ctx, s.read, &st); err != nil {
			return none, err
		}
		fill(&rec, &st, seqOf(ctx, s.read))
		fn(h, rec)
		return none, nil
	})
	return err
}

// HouseholdsIn returns the households of a hamlet with STT and head, for
// finding the one that a list means.
func (s *Store) HouseholdsIn(ctx context.Context, hamlet uuid.UUID) ([]registry.HouseholdRow, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, number, head FROM household WHERE hamlet = $1`, hamlet[:])
	return collect(rows, err, "read households", func(scan scanFunc) (r registry.HouseholdRow, err error) {
		return r, scan(bin(&r.ID), &r.Number, &r.Head)
	})
}
