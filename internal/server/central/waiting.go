package central

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// The term with status is that of the index block_waiting.
const (
	sqlWaiting     = `SELECT bytes FROM block WHERE status <> 'admitted' AND status = $1 ORDER BY scope, stream, first, hash`
	sqlWaitingHash = `SELECT scope FROM block WHERE status <> 'admitted' AND hash = $1`
	sqlWaitingPrev = `SELECT scope FROM block WHERE status <> 'admitted' AND prev = $1 LIMIT 1`
)

// WaitingBlock is a block that is kept and not admitted, as an officer sees it.
type WaitingBlock struct {
	Scope       uuid.UUID
	Hash        ledger.Hash
	Missing     ledger.Hash // the block that it follows
	Stream      uuid.UUID
	First, Last uint64
	Author      string    // by the grant; "" when that is not known
	Device      uuid.UUID // by the grant
}

// Quarantined returns the blocks in quarantine.
func (c *Central) Quarantined(ctx context.Context) ([]WaitingBlock, error) {
	return c.waiting(ctx, quarantined)
}

// Held returns the blocks that wait for the block before them.
func (c *Central) Held(ctx context.Context) ([]WaitingBlock, error) { return c.waiting(ctx, waiting) }

func (c *Central) waiting(ctx context.Context, status string) ([]WaitingBlock, error) {
	all, err := collect(ctx, c.read, func(scan scanFunc) (w WaitingBlock, err error) {
		var raw []byte
		if err := scan(&raw); err != nil {
			return w, err
		}
		b, err := ledger.ParseBlock(raw)
		h := b.Header
		w = WaitingBlock{Scope: h.Scope, Hash: b.Hash, Missing: h.Prev, Stream: h.Stream, First: h.First, Last: h.Last, Device: h.Grant}
		return w, err
	}, sqlWaiting, status)
	for i := 0; i < len(all) && err == nil; i++ {
		err = c.nameAuthor(ctx, &all[i])
	}
	if err != nil {
		return nil, fmt.Errorf("read waiting blocks: %w", err)
	}
	return all, nil
}

// nameAuthor says whose a block is; Device held its grant until now.
func (c *Central) nameAuthor(ctx context.Context, w *WaitingBlock) error {
	var cert string
	there, err := found(c.read.QueryRowContext(ctx, sqlCertOf, w.Device.String()).Scan(&cert))
	w.Device = uuid.Nil
	if err != nil || !there {
		return err
	}
	g, err := ledger.ParseSigned[ledger.Grant]([]byte(cert))
	w.Author, w.Device = g.Doc.Name, g.Doc.Device
	return err
}

// Rule writes the ruling of an officer at the server about waiting blocks, into
// the scope of each. A hash that names no waiting block, or for
// ledger.KindLost none that a waiting block follows, is NotFound.
func (c *Central) Rule(ctx context.Context, kind string, hashes []ledger.Hash, reason string) error {
	query := sqlWaitingHash
	if kind == ledger.KindLost {
		query = sqlWaitingPrev
	}
	err := c.update(ctx, func(m *merge) error {
		for _, hash := range hashes {
			var scope uuid.UUID
			there, err := m.find(query, []any{hash.String()}, text{&scope})
			if err == nil && !there {
				err = notFound(fmt.Errorf("no block waits as %s", hash))
			}
			if err != nil {
				return err
			}
			d, err := ledger.RuleBlocks(kind, c.NewID(), []ledger.Hash{hash}, reason)
			if err != nil {
				return &registry.Error{Code: registry.Invalid, Key: "too_long", Err: err}
			}
			if err := m.enact(scope, []ledger.Draft{d}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("rule about blocks: %w", err)
	}
	return nil
}
