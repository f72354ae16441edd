package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/hub"
	"thamho.vn/internal/sync/wire"
)

// beHub makes a laptop the hub of its commune and returns where it listens.
func (l *laptop) beHub() (address, fingerprint string) {
	l.t.Helper()
	s := must[*hub.Server](l.t)(hub.Open(context.Background(), l.store, "127.0.0.1:0", time.Now(), rand.Reader, quiet))
	l.t.Cleanup(func() { _ = s.Close() })
	return s.Addr().String(), s.Fingerprint
}

// via exchanges with a hub.
func (l *laptop) via(address, fingerprint string) (hub.Report, error) {
	return hub.Exchange(l.t.Context(), hub.Options{Laptop: l.store, Now: time.Now, Rand: rand.Reader, Fingerprint: fingerprint}, address)
}

func (l *laptop) knows(child uuid.UUID) bool {
	_, err := l.store.Person(l.t.Context(), child)
	return err == nil
}

// A laptop that reaches no server gives its work to the office's laptop, which
// sends it on; the answer comes back the same way.
func TestAHubStoresAndForwards(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, officer, b := h.laptop("a", ledger.RankHamlet), h.laptop("officer", ledger.RankCommune), h.laptop("b", ledger.RankHamlet)
	for _, l := range []*laptop{a, officer, b} {
		l.sync()
	}
	child := a.child("Nguyễn Văn Bảo")
	address, _ := officer.beHub()

	report := must[hub.Report](t)(a.via(address, ""))

	if report.Sent != 1 || report.Hub != "officer" {
		t.Errorf("reported %+v", report)
	}
	if a.pending() == 0 || len(must[[]ledger.Hash](t)(blocksOf(a))) == 0 {
		t.Error("the hub's answer freed something")
	}
	if r := a.person(child).Receipt; r != registry.AtCommune {
		t.Errorf("the receipt is %d, want «xã đã nhận»", r)
	}
	if officer.knows(child) {
		t.Error("what lies in the spool is in the hub's register")
	}
	_ = must[hub.Report](t)(a.via(address, "")) // twice is once

	officer.sync()
	b.sync()

	if !officer.knows(child) || !b.knows(child) {
		t.Error("the child did not go on")
	}
	report = must[hub.Report](t)(a.via(address, ""))
	if report.Received == 0 || a.pending() != 0 {
		t.Errorf("the province's answer did not come down: %+v, %d wait", report, a.pending())
	}
	if r := a.person(child).Receipt; r != registry.AtProvince {
		t.Errorf("the receipt is %d, want «tỉnh đã nhận»", r)
	}
	if n := len(must[[]ledger.Entry](t)(officer.store.Spooled(t.Context(), 1<<20))); n != 0 {
		t.Errorf("%d blocks would be sent on again", n)
	}
	h.equal(a, officer, b)
}

// A change after the hub's receipt is on this laptop only; the receipt never says
// more than is so.
func TestAHubsReceiptIsOfWhatItHas(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, officer := h.laptop("a", ledger.RankHamlet), h.laptop("officer", ledger.RankCommune)
	a.sync()
	officer.sync()
	child := a.child("Nguyễn Văn Bảo")
	address, _ := officer.beHub()
	_ = must[hub.Report](t)(a.via(address, ""))
	a.rename(child, "Nguyễn Văn Báo")
	if r := a.person(child).Receipt; r != registry.OnLaptop {
		t.Errorf("the receipt is %d, want «trên máy này»", r)
	}
}

func TestARevokedLaptopsWorkComesThroughAHubIntoQuarantine(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, officer, b := h.laptop("a", ledger.RankHamlet), h.laptop("officer", ledger.RankCommune), h.laptop("b", ledger.RankHamlet)
	for _, l := range []*laptop{a, officer, b} {
		l.sync()
	}
	child := a.child("Nguyễn Văn Bảo")
	stream := must[uuid.UUID](t)(a.store.OwnStream(t.Context(), h.scope))
	ok(t, h.central.Revoke(t.Context(), must[ledger.Identity](t)(a.store.Identity(t.Context())).Device))
	address, _ := officer.beHub()
	_ = must[hub.Report](t)(a.via(address, ""))

	officer.sync()
	b.sync()

	if officer.knows(child) || b.knows(child) {
		t.Error("a revoked laptop's work is in a register")
	}
	id := must[ledger.Identity](t)(officer.store.Identity(t.Context()))
	hello := must[wire.HelloResponse](t)(h.central.Hello(t.Context(), id.Device, wire.HelloRequest{
		Oldest: wire.Oldest, Protocol: wire.Protocol, Store: uuid.New(), Want: []uuid.UUID{h.scope},
	}))
	kept := false
	for _, v := range hello.Vectors {
		kept = kept || v.Stream == stream && len(v.Quarantined) == 1
	}
	if !kept {
		t.Errorf("it does not wait in quarantine: %+v", hello.Vectors)
	}
	if n := len(must[[]ledger.Entry](t)(officer.store.Spooled(t.Context(), 1<<20))); n != 0 {
		t.Errorf("%d blocks would be sent on for ever", n)
	}
	h.equal(officer, b)
}

// elsewhere makes a laptop of another hamlet of the same province.
func (h *house) elsewhere(name string) *laptop {
	other := uuid.New()
	ok(h.t, h.central.CreateScope(h.t.Context(), wire.Scope{ID: other, Kind: wire.ScopeHamlet, Unit: uuid.New()}))
	l := h.blank(name)
	code := must[string](h.t)(h.central.IssueCode(h.t.Context(), central.CodeSpec{
		User: uuid.New(), Name: name, Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: []uuid.UUID{other},
	}, time.Minute))
	ok(h.t, l.engine.Enrol(h.t.Context(), h.http.URL, code, name))
	l.sync()
	return l
}

func TestAHubKnowsWhoComesAndIsKnown(t *testing.T) {
	t.Parallel()
	h, abroad := newHouse(t), newHouse(t)
	officer, a := h.laptop("officer", ledger.RankCommune), h.laptop("a", ledger.RankHamlet)
	officer.sync()
	officer.child("Nguyễn Văn Bảo")
	officer.sync()
	a.sync()
	address, fingerprint := officer.beHub()
	stranger, foreigner := h.elsewhere("stranger"), abroad.laptop("foreigner", ledger.RankHamlet)
	foreigner.sync()
	before := must[ledger.Hash](t)(stranger.store.Fingerprint(t.Context(), h.scope))

	if _, err := stranger.via(address, ""); registry.KeyOf(err) != "hub_untrusted" {
		t.Errorf("a hub without a grant in a scope of ours was believed: %v", err)
	}
	if _, err := stranger.via(address, "AAAA-AAAA-AAAA-AAAA"); registry.KeyOf(err) != "hub_untrusted" {
		t.Errorf("another fingerprint was believed: %v", err)
	}
	report := must[hub.Report](t)(stranger.via(address, fingerprint))
	if report.Received != 0 {
		t.Errorf("%d frames of another hamlet came down", report.Received)
	}
	if after := must[ledger.Hash](t)(stranger.store.Fingerprint(t.Context(), h.scope)); after != before {
		t.Error("a laptop of another hamlet holds records of this one")
	}
	for _, typed := range []string{"", fingerprint} {
		if _, err := foreigner.via(address, typed); registry.CodeOf(err) != registry.Denied && registry.CodeOf(err) != registry.Offline {
			t.Errorf("a laptop of another province came in: %v", err)
		}
	}
	if _, err := a.via("127.0.0.1:1", ""); registry.KeyOf(err) != "hub_silent" {
		t.Errorf("nobody there: %v", err)
	}
}

// browser asks a hub as anybody on the network could, with the certificate of a
// laptop, or of nobody.
func browser(t *testing.T, address string, cert *tls.Certificate, method, path string, body []byte) (int, string) {
	t.Helper()
	config := &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13}
	if cert != nil {
		config.Certificates = []tls.Certificate{*cert}
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: config}}
	defer client.CloseIdleConnections()
	req := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), method, "https://"+address+path, bytes.NewReader(body)))
	res, err := client.Do(req)
	if err != nil {
		return 0, ""
	}
	defer res.Body.Close()
	return res.StatusCode, string(must[[]byte](t)(io.ReadAll(res.Body)))
}

func TestHostileGuestsOfAHub(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	officer, a, b := h.laptop("officer", ledger.RankCommune), h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	for _, l := range []*laptop{officer, a, b} {
		l.sync()
	}
	address, _ := officer.beHub()
	id := must[ledger.Identity](t)(a.store.Identity(t.Context()))
	cert := must[tls.Certificate](t)(hub.NewCertificate(id, must[[]ledger.SignedGrant](t)(a.store.OwnGrants(t.Context())), time.Now(), rand.Reader))
	// Somebody who shows the grants of another with a key of his own.
	thief := id
	thief.SignKey = h.keys.Sign
	stolen := must[tls.Certificate](t)(hub.NewCertificate(thief, must[[]ledger.SignedGrant](t)(a.store.OwnGrants(t.Context())), time.Now(), rand.Reader))
	stranger := h.elsewhere("stranger")
	strange := must[tls.Certificate](t)(hub.NewCertificate(must[ledger.Identity](t)(stranger.store.Identity(t.Context())),
		must[[]ledger.SignedGrant](t)(stranger.store.OwnGrants(t.Context())), time.Now(), rand.Reader))
	server, epoch, err := officer.store.ServerSeen(t.Context())
	ok(t, err)
	frames := "/hub/v1/pull?after=0&server=" + server.String() + "&epoch=" + epoch.String() + "&scope=" + h.scope.String()
	if status, body := browser(t, address, &cert, http.MethodGet, frames, nil); status != http.StatusOK || len(body) == 0 {
		t.Errorf("a laptop of the hamlet: %d, %d bytes", status, len(body))
	}
	if status, _ := browser(t, address, &strange, http.MethodGet, frames, nil); status != http.StatusNotFound {
		t.Errorf("a laptop of another hamlet: %d", status)
	}
	if status, body := browser(t, address, &strange, http.MethodGet, "/hub/v1/state", nil); status != http.StatusOK || strings.Contains(body, h.scope.String()) {
		t.Errorf("a laptop of another hamlet is told %d %s", status, body)
	}
	for name, c := range map[string]*tls.Certificate{"nobody": nil, "a thief of grants": &stolen} {
		if status, _ := browser(t, address, c, http.MethodGet, "/hub/v1/state", nil); status != 0 {
			t.Errorf("%s was answered %d", name, status)
		}
	}
	b.child("Nguyễn Văn Bảo")
	ok(t, b.store.Seal(t.Context(), h.scope))
	var foreign []byte
	for _, e := range must[[]ledger.Entry](t)(b.store.Outbox(t.Context(), h.scope, 1<<20)) {
		foreign = wire.AppendFrame(foreign, e)
	}
	for name, c := range map[string]struct {
		method, path string
		body         []byte
		status       int
	}{
		"no frames":               {http.MethodPost, "/hub/v1/spool", []byte("xxxxxxxxxxxx"), http.StatusBadRequest},
		"cut frames":              {http.MethodPost, "/hub/v1/spool", foreign[:len(foreign)-1], http.StatusBadRequest},
		"too much":                {http.MethodPost, "/hub/v1/spool", make([]byte, 3<<20), http.StatusBadRequest},
		"another's blocks":        {http.MethodPost, "/hub/v1/spool", foreign, http.StatusOK}, // refused one by one
		"no scope":                {http.MethodGet, "/hub/v1/pull?after=0", nil, http.StatusBadRequest},
		"a scope that is not his": {http.MethodGet, "/hub/v1/pull?after=0&server=" + id.Server.Doc.Server.String() + "&epoch=" + uuid.NewString() + "&scope=" + uuid.NewString(), nil, http.StatusNotFound},
		"another route":           {http.MethodGet, "/", nil, http.StatusNotFound},
	} {
		if status, _ := browser(t, address, &cert, c.method, c.path, c.body); status != c.status {
			t.Errorf("%s: %d, want %d", name, status, c.status)
		}
	}
	if n := len(must[[]ledger.Entry](t)(officer.store.Spooled(t.Context(), 1<<20))); n != 0 {
		t.Errorf("%d blocks lie in the spool that nobody of their own brought", n)
	}
}

// breaking breaks a connection after so many bytes from the hub.
func breaking(t *testing.T, to string, after int) (address string) {
	l := must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer in.Close()
				out, err := net.Dial("tcp", to)
				if err != nil {
					return
				}
				defer out.Close()
				go func() { _, _ = copyN(out, in, 1<<30) }()
				_, _ = copyN(in, out, after)
			}()
		}
	}()
	return l.Addr().String()
}

func copyN(to, from net.Conn, n int) (int, error) {
	done, buf := 0, make([]byte, 512)
	for done < n {
		k, err := from.Read(buf[:min(len(buf), n-done)])
		if _, werr := to.Write(buf[:k]); err != nil || werr != nil {
			return done, errors.Join(err, werr)
		}
		done += k
	}
	return done, nil
}

func TestALineToAHubThatBreaksLosesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, officer := h.laptop("a", ledger.RankHamlet), h.laptop("officer", ledger.RankCommune)
	a.sync()
	officer.child("Nguyễn Văn Tư")
	officer.sync()
	child := a.child("Nguyễn Văn Bảo")
	address, _ := officer.beHub()
	for after := 0; after < 9000; after += 450 {
		_, _ = a.via(breaking(t, address, after), "")
		if officer.knows(child) {
			t.Fatal("in the register before the province admitted it")
		}
	}
	_ = must[hub.Report](t)(a.via(address, ""))
	officer.sync()
	_ = must[hub.Report](t)(a.via(address, ""))
	if a.pending() != 0 {
		t.Errorf("%d changes wait", a.pending())
	}
	h.equal(a, officer)
}

// A fresh laptop takes the whole scope from the hub, without ever reaching the
// server after its enrolment.
func TestAFreshLaptopFillsFromAHub(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	officer := h.laptop("officer", ledger.RankCommune)
	officer.sync()
	child := officer.child("Nguyễn Văn Bảo")
	officer.sync()
	address, _ := officer.beHub()
	fresh := h.laptop("fresh", ledger.RankHamlet) // enrolled, and never synced
	officer.sync()                                // takes its grant

	_ = must[hub.Report](t)(fresh.via(address, ""))

	if !fresh.knows(child) {
		t.Error("the child did not come")
	}
	own := fresh.child("Nguyễn Văn Út")
	_ = must[hub.Report](t)(fresh.via(address, ""))
	officer.sync()
	if !officer.knows(own) {
		t.Error("the fresh laptop's child did not go on")
	}
	fresh.sync() // the network is back
	h.equal(officer, fresh)
}

func TestAHubIsFoundInTheNetwork(t *testing.T) {
	t.Parallel()
	loopback := must[[]net.Interface](t)(net.Interfaces())
	loopback = slices.DeleteFunc(loopback, func(i net.Interface) bool { return i.Flags&net.FlagLoopback == 0 })
	if len(loopback) == 0 {
		t.Skip("SKIPPED, no loopback network on this machine")
	}
	stop, err := hub.Announce(hub.Port, rand.Reader, &loopback[0])
	if err != nil {
		t.Skipf("SKIPPED, no multicast on this machine: %v", err)
	}
	defer func() { ok(t, stop()) }()
	var found []string
	for range 3 {
		if found, err = hub.Find(t.Context(), 700*time.Millisecond, &loopback[0]); err == nil && len(found) > 0 {
			t.Logf("found %v", found)
			return
		}
	}
	t.Skipf("SKIPPED, multicast does not come back on this machine: %v, %v", found, err)
}
