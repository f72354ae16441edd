package ca

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"sync"
	"time"

	"github.com/google/uuid"
)

// How long what is certified lives. An authority's successor is told to the
// laptops a year before it is needed; a device's certificate is renewed at the
// first exchange in its second half.
const (
	AuthorityLife = 10 * 365 * 24 * time.Hour
	ServerLife    = 90 * 24 * time.Hour
	DeviceLife    = 60 * 24 * time.Hour
	DeviceRenew   = DeviceLife / 2
	early         = 24 * time.Hour // a server's clock may be a little off, too
)

// Authority issues certificates. It is safe for concurrent use.
type Authority struct {
	cert   *x509.Certificate
	key    crypto.Signer
	others Roots // believed besides: the next or the last authority

	mu   sync.Mutex
	leaf *tls.Certificate // what the server shows now
}

// New makes an authority with a key of its own.
func New(name string, now time.Time) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader) // browsers know no Ed25519
	if err != nil {
		return nil, fmt.Errorf("make authority: %w", err)
	}
	template, err := newTemplate(name, now, AuthorityLife)
	if err != nil {
		return nil, err
	}
	template.IsCA, template.BasicConstraintsValid, template.MaxPathLenZero = true, true, true
	template.KeyUsage = x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("make authority: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	return &Authority{cert: cert, key: key}, err
}

func newTemplate(name string, now time.Time, life time.Duration) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, fmt.Errorf("draw serial: %w", err)
	}
	return &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name},
		NotBefore: now.Add(-early), NotAfter: now.Add(life), KeyUsage: x509.KeyUsageDigitalSignature,
	}, nil
}

const (
	pemCert = "CERTIFICATE"
	pemKey  = "PRIVATE KEY"
)

// Encode returns the authority's certificate and key as PEM.
func (a *Authority) Encode() (cert, key []byte, err error) {
	der, err := x509.MarshalPKCS8PrivateKey(a.key)
	if err != nil {
		return nil, nil, fmt.Errorf("encode authority: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemCert, Bytes: a.cert.Raw}), pem.EncodeToMemory(&pem.Block{Type: pemKey, Bytes: der}), nil
}

// Decode reads what Encode wrote.
func Decode(cert, key []byte) (*Authority, error) {
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("read authority: %w", err)
	}
	signer, ok := pair.PrivateKey.(crypto.Signer)
	if !ok || !pair.Leaf.IsCA {
		return nil, errors.New("read authority: not the certificate of an authority")
	}
	return &Authority{cert: pair.Leaf, key: signer}, nil
}

// DecodeRoot reads the certificate alone of an authority that is only believed.
func DecodeRoot(cert []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(cert)
	if block == nil || block.Type != pemCert {
		return nil, errors.New("read authority: no certificate")
	}
	roots, err := ParseRoots([][]byte{block.Bytes})
	if err != nil {
		return nil, err
	}
	return roots[0], nil
}

// Believe adds an authority that follows this one, or went before it.
func (a *Authority) Believe(root *x509.Certificate) { a.others = append(a.others, root) }

// Certificate returns the authority's own certificate.
func (a *Authority) Certificate() *x509.Certificate { return a.cert }

// Roots returns whom this province's server and laptops believe, the issuer
// first.
func (a *Authority) Roots() Roots { return append(Roots{a.cert}, a.others...) }

// Device certifies a device's key.
func (a *Authority) Device(id uuid.UUID, key ed25519.PublicKey, now time.Time) ([]byte, error) {
	template, err := newTemplate(id.String(), now, DeviceLife)
	if err != nil {
		return nil, err
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return a.issue(template, key)
}

// Renews tells whether a certificate of a device should be replaced: it is in
// its second half, or another authority gave it.
func (a *Authority) Renews(shown *x509.Certificate, now time.Time) bool {
	return shown.NotAfter.Sub(now) < DeviceRenew || shown.CheckSignatureFrom(a.cert) != nil
}

func (a *Authority) issue(template *x509.Certificate, key crypto.PublicKey) ([]byte, error) {
	if template.NotAfter.After(a.cert.NotAfter) {
		template.NotAfter = a.cert.NotAfter
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key, a.key)
	if err != nil {
		return nil, fmt.Errorf("certify %s: %w", template.Subject.CommonName, err)
	}
	return der, nil
}

// Server returns what the server shows: a certificate for these names and
// addresses, with a key of its own, made anew when a third of its life is left.
func (a *Authority) Server(names []string, now time.Time) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.leaf != nil && a.leaf.Leaf.NotAfter.Sub(now) > ServerLife/3 {
		return a.leaf, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make server key: %w", err)
	}
	template, err := newTemplate("Thăm Hộ", now, ServerLife)
	if err != nil {
		return nil, err
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else if name != "" {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := a.issue(template, key.Public())
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read server certificate: %w", err)
	}
	a.leaf = &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
	return a.leaf, nil
}

// Shown returns the certificate that the server shows at the moment, or nil
// before the first.
func (a *Authority) Shown() []byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.leaf == nil {
		return nil
	}
	return a.leaf.Leaf.Raw
}
