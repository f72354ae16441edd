package central

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const sqlLedger = `SELECT bytes, rank FROM block WHERE scope = $1 AND status = 'admitted' ORDER BY seq`

// Lines calls each for every admitted change of a scope with the rank at which
// it counts, in the scope's order.
func (c *Central) Lines(ctx context.Context, scope uuid.UUID, each func(stream uuid.UUID, rank ledger.Rank, line ledger.Line)) error {
	_, err := collect(ctx, c.read, func(scan scanFunc) (struct{}, error) {
		var raw []byte
		var rank ledger.Rank
		if err := scan(&raw, &rank); err != nil {
			return struct{}{}, err
		}
		b, err := ledger.ParseBlock(raw)
		if err != nil {
			return struct{}{}, err
		}
		lines, err := b.Lines()
		for _, line := range lines {
			each(b.Header.Stream, rank, line)
		}
		return struct{}{}, err
	}, sqlLedger, scope.String())
	if err != nil {
		return fmt.Errorf("read ledger: %w", err)
	}
	return nil
}

// State returns the registers of a record as they stand.
func (c *Central) State(ctx context.Context, scope, id uuid.UUID) (ledger.State, error) {
	var kind string
	var state []byte
	if err := c.read.QueryRowContext(ctx, sqlFindRecord, scope.String(), id.String()).Scan(&kind, &state); err != nil {
		return ledger.State{}, fmt.Errorf("read state: %w", err)
	}
	return ledger.DecodeState(kind, id, state)
}
