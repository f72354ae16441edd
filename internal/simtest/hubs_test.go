package simtest

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"net/http"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/hub"
)

// viaHub lets a laptop exchange with the officer's as its hub, on a network that
// is as bad as the other one. A stolen laptop is not known there.
func (w *world) viaHub(ctx context.Context, l *laptop) error {
	if l == w.officer() || l.wiped(ctx) {
		return nil
	}
	h, err := hub.New(ctx, w.officer().store, w.officer().now(), rand.Reader, quiet)
	if err != nil {
		return err
	}
	_, err = hub.Exchange(ctx, hub.Options{
		Laptop: l.store, Now: l.now, Rand: rand.Reader,
		Secure: func(config *tls.Config) *http.Client {
			return &http.Client{Transport: &lan{line: line{laptop: l, answers: func() http.Handler { return h.Handler }}, hub: h, config: config}}
		},
	}, "hub")
	switch registry.CodeOf(err) {
	case registry.Offline, registry.Denied: // cut, or what the hub holds does not follow
		err = nil
	}
	if err != nil {
		return err
	}
	return w.onward(ctx, l)
}

// lan is the way to a hub. What a handshake would show and check is shown and
// checked at each question; nothing is encrypted.
type lan struct {
	line
	hub    *hub.Server
	config *tls.Config
}

// RoundTrip implements http.RoundTripper.
func (n *lan) RoundTrip(r *http.Request) (*http.Response, error) {
	hers, err := shown(n.hub.TLS)
	if err != nil {
		return nil, err
	}
	if n.peer, err = shown(n.config); err != nil {
		return nil, err
	}
	if err := n.config.VerifyConnection(*hers); err != nil {
		return nil, err
	}
	if err := n.hub.TLS.VerifyConnection(*n.peer); err != nil {
		return nil, err
	}
	return n.line.RoundTrip(r)
}

// shown is what an end shows of itself.
func shown(config *tls.Config) (*tls.ConnectionState, error) {
	cert, err := x509.ParseCertificate(config.Certificates[0].Certificate[0])
	return &tls.ConnectionState{PeerCertificates: []*x509.Certificate{cert}}, err
}

// nothingSpooled: what lies at the hub is not sent on for ever.
func (w *world) nothingSpooled(ctx context.Context) error {
	for i, l := range w.laptops {
		if l.revoked {
			continue
		}
		entries, err := l.store.Spooled(ctx, 1<<20)
		if err != nil {
			return err
		}
		if len(entries) > 0 {
			w.dumpAlone(ctx)
			return violation("laptop %d sends on %d blocks of others for ever", i, len(entries))
		}
	}
	return nil
}
