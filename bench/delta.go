package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"sync/atomic"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/store"
	fieldsync "thamho.vn/internal/sync"
	"thamho.vn/internal/sync/wire"
)

// meter counts what goes over a laptop's line, heads included, as without TLS.
type meter struct {
	up, down, requests atomic.Int64
}

// client returns an HTTP client whose line is metered.
func (m *meter) client() *http.Client {
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, address)
		return &meteredConn{c, m}, err
	}
	return &http.Client{Transport: &meteredTrips{&http.Transport{DialContext: dial}, m}}
}

func (m *meter) reset() {
	m.up.Store(0)
	m.down.Store(0)
	m.requests.Store(0)
}

// bytes is what went both ways.
func (m *meter) bytes() int64 { return m.up.Load() + m.down.Load() }

type meteredConn struct {
	net.Conn
	m *meter
}

func (c *meteredConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.m.down.Add(int64(n))
	return n, err
}

func (c *meteredConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.m.up.Add(int64(n))
	return n, err
}

type meteredTrips struct {
	http.RoundTripper
	m *meter
}

func (t *meteredTrips) RoundTrip(r *http.Request) (*http.Response, error) {
	t.m.requests.Add(1)
	return t.RoundTripper.RoundTrip(r)
}

// many is the size of the scope in which little changes.
const many = 100_000

// delta measures what little costs among much: 100 changed fields among 100,000
// records, and nothing at all in an officer's 20 scopes.
func delta(ctx context.Context, dir string) ([]figure, error) {
	dir, err := os.MkdirTemp(dir, "delta")
	if err != nil {
		return nil, err
	}
	p, err := newProvince(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer p.close()
	var line meter
	st, engine, err := p.laptop(ctx, "from", line.client())
	if err != nil {
		return nil, err
	}
	defer st.Close()
	ids, err := writeMany(ctx, st, p.scope)
	if err != nil {
		return nil, err
	}
	if _, err := engine.Sync(ctx); err != nil {
		return nil, err
	}
	changed, err := changeSome(ctx, st, engine, p.scope, ids, &line)
	if err != nil {
		return nil, err
	}
	nothing, err := officer(ctx, p)
	return append(changed, nothing...), err
}

// writeMany writes many records.
func writeMany(ctx context.Context, st *store.Store, scope uuid.UUID) (ids []uuid.UUID, err error) {
	drafts, err := children(many)
	for part := range slices.Chunk(drafts, 1000) {
		if err := st.Write(ctx, scope, part, ""); err != nil {
			return nil, err
		}
		for _, d := range part {
			ids = append(ids, d.Record)
		}
	}
	return ids, err
}

// rounds is how often the exchange of 100 changes is measured; the least counts,
// since other work only adds.
const rounds = 7

func changeSome(ctx context.Context, st *store.Store, engine *fieldsync.Engine, scope uuid.UUID, ids []uuid.UUID, line *meter) ([]figure, error) {
	best, bytes, up := 0.0, 0.0, 0.0
	for round := range rounds {
		drafts := make([]ledger.Draft, 100)
		for i := range drafts {
			drafts[i] = ledger.Draft{
				Kind: registry.KindPerson, Record: ids[(round*100+i)*97%len(ids)], Op: ledger.OpSet,
				Fields: registry.Fields{"ghi_chu": fmt.Appendf(nil, "%q", fmt.Sprintf("gặp lần %d, hẹn %d", round, i))},
			}
		}
		if err := st.Write(ctx, scope, drafts, ""); err != nil {
			return nil, err
		}
		line.reset()
		took, err := timed(func() error { _, err := engine.Sync(ctx); return err })
		if err != nil {
			return nil, err
		}
		if ms := took.Seconds() * 1000; round == 0 || ms < best {
			best = ms
		}
		bytes, up = float64(line.bytes()), float64(line.up.Load())
	}
	return []figure{
		{Name: "sync_100_of_100k_ms", Value: best, Unit: "ms"},
		{Name: "sync_100_of_100k_bytes", Value: bytes, Unit: "B"},
		{Name: "bytes_up_field", Value: up / 100, Unit: "B"},
	}, nil
}

// officer measures an exchange of nothing with 20 scopes.
func officer(ctx context.Context, p *province) ([]figure, error) {
	scopes := []uuid.UUID{p.scope}
	for len(scopes) < 20 {
		id := newID()
		if err := p.central.CreateScope(ctx, wire.Scope{ID: id, Kind: wire.ScopeHamlet, Unit: newID()}); err != nil {
			return nil, err
		}
		scopes = append(scopes, id)
	}
	var line meter
	st, engine, err := p.laptopOf(ctx, "officer", line.client(), scopes[1:])
	if err != nil {
		return nil, err
	}
	defer st.Close()
	for range 2 {
		if _, err := engine.Sync(ctx); err != nil {
			return nil, err
		}
	}
	line.reset()
	if _, err := engine.Sync(ctx); err != nil {
		return nil, err
	}
	return []figure{
		{Name: "sync_nothing_bytes", Value: float64(line.bytes()), Unit: "B"},
		{Name: "sync_nothing_requests", Value: float64(line.requests.Load()), Unit: ""},
	}, nil
}
