package server

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/limit"
	"thamho.vn/internal/sync/wire"
)

// maxBody bounds a request's body, before and after unpacking.
const maxBody = 2 << 20

// How often an address may try a code: a few times, then now and then.
const (
	triesAtOnce = 10
	tryEvery    = 6 * time.Second
)

// asker is who asks: a device that this server knows.
type asker struct {
	device  uuid.UUID
	key     ledger.PublicKey
	revoked bool
	cert    *x509.Certificate // shown on the line; nil without TLS of our own
}

type askerKey struct{}

// askerOf returns the device whose signature the guard checked.
func askerOf(ctx context.Context) asker {
	a, _ := ctx.Value(askerKey{}).(asker)
	return a
}

// deviceOf returns its id.
func deviceOf(ctx context.Context) uuid.UUID { return askerOf(ctx).device }

// guard stands before every route of the protocol: it asks who comes before
// anything is read, reads a bounded body, checks the device's signature over
// it, unpacks it, and lets only so many work at once. The description of the
// protocol is open to everybody; enrolment has a code instead of a signature.
func (s *Server) guard(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/v1/openapi") {
			next(w, r)
			return
		}
		leave, err := s.gate.enter()
		if err != nil {
			s.fail(w, r, err)
			return
		}
		defer leave()
		r, drop, err := s.receive(w, r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		defer drop()
		if r.URL.Path != wire.PathWait { // who only waits takes no place from those who work
			done, err := s.gate.work(r.Context())
			if err != nil {
				s.fail(w, r, err)
				return
			}
			defer done()
		}
		if err := open(r); err != nil {
			s.fail(w, r, err)
			return
		}
		pack(w, r, next)
	}
}

// receive reads the body of somebody who may ask. The body's bytes are counted
// until drop is called.
func (s *Server) receive(w http.ResponseWriter, r *http.Request) (_ *http.Request, drop func(), err error) {
	who, err := s.who(r)
	if err != nil {
		return r, nil, err
	}
	size := r.ContentLength
	if size < 0 {
		size = maxBody
	}
	if size > maxBody {
		return r, nil, tooLarge(fmt.Errorf("%d bytes announced", size))
	}
	if drop, err = s.gate.carry(r.Context(), size); err != nil {
		return r, nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, isTooLarge := errors.AsType[*http.MaxBytesError](err); isTooLarge {
		err = tooLarge(err)
	} else if err != nil {
		err = &registry.Error{Code: registry.Invalid, Key: "body", Err: err}
	}
	if err == nil && who != (asker{}) {
		if err = s.check(r, who, body); err == nil {
			who.cert, err = s.checkCertificate(r, who)
		}
	}
	if err != nil {
		drop()
		return r, nil, err
	}
	r = r.WithContext(context.WithValue(r.Context(), askerKey{}, who))
	r.Body = io.NopCloser(bytes.NewReader(body))
	return r, drop, nil
}

func tooLarge(err error) error {
	return &registry.Error{Code: registry.Invalid, Key: "too_large", Err: err}
}

// who reads the headers that say who asks. One who enrols, or comes back, is
// nobody yet.
func (s *Server) who(r *http.Request) (a asker, err error) {
	if r.URL.Path == wire.PathEnrol || r.URL.Path == wire.PathReturn {
		if !s.enrols.Allow(limit.Host(r.RemoteAddr)) {
			return a, errBusy
		}
		return a, nil
	}
	if a.device, err = uuid.Parse(r.Header.Get(wire.HeaderDevice)); err != nil {
		return a, denied(fmt.Errorf("device header: %w", err))
	}
	a.key, a.revoked, err = s.Central.DeviceKey(r.Context(), a.device)
	if registry.CodeOf(err) == registry.NotFound {
		return a, &registry.Error{Code: registry.Denied, Key: "device_unknown", Err: err}
	}
	return a, err
}

// check verifies a request's signature and takes its count. A revoked device
// still says hello, to hear it, and pushes, into quarantine.
func (s *Server) check(r *http.Request, who asker, body []byte) error {
	session, count, err := verify(r, who.key, body)
	if err != nil {
		return denied(err)
	}
	if r.URL.Path == wire.PathHello {
		return nil // its nonce keeps it from being played again
	}
	if err := s.sessions.use(session, who.device, count); err != nil {
		return err
	}
	if who.revoked && !gives(r) {
		return &registry.Error{Code: registry.NotFound, Key: "not_found"}
	}
	return nil
}

// gives tells whether a request brings something. It is all that a revoked
// device may still do, besides its hello: a new route is closed to it.
func gives(r *http.Request) bool {
	if strings.HasPrefix(r.URL.Path, wire.PathPhotos) {
		return r.Method == http.MethodHead || r.Method == http.MethodPatch
	}
	return r.URL.Path == wire.PathPush
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

// open undoes the body's compression, to at most maxBody bytes.
func open(r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	switch encoding := r.Header.Get("Content-Encoding"); encoding {
	case "":
	case "zstd":
		if body, err = unpacker().DecodeAll(body, nil); err != nil {
			return &registry.Error{Code: registry.Invalid, Key: "body", Err: err}
		}
	default:
		return &registry.Error{Code: registry.Invalid, Key: "encoding", Err: errors.New("unknown content encoding")}
	}
	r.Header.Del("Content-Encoding")
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return nil
}
