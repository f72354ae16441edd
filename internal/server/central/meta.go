package central

import (
	"github.com/google/uuid"
)

// metaEpoch is the key of the present epoch.
const metaEpoch = "epoch"

const (
	sqlGetMeta = `SELECT value FROM meta WHERE key = $1`
	sqlAddMeta = `INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING`
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
	if err := m.do(sqlAddMeta, metaEpoch, m.epoch.String()); err != nil {
		return err
	}
	_, err = m.find(sqlGetMeta, []any{metaEpoch}, text{&m.epoch}) // another program may have been faster
	return err
}

// Epoch returns the life of the database, as far as this program has heard.
func (c *Central) Epoch() uuid.UUID {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.epoch
}

// setEpoch notes the epoch of a transaction that ended, unless another one was
// noted since it began and it did not begin one itself.
func (c *Central) setEpoch(known uuid.UUID, m *merge) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.epoch == m.epoch || c.epoch != known && m.epoch == m.before {
		return
	}
	if c.epoch != uuid.Nil {
		c.Log.Warn("new epoch", "op", "epoch", "epoch", m.epoch)
	}
	c.epoch = m.epoch
}
