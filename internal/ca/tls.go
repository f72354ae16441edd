package ca

import (
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"time"
)

// ServerConfig is TLS as the server speaks it. Laptops are asked for their
// certificate and may come without one, to enrol; people's browsers have none.
// Who shows what is looked at with each request, since an expired certificate
// may still renew itself.
func (a *Authority) ServerConfig(names []string, now func() time.Time) *tls.Config {
	pool := x509.NewCertPool()
	for _, root := range a.Roots() {
		pool.AddCert(root)
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS13, NextProtos: []string{"h2", "http/1.1"},
		ClientAuth: tls.RequestClientCert, ClientCAs: pool,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return a.Server(names, now()) },
	}
}

// ClientConfig is TLS as an enrolled laptop speaks it: nothing is sent to a
// server that none of the roots certified. The server's name is not looked at:
// these roots certify one server only, which may move. floor returns a moment
// that is not after now.
func ClientConfig(roots Roots, cert []byte, key ed25519.PrivateKey, floor func() time.Time) *tls.Config {
	return &tls.Config{
		MinVersion:         tls.VersionTLS13,
		InsecureSkipVerify: true, // VerifyConnection does it, at another time and without the name
		VerifyConnection: func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 {
				return fmt.Errorf("no certificate: %w", ErrStranger)
			}
			return roots.Server(s.PeerCertificates[0], floor())
		},
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			if len(cert) == 0 {
				return &tls.Certificate{}, nil
			}
			return &tls.Certificate{Certificate: [][]byte{cert}, PrivateKey: key}, nil
		},
	}
}
