package central

import (
	"github.com/google/uuid"
)

// metaEpoch is the key of the present epoch.
const metaEpoch = "epoch"

const (
	sqlGetMeta = `SELECT value FROM meta WHERE key = $1`
	sqlSetMeta = `INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`
)

// begin draws the epoch of a new database.
func (m *merge) begin() (err error) {
	if m.epoch != uuid.Nil {
		return nil
	}
	if m.epoch, err = m.c.draw(); err != nil {
		return err
	}
	return m.do(sqlSetMeta, metaEpoch, m.epoch.String())
}

// Epoch returns the present life of the database.
func (c *Central) Epoch() uuid.UUID {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.epoch
}

func (c *Central) setEpoch(epoch uuid.UUID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.epoch != epoch && c.epoch != uuid.Nil {
		c.Log.Warn("new epoch", "op", "epoch", "epoch", epoch)
	}
	c.epoch = epoch
}
