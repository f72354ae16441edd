package store

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// Lines calls each for every change of a scope that this laptop holds, its own
// unsealed ones last. Whether a change is merged here is not told apart.
func (s *Store) Lines(ctx context.Context, scope uuid.UUID, each func(stream uuid.UUID, line ledger.Line)) error {
	rows, err := s.read.QueryContext(ctx, `SELECT bytes FROM block WHERE scope = $1 ORDER BY key`, scope[:])
	blocks, err := collect(rows, err, "read ledger", func(scan scanFunc) (b ledger.Block, err error) {
		var raw []byte
		if err := scan(&raw); err != nil {
			return b, err
		}
		return ledger.ParseBlock(raw)
	})
	if err != nil {
		return err
	}
	for _, b := range blocks {
		lines, err := b.Lines()
		if err != nil {
			return err
		}
		for _, line := range lines {
			each(b.Header.Stream, line)
		}
	}
	return s.unsealed(ctx, scope, each)
}

func (s *Store) unsealed(ctx context.Context, scope uuid.UUID, each func(uuid.UUID, ledger.Line)) error {
	rows, err := s.read.QueryContext(ctx, `SELECT l.stream, l.bytes FROM line l JOIN stream t ON t.id = l.stream WHERE t.scope = $1 ORDER BY l.stream, l.q`, scope[:])
	_, err = collect(rows, err, "read ledger", func(scan scanFunc) (struct{}, error) {
		var stream uuid.UUID
		var raw []byte
		if err := scan(bin(&stream), &raw); err != nil {
			return struct{}{}, err
		}
		line, err := ledger.ParseLine(raw)
		if err == nil {
			each(stream, line)
		}
		return struct{}{}, err
	})
	return err
}
