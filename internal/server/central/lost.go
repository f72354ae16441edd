package central

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

const (
	sqlDevices    = `SELECT id, laptop, name, contact, revoked_at FROM device ORDER BY name, id`
	sqlLostDevice = `SELECT id, laptop, name, contact, revoked_at FROM device WHERE id = $1`
	sqlLostPlaces = `SELECT s.id, s.kind, coalesce((SELECT min(u.name) FROM unit u WHERE u.id = s.unit), '')
		FROM access a JOIN scope s ON s.id = a.scope WHERE a.device = $1 ORDER BY s.id`
)

// Devices lists all laptops, without what is on them.
func (c *Central) Devices(ctx context.Context) ([]registry.Lost, error) {
	return collect(ctx, c.read, scanDevice, sqlDevices)
}

func scanDevice(scan scanFunc) (l registry.Lost, err error) {
	var contact, revoked sql.NullInt64
	err = scan(text{&l.Device}, &l.Laptop, &l.User, &contact, &revoked)
	l.Contact, l.Revoked = moment(contact), moment(revoked)
	return l, err
}

func moment(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64)
}

// OnDevice lists what a laptop holds at most; NotFound when there is no such
// device.
func (c *Central) OnDevice(ctx context.Context, device uuid.UUID) (registry.Lost, error) {
	var lost registry.Lost
	err := c.view(ctx, func(tx *sql.Tx) error {
		found, err := collect(ctx, tx, scanDevice, sqlLostDevice, device.String())
		if err == nil && len(found) == 0 {
			err = notFound(fmt.Errorf("device %s", device))
		}
		if err != nil {
			return err
		}
		lost = found[0]
		lost.Places, err = collect(ctx, tx, func(scan scanFunc) (p registry.LostPlace, err error) {
			return p, scan(text{&p.Scope}, &p.Kind, &p.Name)
		}, sqlLostPlaces, device.String())
		for i := 0; i < len(lost.Places) && err == nil; i++ {
			var rows []registry.LostRow
			rows, err = listPlace(ctx, tx, &lost.Places[i])
			lost.Rows = append(lost.Rows, rows...)
		}
		return err
	})
	if err != nil {
		return lost, fmt.Errorf("list device: %w", err)
	}
	return lost, nil
}

// listPlace counts a scope's records and names its people.
func listPlace(ctx context.Context, q querier, p *registry.LostPlace) ([]registry.LostRow, error) {
	houses := map[uuid.UUID]registry.Household{}
	var people []registry.Person
	_, err := collect(ctx, q, func(scan scanFunc) (struct{}, error) {
		var id uuid.UUID
		var kind string
		var raw []byte
		if err := scan(text{&id}, &kind, &raw); err != nil {
			return struct{}{}, err
		}
		s, err := ledger.DecodeState(kind, id, raw)
		if err != nil {
			return struct{}{}, err
		}
		fields := registry.FieldsOf(&s, unordered)
		switch kind {
		case registry.KindHousehold:
			houses[id], _ = registry.Decode[registry.Household](fields) // what can't be read is counted all the same
			p.Households++
		case registry.KindPerson:
			person, _ := registry.Decode[registry.Person](fields)
			people = append(people, person)
		default:
			p.Others++
		}
		return struct{}{}, nil
	}, sqlRecords, p.Scope.String())
	if err != nil {
		return nil, err
	}
	rows := make([]registry.LostRow, len(people))
	for i, person := range people {
		h := houses[person.Household]
		rows[i] = registry.LostRow{
			Place: p.Name, Household: h.Number, Head: h.Head, Name: person.Name, Birth: person.Birth,
			HasNumber: person.HasNumber(), Sensitive: person.HasSensitive(),
		}
		p.People++
		if rows[i].Sensitive {
			p.Sensitive++
		}
	}
	slices.SortStableFunc(rows, func(a, b registry.LostRow) int {
		return cmp.Or(cmp.Compare(a.Household, b.Household), cmp.Compare(a.Name, b.Name))
	})
	return rows, nil
}

// unordered is an order in which nothing was admitted: of values that dispute
// each other one is shown, and which does not matter here.
func unordered(ledger.Dot) (uint64, bool) { return 0, false }
