package e2e

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ca"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/store"
	fieldsync "thamho.vn/internal/sync"
	"thamho.vn/internal/sync/wire"
)

// guarded is a province that speaks TLS by its own authority, with a clock.
type guarded struct {
	*house
	ca   *ca.Authority
	days atomic.Int64 // by which the province's clock went on
}

func (g *guarded) now() time.Time { return time.Now().AddDate(0, 0, int(g.days.Load())) }

func newGuarded(t *testing.T) *guarded {
	g := &guarded{house: &house{t: t, keys: newKeys(t), file: filepath.Join(t.TempDir(), "central.db"), scope: uuid.New(), hamlet: uuid.New()}}
	g.ca = must[*ca.Authority](t)(ca.New("thử", g.now()))
	g.central = must[*central.Central](t)(central.Open(context.Background(), central.Options{
		Path: g.file, Keys: g.keys, Now: g.now, Rand: rand.Reader, NewID: newID, Log: quiet,
	}))
	g.serve(g.ca)
	t.Cleanup(func() { g.close() })
	ok(t, g.central.CreateScope(t.Context(), wire.Scope{ID: g.scope, Kind: wire.ScopeHamlet, Unit: g.hamlet}))
	return g
}

// serve starts the province's server with an authority.
func (g *guarded) serve(a *ca.Authority) {
	g.http = overTLS(a, g.now, server.New(server.Options{
		Central: g.central, Log: quiet, Now: g.now, Version: "test", TLS: server.TLS{CA: a, Shown: a.Shown},
	}))
}

func overTLS(a *ca.Authority, now func() time.Time, h http.Handler) *httptest.Server {
	s := httptest.NewUnstartedServer(h)
	s.Listener = tls.NewListener(s.Listener, a.ServerConfig([]string{"127.0.0.1"}, now))
	s.Config.ErrorLog = slog.NewLogLogger(quiet.Handler(), slog.LevelError)
	s.Start()
	s.URL = "https://" + s.Listener.Addr().String()
	return s
}

// careful makes a laptop whose clock is off by some days and that speaks TLS.
func (g *guarded) careful(name string, days int) *laptop {
	l := g.blank(name)
	l.engine = fieldsync.New(fieldsync.Options{
		Laptop: l.store, HTTP: http.DefaultClient, Rand: rand.Reader, App: "test", Log: quiet,
		Now: func() time.Time { return time.Now().AddDate(0, 0, days) },
		Secure: func(c *tls.Config) *http.Client {
			return &http.Client{Transport: &http.Transport{TLSClientConfig: c, ForceAttemptHTTP2: true}}
		},
	})
	return l
}

func (g *guarded) code(name string) string {
	return must[string](g.t)(g.central.IssueCode(g.t.Context(), central.CodeSpec{
		User: uuid.New(), Name: name, Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: []uuid.UUID{g.scope},
	}, time.Minute))
}

func (g *guarded) enrolled(name string, days int) *laptop {
	l := g.careful(name, days)
	ok(g.t, l.engine.Enrol(g.t.Context(), g.http.URL, g.code(name), name))
	return l
}

func keyOf(err error) string {
	if e, ok := errors.AsType[*registry.Error](err); ok {
		return e.Key
	}
	return ""
}

func (l *laptop) trySync() error {
	_, err := l.engine.Sync(l.t.Context())
	return err
}

// Promise 11: only our server, only our devices.
func TestPromise11OnlyOurServer(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	l := g.enrolled("a", 0)
	l.child("Nguyễn Văn Bảo")
	l.sync()
	stranger := must[*ca.Authority](t)(ca.New("kẻ ở giữa", g.now()))
	var heard atomic.Int64
	between := overTLS(stranger, g.now, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		heard.Add(n + 1)
	}))
	defer between.Close()
	l.child("Trần Thị Hoa")
	ok(t, l.store.SetServerURL(t.Context(), between.URL))

	err := l.trySync()

	if keyOf(err) != "server_untrusted" || heard.Load() != 0 {
		t.Errorf("%v; the stranger heard %d", err, heard.Load())
	}
	ok(t, l.store.SetServerURL(t.Context(), g.http.URL))
	l.sync()
	g.equal(l)
}

// A man in the middle who passes the application on, or answers it himself,
// gets no device, and the code still serves the one it was made for.
func TestPromise11EnrolmentThroughAStranger(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	stranger := must[*ca.Authority](t)(ca.New("kẻ ở giữa", g.now()))
	target := must[*url.URL](t)(url.Parse(g.http.URL))
	relay := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
	}
	between := overTLS(stranger, g.now, relay)
	defer between.Close()
	code, l := g.code("a"), g.careful("a", 0)

	if err := l.engine.Enrol(t.Context(), between.URL, code, "a"); keyOf(err) != "server_untrusted" {
		t.Errorf("through a stranger: %v", err)
	}
	if enrolled := must[bool](t)(l.engine.Enrolled(t.Context())); enrolled {
		t.Error("the laptop believes the stranger")
	}
	ok(t, l.engine.Enrol(t.Context(), g.http.URL, code, "a"))
}

func TestPlainHTTPStaysOnThisMachine(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	l := g.careful("a", 0)
	for _, address := range []string{"http://tinh.example", "http://10.0.0.7:80", "ftp://127.0.0.1", "tinh.example"} {
		if err := l.engine.Enrol(t.Context(), address, "AAAA-BBBB-CCCC-DDDD", "a"); keyOf(err) != "server_plain" {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// A laptop's clock has no part in who is believed.
func TestAWrongClockLocksNobodyOut(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	for _, days := range []int{-9000, -600, 600, 9000} {
		l := g.enrolled("a", days)
		l.child("Nguyễn Văn Bảo")
		l.sync()
	}
}

// A laptop that lay in a drawer for a year still sends its work, and has a new
// certificate with which it may read again.
func TestAnExpiredCertificateRenewsItself(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	l, other := g.enrolled("a", 0), g.enrolled("b", 0)
	l.sync()
	first := must[ledger.Identity](t)(l.store.Identity(t.Context())).Cert
	l.child("Nguyễn Văn Bảo")

	g.days.Store(400)
	l.sync()

	g.equal(l)
	second := must[*x509.Certificate](t)(x509.ParseCertificate(must[ledger.Identity](t)(l.store.Identity(t.Context())).Cert))
	if string(second.Raw) == string(first) || second.NotAfter.Before(g.now()) {
		t.Error("the certificate was not renewed")
	}
	other.sync()
	g.equal(l, other)
	l.sync()
	if again := must[ledger.Identity](t)(l.store.Identity(t.Context())).Cert; string(again) != string(second.Raw) {
		t.Error("a fresh certificate was renewed")
	}
}

// The device's key alone is not enough on the province's line, and neither is
// another device's certificate.
func TestPromise11OnlyOurDevices(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	l, other := g.enrolled("a", 0), g.enrolled("b", 0)
	own := must[ledger.Identity](t)(l.store.Identity(t.Context()))
	theirs := must[ledger.Identity](t)(other.store.Identity(t.Context()))
	stranger := must[*ca.Authority](t)(ca.New("thử", g.now()))
	forged := must[[]byte](t)(stranger.Device(own.Device, own.SignKey.Public().(ed25519.PublicKey), g.now()))
	for name, cert := range map[string]tls.Certificate{
		"none":                {},
		"another device's":    {Certificate: [][]byte{theirs.Cert}, PrivateKey: theirs.SignKey},
		"another authority's": {Certificate: [][]byte{forged}, PrivateKey: own.SignKey},
	} {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{
			InsecureSkipVerify:   true,
			GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &cert, nil },
		}}}
		engine := fieldsync.New(fieldsync.Options{Laptop: l.store, HTTP: client, Now: time.Now, Rand: rand.Reader, App: "test", Log: quiet})
		if _, err := engine.Sync(t.Context()); keyOf(err) != "certificate" {
			t.Errorf("%s: %v", name, err)
		}
	}
	l.sync()
}

// The next authority is told to the laptops while the present one still
// certifies; then it takes over, and who heard of it notices nothing.
func TestOneAuthorityFollowsAnother(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	l, away := g.enrolled("a", 0), g.enrolled("b", 0)
	l.sync()
	away.sync()
	next := must[*ca.Authority](t)(ca.New("kế tiếp", g.now()))
	again := func(a *ca.Authority) {
		g.http.CloseClientConnections()
		g.http.Close()
		g.serve(a)
		for _, l := range []*laptop{l, away} {
			ok(t, l.store.SetServerURL(t.Context(), g.http.URL))
		}
	}

	g.ca.Believe(next.Certificate())
	again(g.ca)
	l.sync()
	next.Believe(g.ca.Certificate())
	again(next)
	l.child("Nguyễn Văn Bảo")
	l.sync()

	g.equal(l)
	own := must[*x509.Certificate](t)(x509.ParseCertificate(must[ledger.Identity](t)(l.store.Identity(t.Context())).Cert))
	if err := own.CheckSignatureFrom(next.Certificate()); err != nil {
		t.Errorf("the laptop's certificate is not by the new authority: %v", err)
	}
	if err := away.trySync(); keyOf(err) != "server_untrusted" {
		t.Errorf("one that never heard of the new authority: %v", err)
	}
}

var _ fieldsync.Laptop = (*store.Store)(nil)
