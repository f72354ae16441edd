package store

import (
	"database/sql"
	"errors"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

const (
	sqlHouseholdWords = `SELECT h.key, h.head, h.line, h.number, h.contact, coalesce(u.name, '')
		FROM household h LEFT JOIN unit u ON u.id = h.hamlet WHERE h.id = $1`
	sqlMemberNames = `SELECT name FROM person WHERE household = $1 ORDER BY key`
	// The newest visit is the one with the latest day; a day that is not known
	// comes first, the order of arrival decides between equal days.
	sqlVisitSummary = `SELECT count(*) OVER (), on_, outcome, next_on FROM visit WHERE household = $1 ORDER BY on_ DESC, key DESC LIMIT 1`
	sqlSetSummary   = `UPDATE household SET visits = $2, last_on = $3, outcome = $4, next_on = $5, away = $6 WHERE key = $1`
	sqlDropWords    = `DELETE FROM find WHERE rowid = $1`
	sqlSaveWords    = `INSERT INTO find (rowid, head, members, place) VALUES ($1, $2, $3, $4)`
)

// sumUp writes what the list shows of a household beyond its own fields: its
// visits, and the words under which it is found.
func (b *batch) sumUp(id uuid.UUID) error {
	if home := b.made[id]; home != nil {
		return b.sumUpNew(home)
	}
	var key int64
	var number int
	var head, line, contact, hamlet string
	err := b.tx.QueryRowContext(b.ctx, sqlHouseholdWords, id[:]).Scan(&key, &head, &line, &number, &contact, &hamlet)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // its members came first; it is summed up when it comes itself
	}
	if err != nil {
		return err
	}
	if err := b.sumUpVisits(id, key, registry.Contact(contact)); err != nil {
		return err
	}
	members, err := b.members(id)
	if err != nil {
		return err
	}
	if _, err := b.tx.ExecContext(b.ctx, sqlDropWords, key); err != nil {
		return err
	}
	_, err = b.tx.ExecContext(b.ctx, sqlSaveWords, key, viet.SearchKey(head), members, placeWords(line, hamlet))
	return err
}

// newHome is a household that this batch made: all that there is of it went
// through the batch, the household before its members.
type newHome struct {
	key     int64
	row     registry.Household
	members []string
}

// sumUpNew sums up without asking: nobody was there yet, and no words stand.
func (b *batch) sumUpNew(home *newHome) error {
	if away("", home.row.Contact) {
		if _, err := b.tx.ExecContext(b.ctx, sqlSetSummary, home.key, 0, "", "", "", true); err != nil {
			return err
		}
	}
	hamlet, err := b.hamletName(home.row.Hamlet)
	if err != nil {
		return err
	}
	_, err = b.tx.ExecContext(b.ctx, sqlSaveWords, home.key, viet.SearchKey(home.row.Head), joinMembers(home.members), placeWords(home.row.Line, hamlet))
	return err
}

// hamletName is "" for a hamlet that did not come yet.
func (b *batch) hamletName(id uuid.UUID) (string, error) {
	if name, ok := b.hamlets[id]; ok {
		return name, nil
	}
	var name string
	err := b.tx.QueryRowContext(b.ctx, `SELECT name FROM unit WHERE id = $1`, id[:]).Scan(&name)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	b.hamlets[id] = name
	return name, nil
}

func (b *batch) sumUpVisits(id uuid.UUID, key int64, contact registry.Contact) error {
	var visits int
	var on, outcome, next string
	err := b.tx.QueryRowContext(b.ctx, sqlVisitSummary, id[:]).Scan(&visits, &on, &outcome, &next)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	_, err = b.tx.ExecContext(b.ctx, sqlSetSummary, key, visits, on, outcome, next, away(registry.Outcome(outcome), contact))
	return err
}

// away tells whether the household counts as not there: the last visit says
// so, or nobody went yet and the list says so.
func away(last registry.Outcome, contact registry.Contact) bool {
	if last != "" {
		return last == registry.Away || last == registry.Left
	}
	return contact == registry.ContactAway || contact == registry.ContactLeft
}

func (b *batch) members(household uuid.UUID) (string, error) {
	rows, err := b.tx.QueryContext(b.ctx, sqlMemberNames, household[:])
	names, err := collect(rows, err, "read members", func(scan scanFunc) (name string, err error) { return name, scan(&name) })
	return joinMembers(names), err
}

// joinMembers folds names into one text; a word that belongs to no name keeps two
// from being read as one.
func joinMembers(names []string) string {
	for i := range names {
		names[i] = viet.SearchKey(names[i])
	}
	return strings.Join(names, " _ ")
}

// drop removes a row of a deleted person or visit and touches its household.
func (b *batch) drop(query string, key int64) error {
	var household uuid.UUID
	err := b.tx.QueryRowContext(b.ctx, query, key).Scan(bin(&household))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	b.touch(household)
	return nil
}

// touchOld touches the household that a person or visit belonged to before,
// when it is another one than now.
func (b *batch) touchOld(query string, rec *held, now uuid.UUID) error {
	if rec.fresh {
		return nil
	}
	var before uuid.UUID
	err := b.tx.QueryRowContext(b.ctx, query, rec.key).Scan(bin(&before))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if before != now {
		b.touch(before)
	}
	return nil
}

// householdOf returns the household that a record of the batch belongs to, as
// it stands after the merge.
func (b *batch) householdOf(id uuid.UUID) uuid.UUID {
	rec := b.records[id]
	if rec.state.Kind == registry.KindHousehold {
		return id
	}
	p, _ := registry.Decode[struct {
		Household uuid.UUID `th:"ho"`
	}](registry.Fields{"ho": rec.state.Value("ho", seqOf(b.ctx, b.tx))})
	return p.Household
}
