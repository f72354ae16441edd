package sync

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"thamho.vn/internal/ca"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// way is how an enrolled laptop reaches its server: the client is made anew
// when the certificates change.
type way struct {
	http *http.Client
	pins ledger.Hash
}

// open returns the client for the laptop's server. With the province's own
// authorities nothing is sent to anybody whom they did not certify; without, a
// public authority has to vouch for the server. Plain HTTP stays on this machine.
func (e *Engine) open(id ledger.Identity) (*http.Client, error) {
	if e.Secure == nil {
		return e.HTTP, nil
	}
	at, err := address(id.ServerURL)
	if err != nil {
		return nil, err
	}
	if at.Scheme == "http" || len(id.Authorities) == 0 {
		return e.HTTP, nil
	}
	pins := wire.TLSHash(id.Authorities, id.Cert)
	if e.way.http != nil && e.way.pins == pins {
		return e.way.http, nil
	}
	roots, err := ca.ParseRoots(id.Authorities)
	if err != nil {
		return nil, err
	}
	e.closeWay()
	e.way = way{e.Secure(ca.ClientConfig(roots, id.Cert, id.SignKey, e.floor)), pins}
	return e.way.http, nil
}

func (e *Engine) closeWay() {
	if e.way.http != nil {
		e.way.http.CloseIdleConnections()
	}
	e.way = way{}
}

// floor is a moment that is not after now, whatever this laptop's clock says:
// the latest that the server signed, or when the program was built.
func (e *Engine) floor() time.Time {
	heard := time.UnixMilli(e.heard.Load())
	if e.Built.After(heard) {
		return e.Built
	}
	return heard
}

// address reads a server's address. Beyond this machine it must be https.
func address(text string) (*url.URL, error) {
	at, err := url.Parse(text)
	if err != nil {
		return nil, offline(err)
	}
	if at.Scheme == "https" || at.Scheme == "http" && ownMachine(at.Hostname()) {
		return at, nil
	}
	return nil, &registry.Error{Code: registry.Invalid, Key: "server_plain", Err: fmt.Errorf("scheme %q", at.Scheme)}
}

func ownMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// approach is how a laptop that knows nobody yet speaks with a server: it looks
// at the certificate that is shown, says in its application whom it saw, and
// sends that to the same one only.
type approach struct {
	http    *http.Client
	shown   *x509.Certificate
	vouched bool
}

// line is what the application says of the way.
func (a approach) line() ledger.Hash {
	if a.shown == nil {
		return ledger.Hash{}
	}
	return ledger.Sum(a.shown.Raw)
}

func (e *Engine) approach(ctx context.Context, serverURL string) (approach, error) {
	if e.Secure == nil {
		return approach{http: e.HTTP}, nil
	}
	at, err := address(serverURL)
	if err != nil {
		return approach{}, err
	}
	if at.Scheme == "http" {
		return approach{http: e.HTTP}, nil
	}
	chain, err := e.look(ctx, at)
	if err != nil {
		return approach{}, err
	}
	same := func(s tls.ConnectionState) error {
		if len(s.PeerCertificates) == 0 || !bytes.Equal(s.PeerCertificates[0].Raw, chain[0].Raw) {
			return fmt.Errorf("another certificate than before: %w", ca.ErrStranger)
		}
		return nil
	}
	return approach{e.Secure(unchecked(same)), chain[0], vouchedFor(at.Hostname(), chain)}, nil
}

// unchecked is TLS whose other end is judged by check alone.
func unchecked(check func(tls.ConnectionState) error) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: true, VerifyConnection: check}
}

// look asks for nothing, to see the certificates that are shown.
func (e *Engine) look(ctx context.Context, at *url.URL) ([]*x509.Certificate, error) {
	client := e.Secure(unchecked(nil))
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, at.JoinPath("/healthz").String(), http.NoBody)
	if err != nil {
		return nil, offline(err)
	}
	res, err := client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, offline(err)
	}
	defer res.Body.Close()
	if res.TLS == nil || len(res.TLS.PeerCertificates) == 0 {
		return nil, untrusted(errors.New("no certificate"))
	}
	return res.TLS.PeerCertificates, nil
}

// vouchedFor tells whether a public authority certified a name.
func vouchedFor(host string, chain []*x509.Certificate) bool {
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{DNSName: host, Intermediates: between})
	return err == nil
}

// pin takes over who certifies the server, and this device's certificate, as a
// server that we believe sent them.
func pin(id *ledger.Identity, sent wire.TLS) error {
	ders := make([][]byte, len(sent.Authorities))
	for i, der := range sent.Authorities {
		ders[i] = der
	}
	roots, err := ca.ParseRoots(ders)
	if err != nil {
		return err
	}
	own, err := x509.ParseCertificate(sent.Cert)
	if err != nil {
		return fmt.Errorf("own certificate: %w", err)
	}
	device, key, _, err := roots.Device(own, own.NotBefore)
	if err != nil {
		return err
	}
	if device != id.Device || !key.Equal(id.SignKey.Public()) || sent.Device != id.Device {
		return errors.New("certificate of another device")
	}
	id.Authorities, id.Cert = ders, sent.Cert
	return nil
}

// repin keeps certificates that a hello brought; the next request shows them.
func (e *Engine) repin(ctx context.Context, sent *wire.TLS) error {
	if sent == nil {
		return nil
	}
	id, err := e.Laptop.Identity(ctx)
	if err != nil {
		return err
	}
	if err := pin(&id, *sent); err != nil {
		return untrusted(err)
	}
	if err := e.Laptop.SetTLS(ctx, id.Authorities, id.Cert); err != nil {
		return err
	}
	e.client.http, err = e.open(id)
	return err
}
