package central

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const sqlRecords = `SELECT id, kind, state FROM record WHERE scope = $1 ORDER BY id`

// Fingerprint is the same here and on a laptop exactly when their records of
// the scope are: a hash over id, kind and state of each record, ordered by id.
func (c *Central) Fingerprint(ctx context.Context, scope uuid.UUID) (ledger.Hash, error) {
	sum := sha256.New()
	_, err := collect(ctx, c.read, func(scan scanFunc) (struct{}, error) {
		var id uuid.UUID
		var kind string
		var state []byte
		if err := scan(text{&id}, &kind, &state); err != nil {
			return struct{}{}, err
		}
		sum.Write(id[:])
		sum.Write(append([]byte(kind), 0))
		sum.Write(state)
		return struct{}{}, nil
	}, sqlRecords, scope.String())
	if err != nil {
		return ledger.Hash{}, fmt.Errorf("fingerprint: %w", err)
	}
	return ledger.Hash(sum.Sum(nil)), nil
}
