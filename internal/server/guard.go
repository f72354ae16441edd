package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// maxBody bounds a request's body, before and after unpacking.
const maxBody = 2 << 20

type deviceKey struct{}

// deviceOf returns the device whose signature the guard checked.
func deviceOf(ctx context.Context) uuid.UUID {
	id, _ := ctx.Value(deviceKey{}).(uuid.UUID)
	return id
}

// guard reads a bounded body, checks the device's signature over it, unpacks
// it, and lets only so many requests work at once. The description of the
// protocol is open to everybody; enrolment has a code instead of a signature.
func (s *Server) guard(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/v1/openapi") {
			next(w, r)
			return
		}
		leave, err := s.gate.enter(r.Context())
		if err != nil {
			s.fail(w, r, err)
			return
		}
		defer leave()
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			s.fail(w, r, &registry.Error{Code: registry.Invalid, Key: "body", Err: err})
			return
		}
		ctx, err := s.admit(r, body)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if body, err = unpack(r.Header.Get("Content-Encoding"), body); err != nil {
			s.fail(w, r, err)
			return
		}
		r = r.WithContext(ctx)
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		r.Header.Del("Content-Encoding")
		next(w, r)
	}
}

// admit checks who asks.
func (s *Server) admit(r *http.Request, body []byte) (context.Context, error) {
	if r.URL.Path == wire.PathEnrol {
		return r.Context(), s.enrols.allow(r.RemoteAddr)
	}
	device, err := uuid.Parse(r.Header.Get(wire.HeaderDevice))
	if err != nil {
		return nil, denied(fmt.Errorf("device header: %w", err))
	}
	key, revoked, err := s.Central.DeviceKey(r.Context(), device)
	if registry.CodeOf(err) == registry.NotFound {
		return nil, denied(err)
	}
	if err != nil {
		return nil, err
	}
	session, count, err := verify(r, key, body)
	if err != nil {
		return nil, denied(err)
	}
	if r.URL.Path != wire.PathHello {
		if err := s.sessions.use(session, device, count); err != nil {
			return nil, err
		}
	}
	if revoked && r.URL.Path == wire.PathPull {
		return nil, &registry.Error{Code: registry.NotFound, Key: "not_found"}
	}
	return context.WithValue(r.Context(), deviceKey{}, device), nil
}

func denied(err error) error {
	return &registry.Error{Code: registry.Denied, Key: "signature", Err: err}
}

// verify checks the device's signature over the request.
func verify(r *http.Request, key ledger.PublicKey, body []byte) (session string, count uint64, err error) {
	session = r.Header.Get(wire.HeaderSession)
	if count, err = strconv.ParseUint(r.Header.Get(wire.HeaderCount), 10, 64); err != nil {
		return "", 0, fmt.Errorf("count header: %w", err)
	}
	var sig ledger.Signature
	if err := sig.UnmarshalText([]byte(r.Header.Get(wire.HeaderSignature))); err != nil {
		return "", 0, err
	}
	return session, count, ledger.Check(key, ledger.ForRequest, wire.SigningInput(r.Method, r.URL.RequestURI(), body, session, count), sig)
}

// unpack undoes the body's compression, to at most maxBody bytes.
func unpack(encoding string, body []byte) ([]byte, error) {
	switch encoding {
	case "":
		return body, nil
	case "zstd":
		out, err := unpacker().DecodeAll(body, nil)
		if err != nil {
			return nil, &registry.Error{Code: registry.Invalid, Key: "body", Err: err}
		}
		return out, nil
	}
	return nil, &registry.Error{Code: registry.Invalid, Key: "encoding", Err: errors.New(encoding)}
}

func newUnpacker() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(maxBody))
	if err != nil {
		panic(err) // fixed options
	}
	return d
}
