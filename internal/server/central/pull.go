package central

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const (
	sqlMayRead    = `SELECT 1 FROM access a JOIN device d ON d.id = a.device WHERE a.device = $1 AND a.scope = $2 AND d.revoked_at IS NULL`
	sqlRedactions = `SELECT stream, q, entry FROM redacted WHERE scope = $1 ORDER BY stream, q`
	sqlEntryOf    = `SELECT bytes, admission FROM block WHERE scope = $1 AND hash = $2 AND seq IS NOT NULL`
	sqlPage       = `SELECT stream, length(bytes), CASE WHEN stream = $4 THEN NULL ELSE bytes END, admission FROM block
		WHERE scope = $1 AND seq > $2 ORDER BY seq LIMIT $3`
	sqlPageSizes = `SELECT CASE WHEN stream = $4 THEN 0 ELSE length(bytes) END + length(admission) FROM block
		WHERE scope = $1 AND seq > $2 ORDER BY seq LIMIT $3`
)

// pageBlocks bounds the entries of a page, whatever their size.
const pageBlocks = 512

// Pull returns the entries of a scope after a cursor, at least one if there is
// any, up to about maxBytes. Of the stream mine only the admissions are sent.
// Before a block whose values are withheld stands the redaction that says so,
// ahead of its own place.
// A scope that the device may not read is NotFound, like one that is not there.
func (c *Central) Pull(ctx context.Context, device, scope uuid.UUID, after uint64, maxBytes int, mine uuid.UUID) ([]ledger.Entry, error) {
	var out []ledger.Entry
	err := c.view(ctx, func(tx *sql.Tx) error {
		err := mayRead(ctx, tx, device, scope)
		if err != nil && !(c.Faults.LeakScope && errors.Is(err, sql.ErrNoRows)) {
			return err
		}
		out, err = c.page(ctx, tx, scope, after, maxBytes, mine)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("pull: %w", err)
	}
	return out, nil
}

// mayRead is nil when a device may read a scope, NotFound when not.
func mayRead(ctx context.Context, q querier, device, scope uuid.UUID) error {
	var one int
	err := q.QueryRowContext(ctx, sqlMayRead, device.String(), scope.String()).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return notFound(err)
	}
	return err
}

func (c *Central) page(ctx context.Context, tx *sql.Tx, scope uuid.UUID, after uint64, maxBytes int, mine uuid.UUID) ([]ledger.Entry, error) {
	limit := pageBlocks
	if c.engine.many() { // it sends all rows that were asked for, wanted or not
		var err error
		if limit, err = blocksFor(ctx, tx, scope, after, maxBytes, mine); err != nil {
			return nil, err
		}
	}
	out, err := entriesAfter(ctx, tx, scope, after, limit, maxBytes, mine)
	if err != nil {
		return nil, err
	}
	ahead, err := redactionsOf(ctx, tx, scope)
	if err != nil || len(ahead.named) == 0 {
		return out, err
	}
	return ahead.among(ctx, out)
}

// blocksFor is how many of the next blocks make a page, at least one.
func blocksFor(ctx context.Context, tx *sql.Tx, scope uuid.UUID, after uint64, maxBytes int, mine uuid.UUID) (int, error) {
	sizes, err := collect(ctx, tx, func(scan scanFunc) (n int, err error) { return n, scan(&n) },
		sqlPageSizes, scope.String(), int64(min(after, math.MaxInt64)), pageBlocks, mine.String())
	for i, n := range sizes {
		if maxBytes -= n; maxBytes < 0 {
			return i + 1, err
		}
	}
	return max(1, len(sizes)), err
}

func entriesAfter(ctx context.Context, tx *sql.Tx, scope uuid.UUID, after uint64, limit, maxBytes int, mine uuid.UUID) ([]ledger.Entry, error) {
	rows, err := tx.QueryContext(ctx, sqlPage, scope.String(), int64(min(after, math.MaxInt64)), limit, mine.String())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []ledger.Entry
	for size := 0; rows.Next(); {
		var stream, admission string
		var length int
		var raw []byte
		if err := rows.Scan(&stream, &length, &raw, &admission); err != nil {
			return nil, err
		}
		if raw != nil {
			size += length
		}
		if size += len(admission); size > maxBytes && len(out) > 0 {
			break
		}
		e, err := storedEntry(raw, admission)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// storedEntry reads an entry from its columns; raw is nil for an own block.
func storedEntry(raw []byte, admission string) (ledger.Entry, error) {
	a, err := ledger.ParseSigned[ledger.Admission]([]byte(admission))
	if err != nil {
		return ledger.Entry{}, fmt.Errorf("stored admission: %w", err)
	}
	e := ledger.Entry{Admission: &a}
	if raw == nil {
		return e, nil
	}
	b, err := ledger.ParseBlock(raw)
	if err != nil {
		return e, fmt.Errorf("stored block: %w", err)
	}
	e.Block = &b
	return e, nil
}

// redactions are what a page may have to carry ahead: for each stream the
// places of redacted changes and the blocks that redact them.
type redactions struct {
	tx    *sql.Tx
	scope uuid.UUID
	named map[uuid.UUID][]redactedAt
	sent  map[ledger.Hash]bool
}

type redactedAt struct {
	q     uint64
	entry ledger.Hash
}

func redactionsOf(ctx context.Context, tx *sql.Tx, scope uuid.UUID) (*redactions, error) {
	r := &redactions{tx: tx, scope: scope, named: map[uuid.UUID][]redactedAt{}, sent: map[ledger.Hash]bool{}}
	_, err := collect(ctx, tx, func(scan scanFunc) (struct{}, error) {
		var stream uuid.UUID
		var at redactedAt
		err := scan(text{&stream}, &at.q, text{&at.entry})
		r.named[stream] = append(r.named[stream], at)
		return struct{}{}, err
	}, sqlRedactions, scope.String())
	if err != nil {
		return nil, fmt.Errorf("read redactions: %w", err)
	}
	return r, nil
}

// among puts redactions where the entries of a page need them.
func (r *redactions) among(ctx context.Context, page []ledger.Entry) (out []ledger.Entry, err error) {
	for _, e := range page {
		if out, err = r.before(ctx, out, e, e.Admission.Doc.Seq); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// before adds what has to come before an entry: the redactions of its block
// that stand behind the place to which the asker has come, and what has to come
// before those.
func (r *redactions) before(ctx context.Context, out []ledger.Entry, e ledger.Entry, place uint64) ([]ledger.Entry, error) {
	if e.Block == nil {
		return out, nil
	}
	h := e.Block.Header
	r.sent[e.Block.Hash] = true
	for _, at := range r.named[h.Stream] {
		if at.q < h.First || at.q > h.Last || r.sent[at.entry] {
			continue
		}
		entry, there, err := r.entry(ctx, at.entry)
		if err != nil {
			return out, err
		}
		if !there || entry.Admission.Doc.Seq < place {
			continue
		}
		if out, err = r.before(ctx, out, entry, place); err != nil {
			return out, err
		}
		out = append(out, entry)
	}
	return out, nil
}

func (r *redactions) entry(ctx context.Context, hash ledger.Hash) (e ledger.Entry, there bool, err error) {
	var admission string
	var raw []byte
	there, err = found(r.tx.QueryRowContext(ctx, sqlEntryOf, r.scope.String(), hash.String()).Scan(&raw, &admission))
	if err == nil && there {
		e, err = storedEntry(raw, admission)
	}
	return e, there, err
}
