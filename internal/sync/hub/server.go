package hub

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// state is what a hub says of itself to a laptop: how far it followed the scopes
// that both may read.
type state struct {
	Server uuid.UUID         `json:"server"`
	Epoch  uuid.UUID         `json:"epoch"`
	At     []ledger.Position `json:"at"`
}

// spooled answers a spool: which blocks lie here now, and which can't.
type spooled struct {
	Held    []ledger.Hash `json:"held"`
	Refused []ledger.Hash `json:"refused,omitempty"`
}

// Server is a hub.
type Server struct {
	laptop   Laptop
	trust    *ledger.Trust
	log      *slog.Logger
	listener net.Listener
	http     *http.Server
	ended    sync.WaitGroup
	// Fingerprint is this hub's key, to be compared on its screen.
	Fingerprint string
	// TLS judges who comes, Handler answers whom it lets in. Whoever calls the
	// Handler without a network asks TLS first.
	TLS     *tls.Config
	Handler http.Handler
}

// atOnce is how many laptops may be connected at a time.
const atOnce = 32

// New makes a hub of a laptop; it listens to nobody yet.
func New(ctx context.Context, l Laptop, now time.Time, rand io.Reader, log *slog.Logger) (*Server, error) {
	id, err := l.Identity(ctx)
	if err != nil {
		return nil, err
	}
	grants, err := l.OwnGrants(ctx)
	if err != nil {
		return nil, err
	}
	trust, err := id.Trust()
	if err != nil {
		return nil, err
	}
	cert, err := NewCertificate(id, grants, now, rand)
	if err != nil {
		return nil, err
	}
	s := &Server{laptop: l, trust: trust, log: log, Fingerprint: Fingerprint(ledger.PublicKey(id.SignKey.Public().(ed25519.PublicKey)))}
	s.TLS = tlsOf(cert, func(state tls.ConnectionState) error {
		_, err := PeerOf(trust, state)
		return err
	})
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+pathState, s.answer(s.state))
	mux.HandleFunc("POST "+pathSpool, s.answer(s.spool))
	mux.HandleFunc("GET "+pathPull, s.answer(s.pull))
	s.Handler = mux
	return s, nil
}

// Open makes a hub and begins to answer on an address. Close ends it.
func Open(ctx context.Context, l Laptop, address string, now time.Time, rand io.Reader, log *slog.Logger) (*Server, error) {
	s, err := New(ctx, l, now, rand, log)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, &registry.Error{Code: registry.Internal, Key: "hub_port", Err: err}
	}
	s.listener = &limited{listener, make(chan struct{}, atOnce)}
	s.serve()
	return s, nil
}

// tlsOf is TLS 1.3 in which both ends show certificates that check judges; the
// usual checks against authorities can say nothing of them.
func tlsOf(cert tls.Certificate, check func(tls.ConnectionState) error) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert,
		InsecureSkipVerify: true, VerifyConnection: check, SessionTicketsDisabled: true,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &cert, nil },
	}
}

func (s *Server) serve() {
	s.http = &http.Server{
		Handler: s.Handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: 30 * time.Second,
		MaxHeaderBytes: 16 << 10, ErrorLog: log.New(io.Discard, "", 0),
	}
	s.ended.Go(func() {
		if err := s.http.Serve(tls.NewListener(s.listener, s.TLS)); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("hub", "op", "serve", "err", err)
		}
	})
}

// Addr is where the hub listens.
func (s *Server) Addr() *net.TCPAddr { return s.listener.Addr().(*net.TCPAddr) }

// Close ends the hub. What it holds stays and is sent on.
func (s *Server) Close() error {
	err := s.http.Close()
	s.ended.Wait()
	return err
}

// answer makes a handler of one that answers a known peer.
func (s *Server) answer(act func(ctx context.Context, p Peer, r *http.Request) (body []byte, media string, err error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p, err := PeerOf(s.trust, *r.TLS) // the handshake checked it; here it is read
		if err != nil {
			http.Error(w, "", http.StatusForbidden)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		body, media, err := act(r.Context(), p, r)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		w.Header().Set("Content-Type", media)
		_, _ = w.Write(body) // the asker is gone: nobody is left to tell
	}
}

// refuse says by a key what a person can be told.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	code, key := registry.CodeOf(err), registry.KeyOf(err)
	status := http.StatusInternalServerError
	switch {
	case errors.Is(err, ledger.ErrMalformed) || errors.Is(err, ledger.ErrTooLarge) || errors.Is(err, wire.ErrCut):
		status, code, key = http.StatusBadRequest, registry.Invalid, "malformed"
	case code == registry.NotFound:
		status = http.StatusNotFound
	case key == "hub_full":
		status = http.StatusInsufficientStorage
	default:
		s.log.Error("hub", "op", r.URL.Path, "err", err)
		key = ""
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(wire.ErrorBody{Code: string(code), Key: key}) // as above
}

// state says how far this laptop followed what the peer may read.
func (s *Server) state(ctx context.Context, p Peer, _ *http.Request) ([]byte, string, error) {
	var out state
	var err error
	if out.Server, out.Epoch, err = s.laptop.ServerSeen(ctx); err != nil {
		return nil, "", err
	}
	scopes, err := s.laptop.Scopes(ctx)
	if err != nil {
		return nil, "", err
	}
	for _, sc := range scopes {
		if !readable(p, sc) {
			continue
		}
		at, err := s.laptop.Position(ctx, out.Server, out.Epoch, sc.ID)
		if err != nil {
			return nil, "", err
		}
		out.At = append(out.At, at)
	}
	body, err := json.Marshal(out)
	return body, "application/json", err
}

// readable tells whether a peer may read a scope: it shows a grant for it, or the
// scope is the province's reference, which every laptop reads.
func readable(p Peer, sc ledger.Scope) bool { return p.May(sc.ID) || sc.Kind == wire.ScopeReference }

// spool keeps the blocks that the peer signed under a grant that it shows.
func (s *Server) spool(ctx context.Context, p Peer, r *http.Request) ([]byte, string, error) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, "", errors.Join(ledger.ErrTooLarge, err)
	}
	var out spooled
	var blocks []ledger.Block
	for in := bytes.NewReader(raw); ; {
		e, err := wire.ReadFrame(in)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, "", err
		}
		if e.Block == nil {
			return nil, "", ledger.ErrMalformed
		}
		if !signedBy(p, *e.Block) {
			out.Refused = append(out.Refused, e.Block.Hash)
			continue
		}
		blocks = append(blocks, *e.Block)
		out.Held = append(out.Held, e.Block.Hash)
	}
	if err := s.laptop.Spool(ctx, p.Device, blocks); err != nil {
		return nil, "", err
	}
	s.log.Info("hub", "op", "spool", "device", p.Device, "blocks", len(blocks), "refused", len(out.Refused))
	body, err := json.Marshal(out)
	return body, "application/json", err
}

// signedBy tells whether a block is the peer's own, under one of its grants.
func signedBy(p Peer, b ledger.Block) bool {
	g, ok := p.Grants[b.Header.Grant]
	return ok && g.Scope == b.Header.Scope && b.Verify(g.Sign) == nil
}

// pull hands down what the server signed, of scopes that the peer may read.
func (s *Server) pull(ctx context.Context, p Peer, r *http.Request) ([]byte, string, error) {
	q := r.URL.Query()
	var ids [3]uuid.UUID
	for i, name := range []string{"server", "epoch", "scope"} {
		var err error
		if ids[i], err = uuid.Parse(q.Get(name)); err != nil {
			return nil, "", ledger.ErrMalformed
		}
	}
	after, err := strconv.ParseUint(q.Get("after"), 10, 63)
	if err != nil {
		return nil, "", ledger.ErrMalformed
	}
	scopes, err := s.laptop.Scopes(ctx)
	if err != nil {
		return nil, "", err
	}
	for _, sc := range scopes {
		if sc.ID != ids[2] || !readable(p, sc) {
			continue
		}
		entries, err := s.laptop.ServerFrames(ctx, ids[0], ids[1], ids[2], after, pageBytes)
		var body []byte
		for _, e := range entries {
			body = wire.AppendFrame(body, e)
		}
		return body, wire.FramesType, err
	}
	return nil, "", &registry.Error{Code: registry.NotFound, Key: "not_found"}
}

// pageBytes is how much of a scope is handed down at once.
const pageBytes = 1 << 20

// limited lets so many connections be open at a time; others are closed at once
// and come again.
type limited struct {
	net.Listener
	places chan struct{}
}

// Accept waits for a laptop.
func (l *limited) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	select {
	case l.places <- struct{}{}:
		return &placed{Conn: c, leave: sync.OnceFunc(func() { <-l.places })}, nil
	default:
		_ = c.Close()
		return &placed{Conn: c, leave: func() {}}, nil
	}
}

type placed struct {
	net.Conn
	leave func()
}

// Close gives the place back.
func (p *placed) Close() error {
	p.leave()
	return p.Conn.Close()
}
