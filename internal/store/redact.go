package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

const (
	sqlRedact = `INSERT INTO redacted (scope, stream, q, mark, record, admitted) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (scope, stream, q, mark) DO UPDATE SET admitted = 1 WHERE admitted = 0 AND excluded.admitted = 1`
	sqlRedactedIn = `SELECT stream, q, mark FROM redacted WHERE scope = $1 AND stream = $2 AND q BETWEEN $3 AND $4 AND admitted = 1`
	sqlHidden     = `SELECT stream, q, mark FROM redacted WHERE record = $1 AND admitted = 0`
	sqlHiding     = `SELECT EXISTS (SELECT 1 FROM redacted WHERE admitted = 0)`
)

// note keeps what the redactions among lines name, and returns them.
func (b *batch) note(lines []ledger.Line, rank ledger.Rank, admitted bool) (named []ledger.Redaction, err error) {
	if rank < ledger.RankRuling {
		return nil, nil
	}
	for _, l := range lines {
		r, ok := l.Redaction()
		if !ok {
			continue
		}
		if err := b.keepRedaction(r, admitted); err != nil {
			return nil, err
		}
		named = append(named, r)
	}
	return named, nil
}

func (b *batch) keepRedaction(r ledger.Redaction, admitted bool) error {
	for _, d := range r.Dots {
		if _, err := b.tx.ExecContext(b.ctx, sqlRedact, b.scope[:], d.Stream[:], int64(d.Seq), d.Mark[:], r.Record[:], admitted); err != nil {
			return fmt.Errorf("note redaction: %w", err)
		}
	}
	return nil
}

// noteRecord keeps what a redaction names that came as a record of a snapshot.
func (b *batch) noteRecord(st *ledger.State) error {
	for _, r := range st.Redactions() {
		if err := b.keepRedaction(r, true); err != nil {
			return err
		}
		if err := b.purge([]ledger.Redaction{r}); err != nil {
			return err
		}
	}
	return nil
}

// conceal hides what this laptop itself redacts, until it is admitted.
func (b *batch) conceal(lines []ledger.Line, rank ledger.Rank) error {
	fresh, err := b.note(lines, rank, false)
	if err != nil || len(fresh) == 0 {
		return err
	}
	b.s.hiding.Store(true)
	for _, r := range fresh {
		rec, err := b.load("", r.Record)
		if err != nil {
			return err
		}
		rec.dirty = rec.dirty || rec.key != 0
	}
	return nil
}

// purge drops the values of redacted changes from everything that this laptop
// keeps: blocks, lines, records with their rows and words, imports, drafts.
func (b *batch) purge(redacted []ledger.Redaction) error {
	for _, r := range redacted {
		for _, d := range r.Dots {
			if err := b.purgeDot(d); err != nil {
				return fmt.Errorf("purge: %w", err)
			}
		}
		rec, err := b.load("", r.Record)
		if err != nil {
			return err
		}
		for _, d := range r.Dots {
			rec.state.Withhold(d)
		}
		if rec.created {
			rec.purged = append(rec.purged, r.Dots...)
		}
		rec.dirty = rec.dirty || rec.key != 0 // shown anew also where it was only hidden
		if err := b.purgeTraces(r.Record); err != nil {
			return fmt.Errorf("purge: %w", err)
		}
	}
	return nil
}

func (b *batch) purgeDot(d ledger.Dot) error {
	type row struct {
		key int64
		raw []byte
	}
	rows, err := b.tx.QueryContext(b.ctx, `SELECT key, bytes FROM block WHERE stream = $1 AND first <= $2 AND last >= $2 AND scope = $3`, d.Stream[:], int64(d.Seq), b.scope[:])
	all, err := collect(rows, err, "read block", func(scan scanFunc) (r row, err error) { return r, scan(&r.key, &r.raw) })
	if err != nil {
		return err
	}
	for _, r := range all {
		block, err := ledger.ParseBlock(r.raw)
		if err != nil {
			return err
		}
		lines, err := block.Lines()
		if err != nil {
			return err
		}
		for _, l := range lines {
			if l.Dot(d.Stream) == d && l.Redactable() {
				if err := b.purgePhotos(l); err != nil {
					return err
				}
			}
		}
		purged, _, err := block.Withhold(lines, func(l ledger.Line) bool { return l.Dot(d.Stream) == d && l.Redactable() })
		if err != nil {
			return err
		}
		if _, err := b.tx.ExecContext(b.ctx, `UPDATE block SET bytes = $2 WHERE key = $1`, r.key, purged.Bytes()); err != nil {
			return err
		}
	}
	return b.purgeLine(d)
}

// purgeLine withholds a change that is in no block yet.
func (b *batch) purgeLine(d ledger.Dot) error {
	rows, err := b.tx.QueryContext(b.ctx, `SELECT bytes FROM line WHERE stream = $1 AND q = $2`, d.Stream[:], int64(d.Seq))
	all, err := collect(rows, err, "read line", func(scan scanFunc) (ledger.Line, error) {
		var raw []byte
		if err := scan(&raw); err != nil {
			return ledger.Line{}, err
		}
		return ledger.ParseLine(raw)
	})
	if err != nil || len(all) == 0 || all[0].Dot(d.Stream) != d || !all[0].Redactable() {
		return err
	}
	if err := b.purgePhotos(all[0]); err != nil {
		return err
	}
	hidden, err := all[0].Withhold()
	if err == nil {
		_, err = b.tx.ExecContext(b.ctx, `UPDATE line SET bytes = $3 WHERE stream = $1 AND q = $2`, d.Stream[:], int64(d.Seq), hidden.Raw())
	}
	return err
}

// purgePhotos drops the pictures that a change names, before its values go.
func (b *batch) purgePhotos(l ledger.Line) error {
	if l.Withheld {
		return nil
	}
	for _, address := range registry.PhotosAmong(l.Change.Names, l.Values) {
		if err := dropPhotos(b.ctx, b.tx, address); err != nil {
			return fmt.Errorf("drop photo: %w", err)
		}
	}
	return nil
}

// purgeTraces drops what stands of a record outside of the ledger: the row of
// the list that it came from, and forms that are being typed about it.
func (b *batch) purgeTraces(record uuid.UUID) error {
	_, err := b.tx.ExecContext(b.ctx, `UPDATE import_row SET hash = 0, cells = '[]', parsed = '', before = '{}', wrote = '{}' WHERE record = $1`, record[:])
	if err == nil {
		_, err = b.tx.ExecContext(b.ctx, `DELETE FROM draft WHERE key LIKE '%' || $1 || '%'`, record.String())
	}
	return err
}

// hide withholds what an arriving block brings of redacted changes. A value
// that is missing without a redaction is missing: the page is not taken.
func (p *page) hide(block ledger.Block, lines []ledger.Line, rank ledger.Rank) (ledger.Block, []ledger.Line, error) {
	h := block.Header
	named, err := redactedIn(p.ctx, p.tx, sqlRedactedIn, h.Scope[:], h.Stream[:], int64(h.First), int64(h.Last))
	if err != nil {
		return block, nil, err
	}
	for _, l := range lines {
		if l.Withheld && !slices.Contains(named, l.Dot(h.Stream)) {
			return block, nil, fmt.Errorf("change %d: %w", l.Change.Seq, ledger.ErrWithheld)
		}
		c, ok := l.Carried(rank)
		if !ok || c.Line.Withheld || !c.Line.Redactable() {
			continue
		}
		inner, err := redactedIn(p.ctx, p.tx, sqlRedactedIn, h.Scope[:], c.Stream[:], int64(c.Line.Change.Seq), int64(c.Line.Change.Seq))
		if err != nil {
			return block, nil, err
		}
		if slices.Contains(inner, c.Dot()) {
			return block, nil, fmt.Errorf("change %d carries what was redacted since, an old page: %w", l.Change.Seq, ledger.ErrGap)
		}
	}
	if len(named) == 0 {
		return block, lines, nil
	}
	return block.Withhold(lines, func(l ledger.Line) bool { return slices.Contains(named, l.Dot(h.Stream)) && l.Redactable() })
}

// redactedIn reads dots.
func redactedIn(ctx context.Context, q querier, query string, args ...any) ([]ledger.Dot, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	return collect(rows, err, "read redactions", func(scan scanFunc) (d ledger.Dot, err error) {
		var mark []byte
		err = scan(bin(&d.Stream), &d.Seq, &mark)
		copy(d.Mark[:], mark)
		return d, err
	})
}

// look remembers whether anything is hidden, so that readers need not ask.
func (s *Store) look(ctx context.Context, q querier) error {
	var some bool
	err := q.QueryRowContext(ctx, sqlHiding).Scan(&some)
	s.hiding.Store(some)
	return err
}

// cover withholds in a state what a redaction of this laptop's own names that
// is not admitted yet. The stored state keeps it.
func (s *Store) cover(ctx context.Context, q querier, st *ledger.State) error {
	if !s.hiding.Load() {
		return nil
	}
	return cover(ctx, q, st)
}

func cover(ctx context.Context, q querier, st *ledger.State) error {
	dots, err := redactedIn(ctx, q, sqlHidden, st.Record[:])
	for _, d := range dots {
		st.Withhold(d)
	}
	return err
}

// covered returns the state as it is shown: a copy where something is hidden.
func (b *batch) covered(st *ledger.State) (*ledger.State, error) {
	if !b.s.hiding.Load() {
		return st, nil
	}
	seen, err := ledger.DecodeState(st.Kind, st.Record, st.AppendBinary(nil))
	if err == nil {
		err = b.s.cover(b.ctx, b.tx, &seen)
	}
	return &seen, err
}

// RecordDots returns the dots of all changes to a record that this laptop
// holds, superseded ones too: what a redaction of the whole record names.
func (s *Store) RecordDots(ctx context.Context, scope, record uuid.UUID) ([]ledger.Dot, error) {
	var dots []ledger.Dot
	err := s.Lines(ctx, scope, func(stream uuid.UUID, l ledger.Line) {
		if l.Change.Record != record || l.Withheld || !l.Redactable() {
			return
		}
		if c, ok := l.Carried(ledger.RankServer); ok { // the server redacts what carries it
			dots = append(dots, c.Dot())
			return
		}
		dots = append(dots, l.Dot(stream))
	})
	slices.SortFunc(dots, ledger.Dot.Compare)
	return slices.Compact(dots), err
}
