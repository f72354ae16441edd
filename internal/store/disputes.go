package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// Disputes returns the disputed fields of a hamlet's records (zero: of all),
// those of at most limit records, in the order of the households.
func (s *Store) Disputes(ctx context.Context, hamlet uuid.UUID, limit int) ([]registry.Dispute, error) {
	var out []registry.Dispute
	err := s.view(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT r.id, r.scope, r.kind, r.state, coalesce(h.id, x''), coalesce(h.number, 0),
				coalesce(p.name, h.head, ''), coalesce((SELECT max(rank) FROM grant_ g WHERE g.scope = r.scope AND g.mine = 1), 0)
			FROM record r LEFT JOIN person p ON p.key = r.key LEFT JOIN visit v ON v.key = r.key
			LEFT JOIN household h ON h.id = coalesce(p.household, v.household, r.id)
			WHERE r.disputed = 1 AND ($1 = x'' OR h.hamlet = $1) AND coalesce(p.kept, x'') = x''
			ORDER BY h.number, r.key LIMIT $2`, hamletArg(hamlet), limit)
		type disputed struct {
			about registry.Dispute
			state ledger.State
		}
		records, err := collect(rows, err, "read disputes", func(scan scanFunc) (d disputed, err error) {
			var state []byte
			if err := scan(bin(&d.about.Record), bin(&d.about.Scope), &d.about.Kind, &state, bin(&d.about.Household), &d.about.Number, &d.about.Name, &d.about.Rank); err != nil {
				return d, err
			}
			if d.state, err = ledger.DecodeState(d.about.Kind, d.about.Record, state); err != nil {
				return d, &registry.Error{Code: registry.Internal, Key: "db_damaged", Err: err}
			}
			return d, nil
		})
		for i := 0; i < len(records) && err == nil; i++ {
			var found []registry.Dispute
			found, err = disputesOf(ctx, tx, records[i].about, &records[i].state)
			out = append(out, found...)
		}
		return err
	})
	return out, explain("read disputes", err)
}

// disputesOf returns one Dispute for each disputed field of a record.
func disputesOf(ctx context.Context, tx *sql.Tx, about registry.Dispute, st *ledger.State) ([]registry.Dispute, error) {
	var out []registry.Dispute
	order := seqOf(ctx, tx)
	for _, field := range registry.Conflicts(st) {
		d := about
		d.Field = field
		r := st.Register(field)
		if shown, ok := r.Shown(order); ok {
			d.Versions = append(d.Versions, registry.Version{Value: shown.Value})
		}
		for _, sib := range r.Siblings {
			if sib.Withheld {
				continue
			}
			i := slices.IndexFunc(d.Versions, func(v registry.Version) bool { return string(v.Value) == string(sib.Value) })
			if i < 0 {
				i, d.Versions = len(d.Versions), append(d.Versions, registry.Version{Value: sib.Value})
			}
			if err := addAuthor(ctx, tx, &d.Versions[i], sib); err != nil {
				return nil, err
			}
		}
		d.Asked = st.Value("viec."+registry.AskCode(field), order) != nil
		out = append(out, d)
	}
	return out, nil
}

// addAuthor notes a writer of a version.
func addAuthor(ctx context.Context, tx *sql.Tx, v *registry.Version, sib ledger.Sibling) error {
	v.Dots = append(v.Dots, sib.Dot)
	v.Rank = max(v.Rank, sib.Rank)
	line, mine, err := lineOf(ctx, tx, sib.Dot)
	if errors.Is(err, sql.ErrNoRows) {
		line.Change, err = saidIn(ctx, tx, sib.Dot)
	}
	if err != nil || line.Change.User == uuid.Nil {
		return err
	}
	at := time.UnixMilli(line.Change.Wall)
	if at.Before(v.By.At) {
		return nil
	}
	v.By, v.Here = registry.Stamp{User: line.Change.User, At: at}, mine
	err = tx.QueryRowContext(ctx, `SELECT name FROM grant_ WHERE user = $1 LIMIT 1`, line.Change.User[:]).Scan(&v.By.Name)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

// saidIn returns who said a value that came with a snapshot, without its line.
func saidIn(ctx context.Context, tx *sql.Tx, dot ledger.Dot) (by ledger.Change, err error) {
	err = tx.QueryRowContext(ctx, `SELECT user, wall FROM said WHERE stream = $1 AND q = $2 AND mark = $3`, dot.Stream[:], int64(dot.Seq), dot.Mark[:]).
		Scan(bin(&by.User), &by.Wall)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil // the value is there all the same
	}
	return by, err
}

// lineOf finds the change behind a dot: among the own ones that are not sealed,
// else in its block. Of two branches with the same number the dot's mark tells.
func lineOf(ctx context.Context, tx *sql.Tx, dot ledger.Dot) (line ledger.Line, mine bool, err error) {
	var raw []byte
	err = tx.QueryRowContext(ctx, `SELECT bytes FROM line WHERE stream = $1 AND q = $2`, dot.Stream[:], dot.Seq).Scan(&raw)
	if err == nil {
		if line, err = ledger.ParseLine(raw); err != nil || line.Dot(dot.Stream) == dot {
			return line, true, err
		}
	}
	rows, err := tx.QueryContext(ctx, `SELECT bytes, mine FROM block WHERE stream = $1 AND first <= $2 AND last >= $2`, dot.Stream[:], dot.Seq)
	type sealed struct {
		raw  []byte
		mine bool
	}
	blocks, err := collect(rows, err, "read block", func(scan scanFunc) (b sealed, err error) { return b, scan(&b.raw, &b.mine) })
	if err != nil {
		return line, false, err
	}
	for _, b := range blocks {
		block, err := ledger.ParseBlock(b.raw)
		if err != nil {
			return line, false, err
		}
		lines, err := block.Lines()
		if err != nil {
			return line, false, err
		}
		if line := lines[dot.Seq-block.Header.First]; line.Dot(dot.Stream) == dot {
			return line, b.mine, nil
		}
	}
	return line, false, sql.ErrNoRows
}
