package server

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/wire"
)

type snapshotInput struct {
	Scope string `path:"scope" format:"uuid"`
	Known string `header:"If-None-Match"`
}

type snapshotOutput struct {
	Status int
	ETag   string `header:"ETag"`
	Body   *ledger.SignedManifest
}

// snapshot answers the manifest of a scope's snapshot.
func (s *Server) snapshot(ctx context.Context, in *snapshotInput) (*snapshotOutput, error) {
	scope, err := uuid.Parse(in.Scope)
	if err != nil {
		return nil, s.explain("snapshot", ledger.ErrMalformed)
	}
	m, err := s.Central.Snapshot(ctx, deviceOf(ctx), scope)
	if err != nil {
		return nil, s.explain("snapshot", err)
	}
	out := &snapshotOutput{Status: http.StatusOK, ETag: `"` + ledger.Sum(m.Raw()).String() + `"`, Body: &m}
	if in.Known == out.ETag {
		out.Status, out.Body = http.StatusNotModified, nil
	}
	return out, nil
}

type segmentInput struct {
	Scope string `path:"scope" format:"uuid"`
	Hash  string `path:"segment" doc:"hash of the segment, as the manifest names it"`
}

// segment answers a segment, or the part of it that the header Range names: a
// laptop whose line broke takes the rest.
func (s *Server) segment(ctx context.Context, in *segmentInput) (*huma.StreamResponse, error) {
	scope, err := uuid.Parse(in.Scope)
	if err != nil {
		return nil, s.explain("segment", ledger.ErrMalformed)
	}
	hash, err := ledger.ParseHash(in.Hash)
	if err != nil {
		return nil, s.explain("segment", err)
	}
	packed, err := s.Central.Segment(ctx, deviceOf(ctx), scope, hash)
	if err != nil {
		return nil, s.explain("segment", err)
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		r, w := humago.Unwrap(c)
		w.Header().Set("ETag", `"`+hash.String()+`"`)
		w.Header().Set("Content-Type", wire.SegmentType)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(packed))
	}}, nil
}
