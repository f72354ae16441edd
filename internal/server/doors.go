package server

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"thamho.vn/internal/ca"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// TLS is how this server is reached.
type TLS struct {
	// CA certifies the devices; nil when the server has no authority of its own.
	CA *ca.Authority
	// Shown returns the certificate, in DER, that the server shows; nil when it
	// is reached without TLS, or through a proxy that speaks it.
	Shown func() []byte
}

// errStranger is the answer to an application that was made to another server
// and came here: somebody stands in between.
var errStranger = &registry.Error{Code: registry.Denied, Key: "server_untrusted", Err: errors.New("application made over another line")}

// checkLine refuses an application that was not made to this server itself.
func (s *Server) checkLine(req wire.EnrolRequest) error {
	if s.TLS.Shown != nil {
		if req.Line != ledger.Sum(s.TLS.Shown()) {
			return errStranger
		}
		return nil
	}
	if req.Line != (ledger.Hash{}) && !req.Vouched {
		return errStranger
	}
	return nil
}

// checkCertificate makes a device show its certificate on a TLS line of the
// province's own authority. With an expired one it may still say hello, which
// renews it, and push.
func (s *Server) checkCertificate(r *http.Request, who asker) (*x509.Certificate, error) {
	if s.TLS.CA == nil || r.TLS == nil {
		return nil, nil
	}
	if len(r.TLS.PeerCertificates) == 0 {
		return nil, badCertificate(errors.New("none shown"))
	}
	shown := r.TLS.PeerCertificates[0]
	id, key, expired, err := s.TLS.CA.Roots().Device(shown, s.Now())
	switch {
	case err != nil:
		return nil, badCertificate(err)
	case id != who.device || !key.Equal(who.key.Ed25519()):
		return nil, badCertificate(fmt.Errorf("that of device %s", id))
	case expired && r.URL.Path != wire.PathHello && r.URL.Path != wire.PathPush:
		return nil, badCertificate(errors.New("expired"))
	}
	return shown, nil
}

func badCertificate(err error) error {
	return &registry.Error{Code: registry.Denied, Key: "certificate", Err: err}
}

// certify returns what a device needs for TLS from now on; nothing when this
// server has no authority, or the device already holds it.
func (s *Server) certify(who asker, known ledger.Hash) (*wire.TLS, error) {
	if s.TLS.CA == nil {
		return nil, nil
	}
	roots := s.TLS.CA.Roots()
	if who.cert != nil && !s.TLS.CA.Renews(who.cert, s.Now()) {
		if known == wire.TLSHash(roots.DER(), who.cert.Raw) {
			return nil, nil
		}
		return newTLS(who.device, roots, who.cert.Raw), nil // another authority is believed now
	}
	cert, err := s.TLS.CA.Device(who.device, who.key.Ed25519(), s.Now())
	if err != nil {
		return nil, err
	}
	return newTLS(who.device, roots, cert), nil
}

func newTLS(device uuid.UUID, roots ca.Roots, cert []byte) *wire.TLS {
	out := &wire.TLS{Device: device, Cert: cert}
	for _, der := range roots.DER() {
		out.Authorities = append(out.Authorities, der)
	}
	return out
}
