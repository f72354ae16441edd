package store

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/vault"
	"thamho.vn/internal/vault/leaf"
)

// Rows of the ledger by their shape: i a whole number, t a text, b bytes, u an id,
// h a hash, e a hash or nothing, n no value, ? anything. Columns that a later
// migration added may follow.
const (
	shapeMeta   = "tb"
	shapeGrant  = "uuuthiib"
	shapeScope  = "utu"
	shapeStream = "uuiei"
	shapeBlock  = "nhuuiieii?b?"
	shapeLine   = "uib"
	shapeDraft  = "tubi"
)

// fits tells whether a row may be one of a shape.
func fits(values []any, shape string) bool {
	if len(values) < len(shape) {
		return false
	}
	for i, want := range shape {
		ok := want == '?'
		switch v := values[i].(type) {
		case nil:
			ok = ok || want == 'n'
		case int64:
			ok = ok || want == 'i'
		case string:
			ok = ok || want == 't'
		case []byte:
			ok = ok || want == 'b' || want == 'u' && len(v) == len(uuid.UUID{}) || want == 'h' && len(v) == len(ledger.Hash{}) ||
				want == 'e' && (len(v) == 0 || len(v) == len(ledger.Hash{}))
		}
		if !ok {
			return false
		}
	}
	return true
}

// looseRows are rows that were found in single pages, by the shape that they fit.
type looseRows map[string][][]any

// readLoose looks at every page of a file. A row of a longer shape is none of a
// shorter one.
func readLoose(v *vault.Vault, path string) (found looseRows, err error) {
	pages, err := v.ReadPages(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, pages.Close()) }()
	found = looseRows{}
	for n := 1; n <= pages.Count(); n++ {
		rows, _ := leaf.Rows(pages, n, vault.Reserved)
		for _, row := range rows {
			for _, shape := range []string{shapeBlock, shapeGrant, shapeStream, shapeDraft, shapeLine, shapeScope, shapeMeta} {
				if fits(row.Values, shape) {
					found[shape] = append(found[shape], row.Values)
					break
				}
			}
		}
	}
	return found, nil
}

// looseMeta are the small values that are worth having without the others: who the
// laptop is, and that it may show nothing.
var looseMeta = map[string]bool{metaIdentity: true, metaHidden: true}

const (
	sqlLooseMeta   = `INSERT OR IGNORE INTO meta (key, value) VALUES ($1, $2)`
	sqlLooseScope  = `INSERT OR IGNORE INTO scope (id, kind, unit) SELECT $1, $2, $3 WHERE EXISTS (SELECT 1 FROM grant_ WHERE scope = $1)`
	sqlLooseStream = `INSERT INTO stream (id, scope, next, head, current) SELECT $1, $2, $3, $4, 0 WHERE EXISTS (SELECT 1 FROM scope WHERE id = $2)
		ON CONFLICT (id) DO UPDATE SET next = max(next, excluded.next)`
	// What somebody asked to be erased does not come back out of an old page.
	sqlLooseBlock = `INSERT OR IGNORE INTO block (hash, scope, stream, first, last, prev, mine, acked, bytes) SELECT $1, $2, $3, $4, $5, $6, 1, $7, $8
		WHERE NOT EXISTS (SELECT 1 FROM redacted WHERE scope = $2 AND stream = $3 AND q BETWEEN $4 AND $5 AND admitted = 1)`
	// Lines stay behind in free pages when they were sealed.
	sqlLooseLine = `INSERT OR IGNORE INTO line (stream, q, bytes) SELECT $1, $2, $3
		WHERE EXISTS (SELECT 1 FROM stream WHERE id = $1)
		AND NOT EXISTS (SELECT 1 FROM block WHERE mine = 1 AND stream = $1 AND $2 BETWEEN first AND last)
		AND NOT EXISTS (SELECT 1 FROM redacted WHERE stream = $1 AND q = $2 AND admitted = 1)`
	sqlLooseDraft = `INSERT INTO draft (key, owner, body, at) SELECT $1, $2, $3, $4 ON CONFLICT (key, owner) DO UPDATE
		SET body = excluded.body, at = excluded.at WHERE excluded.at > at`
	sqlLooseHeads = `UPDATE stream SET head = coalesce((SELECT hash FROM block WHERE mine = 1 AND stream = stream.id ORDER BY last DESC LIMIT 1), head)`
)

// takeLoose adds own work that was found in single pages of a damaged file: there
// it stands also when the way to it is broken, or the page that says what is what.
// Each row proves itself: blocks by the laptop's signature and the hashes of their
// lines, grants by the server's signature, lines by their form, and all by the seal
// of their page. It returns how many rows it added.
func (s *Store) takeLoose(ctx context.Context, v *vault.Vault, path string) (n int, err error) {
	if v == nil {
		return 0, nil
	}
	found, err := readLoose(v, path)
	if err != nil {
		return 0, err
	}
	drafts, err := s.count(ctx, `SELECT count(*) FROM draft`)
	if err != nil {
		return 0, err
	}
	err = s.update(ctx, func(tx *sql.Tx) error {
		t := taker{ctx: ctx, tx: tx, n: &n}
		t.identity(found[shapeMeta])
		t.each(found[shapeGrant], t.grant)
		t.each(found[shapeScope], func(r []any) { t.exec(sqlLooseScope, r[0], r[1], r[2]) })
		t.each(found[shapeStream], func(r []any) { t.exec(sqlLooseStream, r[0], r[1], r[2], r[3]) })
		t.each(found[shapeBlock], t.block)
		t.each(found[shapeLine], t.line)
		if drafts == 0 { // those that were dropped are found as well
			t.each(found[shapeDraft], t.draft)
		}
		t.exec(sqlLooseHeads)
		return t.err
	})
	s.forgetSelf()
	return n, err
}

func (s *Store) count(ctx context.Context, query string) (n int, err error) {
	return n, s.write.QueryRowContext(ctx, query).Scan(&n)
}

// taker puts loose rows into a store. The first error ends it.
type taker struct {
	ctx   context.Context
	tx    *sql.Tx
	n     *int
	err   error
	self  ledger.Identity
	trust *ledger.Trust
}

func (t *taker) each(rows [][]any, take func([]any)) {
	for i := 0; i < len(rows) && t.err == nil; i++ {
		take(rows[i])
	}
}

func (t *taker) exec(query string, args ...any) {
	if t.err != nil {
		return
	}
	res, err := t.tx.ExecContext(t.ctx, query, args...)
	if err != nil {
		t.err = err
		return
	}
	added, err := res.RowsAffected()
	*t.n += int(added)
	t.err = err
}

// identity finds who the laptop is, here or among the loose rows; without it no
// row can prove itself.
func (t *taker) identity(meta [][]any) {
	for _, r := range meta {
		key, value := r[0].(string), r[1].([]byte)
		if looseMeta[key] && (key != metaIdentity || knows(value) != nil) {
			t.exec(sqlLooseMeta, key, value)
		}
	}
	if t.err != nil {
		return
	}
	raw, err := getMeta(t.ctx, t.tx, metaIdentity)
	if err != nil || raw == nil {
		t.err = err
		return
	}
	if t.trust = knows(raw); t.trust != nil {
		t.err = json.Unmarshal(raw, &t.self)
	}
}

// knows returns whom a laptop's identity trusts, nil when it is none.
func knows(raw []byte) *ledger.Trust {
	var id ledger.Identity
	if json.Unmarshal(raw, &id) != nil {
		return nil
	}
	trust, err := id.Trust()
	if err != nil {
		return nil
	}
	return trust
}

func (t *taker) grant(r []any) {
	g, err := ledger.ParseSigned[ledger.Grant](r[7].([]byte))
	if err != nil || t.trust == nil || t.trust.CheckGrant(g) != nil {
		return
	}
	t.err = saveGrant(t.ctx, t.tx, g, t.self.Device)
}

func (t *taker) block(r []any) {
	b, err := ledger.ParseBlock(r[10].([]byte))
	if err != nil || t.trust == nil || r[7] != int64(1) || b.Verify(ledger.PublicKey(t.self.SignKey.Public().(ed25519.PublicKey))) != nil {
		return
	}
	if _, err := b.Lines(); err != nil {
		return
	}
	h := b.Header
	t.exec(sqlLooseBlock, b.Hash[:], h.Scope[:], h.Stream[:], int64(h.First), int64(h.Last), h.Prev[:], r[8], b.Bytes())
}

func (t *taker) line(r []any) {
	line, err := ledger.ParseLine(r[2].([]byte))
	if err == nil && int64(line.Change.Seq) == r[1] {
		t.exec(sqlLooseLine, r[0], r[1], r[2])
	}
}

func (t *taker) draft(r []any) {
	if json.Valid(r[2].([]byte)) {
		t.exec(sqlLooseDraft, r[0], r[1], r[2], r[3])
	}
}
