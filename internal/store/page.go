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

// Household returns a household with its members, oldest record first, and its
// visits, newest first. All of it is read at one moment.
func (s *Store) Household(ctx context.Context, id uuid.UUID) (registry.HouseholdPage, error) {
	var page registry.HouseholdPage
	err := s.view(ctx, func(tx *sql.Tx) (err error) {
		if page.Household, err = readRecord[registry.Household](ctx, tx, registry.KindHousehold, id); err != nil {
			return err
		}
		if page.Persons, err = readMembers[registry.Person](ctx, tx, registry.KindPerson, `SELECT id FROM person WHERE household = $1 AND kept = x'' ORDER BY key`, id); err != nil {
			return err
		}
		page.Visits, err = readMembers[registry.Visit](ctx, tx, registry.KindVisit, `SELECT id FROM visit WHERE household = $1 ORDER BY on_ DESC, key DESC`, id)
		return err
	})
	return page, explain("read household", err)
}

// Person returns one person; a registry.Error with code NotFound when there is
// none.
func (s *Store) Person(ctx context.Context, id uuid.UUID) (registry.Record[registry.Person], error) {
	return viewRecord[registry.Person](ctx, s, registry.KindPerson, id)
}

// Visit returns one visit; a registry.Error with code NotFound when there is
// none.
func (s *Store) Visit(ctx context.Context, id uuid.UUID) (registry.Record[registry.Visit], error) {
	return viewRecord[registry.Visit](ctx, s, registry.KindVisit, id)
}

// NumberHolders returns the other persons on this laptop who bear the number. A
// record that was merged into another is not somebody else.
func (s *Store) NumberHolders(ctx context.Context, pin registry.PIN, except uuid.UUID) ([]uuid.UUID, error) {
	if pin == "" {
		return nil, nil
	}
	rows, err := s.read.QueryContext(ctx, `SELECT id FROM person WHERE tail = $1 AND tail <> '' AND id <> $2 AND kept = x'' ORDER BY id`,
		backwards(string(pin)), except[:])
	return collect(rows, err, "find number", func(scan scanFunc) (id uuid.UUID, err error) { return id, scan(bin(&id)) })
}

// view runs fn in one read transaction.
func (s *Store) view(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	return errors.Join(fn(tx), tx.Rollback())
}

func viewRecord[T any](ctx context.Context, s *Store, kind string, id uuid.UUID) (rec registry.Record[T], err error) {
	err = s.view(ctx, func(tx *sql.Tx) (err error) {
		rec, err = readRecord[T](ctx, tx, kind, id)
		return err
	})
	return rec, explain("read "+kind, err)
}

func readMembers[T any](ctx context.Context, tx *sql.Tx, kind, query string, household uuid.UUID) ([]registry.Record[T], error) {
	rows, err := tx.QueryContext(ctx, query, household[:])
	ids, err := collect(rows, err, "read "+kind, func(scan scanFunc) (id uuid.UUID, err error) { return id, scan(bin(&id)) })
	out := make([]registry.Record[T], len(ids))
	for i := 0; i < len(ids) && err == nil; i++ {
		out[i], err = readRecord[T](ctx, tx, kind, ids[i])
	}
	return out, err
}

// readRecord reads a record with everything that is known about it.
func readRecord[T any](ctx context.Context, tx *sql.Tx, kind string, id uuid.UUID) (registry.Record[T], error) {
	rec := registry.Record[T]{ID: id}
	var state []byte
	var wall int64
	var waits int
	var hiding bool
	err := tx.QueryRowContext(ctx, `SELECT scope, state, user, wall,
			coalesce((SELECT name FROM grant_ g WHERE g.user = r.user LIMIT 1), ''), coalesce((SELECT 1 + min(w.commune) FROM waiting w WHERE w.record = r.id), 0),
			EXISTS (SELECT 1 FROM redacted d WHERE d.record = r.id AND d.admitted = 0)
		FROM record r WHERE id = $1 AND kind = $2 AND away = 0`, id[:], kind).
		Scan(bin(&rec.Scope), &state, bin(&rec.Last.User), &wall, &rec.Last.Name, &waits, &hiding)
	if err != nil {
		return rec, err
	}
	st, err := ledger.DecodeState(kind, id, state)
	if err != nil {
		return rec, &registry.Error{Code: registry.Internal, Key: "db_damaged", Err: err}
	}
	if hiding {
		if err := cover(ctx, tx, &st); err != nil {
			return rec, err
		}
	}
	order := seqOf(ctx, tx)
	if deleted, _ := st.Deleted(order); deleted {
		return rec, sql.ErrNoRows
	}
	fill(&rec, &st, order)
	rec.Last.At, rec.Receipt = time.UnixMilli(wall), receipt(waits)
	return rec, nil
}

func fill[T any](rec *registry.Record[T], st *ledger.State, order ledger.Order) {
	fields := registry.FieldsOf(st, order)
	rec.Value, _ = registry.Decode[T](fields)
	rec.Conflicts = registry.Conflicts(st)
	rec.Returned = registry.Returned(st, true)
	rec.Newer = registry.Unknown[T](fields)
	rec.Seen = make(map[string][]ledger.Dot, len(st.Fields))
	for i := range st.Fields {
		name := st.Fields[i].Name
		rec.Seen[name] = slices.Clip(st.Seen(name))
	}
}

// State returns the registers of a record as they stand.
func (s *Store) State(ctx context.Context, scope, id uuid.UUID) (ledger.State, error) {
	var kind string
	var state []byte
	err := s.read.QueryRowContext(ctx, `SELECT kind, state FROM record WHERE id = $1 AND scope = $2`, id[:], scope[:]).Scan(&kind, &state)
	if err != nil {
		return ledger.State{}, explain("read state", err)
	}
	return ledger.DecodeState(kind, id, state)
}
