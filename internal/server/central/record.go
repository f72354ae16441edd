package central

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const (
	sqlFindRecord  = `SELECT kind, state FROM record WHERE scope = $1 AND id = $2`
	sqlFindRecords = `SELECT id, kind, state FROM record WHERE scope = $1
		AND id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ORDER BY id`
	sqlAddRecord = `INSERT INTO record (scope, id, kind, state, child_until, entered, lacking, number, certificate)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (scope, id) DO NOTHING`
	sqlSetRecord = `UPDATE record SET state = $3, child_until = $4, entered = $5, lacking = $6, number = $7, certificate = $8 WHERE scope = $1 AND id = $2`
)

var (
	bulkAddRecord = bulk{sqlAddRecord, "text text text bytea text bigint bigint text text"}
	bulkSetRecord = bulk{sqlSetRecord, "text text bytea text bigint bigint text text"}
)

// fetchWidth is how many ids sqlFindRecords takes.
const fetchWidth = 16

type recordKey struct{ scope, id uuid.UUID }

// held is a record in the merge. A record that its author says to have created
// is not looked for: it is inserted, and only if it was there after all are the
// lines merged into what is stored.
type held struct {
	scope   uuid.UUID
	state   ledger.State
	dirty   bool
	touched bool   // its values are to be looked at
	stored  bool   // state was read from the table, or written to it
	asked   bool   // the table was asked for it
	created bool   // a line says so
	lines   []said // what was merged into a record that is not stored yet
	bore    borne  // what it bore before this transaction
	bears   borne  // as of the last flush
}

// said is a line as it counts.
type said struct {
	line   ledger.Line
	stream uuid.UUID
	rank   ledger.Rank
}

// record returns the record of a key, empty when it is new to the merge.
func (m *merge) record(scope uuid.UUID, kind string, id uuid.UUID) *held {
	key := recordKey{scope, id}
	rec, ok := m.records[key]
	if !ok {
		rec = &held{scope: scope, state: ledger.State{Kind: kind, Record: id}}
		m.records[key] = rec
	}
	if rec.state.Kind == "" {
		rec.state.Kind = kind // it was looked for by its id alone
	}
	return rec
}

// load returns a record as it stands with all that was merged so far, empty
// when it is new.
func (m *merge) load(scope uuid.UUID, kind string, id uuid.UUID) (*held, error) {
	rec := m.record(scope, kind, id)
	if rec.asked || rec.stored {
		return rec, nil
	}
	return rec, m.read(rec)
}

// read looks for a record in the table, and keeps others from changing it.
func (m *merge) read(rec *held) error {
	var kind string
	var state []byte
	rec.asked = true
	there, err := m.findLocked(sqlFindRecord, []any{rec.scope.String(), rec.state.Record.String()}, &kind, &state)
	if err == nil && there {
		err = m.restore(rec, kind, state)
	}
	if err != nil {
		return fmt.Errorf("read record: %w", err)
	}
	return nil
}

// restore takes a record's stored state and merges the lines into it that were
// said before it was looked for.
func (m *merge) restore(rec *held, kind string, state []byte) (err error) {
	if rec.state, err = ledger.DecodeState(kind, rec.state.Record, state); err != nil {
		return err
	}
	rec.stored = true
	rec.bore = borneBy(rec, m.orderOf(rec.scope))
	rec.bears = rec.bore
	for _, s := range rec.lines {
		m.put(rec, s)
	}
	rec.lines = nil
	return nil
}

// fetch looks for the records of a block's lines that are not created there,
// some in one query: on PostgreSQL each query is a journey.
func (m *merge) fetch(scope uuid.UUID, lines []ledger.Line) error {
	return m.fetchAll(scope, m.unknown(nil, scope, lines))
}

// unknown adds the records of lines that are neither created there nor read.
func (m *merge) unknown(out []*held, scope uuid.UUID, lines []ledger.Line) []*held {
	for _, l := range lines {
		rec := m.record(scope, l.Change.Kind, l.Change.Record)
		rec.created = rec.created || l.Change.Op == ledger.OpCreate
		if !rec.created && !rec.asked && !rec.stored {
			rec.asked = true
			out = append(out, rec)
		}
	}
	return out
}

// fetchAll reads records, in the order of their ids: whoever changes the same
// ones waits for us and not we for them.
func (m *merge) fetchAll(scope uuid.UUID, unknown []*held) error {
	if m.c.engine.many() {
		slices.SortFunc(unknown, byKey)
	}
	for chunk := range slices.Chunk(unknown, fetchWidth) {
		if err := m.readAll(scope, chunk); err != nil {
			return fmt.Errorf("read records: %w", err)
		}
	}
	return nil
}

// byKey is the order in which records are locked.
func byKey(a, b *held) int {
	return cmp.Or(bytes.Compare(a.scope[:], b.scope[:]), bytes.Compare(a.state.Record[:], b.state.Record[:]))
}

func (m *merge) readAll(scope uuid.UUID, chunk []*held) error {
	args := make([]any, 1, 1+fetchWidth)
	args[0] = scope.String()
	for i := range fetchWidth {
		args = append(args, chunk[min(i, len(chunk)-1)].state.Record.String())
	}
	rows, err := m.tx.QueryContext(m.ctx, m.locked(sqlFindRecords), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id uuid.UUID
		var kind string
		var state []byte
		if err := rows.Scan(text{&id}, &kind, &state); err != nil {
			return err
		}
		if err := m.restore(m.records[recordKey{scope, id}], kind, state); err != nil {
			return err
		}
	}
	return rows.Err()
}

// apply merges one line.
func (m *merge) apply(scope uuid.UUID, s said) {
	rec := m.record(scope, s.line.Change.Kind, s.line.Change.Record)
	m.put(rec, s)
	if !rec.stored {
		rec.lines = append(rec.lines, s)
	}
}

// put merges a line into a record.
func (m *merge) put(rec *held, s said) {
	rec.state.Apply(s.line, s.stream, s.rank)
	if !rec.dirty {
		rec.dirty = true
		m.dirty = append(m.dirty, rec)
	}
	if m.c.Faults.LastWriterWins {
		keepNewest(&rec.state, s.line.Dot(s.stream))
	}
	if m.c.Faults.CompactContext {
		compact(&rec.state)
	}
}

// keepNewest is the planted bug Faults.LastWriterWins.
func keepNewest(s *ledger.State, dot ledger.Dot) {
	for i := range s.Fields {
		f := &s.Fields[i]
		if slices.ContainsFunc(f.Siblings, func(sib ledger.Sibling) bool { return sib.Dot == dot }) {
			f.Siblings = slices.DeleteFunc(f.Siblings, func(sib ledger.Sibling) bool { return sib.Dot != dot })
		}
	}
}

// compact is the planted bug Faults.CompactContext.
func compact(s *ledger.State) {
	for i := range s.Fields {
		s.Fields[i].Context = nil
	}
}

// flush writes the changed records with what the board counts of them.
func (m *merge) flush() error {
	if len(m.dirty) == 0 {
		return nil
	}
	if m.c.engine.many() {
		slices.SortFunc(m.dirty, byKey)
	}
	for _, save := range []func() error{m.addRecords, m.setRecords} {
		if err := save(); err != nil {
			return fmt.Errorf("save records: %w", err)
		}
	}
	for _, rec := range m.dirty {
		rec.dirty = false
		if !rec.touched {
			rec.touched = true
			m.touched = append(m.touched, rec)
		}
	}
	m.dirty = m.dirty[:0]
	return nil
}

// addRecords inserts the changed records that are not known to be stored. One
// that was there after all is read, and then changed as the others are.
func (m *merge) addRecords() error {
	var fresh []*held
	var rows [][]any
	for _, rec := range m.dirty {
		if rec.stored {
			continue
		}
		n, err := m.project(rec)
		if err != nil {
			return err
		}
		fresh = append(fresh, rec)
		rows = append(rows, []any{
			rec.scope.String(), rec.state.Record.String(), rec.state.Kind, rec.state.AppendBinary(nil), n.childUntil, n.entered, n.lacking,
			rec.bears.at(byNumber), rec.bears.at(byCertificate),
		})
	}
	missed, err := m.doAll(bulkAddRecord, rows)
	if err != nil {
		return err
	}
	for _, i := range missed {
		if err := m.read(fresh[i]); err != nil {
			return err
		}
		fresh[i] = nil
	}
	for _, rec := range fresh {
		if rec != nil {
			rec.stored, rec.dirty = true, false // written as it is
		}
	}
	return nil
}

// setRecords updates the changed records that are stored.
func (m *merge) setRecords() error {
	var rows [][]any
	for _, rec := range m.dirty {
		if !rec.dirty {
			continue
		}
		n, err := m.project(rec)
		if err != nil {
			return err
		}
		rows = append(rows, []any{
			rec.scope.String(), rec.state.Record.String(), rec.state.AppendBinary(nil), n.childUntil, n.entered, n.lacking,
			rec.bears.at(byNumber), rec.bears.at(byCertificate),
		})
	}
	_, err := m.doAll(bulkSetRecord, rows)
	return err
}
