package ca

import (
	"crypto/ed25519"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// ErrStranger says that a certificate was not given by the province.
var ErrStranger = errors.New("certificate of a stranger")

// Roots are the authorities that are believed: the present one, and while one
// follows the other the next or the last.
type Roots []*x509.Certificate

// ParseRoots reads certificates in DER.
func ParseRoots(ders [][]byte) (Roots, error) {
	roots := make(Roots, 0, len(ders))
	for _, der := range ders {
		root, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("authority: %w", err)
		}
		if !root.IsCA {
			return nil, fmt.Errorf("authority %s: %w", root.Subject.CommonName, ErrStranger)
		}
		roots = append(roots, root)
	}
	return roots, nil
}

// DER returns the certificates as they travel.
func (r Roots) DER() [][]byte {
	out := make([][]byte, len(r))
	for i, root := range r {
		out[i] = root.Raw
	}
	return out
}

// Server checks what a server shows, at a moment that is not after now: a
// laptop's own clock is not asked. A certificate that began later is good, one
// that had ended by then is not.
func (r Roots) Server(shown *x509.Certificate, notAfterNow time.Time) error {
	return r.check(shown, x509.ExtKeyUsageServerAuth, notAfterNow)
}

// Device checks what a laptop shows and returns which device it is. An expired
// certificate is told apart: it may still be renewed with.
func (r Roots) Device(shown *x509.Certificate, now time.Time) (id uuid.UUID, key ed25519.PublicKey, expired bool, err error) {
	at := now
	if expired = now.After(shown.NotAfter); expired {
		at = shown.NotAfter
	}
	if err := r.check(shown, x509.ExtKeyUsageClientAuth, at); err != nil {
		return uuid.Nil, nil, false, err
	}
	key, ok := shown.PublicKey.(ed25519.PublicKey)
	if !ok {
		return uuid.Nil, nil, false, fmt.Errorf("key of another kind: %w", ErrStranger)
	}
	if id, err = uuid.Parse(shown.Subject.CommonName); err != nil {
		return uuid.Nil, nil, false, fmt.Errorf("%q: %w", shown.Subject.CommonName, ErrStranger)
	}
	return id, key, expired, nil
}

func (r Roots) check(shown *x509.Certificate, use x509.ExtKeyUsage, at time.Time) error {
	cause := errors.New("no authority")
	for _, root := range r {
		pool := x509.NewCertPool()
		pool.AddCert(root)
		_, err := shown.Verify(x509.VerifyOptions{
			Roots: pool, KeyUsages: []x509.ExtKeyUsage{use}, CurrentTime: latest(at, shown.NotBefore, root.NotBefore),
		})
		if err == nil {
			return nil
		}
		cause = err
	}
	return fmt.Errorf("%w: %w", ErrStranger, cause)
}

func latest(at time.Time, others ...time.Time) time.Time {
	for _, t := range others {
		if t.After(at) {
			at = t
		}
	}
	return at
}
