package server

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/server/limit"
	"thamho.vn/internal/sync/wire"
)

// Central is what the routes need of the database.
type Central interface {
	// Enrol turns a one-time code into a device; a code that does not serve is
	// a registry.Error with code Denied and key enrol_code.
	Enrol(ctx context.Context, req wire.EnrolRequest) (wire.EnrolResponse, error)
	// Return takes back a device that shows its grants; Denied with the key
	// return_refused otherwise.
	Return(ctx context.Context, req wire.ReturnRequest) error
	Hello(ctx context.Context, device uuid.UUID, req wire.HelloRequest) (wire.HelloResponse, error)
	// Push is durable when it returns nil.
	Push(ctx context.Context, device uuid.UUID, entries []ledger.Entry) (wire.PushResponse, error)
	// Pull is NotFound for a scope that is not there or not the device's.
	Pull(ctx context.Context, device, scope uuid.UUID, after uint64, maxBytes int, mine uuid.UUID) ([]ledger.Entry, error)
	// Snapshot and Segment are NotFound as Pull is, and for a segment that is
	// not kept any longer.
	Snapshot(ctx context.Context, device, scope uuid.UUID) (ledger.SignedManifest, error)
	Segment(ctx context.Context, device, scope uuid.UUID, hash ledger.Hash) ([]byte, error)
	DeviceKey(ctx context.Context, device uuid.UUID) (key ledger.PublicKey, revoked bool, err error)
	// PhotoState and PutPhoto take pictures in, PhotoPart gives them out; all are
	// NotFound where the device may not.
	PhotoState(ctx context.Context, device, scope uuid.UUID, address ledger.Hash) (wire.PhotoState, error)
	PutPhoto(ctx context.Context, device, scope uuid.UUID, address ledger.Hash, at wire.PhotoState, part []byte) (wire.PhotoState, error)
	PhotoPart(ctx context.Context, device, scope uuid.UUID, address ledger.Hash, at int64) (part []byte, length int64, err error)
	// Moved returns the scopes that have more than the asker; Watch tells when to
	// look again.
	Moved(ctx context.Context, device uuid.UUID, at []wire.Place) ([]uuid.UUID, error)
	Watch(scopes []uuid.UUID) (moved <-chan struct{}, stop func())
	// SignHello signs an answer with the server's key.
	SignHello(answer wire.HelloResponse) (ledger.Signed[wire.HelloResponse], error)
	SignTLS(certificates wire.TLS) (*wire.SignedTLS, error)
	Ready(ctx context.Context) error
	// Engine is how the database engine is called: sqlite or postgresql.
	Engine() string
}

// Options are what the server is made of.
type Options struct {
	Central Central
	Board   http.Handler // nil: no pages
	Office  http.Handler // the pages that need a sign-in; nil: none
	TLS     TLS
	// Recovery names the officers who can open a laptop, as the province's root
	// signed them; nil when there are none yet.
	Recovery *ledger.SignedRecovery
	Log      *slog.Logger
	Now      func() time.Time
	Version  string
	// MinApp is the oldest version of the program with which one may still
	// write; "" is any. An older one hears of it and still sends what it has.
	MinApp string
}

// Server routes requests.
type Server struct {
	Options
	sessions *sessions
	gate     *gate
	enrols   *limit.Limiter
	metrics  *metrics
	slots    slots
	waiters  chan struct{} // one place for each laptop that waits for news
	mux      *http.ServeMux
}

// New makes the handler of all routes.
func New(o Options) *Server {
	s := &Server{
		Options: o, sessions: newSessions(o.Now), gate: newGate(), enrols: limit.New(o.Now, triesAtOnce, tryEvery),
		metrics: newMetrics(), slots: newSlots(), waiters: make(chan struct{}, waiting), mux: http.NewServeMux(),
	}
	if o.Central != nil {
		s.metrics.tell(o.Version, o.Central.Engine())
	}
	s.protocol()
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "ok", s.Central.Engine()) })
	s.mux.HandleFunc("GET /readyz", s.ready)
	s.mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	if o.Office != nil {
		s.mux.Handle("/can-bo/", o.Office)
	}
	if o.Board != nil {
		s.mux.Handle("/", o.Board)
	}
	return s
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'") // pages say more themselves
	h.Set("Cache-Control", "no-store")
	if r.TLS != nil {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	defer s.recover(w, r)
	s.metrics.count(s.mux, w, r)
}

// recover answers a request that made the program panic; the others go on.
func (s *Server) recover(w http.ResponseWriter, r *http.Request) {
	cause := recover()
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler {
		panic(cause) // the net/http way to drop a connection
	}
	s.fail(w, r, fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
}

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if err := s.Central.Ready(r.Context()); err != nil {
		s.Log.Error("not ready", "op", "ready", "err", err)
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	_, _ = fmt.Fprintln(w, "ready", s.Central.Engine())
}

// protocol adds the routes of sync protocol v1 and their description at
// /api/v1/openapi.yaml.
func (s *Server) protocol() {
	config := huma.DefaultConfig("Thăm Hộ sync protocol", s.Version)
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "/api/v1/openapi", "", ""
	config.CreateHooks = nil // they would add $schema links to the answers
	api := humago.New(&guarded{s}, config)
	huma.Register(api, operation("enrol", http.MethodPost, wire.PathEnrol, "Turn a one-time code into a device"), s.enrol)
	huma.Register(api, operation("return", http.MethodPost, wire.PathReturn, "Show one's grants to a server that was restored from before they were given"), s.takeBack)
	huma.Register(api, operation("hello", http.MethodPost, wire.PathHello, "Say what the laptop has, hear what the server has"), s.hello)
	huma.Register(api, operation("push", http.MethodPost, wire.PathPush, "Send blocks as frames"), s.push)
	huma.Register(api, operation("pull", http.MethodGet, wire.PathPull, "Take the entries behind a cursor as frames"), s.pull)
	s.photos(api)
	huma.Register(api, operation("wait", http.MethodPost, wire.PathWait, "Wait until a scope has more than the asker"), s.wait)
	huma.Register(api, operation("snapshot", http.MethodGet, wire.PathSnapshot+"{scope}", "Take the manifest of a scope's records as they stand"), s.snapshot)
	huma.Register(api, operation("segment", http.MethodGet, wire.PathSnapshot+"{scope}/{segment}", "Take a segment of a snapshot, or a range of it"), s.segment)
}

func operation(id, method, path, summary string) huma.Operation {
	return huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, SkipValidateBody: true, MaxBodyBytes: maxBody}
}

// guarded is the mux as the protocol's routes see it: every handler behind the
// checks of who asks and how much.
type guarded struct{ s *Server }

// HandleFunc adds a route.
func (g *guarded) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	g.s.mux.HandleFunc(pattern, g.s.guard(handler))
}

// ServeHTTP answers a request.
func (g *guarded) ServeHTTP(w http.ResponseWriter, r *http.Request) { g.s.mux.ServeHTTP(w, r) }
