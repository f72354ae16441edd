package central

import (
	"encoding/base64"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const (
	sqlAddRedacted = `INSERT INTO redacted (scope, stream, q, mark, record, entry) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`
	sqlRedactedIn  = `SELECT stream, q, mark FROM redacted WHERE scope = $1 AND stream = $2 AND q >= $3 AND q <= $4`
	sqlRedactedOf  = `SELECT stream, q, mark FROM redacted WHERE scope = $1 AND record = $2 ORDER BY stream, q, mark`
	sqlWithDot     = `SELECT hash, bytes FROM block WHERE scope = $1 AND stream = $2 AND first <= $3 AND last >= $3`
	sqlSetBytes    = `UPDATE block SET bytes = $3 WHERE scope = $1 AND hash = $2`
	sqlBytesOf     = `SELECT bytes FROM block WHERE scope = $1 AND hash = $2`
)

// redact makes a redaction true in a scope, and in every other scope where its
// record is or was: the values leave the blocks and the record. entry is the
// block that holds the redaction.
func (m *merge) redact(scope uuid.UUID, r ledger.Redaction, entry ledger.Hash) error {
	if err := m.alone(scope); err != nil {
		return err
	}
	fresh := ledger.Redaction{Record: r.Record}
	for _, d := range r.Dots {
		n, err := m.exec(sqlAddRedacted, scope.String(), d.Stream.String(), int64(d.Seq), markText(d.Mark), r.Record.String(), entry.String())
		if err != nil {
			return fmt.Errorf("note redaction: %w", err)
		}
		if n > 0 {
			fresh.Dots = append(fresh.Dots, d)
		}
	}
	for _, d := range fresh.Dots {
		if err := m.purgeBlocks(scope, d); err != nil {
			return fmt.Errorf("purge blocks: %w", err)
		}
	}
	if len(fresh.Dots) == 0 {
		return nil
	}
	if err := m.forgetSnapshotsOf(scope); err != nil { // they hold the values
		return fmt.Errorf("forget snapshots: %w", err)
	}
	if err := m.purgeRecord(scope, fresh); err != nil {
		return fmt.Errorf("purge record: %w", err)
	}
	return m.redactElsewhere(scope, fresh)
}

// purgeBlocks withholds a change in every block of the scope that holds it,
// whatever the block's fate.
func (m *merge) purgeBlocks(scope uuid.UUID, d ledger.Dot) error {
	hide := func(stream uuid.UUID) func(ledger.Line) bool {
		return func(l ledger.Line) bool { return l.Dot(stream) == d && l.Redactable() }
	}
	for i, a := range m.blocks { // not written yet
		if a.stored || a.block.Header.Scope != scope || a.block.Header.Stream != d.Stream {
			continue
		}
		lines, err := a.block.Lines()
		if err == nil {
			err = m.dropPhotosAmong(scope, d, lines)
		}
		if err == nil {
			m.blocks[i].block, m.blocks[i].lines, err = a.block.Withhold(lines, hide(d.Stream))
		}
		if err != nil {
			return err
		}
	}
	blocks, err := collect(m.ctx, m.tx, scanBlock, sqlWithDot, scope.String(), d.Stream.String(), int64(d.Seq))
	if err != nil {
		return err
	}
	for _, b := range blocks {
		lines, err := b.Lines()
		if err != nil {
			return err
		}
		if err := m.dropPhotosAmong(scope, d, lines); err != nil {
			return err
		}
		purged, _, err := b.Withhold(lines, hide(d.Stream))
		if err != nil {
			return err
		}
		if err := m.do(sqlSetBytes, scope.String(), b.Hash.String(), purged.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// dropPhotosAmong drops the pictures that a redacted change among lines names.
func (m *merge) dropPhotosAmong(scope uuid.UUID, d ledger.Dot, lines []ledger.Line) error {
	for _, l := range lines {
		if l.Dot(d.Stream) == d && l.Redactable() {
			if err := m.dropPhotosOf(scope, l); err != nil {
				return err
			}
		}
	}
	return nil
}

func scanBlock(scan scanFunc) (ledger.Block, error) {
	var hash ledger.Hash
	var raw []byte
	if err := scan(text{&hash}, &raw); err != nil {
		return ledger.Block{}, err
	}
	return ledger.ParseBlock(raw)
}

// purgeRecord withholds the values in the merged record.
func (m *merge) purgeRecord(scope uuid.UUID, r ledger.Redaction) error {
	if err := m.flush(); err != nil { // a record that is new to the transaction is written first
		return err
	}
	rec, err := m.load(scope, "", r.Record)
	if err != nil || !rec.stored {
		return err
	}
	for _, d := range r.Dots {
		if rec.state.Withhold(d) && !rec.dirty {
			rec.dirty = true
			m.dirty = append(m.dirty, rec)
		}
	}
	return nil
}

// redactElsewhere lets a redaction follow its dots: into the lines that carry
// them here, and into the other scopes where the record is or was.
func (m *merge) redactElsewhere(scope uuid.UUID, r ledger.Redaction) error {
	scopes, err := m.livedIn(r.Record)
	if err != nil || len(scopes) == 0 {
		return err
	}
	if err := m.redactCarriers(scope, r); err != nil {
		return err
	}
	for _, other := range scopes {
		if other != scope {
			if err := m.redactAlso(other, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// redactAlso writes a redaction into another scope, unless it stands there.
func (m *merge) redactAlso(scope uuid.UUID, r ledger.Redaction) error {
	there, err := m.redactedOf(scope, r.Record)
	if err != nil {
		return err
	}
	lacking := ledger.Redaction{Record: r.Record}
	for _, d := range r.Dots {
		if !there[d] {
			lacking.Dots = append(lacking.Dots, d)
		}
	}
	return m.writeRedaction(scope, lacking)
}

// writeRedaction writes redactions as the server's own, and makes them true.
func (m *merge) writeRedaction(scope uuid.UUID, r ledger.Redaction) error {
	for dots := range slices.Chunk(r.Dots, ledger.MaxRedacted) {
		d, err := ledger.Redact(m.c.NewID(), ledger.Redaction{Record: r.Record, Dots: dots}, "")
		if err != nil {
			return err
		}
		if err := m.enact(scope, []ledger.Draft{d}); err != nil {
			return err
		}
	}
	return nil
}

// redactCarriers withholds the lines by which the server carried redacted
// changes into this scope, and carries them once more without their values.
func (m *merge) redactCarriers(scope uuid.UUID, r ledger.Redaction) error {
	carriers := ledger.Redaction{Record: r.Record}
	var anew []ledger.Draft
	err := m.eachLine(scope, sqlServerBlocks, map[uuid.UUID]bool{r.Record: true}, func(s said) error {
		c, ok := s.line.Carried(s.rank)
		if !ok || !slices.Contains(r.Dots, c.Dot()) || !c.Line.Redactable() {
			return nil
		}
		carriers.Dots = append(carriers.Dots, s.line.Dot(s.stream))
		var err error
		if c.Line, err = c.Line.Withhold(); err != nil {
			return err
		}
		d, err := ledger.Carry(c)
		anew = append(anew, d)
		return err
	})
	if err != nil || len(carriers.Dots) == 0 {
		return err
	}
	if err := m.enact(scope, anew); err != nil {
		return err
	}
	return m.writeRedaction(scope, carriers)
}

// hide withholds what an arriving block brings of redacted changes, and tells
// whether the block is whole: only what a redaction names may be missing.
func (m *merge) hide(a *arrival) (whole bool, err error) {
	h := a.block.Header
	named, err := m.dots(sqlRedactedIn, h.Scope.String(), h.Stream.String(), int64(h.First), int64(h.Last))
	if err != nil {
		return false, err
	}
	var again []ledger.Carried
	for _, l := range a.lines {
		if c, ok := l.Carried(a.rank); ok && c.Line.Redactable() && !c.Line.Withheld {
			inner, err := m.dots(sqlRedactedIn, h.Scope.String(), c.Stream.String(), int64(c.Line.Change.Seq), int64(c.Line.Change.Seq))
			if err != nil {
				return false, err
			}
			if inner[c.Dot()] && !named[l.Dot(h.Stream)] {
				named[l.Dot(h.Stream)] = true
				again = append(again, c)
			}
		}
	}
	if err := m.complete(a, named); err != nil {
		return false, err
	}
	if !m.c.Faults.RedactionForgotten {
		a.block, a.lines, err = a.block.Withhold(a.lines, func(l ledger.Line) bool { return named[l.Dot(h.Stream)] && l.Redactable() })
		if err != nil {
			return false, err
		}
	}
	if err := m.carryWithheld(h.Scope, h.Stream, a.lines, again); err != nil {
		return false, err
	}
	lacks := slices.ContainsFunc(a.lines, func(l ledger.Line) bool { return l.Withheld && !named[l.Dot(h.Stream)] })
	return !lacks || m.c.Faults.WithheldAdmitted, nil
}

// carryWithheld takes care of lines that carry what was redacted after they
// were forgotten: their own dots are redacted too, and they are carried again
// without values.
func (m *merge) carryWithheld(scope, stream uuid.UUID, lines []ledger.Line, again []ledger.Carried) error {
	for _, c := range again {
		r := ledger.Redaction{Record: c.Line.Change.Record}
		for _, l := range lines {
			if l.Withheld && l.Change.Record == r.Record {
				r.Dots = append(r.Dots, l.Dot(stream))
			}
		}
		var err error
		if c.Line, err = c.Line.Withhold(); err != nil {
			return err
		}
		d, err := ledger.Carry(c)
		if err != nil {
			return err
		}
		if err := m.enact(scope, []ledger.Draft{d}); err != nil {
			return err
		}
		if err := m.writeRedaction(scope, r); err != nil {
			return err
		}
	}
	return nil
}

// complete fills in withheld lines from the copy of the block that is stored: a
// carrier who withholds takes nothing away.
func (m *merge) complete(a *arrival, named map[ledger.Dot]bool) error {
	lacks := slices.ContainsFunc(a.lines, func(l ledger.Line) bool { return l.Withheld && !named[l.Dot(a.block.Header.Stream)] })
	if !lacks {
		return nil
	}
	var raw []byte
	there, err := m.find(sqlBytesOf, []any{a.block.Header.Scope.String(), a.block.Hash.String()}, &raw)
	if err != nil || !there {
		return err
	}
	stored, err := ledger.ParseBlock(raw)
	if err != nil {
		return err
	}
	lines, err := stored.Lines()
	if err != nil {
		return err
	}
	a.block, a.lines, err = a.block.Complete(a.lines, lines)
	return err
}

// dots reads redacted dots.
func (m *merge) dots(query string, args ...any) (map[ledger.Dot]bool, error) {
	rows, err := m.tx.QueryContext(m.ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read redactions: %w", err)
	}
	defer rows.Close()
	out := map[ledger.Dot]bool{}
	for rows.Next() {
		var d ledger.Dot
		var mark string
		if err := rows.Scan(text{&d.Stream}, &d.Seq, &mark); err != nil {
			return nil, fmt.Errorf("read redactions: %w", err)
		}
		raw, err := base64.RawURLEncoding.DecodeString(mark)
		if err != nil {
			return nil, fmt.Errorf("read redactions: %w", err)
		}
		copy(d.Mark[:], raw)
		out[d] = true
	}
	return out, rows.Err()
}

func (m *merge) redactedOf(scope, record uuid.UUID) (map[ledger.Dot]bool, error) {
	return m.dots(sqlRedactedOf, scope.String(), record.String())
}

func markText(m ledger.Mark) string { return base64.RawURLEncoding.EncodeToString(m[:]) }
