package store

import (
	"context"
	"crypto/sha256"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// Fingerprint is the same on two replicas exactly when their records of the
// scope are: a hash over id, kind and state of each record, ordered by id.
func (s *Store) Fingerprint(ctx context.Context, scope uuid.UUID) (ledger.Hash, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, kind, state FROM record WHERE scope = $1 ORDER BY id`, scope[:])
	if err != nil {
		return ledger.Hash{}, explain("fingerprint", err)
	}
	defer rows.Close()
	sum := sha256.New()
	for rows.Next() {
		var id, state []byte
		var kind string
		if err := rows.Scan(&id, &kind, &state); err != nil {
			return ledger.Hash{}, explain("fingerprint", err)
		}
		sum.Write(id)
		sum.Write(append([]byte(kind), 0))
		sum.Write(state)
	}
	return ledger.Hash(sum.Sum(nil)), explain("fingerprint", rows.Err())
}
