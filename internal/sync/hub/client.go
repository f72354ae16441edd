package hub

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// Report says what one exchange with a hub did.
type Report struct {
	Hub            string // the name of who works at it
	Sent, Received int    // blocks
}

// Options are what an exchange works with.
type Options struct {
	Laptop Laptop
	Now    func() time.Time
	Rand   io.Reader
	// Fingerprint is what a person read off the hub's screen; "" when nobody did:
	// then the hub must show a grant for a scope of this laptop, and gets blocks of
	// such scopes only.
	Fingerprint string
	// Secure makes a client that speaks TLS as told; nil is one of the network.
	Secure func(*tls.Config) *http.Client
}

// Exchange gives a hub what waits and takes what it pulled. The errors are
// registry.Errors: hub_silent, hub_untrusted, hub_full, and those of the store.
func Exchange(ctx context.Context, o Options, address string) (Report, error) {
	c, err := dial(ctx, o, address)
	if err != nil {
		return Report{}, err
	}
	defer c.http.CloseIdleConnections()
	var r Report
	st, err := c.state(ctx)
	if err != nil {
		return r, err
	}
	r.Hub = c.peer.Name
	if err := c.push(ctx, &r); err != nil {
		return r, err
	}
	return r, c.pull(ctx, st, &r)
}

// client is a laptop at a hub.
type client struct {
	Options
	base string
	http *http.Client
	peer Peer // who answers; set by the handshake of the first request
	own  []ledger.Scope
	met  bool
}

func dial(ctx context.Context, o Options, address string) (*client, error) {
	id, err := o.Laptop.Identity(ctx)
	if err != nil {
		return nil, err
	}
	trust, err := id.Trust()
	if err != nil {
		return nil, err
	}
	grants, err := o.Laptop.OwnGrants(ctx)
	if err != nil {
		return nil, err
	}
	cert, err := NewCertificate(id, grants, o.Now(), o.Rand)
	if err != nil {
		return nil, err
	}
	c := &client{Options: o, base: "https://" + withPort(address)}
	if c.own, err = o.Laptop.Scopes(ctx); err != nil {
		return nil, err
	}
	secure := o.Secure
	if secure == nil {
		secure = overNetwork
	}
	c.http = secure(tlsOf(cert, func(st tls.ConnectionState) error { return c.meet(trust, st) }))
	return c, nil
}

// overNetwork makes the client of every program.
func overNetwork(config *tls.Config) *http.Client {
	return &http.Client{Timeout: 2 * time.Minute, Transport: &http.Transport{
		TLSClientConfig: config, MaxConnsPerHost: 1, DisableCompression: true, ResponseHeaderTimeout: time.Minute,
		DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
	}}
}

// withPort adds the usual port to an address without one.
func withPort(address string) string {
	if _, _, err := net.SplitHostPort(address); err == nil {
		return address
	}
	return net.JoinHostPort(address, strconv.Itoa(Port))
}

// meet judges who answers, before a byte of ours leaves.
func (c *client) meet(trust *ledger.Trust, st tls.ConnectionState) error {
	p, err := PeerOf(trust, st)
	if err != nil {
		return untrusted(err)
	}
	if c.met && p.Sign != c.peer.Sign {
		return untrusted(errors.New("another device answers now"))
	}
	switch {
	case c.Fingerprint != "" && !SameFingerprint(c.Fingerprint, p.Fingerprint()):
		return untrusted(errors.New("another fingerprint"))
	case c.Fingerprint == "" && !c.shares(p):
		return untrusted(errors.New("no grant in a scope of ours"))
	}
	c.peer, c.met = p, true
	return nil
}

func (c *client) shares(p Peer) bool {
	for _, sc := range c.own {
		if p.May(sc.ID) {
			return true
		}
	}
	return false
}

func (c *client) state(ctx context.Context) (st state, err error) {
	raw, err := c.do(ctx, http.MethodGet, pathState, nil)
	if err == nil {
		if err = json.Unmarshal(raw, &st); err != nil {
			err = silent(err)
		}
	}
	return st, err
}

func (c *client) do(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, silent(err)
	}
	res, err := c.http.Do(req)
	if err != nil {
		if bad, ok := errors.AsType[*registry.Error](err); ok {
			return nil, bad
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, silent(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	switch {
	case err != nil:
		return nil, silent(err)
	case res.StatusCode == http.StatusOK:
		return raw, nil
	}
	var said wire.ErrorBody
	_ = json.Unmarshal(raw, &said) // not ours: then it stays empty
	if said.Key == "hub_full" {
		return nil, &registry.Error{Code: registry.Denied, Key: "hub_full"}
	}
	return nil, silent(fmt.Errorf("%s: %s", path, res.Status))
}

// frame is about how many bytes of blocks go at once.
const frame = 512 << 10

// push gives the hub what the province has not acknowledged, of the scopes that
// the hub may see.
func (c *client) push(ctx context.Context, r *Report) error {
	for _, sc := range c.own {
		if c.Fingerprint == "" && !c.peer.May(sc.ID) {
			continue
		}
		if err := c.Laptop.Seal(ctx, sc.ID); err != nil && registry.KeyOf(err) != "no_grant" {
			return err
		}
		entries, err := c.Laptop.Outbox(ctx, sc.ID, maxOutbox)
		if err != nil {
			return err
		}
		for len(entries) > 0 {
			n, body := 0, []byte(nil)
			for n < len(entries) && (n == 0 || len(body) < frame) {
				entries[n].Admission = nil
				body = wire.AppendFrame(body, entries[n])
				n++
			}
			if err := c.pushSome(ctx, body, r); err != nil {
				return err
			}
			entries = entries[n:]
		}
	}
	return nil
}

// maxOutbox bounds what is given to a hub of one scope at a time; the rest goes
// the next time.
const maxOutbox = 64 << 20

func (c *client) pushSome(ctx context.Context, body []byte, r *Report) error {
	raw, err := c.do(ctx, http.MethodPost, pathSpool, body)
	if err != nil {
		return err
	}
	var got spooled
	if err := json.Unmarshal(raw, &got); err != nil {
		return silent(err)
	}
	r.Sent += len(got.Held)
	return c.Laptop.AtCommune(ctx, got.Held)
}

// pull takes what the hub pulled, where both follow the same life of the server.
// A laptop that followed none yet takes the hub's: every entry proves it.
func (c *client) pull(ctx context.Context, st state, r *Report) error {
	server, epoch, err := c.Laptop.ServerSeen(ctx)
	if err != nil {
		return err
	}
	fresh := epoch == uuid.Nil
	if !fresh && (server != st.Server || epoch != st.Epoch) {
		return nil // which of the two lives is the newer only the server can say
	}
	for _, at := range st.At {
		n, err := c.pullScope(ctx, st, at)
		r.Received += n
		if err != nil {
			return err
		}
		if fresh && n > 0 {
			if err := c.Laptop.SetServerSeen(ctx, st.Server, st.Epoch); err != nil {
				return err
			}
			fresh = false
		}
	}
	return nil
}

func (c *client) pullScope(ctx context.Context, st state, hub ledger.Position) (n int, err error) {
	if !c.reads(hub.Scope) {
		return 0, nil
	}
	for {
		at, err := c.Laptop.Position(ctx, st.Server, st.Epoch, hub.Scope)
		if err != nil || at.Cursor >= hub.Cursor {
			return n, err
		}
		raw, err := c.do(ctx, http.MethodGet, pathPull+"?"+url.Values{
			"server": {st.Server.String()}, "epoch": {st.Epoch.String()}, "scope": {hub.Scope.String()}, "after": {strconv.FormatUint(at.Cursor, 10)},
		}.Encode(), nil)
		if err != nil {
			return n, err
		}
		entries, err := readFrames(raw)
		if err != nil || len(entries) == 0 {
			return n, err
		}
		if err := c.Laptop.ApplyPage(ctx, st.Server, st.Epoch, hub.Scope, entries); err != nil {
			return n, untrustedIf(err)
		}
		n += len(entries)
	}
}

// untrustedIf tells a fault of the hub from one of this laptop.
func untrustedIf(err error) error {
	if _, ours := errors.AsType[*registry.Error](err); ours {
		return err
	}
	return untrusted(err)
}

func (c *client) reads(scope uuid.UUID) bool {
	for _, sc := range c.own {
		if sc.ID == scope {
			return true
		}
	}
	return false
}

func readFrames(raw []byte) (out []ledger.Entry, err error) {
	for in := bytes.NewReader(raw); ; {
		e, err := wire.ReadFrame(in)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, silent(err)
		}
		out = append(out, e)
	}
}
