package server

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"maps"
	"math/big"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// answer is an error as it crosses the wire. It implements huma.StatusError.
type answer struct {
	status int
	wire.ErrorBody
}

// Error is for logs.
func (a *answer) Error() string { return a.Code + " " + a.Key }

// GetStatus returns the HTTP status.
func (a *answer) GetStatus() int { return a.status }

// GetHeaders says when to come again. It implements huma.HeadersError.
func (a *answer) GetHeaders() http.Header {
	h := http.Header{}
	if a.Retry > 0 {
		h.Set("Retry-After", strconv.Itoa(a.Retry))
	}
	return h
}

func init() {
	// Errors that huma finds by itself (a body that is no JSON, a missing
	// parameter) take the same form as ours.
	huma.NewError = func(status int, _ string, _ ...error) huma.StatusError {
		return &answer{status: status, ErrorBody: wire.ErrorBody{Code: string(registry.Invalid), Key: "malformed"}}
	}
}

// explain turns an error into an answer. What a person can't mend is logged
// with a reference and answered with the reference alone. An asker who left is
// nobody's failure.
func (s *Server) explain(op string, err error) *answer {
	e, ok := errors.AsType[*registry.Error](err)
	if !ok && (errors.Is(err, ledger.ErrMalformed) || errors.Is(err, ledger.ErrTooLarge)) {
		e, ok = &registry.Error{Code: registry.Invalid, Key: "malformed"}, true
	}
	away := central.Unreachable(err)
	if away {
		s.Log.Warn("the database can't be reached", "op", op, "err", err)
	}
	if away || !ok && errors.Is(err, context.Canceled) {
		return &answer{http.StatusServiceUnavailable, wire.ErrorBody{Code: string(registry.Offline), Key: "busy", Retry: 2 + jitter(6)}}
	}
	if !ok || e.Code == registry.Internal {
		ref := rand.Text()[:8]
		s.Log.Error("request failed", "op", op, "ref", ref, "err", err)
		return &answer{http.StatusInternalServerError, wire.ErrorBody{Code: string(registry.Internal), Ref: ref}}
	}
	body := wire.ErrorBody{Code: string(e.Code), Key: e.Key}
	status := statusOf(e)
	if status == http.StatusServiceUnavailable {
		body.Retry = 2 + jitter(6)
	}
	return &answer{status, body}
}

func statusOf(e *registry.Error) int {
	switch e.Code {
	case registry.NotFound:
		return http.StatusNotFound
	case registry.Denied:
		return http.StatusUnauthorized
	case registry.Offline:
		return http.StatusServiceUnavailable
	case registry.Conflict:
		return http.StatusConflict
	case registry.StaleApp:
		return http.StatusUpgradeRequired
	}
	if e.Key == "too_large" {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

// jitter returns 0…n-1, so that many laptops don't come back at one instant.
func jitter(n int64) int {
	v, err := rand.Int(rand.Reader, big.NewInt(n))
	if err != nil {
		return 0
	}
	return int(v.Int64())
}

// fail answers before a route was reached.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	a := s.explain(r.URL.Path, err)
	maps.Copy(w.Header(), a.GetHeaders())
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_ = json.NewEncoder(w).Encode(a.ErrorBody) // the asker is gone: nobody is left to tell
}
