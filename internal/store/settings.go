package store

import (
	"context"
	"database/sql"
)

// settingPrefix keeps settings apart from the store's own values in meta.
const settingPrefix = "set."

// Setting returns a setting, "" when it was never set.
func (s *Store) Setting(ctx context.Context, key string) (string, error) {
	value, err := getMeta(ctx, s.read, settingPrefix+key)
	return string(value), explain("read setting", err)
}

// SetSetting stores a setting; "" removes it.
func (s *Store) SetSetting(ctx context.Context, key, value string) error {
	return explain("store setting", s.update(ctx, func(tx *sql.Tx) error {
		if value != "" {
			return setMeta(ctx, tx, settingPrefix+key, []byte(value))
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM meta WHERE key = $1`, settingPrefix+key)
		return err
	}))
}
