package central

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const (
	sqlBranches = `SELECT head, first, last, parent,
			(SELECT count(*) FROM block WHERE block.scope = branch.scope AND block.hash = branch.parent AND block.status = 'admitted')
		FROM branch WHERE scope = $1 AND stream = $2 ORDER BY first, head`
	sqlUnadmitted = `SELECT hash, status FROM block WHERE scope = $1 AND stream = $2 AND status <> 'admitted' ORDER BY first, hash`
	sqlStreams    = `SELECT stream FROM branch WHERE scope = $1 UNION SELECT stream FROM block WHERE scope = $1 AND status <> 'admitted' ORDER BY stream`
)

// vectorOf says what is held of a stream.
func vectorOf(ctx context.Context, q querier, key streamKey) (ledger.StreamVector, error) {
	v := ledger.StreamVector{Scope: key.scope, Stream: key.stream}
	var err error
	v.Branches, err = collect(ctx, q, func(scan scanFunc) (b ledger.Branch, err error) {
		var joined int
		err = scan(text{&b.Head}, &b.First, &b.Last, text{&b.Parent}, &joined)
		b.Joined = joined > 0
		return b, err
	}, sqlBranches, key.scope.String(), key.stream.String())
	if err != nil {
		return v, fmt.Errorf("read branches: %w", err)
	}
	_, err = collect(ctx, q, func(scan scanFunc) (struct{}, error) {
		var hash ledger.Hash
		var status string
		if err := scan(text{&hash}, &status); err != nil {
			return struct{}{}, err
		}
		if status == waiting {
			v.Held = append(v.Held, hash)
		} else {
			v.Quarantined = append(v.Quarantined, hash)
		}
		return struct{}{}, nil
	}, sqlUnadmitted, key.scope.String(), key.stream.String())
	return v, err
}

// scopeVectors says what is held of all streams of a scope.
func scopeVectors(ctx context.Context, q querier, scope uuid.UUID) ([]ledger.StreamVector, error) {
	streams, err := collect(ctx, q, func(scan scanFunc) (id uuid.UUID, err error) { return id, scan(text{&id}) }, sqlStreams, scope.String())
	if err != nil {
		return nil, fmt.Errorf("read streams: %w", err)
	}
	out := make([]ledger.StreamVector, len(streams))
	for i, stream := range streams {
		if out[i], err = vectorOf(ctx, q, streamKey{scope, stream}); err != nil {
			return nil, err
		}
	}
	return out, nil
}
