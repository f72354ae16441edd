package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// Outbox returns blocks of the scope that the province has not acknowledged,
// in the order of their chains, at least one and at most about maxBytes of
// them. Blocks of others are among them only with their admission, after
// ResendMissing found that the server lost them.
func (s *Store) Outbox(ctx context.Context, scope uuid.UUID, maxBytes int) ([]ledger.Entry, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT bytes, admission FROM block WHERE scope = $1 AND acked = 0
		AND (mine = 1 OR admission IS NOT NULL) ORDER BY stream, first, key`, scope[:])
	if err != nil {
		return nil, explain("read outbox", err)
	}
	defer rows.Close()
	var out []ledger.Entry
	for size := 0; rows.Next() && (size < maxBytes || len(out) == 0); {
		var bytes, admission []byte
		if err := rows.Scan(&bytes, &admission); err != nil {
			return nil, explain("read outbox", err)
		}
		e, err := parseStored(bytes, admission)
		if err != nil {
			return nil, &registry.Error{Code: registry.Internal, Key: "db_damaged", Err: err}
		}
		if s.Faults.NoRelay && e.Admission != nil && !s.wrote(ctx, e.Block.Hash) {
			continue
		}
		if size += len(bytes); size <= maxBytes || len(out) == 0 {
			out = append(out, e)
		}
	}
	return out, explain("read outbox", rows.Err())
}

// wrote is for the planted bug Faults.NoRelay.
func (s *Store) wrote(ctx context.Context, hash ledger.Hash) (mine bool) {
	_ = s.read.QueryRowContext(ctx, `SELECT mine FROM block WHERE hash = $1`, hash[:]).Scan(&mine)
	return mine
}

// parseStored reads a block and its admission from their columns.
func parseStored(bytes, admission []byte) (ledger.Entry, error) {
	b, err := ledger.ParseBlock(bytes)
	if err != nil {
		return ledger.Entry{}, err
	}
	e := ledger.Entry{Block: &b}
	if len(admission) > 0 {
		a, err := ledger.ParseSigned[ledger.Admission](admission)
		if err != nil {
			return ledger.Entry{}, err
		}
		e.Admission = &a
	}
	return e, nil
}

// link is a block in its chain.
type link struct {
	key        int64
	hash, prev ledger.Hash
	first      uint64
	last       uint64
	acked      bool
}

func links(ctx context.Context, tx *sql.Tx, stream uuid.UUID) ([]link, error) {
	rows, err := tx.QueryContext(ctx, `SELECT key, hash, prev, first, last, acked FROM block WHERE stream = $1`, stream[:])
	return collect(rows, err, "read chain", func(scan scanFunc) (l link, err error) {
		return l, scan(&l.key, bin(&l.hash), bin(&l.prev), &l.first, &l.last, &l.acked)
	})
}

// admittedIn returns the hashes of the local blocks that the server's branches
// cover: those that it names, and of each branch what is found walking back from
// its head to its first change, as far as the chain is here. What is before that
// is a hole, though something stands behind it; unless the branch is joined: then
// the walk goes on inside the other branch, whose head a cloned disk may not have.
func admittedIn(chain []link, v ledger.StreamVector) map[ledger.Hash]bool {
	byHash := make(map[ledger.Hash]link, len(chain))
	for _, l := range chain {
		byHash[l.hash] = l
	}
	in := map[ledger.Hash]bool{}
	walk := func(at ledger.Hash, first uint64) {
		for l, ok := byHash[at]; ok && !in[at] && l.first >= first; l, ok = byHash[at] {
			in[at] = true
			at = l.prev
		}
	}
	for _, branch := range v.Branches {
		walk(branch.Head, branch.First)
	}
	for _, branch := range v.Branches {
		if at, ok := byHash[branch.Parent]; ok && branch.Joined {
			walk(branch.Parent, trunk(at, v))
		}
	}
	for _, hash := range v.Admitted {
		in[hash] = true
	}
	return in
}

// trunk returns how far down the branch goes that an admitted block is in. Where
// several could be it, none of them is believed further than the shortest.
func trunk(at link, v ledger.StreamVector) uint64 {
	down := uint64(0)
	for _, b := range v.Branches {
		if b.First <= at.first && at.last <= b.Last {
			down = max(down, b.First)
		}
	}
	if down == 0 {
		return at.first
	}
	return down
}

// Acknowledge notes which blocks the server said it admitted. Only that makes
// a receipt «tỉnh đã nhận»; held and quarantined blocks are not acknowledged.
func (s *Store) Acknowledge(ctx context.Context, vectors []ledger.StreamVector) error {
	changed := false
	err := s.update(ctx, func(tx *sql.Tx) (err error) {
		changed, err = acknowledgeAll(ctx, tx, vectors)
		return err
	})
	if err == nil && changed {
		s.signals.send(registry.Signal{Kind: registry.SignalSync})
	}
	return explain("acknowledge", err)
}

func acknowledgeAll(ctx context.Context, tx *sql.Tx, vectors []ledger.StreamVector) (changed bool, err error) {
	for _, v := range vectors {
		chain, err := links(ctx, tx, v.Stream)
		if err != nil {
			return changed, err
		}
		admitted := admittedIn(chain, v)
		for _, l := range chain {
			if !admitted[l.hash] || l.acked {
				continue
			}
			changed = true
			if err := acknowledge(ctx, tx, v.Stream, l); err != nil {
				return changed, err
			}
		}
	}
	return changed, nil
}

// acknowledge marks one block and ends the waiting of its changes.
func acknowledge(ctx context.Context, tx *sql.Tx, stream uuid.UUID, l link) error {
	if _, err := tx.ExecContext(ctx, `UPDATE block SET acked = 1 WHERE key = $1`, l.key); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM waiting WHERE stream = $1 AND q BETWEEN $2 AND $3`, stream[:], int64(l.first), int64(l.last))
	return err
}

// ResendMissing makes the outbox hold every block, own or others' with their
// admission, that the server's vectors of these scopes lack: the server was
// restored and forgot. Streams that a vector does not name are lacking whole.
func (s *Store) ResendMissing(ctx context.Context, scopes []uuid.UUID, vectors []ledger.StreamVector) error {
	return explain("resend", s.update(ctx, func(tx *sql.Tx) error {
		for _, scope := range scopes {
			if err := resendScope(ctx, tx, scope, vectors); err != nil {
				return err
			}
		}
		return nil
	}))
}

func resendScope(ctx context.Context, tx *sql.Tx, scope uuid.UUID, vectors []ledger.StreamVector) error {
	rows, err := tx.QueryContext(ctx, `SELECT DISTINCT stream FROM block WHERE scope = $1`, scope[:])
	streams, err := collect(rows, err, "read streams", func(scan scanFunc) (id uuid.UUID, err error) { return id, scan(bin(&id)) })
	if err != nil {
		return err
	}
	for _, stream := range streams {
		v := ledger.StreamVector{}
		if i := slices.IndexFunc(vectors, func(v ledger.StreamVector) bool { return v.Scope == scope && v.Stream == stream }); i >= 0 {
			v = vectors[i]
		}
		if err := resendStream(ctx, tx, stream, v); err != nil {
			return err
		}
	}
	return nil
}

func resendStream(ctx context.Context, tx *sql.Tx, stream uuid.UUID, v ledger.StreamVector) error {
	chain, err := links(ctx, tx, stream)
	if err != nil {
		return err
	}
	admitted := admittedIn(chain, v)
	for _, l := range chain {
		if l.acked == admitted[l.hash] {
			continue
		}
		if admitted[l.hash] {
			err = acknowledge(ctx, tx, stream, l)
		} else {
			err = unacknowledge(ctx, tx, l)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// unacknowledge puts a block back into the outbox; its own changes wait again.
func unacknowledge(ctx context.Context, tx *sql.Tx, l link) error {
	var bytes []byte
	var mine bool
	err := tx.QueryRowContext(ctx, `UPDATE block SET acked = 0, seq = NULL WHERE key = $1 RETURNING bytes, mine`, l.key).Scan(&bytes, &mine)
	if err != nil || !mine {
		return err
	}
	block, err := ledger.ParseBlock(bytes)
	if err != nil {
		return err
	}
	lines, err := block.Lines()
	if err != nil {
		return err
	}
	for _, line := range lines {
		if err := await(ctx, tx, block.Header.Stream, line); err != nil {
			return err
		}
	}
	return nil
}

const sqlAwait = `INSERT INTO waiting (stream, q, record, household, wall) VALUES ($1, $2, $3,
	coalesce((SELECT household FROM person WHERE id = $3), (SELECT household FROM visit WHERE id = $3), $3), $4)
	ON CONFLICT DO NOTHING`

// await notes that an own change is not acknowledged.
func await(ctx context.Context, tx *sql.Tx, stream uuid.UUID, line ledger.Line) error {
	c := line.Change
	_, err := tx.ExecContext(ctx, sqlAwait, stream[:], int64(c.Seq), c.Record[:], c.Wall)
	return err
}
