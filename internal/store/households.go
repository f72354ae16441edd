package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// Hamlets returns the hamlets that this laptop works for, in the order of
// their labels.
func (s *Store) Hamlets(ctx context.Context) ([]registry.HamletRow, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT u.id, s.id, u.name, coalesce(c.name, ''), coalesce(d.name, ''),
			(SELECT count(*) FROM household h WHERE h.hamlet = u.id),
			coalesce(c.code, ''), coalesce(c.valid_from, ''), coalesce(p.code, ''), coalesce(p.valid_from, ''), coalesce(p.said_on, ''), coalesce(p.said_by, '')
		FROM scope s JOIN unit u ON u.scope = s.id AND u.level = 'ap'
		LEFT JOIN placed p ON p.hamlet = u.id
		LEFT JOIN unit c ON c.id = u.parent LEFT JOIN unit d ON d.id = c.parent AND d.level = 'huyen'
		ORDER BY c.label, u.label, u.id`)
	return collect(rows, err, "read hamlets", func(scan scanFunc) (h registry.HamletRow, err error) {
		var from, placed, on string
		err = scan(bin(&h.Unit), bin(&h.Scope), &h.Name, &h.Commune, &h.District, &h.Households, &h.Code, &from,
			&h.Placed.Code, &placed, &on, &h.Placed.By)
		h.Placed.Hamlet = h.Unit
		return h, errors.Join(err, readDate(from, &h.From), readDate(placed, &h.Placed.From), readDate(on, &h.Placed.On))
	})
}

func readDate(text string, into *registry.Date) (err error) {
	*into, err = registry.ParseISO(text)
	return err
}

// filterSQL are the conditions of the numbered filters over household h.
// $1 is today.
var filterSQL = [registry.HouseholdFilters]string{
	registry.AllHouseholds: `1`,
	registry.NotVisited:    `h.visits = 0`,
	registry.ToRevisit:     `h.next_on <> ''`,
	registry.LackNumber:    `EXISTS (SELECT 1 FROM person p WHERE p.household = h.id AND p.kept = x'' AND p.lacking = 1 AND (p.child_until > $1))`,
	registry.AwayNow:       `h.away = 1`,
}

// HouseholdKeys returns the whole result of a query in its order: without text
// by hamlet and STT, with text the better hits first, at most MaxHits.
func (s *Store) HouseholdKeys(ctx context.Context, q registry.HouseholdQuery) ([]registry.Key, error) {
	if q.Filter < 0 || q.Filter >= registry.HouseholdFilters {
		return nil, registry.Bad("bad_filter", "", nil)
	}
	if strings.TrimSpace(q.Text) != "" {
		return s.search(ctx, q)
	}
	query := `SELECT h.key FROM household h LEFT JOIN unit u ON u.id = h.hamlet
		WHERE ($2 = x'' OR h.hamlet = $2) AND ` + filterSQL[q.Filter] + ` AND $1 = $1 ORDER BY u.label, h.hamlet, h.number, h.key`
	return s.keys(ctx, query, s.today(), hamletArg(q.Hamlet))
}

func (s *Store) keys(ctx context.Context, query string, args ...any) ([]registry.Key, error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	return collect(rows, err, "list households", func(scan scanFunc) (k registry.Key, err error) { return k, scan(&k) })
}

// hamletArg is the hamlet's id, or an empty blob for all hamlets.
func hamletArg(id uuid.UUID) []byte {
	if id == uuid.Nil {
		return []byte{}
	}
	return id[:]
}

func (s *Store) today() string { return registry.DateOf(s.Now()).ISO() }

const sqlHouseholdRow = `SELECT h.key, h.id, h.hamlet, h.number, h.head, h.line, h.contact, h.visits, h.last_on, h.outcome, h.next_on,
	(SELECT count(*) FROM person p WHERE p.household = h.id AND p.kept = x'' AND p.child_until > $2),
	(SELECT count(*) FROM person p WHERE p.household = h.id AND p.kept = x'' AND p.child_until > $2 AND p.lacking = 1),
	coalesce((SELECT 1 + min(w.commune) FROM waiting w WHERE w.household = h.id), 0),
	h.disputed OR EXISTS (SELECT 1 FROM person p WHERE p.household = h.id AND p.disputed = 1),
	(SELECT count(*) FROM record r INDEXED BY record_returned_key WHERE r.returned = 1 AND r.key IN (
		SELECT h.key UNION ALL SELECT p.key FROM person p WHERE p.household = h.id UNION ALL SELECT v.key FROM visit v WHERE v.household = h.id))
	FROM household h WHERE h.key = $1`

// HouseholdRows returns lines of the list in the order asked. A household that
// is gone since is left out.
func (s *Store) HouseholdRows(ctx context.Context, keys []registry.Key) ([]registry.HouseholdRow, error) {
	out := make([]registry.HouseholdRow, 0, len(keys))
	today := s.today()
	quick := context.WithoutCancel(ctx) // each is too short to be worth stopping
	for _, key := range keys {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		rows, err := s.read.QueryContext(quick, sqlHouseholdRow, key, today)
		found, err := collect(rows, err, "read household row", scanHouseholdRow)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func scanHouseholdRow(scan scanFunc) (r registry.HouseholdRow, err error) {
	var last, next string
	var waits int
	err = scan(&r.Key, bin(&r.ID), bin(&r.Hamlet), &r.Number, &r.Head, &r.Line, &r.Contact, &r.Visits, &last, &r.Outcome, &next,
		&r.Children, &r.NoNumber, &waits, &r.Disputed, &r.Returned)
	if err != nil {
		return r, err
	}
	r.Receipt = receipt(waits)
	if r.LastOn, err = registry.ParseISO(last); err != nil {
		return r, err
	}
	r.Next, err = registry.ParseISO(next)
	return r, err
}

// receipt says how far something came, from the column that is 0 when nothing of
// it waits, 1 when something is on this laptop only, 2 when a hub has all of it.
func receipt(waits int) registry.Receipt {
	switch waits {
	case 0:
		return registry.AtProvince
	case 2:
		return registry.AtCommune
	}
	return registry.OnLaptop
}

// HouseholdCounts counts the households of a hamlet (zero: all) under each
// filter.
func (s *Store) HouseholdCounts(ctx context.Context, hamlet uuid.UUID) ([registry.HouseholdFilters]int, error) {
	var counts [registry.HouseholdFilters]int
	var parts []string
	dest := make([]any, len(counts))
	for i, cond := range filterSQL {
		parts = append(parts, fmt.Sprintf(`count(*) FILTER (WHERE %s)`, cond))
		dest[i] = &counts[i]
	}
	query := `SELECT ` + strings.Join(parts, ", ") + ` FROM household h WHERE ($2 = x'' OR h.hamlet = $2)`
	err := s.read.QueryRowContext(ctx, query, s.today(), hamletArg(hamlet)).Scan(dest...)
	return counts, explain("count households", err)
}
