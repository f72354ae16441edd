package central

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

const (
	// Who has, or had, a right to write in a scope may bring pictures: what a
	// revoked laptop still holds is taken in, like its blocks.
	sqlMayBring = `SELECT 1 FROM grants WHERE device = $1 AND scope = $2`
	sqlPhoto    = `SELECT length, held, gone FROM photo WHERE scope = $1 AND address = $2`
	sqlAddPhoto = `INSERT INTO photo (scope, address, device, length, held, begun, gone) VALUES ($1, $2, $3, $4, 0, $5, 0)`
	sqlAddPart  = `INSERT INTO photo_part (scope, address, n, bytes) VALUES ($1, $2, $3, $4)`
	sqlMoveHeld = `UPDATE photo SET held = $3 WHERE scope = $1 AND address = $2`
	sqlParts    = `SELECT bytes FROM photo_part WHERE scope = $1 AND address = $2 ORDER BY n`
	sqlUsed     = `SELECT coalesce(sum(length), 0), count(CASE WHEN held < length THEN 1 END) FROM photo WHERE device = $1`
	sqlStale    = `SELECT scope, address FROM photo WHERE device = $1 AND held < length AND begun < $2`
	sqlNoParts  = `DELETE FROM photo_part WHERE scope = $1 AND address = $2`
	sqlNoPhoto  = `DELETE FROM photo WHERE scope = $1 AND address = $2`
	sqlGone     = `UPDATE photo SET gone = 1, held = length WHERE scope = $1 AND address = $2`
	// One query answers who may read and what is there.
	sqlReadPart = `SELECT p.length, x.bytes FROM photo p JOIN photo_part x ON x.scope = p.scope AND x.address = p.address AND x.n = $4
		JOIN access a ON a.scope = p.scope AND a.device = $1 JOIN device d ON d.id = a.device
		WHERE p.scope = $2 AND p.address = $3 AND p.held = p.length AND p.gone = 0 AND d.revoked_at IS NULL`
	// The same of a picture whose record moved into the scope.
	sqlReadMoved = `SELECT p.length, x.bytes FROM photo_moved m JOIN photo p ON p.scope = m.origin AND p.address = m.address
		JOIN photo_part x ON x.scope = p.scope AND x.address = p.address AND x.n = $4
		JOIN access a ON a.scope = m.scope AND a.device = $1 JOIN device d ON d.id = a.device
		WHERE m.scope = $2 AND m.address = $3 AND p.held = p.length AND p.gone = 0 AND d.revoked_at IS NULL ORDER BY p.scope LIMIT 1`
	sqlAddMoved = `INSERT INTO photo_moved (scope, address, origin) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
)

// What one device may bring: in all, and begun at a time. What was begun and left
// for abandoned is forgotten when the device begins another.
const (
	photosOfDevice = 2 << 30
	photosBegun    = 64
	abandoned      = 60 * 24 * time.Hour
)

// PhotoState tells a device that may bring pictures into a scope how much of one
// is here. A scope into which it may not is NotFound, like one that is not there.
func (c *Central) PhotoState(ctx context.Context, device, scope uuid.UUID, address ledger.Hash) (st wire.PhotoState, err error) {
	err = c.view(ctx, func(tx *sql.Tx) error {
		if err := mayBring(ctx, tx, device, scope); err != nil {
			return err
		}
		var gone int
		_, err := found(tx.QueryRowContext(ctx, sqlPhoto, scope.String(), address.String()).Scan(&st.Length, &st.Offset, &gone))
		return err
	})
	if err != nil {
		return st, fmt.Errorf("photo state: %w", err)
	}
	return st, nil
}

func mayBring(ctx context.Context, q querier, device, scope uuid.UUID) error {
	var one int
	may, err := found(q.QueryRowContext(ctx, sqlMayBring, device.String(), scope.String()).Scan(&one))
	if err == nil && !may {
		err = notFound(errors.New("no right to write there"))
	}
	return err
}

// PutPhoto takes the next part of a picture and returns how much is here then,
// durable. The errors are registry.Errors: photo_offset (Conflict) when the part
// does not begin where the last ended, photo_damaged when the whole is not what
// its address says (all of it is dropped), photo_quota, malformed.
func (c *Central) PutPhoto(ctx context.Context, device, scope uuid.UUID, address ledger.Hash, at wire.PhotoState, part []byte) (st wire.PhotoState, err error) {
	if at.Length < 1 || at.Length > registry.MaxPhoto || at.Offset < 0 || int64(len(part)) != min(registry.PhotoPart, at.Length-at.Offset) || len(part) == 0 {
		return st, fmt.Errorf("part of %d bytes at %d of %d: %w", len(part), at.Offset, at.Length, ledger.ErrMalformed)
	}
	damaged := false
	err = c.update(ctx, func(m *merge) error {
		p := incoming{merge: m, device: device, scope: scope.String(), address: address}
		if err := mayBring(m.ctx, m.tx, device, scope); err != nil {
			return err
		}
		st, damaged, err = p.take(at, part)
		return err
	})
	if err == nil && damaged {
		err = &registry.Error{Code: registry.Invalid, Key: "photo_damaged", Err: errors.New("another hash")}
	}
	if err != nil {
		return st, fmt.Errorf("put photo: %w", err)
	}
	return st, nil
}

// incoming is one part on its way into the database.
type incoming struct {
	*merge
	device  uuid.UUID
	scope   string
	address ledger.Hash
}

func (p incoming) take(at wire.PhotoState, part []byte) (st wire.PhotoState, damaged bool, err error) {
	var gone int
	there, err := p.findLocked(sqlPhoto, []any{p.scope, p.address.String()}, &st.Length, &st.Offset, &gone)
	switch {
	case err != nil:
		return st, false, err
	case there && st.Offset == st.Length: // whole, or gone for ever: nothing more is wanted
		return st, false, nil
	case there && at.Offset == 0 && at.Length != st.Length: // begun by somebody else under a wrong length
		if err := p.drop(p.scope, p.address.String()); err != nil {
			return st, false, err
		}
		there = false
	}
	if !there {
		if err := p.begin(at.Length); err != nil {
			return st, false, err
		}
		st = wire.PhotoState{Length: at.Length}
	}
	if at != st {
		return st, false, &registry.Error{Code: registry.Conflict, Key: "photo_offset"}
	}
	if err := p.do(sqlAddPart, p.scope, p.address.String(), at.Offset/registry.PhotoPart, part); err != nil {
		return st, false, err
	}
	st.Offset += int64(len(part))
	if err := p.do(sqlMoveHeld, p.scope, p.address.String(), st.Offset); err != nil || st.Offset < st.Length {
		return st, false, err
	}
	damaged, err = p.damaged()
	return st, damaged, err
}

// begin makes the row of a new picture, if its device may bring one more.
func (p incoming) begin(length int64) error {
	now := p.c.Now()
	stale, err := collect(p.ctx, p.tx, func(scan scanFunc) (r [2]string, err error) { return r, scan(&r[0], &r[1]) },
		sqlStale, p.device.String(), now.Add(-abandoned).UnixMilli())
	if err != nil {
		return err
	}
	for _, r := range stale {
		if err := p.drop(r[0], r[1]); err != nil {
			return err
		}
	}
	var used, begun int64
	if _, err := p.find(sqlUsed, []any{p.device.String()}, &used, &begun); err != nil {
		return err
	}
	if used+length > photosOfDevice || begun >= photosBegun {
		return &registry.Error{Code: registry.Denied, Key: "photo_quota", Err: fmt.Errorf("%d bytes, %d begun", used, begun)}
	}
	return p.do(sqlAddPhoto, p.scope, p.address.String(), p.device.String(), length, now.UnixMilli())
}

func (p incoming) drop(scope, address string) error {
	if err := p.do(sqlNoParts, scope, address); err != nil {
		return err
	}
	return p.do(sqlNoPhoto, scope, address)
}

// damaged looks at a whole picture and drops it when it is not what its address
// says.
func (p incoming) damaged() (bool, error) {
	parts, err := collect(p.ctx, p.tx, func(scan scanFunc) (b []byte, err error) { return b, scan(&b) }, sqlParts, p.scope, p.address.String())
	if err != nil || ledger.Sum(parts...) == p.address {
		return false, err
	}
	return true, p.drop(p.scope, p.address.String())
}

// PhotoPart returns the part of a picture that begins at an offset, and how long
// the whole is. A picture that is not whole, or of a scope that the device may
// not read, is NotFound.
func (c *Central) PhotoPart(ctx context.Context, device, scope uuid.UUID, address ledger.Hash, at int64) (part []byte, length int64, err error) {
	if at < 0 || at%registry.PhotoPart != 0 {
		return nil, 0, fmt.Errorf("photo at %d: %w", at, ledger.ErrMalformed)
	}
	there := false
	for _, query := range []string{sqlReadPart, sqlReadMoved} {
		if there, err = found(c.read.QueryRowContext(ctx, query, device.String(), scope.String(), address.String(), at/registry.PhotoPart).Scan(&length, &part)); there || err != nil {
			break
		}
	}
	if err == nil && !there {
		err = notFound(errors.New("no such photo"))
	}
	if err != nil {
		return nil, 0, fmt.Errorf("read photo: %w", err)
	}
	return part, length, nil
}

// DropPhoto takes a picture's bytes away for ever; they are not taken in again.
func (c *Central) DropPhoto(ctx context.Context, scope uuid.UUID, address ledger.Hash) error {
	err := c.update(ctx, func(m *merge) error { return m.dropPhoto(scope, address) })
	if err != nil {
		return fmt.Errorf("drop photo: %w", err)
	}
	return nil
}

// dropPhotosOf drops the pictures that a change names, before its values go.
func (m *merge) dropPhotosOf(scope uuid.UUID, l ledger.Line) error {
	if l.Withheld {
		return nil
	}
	for _, address := range registry.PhotosAmong(l.Change.Names, l.Values) {
		if err := m.dropPhoto(scope, address); err != nil {
			return fmt.Errorf("drop photo: %w", err)
		}
	}
	return nil
}

// followPhotos lets the pictures that a carried change names be fetched in its
// new scope, those too that come to the old one later.
func (m *merge) followPhotos(home, origin uuid.UUID, l ledger.Line) error {
	if l.Withheld || home == origin {
		return nil
	}
	for _, address := range registry.PhotosAmong(l.Change.Names, l.Values) {
		if err := m.do(sqlAddMoved, home.String(), address.String(), origin.String()); err != nil {
			return fmt.Errorf("follow photo: %w", err)
		}
	}
	return nil
}

func (m *merge) dropPhoto(scope uuid.UUID, address ledger.Hash) error {
	if err := m.do(sqlNoParts, scope.String(), address.String()); err != nil {
		return err
	}
	gone, err := m.exec(sqlGone, scope.String(), address.String())
	if err != nil || gone > 0 {
		return err
	}
	if err := m.do(sqlAddPhoto, scope.String(), address.String(), m.c.server.String(), 1, m.c.Now().UnixMilli()); err != nil {
		return err
	}
	return m.do(sqlGone, scope.String(), address.String())
}
