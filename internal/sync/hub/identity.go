package hub

import (
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/wire"
)

// proofID is the extension of a certificate that says whose it is. It lies below
// the number that RFC 4122 UUIDs have as OIDs (2.25), drawn once.
var proofID = asn1.ObjectIdentifier{2, 25, 1713358117, 3, 1}

// proof says whose a certificate is: the device key signs the certificate's key.
type proof struct {
	Sign   ledger.PublicKey     `json:"sign"`
	Sig    ledger.Signature     `json:"sig"`
	Grants []ledger.SignedGrant `json:"grants"`
}

// maxProof bounds the extension.
const maxProof = 256 << 10

// certificateLife is how long a certificate may be used, both ways from its
// making: the clocks of laptops are off.
const certificateLife = 24 * time.Hour

// NewCertificate makes the certificate that a device shows for a day, with a new
// key.
func NewCertificate(id ledger.Identity, grants []ledger.SignedGrant, now time.Time, rand io.Reader) (tls.Certificate, error) {
	public, key, err := ed25519.GenerateKey(rand)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("draw key: %w", err)
	}
	own := id.SignKey.Public().(ed25519.PublicKey)
	raw, err := json.Marshal(proof{Sign: ledger.PublicKey(own), Sig: ledger.Sign(id.SignKey, ledger.ForHub, public), Grants: grants})
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "thamho"},
		NotBefore: now.Add(-certificateLife), NotAfter: now.Add(certificateLife), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtraExtensions: []pkix.Extension{{Id: proofID, Value: raw}},
	}
	der, err := x509.CreateCertificate(rand, template, template, public, key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make certificate: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// Peer is who is at the other end.
type Peer struct {
	Device uuid.UUID
	Sign   ledger.PublicKey
	Name   string
	Grants map[uuid.UUID]ledger.Grant // by id; each signed by a server of ours
}

// May tells whether the peer shows a grant for a scope.
func (p Peer) May(scope uuid.UUID) bool {
	for _, g := range p.Grants {
		if g.Scope == scope {
			return true
		}
	}
	return false
}

// Fingerprint is the peer's key as it is compared by eye.
func (p Peer) Fingerprint() string { return Fingerprint(p.Sign) }

// Fingerprint writes 80 bits of a device's key as four groups of four letters.
func Fingerprint(sign ledger.PublicKey) string {
	sum := ledger.Sum([]byte("thamho fingerprint\n"), sign[:])
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:10])
	return strings.Join([]string{text[:4], text[4:8], text[8:12], text[12:]}, "-")
}

// SameFingerprint compares what somebody typed, however it is spaced.
func SameFingerprint(typed, shown string) bool {
	plain := func(s string) string {
		return strings.NewReplacer(" ", "", "-", "", "0", "O", "1", "I").Replace(strings.ToUpper(s))
	}
	return typed != "" && plain(typed) == plain(shown)
}

// PeerOf reads and checks the certificate that somebody showed: its key is the
// device's, and the device has grants of our province. One without any grant is
// nobody.
func PeerOf(trust *ledger.Trust, state tls.ConnectionState) (p Peer, err error) {
	if len(state.PeerCertificates) != 1 {
		return p, errors.New("no certificate")
	}
	cert := state.PeerCertificates[0]
	key, ok := cert.PublicKey.(ed25519.PublicKey)
	if !ok {
		return p, errors.New("certificate with another kind of key")
	}
	shown, err := proofIn(cert)
	if err != nil {
		return p, err
	}
	if err := ledger.Check(shown.Sign, ledger.ForHub, key, shown.Sig); err != nil {
		return p, err
	}
	p = Peer{Sign: shown.Sign, Grants: map[uuid.UUID]ledger.Grant{}}
	for _, g := range shown.Grants {
		if trust.CheckGrant(g) != nil || g.Doc.Sign != shown.Sign {
			continue
		}
		p.Device, p.Name = g.Doc.Device, g.Doc.Name
		p.Grants[g.Doc.ID] = g.Doc
	}
	if len(p.Grants) == 0 {
		return p, errors.New("no grant of this province")
	}
	return p, nil
}

func proofIn(cert *x509.Certificate) (shown proof, err error) {
	for _, e := range cert.Extensions {
		if !e.Id.Equal(proofID) {
			continue
		}
		if len(e.Value) > maxProof {
			return shown, errors.New("certificate is too large")
		}
		if err := json.Unmarshal(e.Value, &shown); err != nil || len(shown.Grants) > wire.MaxGrants {
			return shown, errors.Join(errors.New("certificate says nothing readable"), err)
		}
		return shown, nil
	}
	return shown, errors.New("certificate of no device")
}
