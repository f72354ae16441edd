package office

import (
	"bytes"
	"context"
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/limit"
)

//go:embed page
var files embed.FS

// Store is what the pages need. What an account may not see is NotFound.
type Store interface {
	Account(ctx context.Context, login string) (registry.Account, registry.AccountSecrets, error)
	// TakeStep is false for a number that was used, or is older than one.
	TakeStep(ctx context.Context, account uuid.UUID, step int64) (bool, error)
	OpenBoard(ctx context.Context, token ledger.Hash, account uuid.UUID) error
	Board(ctx context.Context, token ledger.Hash) (registry.Account, error)
	CloseBoard(ctx context.Context, token ledger.Hash) error

	DevicesOf(ctx context.Context, a registry.Account) ([]registry.Lost, error)
	OnDeviceOf(ctx context.Context, a registry.Account, device uuid.UUID) (registry.Lost, error)
	HamletsOf(ctx context.Context, a registry.Account) ([]registry.Place, error)
	CommunesOf(ctx context.Context, a registry.Account) ([]registry.Place, error)
	CodeFor(ctx context.Context, a registry.Account, unit uuid.UUID, name string, life time.Duration) (string, error)
	Revoke(ctx context.Context, device uuid.UUID) error
	Audit(ctx context.Context, unit uuid.UUID, e registry.AuditEntry) error
}

// Options are what the pages are made of.
type Options struct {
	Store Store
	Log   *slog.Logger
	Now   func() time.Time
	URL   string // where laptops find this server
}

// Office is the handler of /can-bo/.
type Office struct {
	Options
	byAccount, byHost *limit.Limiter
	page              *template.Template
	mux               *http.ServeMux
	guard             http.Handler
}

// How many tries an account has at one address, and an address for all.
const (
	triesAtOnce = 5
	hostAtOnce  = 30
)

// New makes the pages.
func New(o Options) *Office {
	f := &Office{Options: o, byAccount: limit.New(o.Now, triesAtOnce, time.Minute), byHost: limit.New(o.Now, hostAtOnce, 10*time.Second), mux: http.NewServeMux()}
	f.page = template.Must(template.New("").Funcs(words).ParseFS(files, "page/*.html"))
	f.mux.HandleFunc("GET /can-bo/dang-nhap", f.signInPage)
	f.mux.HandleFunc("POST /can-bo/dang-nhap", f.signIn)
	f.mux.HandleFunc("POST /can-bo/dang-xuat", f.signedIn(f.signOut))
	f.mux.HandleFunc("GET /can-bo/{$}", f.signedIn(f.devices))
	f.mux.HandleFunc("GET /can-bo/may", f.signedIn(f.devices))
	f.mux.HandleFunc("GET /can-bo/may/{device}", f.signedIn(f.device))
	f.mux.HandleFunc("POST /can-bo/may/{device}/mat", f.signedIn(f.lose))
	f.mux.HandleFunc("GET /can-bo/ma", f.signedIn(f.codes))
	f.mux.HandleFunc("POST /can-bo/ma", f.signedIn(f.issue))
	f.mux.HandleFunc("/can-bo/", func(w http.ResponseWriter, r *http.Request) { f.absent(w, r) })
	f.guard = http.NewCrossOriginProtection().Handler(f.mux)
	return f
}

// ServeHTTP serves the pages. Nothing changes by a GET, and a POST from another
// site is refused.
func (o *Office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	o.guard.ServeHTTP(w, r)
}

func (o *Office) absent(w http.ResponseWriter, r *http.Request) {
	o.render(w, r, http.StatusNotFound, "absent.html", nil)
}

func (o *Office) broken(w http.ResponseWriter, r *http.Request, op string, err error) {
	if registry.CodeOf(err) == registry.NotFound {
		o.absent(w, r)
		return
	}
	o.Log.Error("office", "op", op, "err", err)
	o.render(w, r, http.StatusInternalServerError, "broken.html", nil)
}

// render writes a page whole or not at all.
func (o *Office) render(w http.ResponseWriter, _ *http.Request, status int, name string, data any) {
	var buf bytes.Buffer
	if err := o.page.ExecuteTemplate(&buf, name, data); err != nil {
		o.Log.Error("office", "op", "render", "page", name, "err", err)
		http.Error(w, "Máy chủ gặp lỗi, chưa hiện được trang. Thử lại sau.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = buf.WriteTo(w) // the asker is gone: nobody is left to tell
}
