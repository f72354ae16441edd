package ca_test

import (
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ca"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func authority(t *testing.T, now time.Time) *ca.Authority {
	return must[*ca.Authority](t)(ca.New("Tỉnh thử", now))
}

func parse(t *testing.T, der []byte) *x509.Certificate {
	return must[*x509.Certificate](t)(x509.ParseCertificate(der))
}

func shown(t *testing.T, a *ca.Authority, now time.Time) *x509.Certificate {
	return must[*tls.Certificate](t)(a.Server([]string{"127.0.0.1", "tinh.example"}, now)).Leaf
}

func TestAServerIsCheckedAtTheEarliestMomentThatCanBeNow(t *testing.T) {
	t.Parallel()
	a := authority(t, noon)
	leaf := shown(t, a, noon)
	for name, c := range map[string]struct {
		floor time.Time
		good  bool
	}{
		"now":                                 {noon, true},
		"a laptop that last heard a year ago": {noon.AddDate(-1, 0, 0), true},
		"a laptop that never heard":           {time.Time{}, true},
		"the last day":                        {leaf.NotAfter, true},
		"it had ended by then":                {leaf.NotAfter.Add(time.Second), false},
	} {
		if err := a.Roots().Server(leaf, c.floor); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOnlyTheProvincesOwnServer(t *testing.T) {
	t.Parallel()
	a, other := authority(t, noon), authority(t, noon)
	_, key, _ := ed25519.GenerateKey(nil)
	device := parse(t, must[[]byte](t)(a.Device(uuid.New(), key.Public().(ed25519.PublicKey), noon)))

	if err := a.Roots().Server(shown(t, other, noon), noon); !errors.Is(err, ca.ErrStranger) {
		t.Errorf("another authority's server: %v", err)
	}
	if err := a.Roots().Server(device, noon); !errors.Is(err, ca.ErrStranger) {
		t.Errorf("a laptop that poses as the server: %v", err)
	}
	if err := (ca.Roots{}).Server(shown(t, a, noon), noon); !errors.Is(err, ca.ErrStranger) {
		t.Errorf("without an authority: %v", err)
	}
}

func TestADevicesCertificate(t *testing.T) {
	t.Parallel()
	a, other := authority(t, noon), authority(t, noon)
	public, _, _ := ed25519.GenerateKey(nil)
	id := uuid.New()
	cert := parse(t, must[[]byte](t)(a.Device(id, public, noon)))

	got, key, expired, err := a.Roots().Device(cert, noon)
	if err != nil || got != id || !key.Equal(public) || expired {
		t.Errorf("%s %v %v", got, expired, err)
	}
	if _, _, expired, err := a.Roots().Device(cert, noon.AddDate(1, 0, 0)); err != nil || !expired {
		t.Errorf("a year later: expired %v, %v", expired, err)
	}
	if _, _, _, err := other.Roots().Device(cert, noon); !errors.Is(err, ca.ErrStranger) {
		t.Errorf("another province: %v", err)
	}
	if _, _, _, err := a.Roots().Device(shown(t, a, noon), noon); !errors.Is(err, ca.ErrStranger) {
		t.Errorf("a server that poses as a laptop: %v", err)
	}
}

func TestRenewal(t *testing.T) {
	t.Parallel()
	a, next := authority(t, noon), authority(t, noon)
	public, _, _ := ed25519.GenerateKey(nil)
	cert := parse(t, must[[]byte](t)(a.Device(uuid.New(), public, noon)))
	for name, c := range map[string]struct {
		by   *ca.Authority
		at   time.Time
		want bool
	}{
		"fresh":             {a, noon, false},
		"first half":        {a, noon.Add(ca.DeviceLife/2 - time.Hour), false},
		"second half":       {a, noon.Add(ca.DeviceLife/2 + time.Hour), true},
		"expired":           {a, noon.AddDate(1, 0, 0), true},
		"another authority": {next, noon, true},
	} {
		if got := c.by.Renews(cert, c.at); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	first := shown(t, a, noon)
	if again := shown(t, a, noon.Add(ca.ServerLife/2)); !again.Equal(first) {
		t.Error("the server's certificate was renewed too early")
	}
	if again := shown(t, a, noon.Add(ca.ServerLife*3/4)); again.Equal(first) {
		t.Error("the server's certificate was not renewed")
	}
}

// While one authority follows another, what either certified is believed.
func TestOverlapOfTwoAuthorities(t *testing.T) {
	t.Parallel()
	old, next := authority(t, noon.AddDate(-9, 0, 0)), authority(t, noon)
	old.Believe(next.Certificate())

	roots := must[ca.Roots](t)(ca.ParseRoots(old.Roots().DER()))
	for _, a := range []*ca.Authority{old, next} {
		if err := roots.Server(shown(t, a, noon), noon); err != nil {
			t.Error(err)
		}
	}
	if err := (ca.Roots{next.Certificate()}).Server(shown(t, old, noon), noon); err == nil {
		t.Error("the old authority is believed after the overlap")
	}
}

func TestAnAuthorityIsKeptAndRead(t *testing.T) {
	t.Parallel()
	a := authority(t, noon)
	certPEM, keyPEM, err := a.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again := must[*ca.Authority](t)(ca.Decode(certPEM, keyPEM))
	if err := a.Roots().Server(shown(t, again, noon), noon); err != nil {
		t.Error(err)
	}
	other, _, err := authority(t, noon).Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ca.Decode(other, keyPEM); err == nil {
		t.Error("a key of another certificate is taken")
	}
}

// Two ends that speak TLS: what each of them accepts.
func TestTheHandshake(t *testing.T) {
	t.Parallel()
	a, stranger := authority(t, noon), authority(t, noon)
	public, key, _ := ed25519.GenerateKey(nil)
	id := uuid.New()
	cert := must[[]byte](t)(a.Device(id, public, noon))
	floor := func() time.Time { return noon }
	for name, c := range map[string]struct {
		server *ca.Authority
		good   bool
	}{"our server": {a, true}, "a man in the middle": {stranger, false}} {
		t.Run(name, func(t *testing.T) {
			near, far := net.Pipe()
			server := tls.Server(far, c.server.ServerConfig([]string{"127.0.0.1"}, floor))
			seen := make(chan *x509.Certificate, 1)
			go func() {
				defer far.Close()
				if server.Handshake() == nil && len(server.ConnectionState().PeerCertificates) > 0 {
					seen <- server.ConnectionState().PeerCertificates[0]
				}
				close(seen)
				_, _ = io.Copy(io.Discard, far)
			}()
			client := tls.Client(near, ca.ClientConfig(a.Roots(), cert, key, floor))
			err := client.Handshake()
			if (err == nil) != c.good || err != nil && !errors.Is(err, ca.ErrStranger) {
				t.Fatalf("handshake: %v", err)
			}
			if err == nil && client.ConnectionState().Version != tls.VersionTLS13 {
				t.Error("not TLS 1.3")
			}
			_ = near.Close()
			if got := <-seen; c.good && (got == nil || got.Subject.CommonName != id.String()) {
				t.Errorf("the server saw %v", got)
			} else if !c.good && got != nil {
				t.Error("a stranger was shown the laptop's certificate") // TLS 1.3 asks after the server proved itself
			}
		})
	}
}
