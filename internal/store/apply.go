package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// ApplyPage applies the entries that follow the cursor of a scope, and moves
// the cursor over them, in one transaction. Each must bear an admission that a
// server we believe signed, and follow the one before: a gap is ledger.ErrGap. An
// entry without its block stands for an own block: ledger.ErrMissingBlock when it is
// not here. After any error nothing was applied. A block that is here already
// is never merged twice.
func (s *Store) ApplyPage(ctx context.Context, server, epoch, scope uuid.UUID, entries []ledger.Entry) error {
	if _, err := s.Identity(ctx); err != nil {
		return err
	}
	if s.Faults.CursorFirst != nil {
		if err := s.skipAhead(ctx, server, epoch, scope, entries); err != nil {
			return err
		}
	}
	var p page
	parcels := open(entries)
	err := s.update(ctx, func(tx *sql.Tx) error {
		p = page{batch: s.newBatch(ctx, tx, scope), epoch: epoch}
		var err error
		if p.at, err = positionIn(ctx, tx, server, epoch, scope); err != nil {
			return err
		}
		if s.Faults.CursorFirst != nil {
			p.at.Cursor -= uint64(len(entries))
		}
		for _, parcel := range parcels {
			if err := p.add(parcel); err != nil {
				return err
			}
		}
		if err := p.finish(); err != nil || len(entries) == 0 || s.Faults.CursorFirst != nil {
			return err
		}
		if p.last == nil {
			return fmt.Errorf("a page ahead of the cursor: %w", ledger.ErrGap)
		}
		return moveCursor(ctx, tx, server, epoch, p.at, *p.last)
	})
	if err == nil && s.hiding.Load() {
		err = s.look(ctx, s.read)
	}
	if err != nil {
		return explain("apply page", err)
	}
	s.signals.send(append(p.signals, registry.Signal{Kind: registry.SignalSync})...)
	return nil
}

func positionIn(ctx context.Context, tx *sql.Tx, server, epoch, scope uuid.UUID) (ledger.Position, error) {
	p := ledger.Position{Scope: scope}
	err := tx.QueryRowContext(ctx, `SELECT seq, rolling FROM cursor WHERE server = $1 AND epoch = $2 AND scope = $3`,
		server[:], epoch[:], scope[:]).Scan(&p.Cursor, bin(&p.Rolling))
	if errors.Is(err, sql.ErrNoRows) {
		return p, nil
	}
	return p, err
}

// page is a batch that follows the server's order.
type page struct {
	*batch
	epoch uuid.UUID
	at    ledger.Position
	last  *ledger.SignedAdmission // at the cursor
}

// add checks the next entry and merges its block if it is new here.
func (p *page) add(e parcel) error {
	known, block, ahead, err := p.next(e.Entry)
	if err != nil {
		return err
	}
	a := *e.Admission
	switch {
	case known.key == 0:
		err = p.first(e)
	case ahead: // it was here before, perhaps as an own one that only hid
		if err = p.vouch(known, a); err == nil {
			err = p.obeyBlock(known.block, a.Doc.Rank)
		}
	case known.unmerged:
		err = p.late(known, a)
	default:
		err = p.again(known, a)
	}
	if ahead || err != nil {
		return err
	}
	p.last = &a
	p.at.Cursor, p.at.Rolling = a.Doc.Seq, ledger.Roll(p.at.Rolling, a.Doc.Seq, block.Hash)
	return nil
}

// next checks that an entry is the next one of the order, or a redaction ahead
// of its place, and finds its block: the one that came, or the one that is here.
func (p *page) next(e ledger.Entry) (known stored, block *ledger.Block, ahead bool, err error) {
	a := e.Admission
	if a == nil || a.Doc.Scope != p.scope || a.Doc.Epoch != p.epoch {
		return known, nil, false, fmt.Errorf("entry of another scope or epoch: %w", ledger.ErrMalformed)
	}
	ahead = a.Doc.Seq > p.at.Cursor+1 && redacts(e.Block)
	if a.Doc.Seq != p.at.Cursor+1 && !ahead && !p.s.Faults.AnyOrder {
		return known, nil, false, fmt.Errorf("entry %d after %d: %w", a.Doc.Seq, p.at.Cursor, ledger.ErrGap)
	}
	if known, err = p.known(a.Doc.Block); err != nil {
		return known, nil, false, err
	}
	if block = e.Block; block == nil {
		if known.key == 0 {
			return known, nil, false, ledger.ErrMissingBlock
		}
		block = &known.block
	}
	return known, block, ahead, p.s.trust.CheckAdmission(*a, block.Header, block.Hash)
}

// stored is a block that is here already.
type stored struct {
	key      int64
	mine     bool
	unmerged bool
	block    ledger.Block
}

func (p *page) known(hash ledger.Hash) (stored, error) {
	var st stored
	var bytes []byte
	err := p.tx.QueryRowContext(p.ctx, sqlKnownBlock, hash[:]).Scan(&st.key, &st.mine, &st.unmerged, &bytes)
	if errors.Is(err, sql.ErrNoRows) {
		return stored{}, nil
	}
	if err == nil {
		st.block, err = ledger.ParseBlock(bytes)
	}
	return st, err
}

// first merges a block that was not here.
func (p *page) first(e parcel) error {
	if e.err != nil {
		return e.err
	}
	if err := p.verify(*e.Block, e.lines); err != nil {
		return err
	}
	rank := e.Admission.Doc.Rank
	redacted, err := p.note(e.lines, rank, true)
	if err != nil {
		return err
	}
	block, lines, err := p.hide(*e.Block, e.lines, rank)
	if err != nil {
		return err
	}
	if err := p.s.insertBlock(p.ctx, p.tx, ledger.Entry{Block: &block, Admission: e.Admission}, false); err != nil {
		return err
	}
	if err := p.applyLines(lines, block.Header.Stream, rank); err != nil {
		return err
	}
	return p.purge(redacted)
}

// redacts tells whether a block holds a redaction: such a block may come ahead
// of its place, before what it withholds.
func redacts(b *ledger.Block) bool {
	if b == nil {
		return false
	}
	lines, err := b.Lines()
	return err == nil && slices.ContainsFunc(lines, func(l ledger.Line) bool { return l.Change.Kind == ledger.KindRedaction })
}

func (p *page) applyLines(lines []ledger.Line, stream uuid.UUID, rank ledger.Rank) error {
	for _, line := range lines {
		if line.Change.Op == ledger.OpCreate {
			p.merge(p.expect(line.Change.Kind, line.Change.Record), line, stream, rank)
		} else if err := p.apply(line, stream, rank); err != nil {
			return err
		}
	}
	return p.asked.Err()
}

// late merges a block that was set aside for a snapshot which never came.
func (p *page) late(known stored, a ledger.SignedAdmission) error {
	if err := p.placed(known, a); err != nil {
		return err
	}
	if _, err := p.tx.ExecContext(p.ctx, `UPDATE block SET unmerged = 0 WHERE key = $1`, known.key); err != nil {
		return err
	}
	lines, err := known.block.Lines()
	if err != nil {
		return err
	}
	if err := p.applyLines(lines, known.block.Header.Stream, a.Doc.Rank); err != nil {
		return err
	}
	return p.obey(lines, a.Doc.Rank)
}

// vouch keeps the proof of a block that came ahead of its place: whoever obeys
// a redaction must be able to show that it was admitted.
func (p *page) vouch(known stored, a ledger.SignedAdmission) error {
	_, err := p.tx.ExecContext(p.ctx, `UPDATE block SET admission = $2 WHERE key = $1`, known.key, a.Bytes())
	return err
}

// obeyBlock is obey for a block whose lines were not read yet; few have a say.
func (p *page) obeyBlock(b ledger.Block, rank ledger.Rank) error {
	if rank < ledger.RankRuling {
		return nil
	}
	lines, err := b.Lines()
	if err != nil {
		return err
	}
	return p.obey(lines, rank)
}

// obey does what lines decide about the ledger, now that they are admitted.
func (p *page) obey(lines []ledger.Line, rank ledger.Rank) error {
	redacted, err := p.note(lines, rank, true)
	if err != nil {
		return err
	}
	return p.purge(redacted)
}

// verify checks the signature of a block's device, by the grant that the
// server replicated. A grant may come after the block when a restored server
// got both back from laptops; then the admission alone vouches for the block.
func (p *page) verify(b ledger.Block, lines []ledger.Line) error {
	var sign ledger.PublicKey
	err := p.tx.QueryRowContext(p.ctx, `SELECT sign FROM grant_ WHERE id = $1 AND scope = $2`, b.Header.Grant[:], p.scope[:]).Scan(bin(&sign))
	if errors.Is(err, sql.ErrNoRows) {
		grant, ok := p.grantAmong(lines, b.Header.Grant)
		if !ok {
			return nil
		}
		sign, err = grant.Sign, nil
	}
	if err != nil {
		return err
	}
	return b.Verify(sign)
}

// grantAmong finds the grant in the block's own lines: the server's first
// block of a scope carries the grant under which it was written.
func (p *page) grantAmong(lines []ledger.Line, id uuid.UUID) (ledger.Grant, bool) {
	for _, l := range lines {
		if l.Change.Kind != registry.KindGrant || l.Change.Record != id || l.Withheld {
			continue
		}
		for i, name := range l.Change.Names {
			cert, err := ledger.ParseSigned[ledger.Grant](l.Values[i])
			if name == registry.FieldCert && err == nil && p.s.trust.CheckGrant(cert) == nil {
				return cert.Doc, true
			}
		}
	}
	return ledger.Grant{}, false
}

// placed notes the place of a block that is here.
func (p *page) placed(known stored, a ledger.SignedAdmission) error {
	if _, err := p.tx.ExecContext(p.ctx, `UPDATE block SET acked = 1, seq = $2, admission = $3 WHERE key = $1`, known.key, int64(a.Doc.Seq), a.Bytes()); err != nil {
		return err
	}
	h := known.block.Header
	return acknowledge(p.ctx, p.tx, h.Stream, link{key: known.key, first: h.First, last: h.Last})
}

// again notes the new place of a block that was merged before. Its place may
// decide which of two values is shown.
func (p *page) again(known stored, a ledger.SignedAdmission) error {
	if err := p.placed(known, a); err != nil {
		return err
	}
	if known.mine {
		if err := p.obeyBlock(known.block, a.Doc.Rank); err != nil {
			return err
		}
	}
	var disputed bool
	err := p.tx.QueryRowContext(p.ctx, `SELECT EXISTS (SELECT 1 FROM record WHERE scope = $1 AND disputed = 1)`, p.scope[:]).Scan(&disputed)
	if err != nil || !disputed {
		return err
	}
	lines, err := known.block.Lines()
	if err != nil {
		return err
	}
	for _, l := range lines {
		if err := p.reproject(l.Change.Record); err != nil {
			return err
		}
	}
	return nil
}

// skipAhead is the planted bug Faults.CursorFirst.
func (s *Store) skipAhead(ctx context.Context, server, epoch, scope uuid.UUID, entries []ledger.Entry) error {
	err := s.update(ctx, func(tx *sql.Tx) error {
		at, err := positionIn(ctx, tx, server, epoch, scope)
		if err != nil {
			return err
		}
		for _, e := range entries {
			at.Cursor, at.Rolling = e.Admission.Doc.Seq, ledger.Roll(at.Rolling, e.Admission.Doc.Seq, e.Admission.Doc.Block)
			if err := moveCursor(ctx, tx, server, epoch, at, *e.Admission); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, s.Faults.CursorFirst())
}
