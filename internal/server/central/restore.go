package central

import (
	"context"
	"fmt"
)

// NewLife begins a new epoch: after a restore. Laptops then forget their cursors,
// not their data, and bring back what this database lacks.
func (c *Central) NewLife(ctx context.Context) error {
	err := c.update(ctx, func(m *merge) error {
		if err := m.newEpoch(); err != nil {
			return err
		}
		return m.restoredFrom()
	})
	if err != nil {
		return fmt.Errorf("begin new epoch: %w", err)
	}
	return nil
}
