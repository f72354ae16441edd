package central

import (
	"context"
	"fmt"
)

// NewLife begins a new epoch: after a restore. Laptops then forget their cursors,
// not their data, and bring back what this database lacks.
func (c *Central) NewLife(ctx context.Context) error {
	if err := c.update(ctx, (*merge).newEpoch); err != nil {
		return fmt.Errorf("begin new epoch: %w", err)
	}
	return nil
}
