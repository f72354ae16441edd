package central

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"github.com/google/uuid"
)

const (
	sqlAddStream  = `INSERT INTO stream (scope, stream) VALUES ($1, $2) ON CONFLICT (scope, stream) DO NOTHING`
	sqlHoldStream = `SELECT 1 FROM stream WHERE scope = $1 AND stream = $2`
)

// patience is how often a push meets others in its scopes before it goes in
// alone.
const patience = 2

// streamKey names a stream in its scope.
type streamKey struct{ scope, stream uuid.UUID }

func (k streamKey) compare(o streamKey) int {
	return cmp.Or(bytes.Compare(k.scope[:], o.scope[:]), bytes.Compare(k.stream[:], o.stream[:]))
}

// lockStreams keeps others from these streams until the transaction ends: what
// follows what, and what waits for what, is decided by one at a time. On SQLite
// there is nobody else.
func (m *merge) lockStreams(keys ...streamKey) error {
	if !m.c.engine.many() {
		return nil
	}
	slices.SortFunc(keys, streamKey.compare)
	for _, k := range slices.Compact(keys) {
		if err := m.do(sqlAddStream, k.scope.String(), k.stream.String()); err != nil {
			return fmt.Errorf("add stream: %w", err)
		}
		var one int
		if _, err := m.findLocked(sqlHoldStream, []any{k.scope.String(), k.stream.String()}, &one); err != nil {
			return fmt.Errorf("lock stream: %w", err)
		}
	}
	return nil
}

// lockAll locks, in the order of engine's comment, what a push will change: it
// enters its scopes, and holds its streams and those of its records that are there already. Blocks that it will
// not admit lock a little more than they would need.
func (p *push) lockAll(parcels []*parcel) error {
	if !p.c.engine.many() {
		return nil
	}
	keys := make([]streamKey, len(parcels))
	var unknown []*held
	for i, parcel := range parcels {
		h := parcel.block.Header
		keys[i] = streamKey{h.Scope, h.Stream}
		if parcel.open() == nil {
			unknown = p.unknown(unknown, h.Scope, parcel.lines)
		}
	}
	slices.SortFunc(keys, streamKey.compare)
	for _, k := range keys {
		if p.try > patience { // others were in the way again and again: now they wait
			if err := p.alone(k.scope); err != nil {
				return err
			}
		}
		if _, err := p.has(k.scope); err != nil {
			return err
		}
	}
	if err := p.lockStreams(keys...); err != nil {
		return err
	}
	slices.SortFunc(unknown, byKey)
	for len(unknown) > 0 {
		scope := unknown[0].scope
		n := slices.IndexFunc(unknown, func(rec *held) bool { return rec.scope != scope })
		if n < 0 {
			n = len(unknown)
		}
		if err := p.fetchAll(scope, unknown[:n]); err != nil {
			return err
		}
		unknown = unknown[n:]
	}
	return nil
}
