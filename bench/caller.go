package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// caller is a laptop as the server sees one: what it sends is sealed and lies
// ready, as it lies in a laptop's store, and it says hello, pushes, and believes
// only a receipt of its last block.
type caller struct {
	http    *http.Client // with a connection of its own
	base    string
	device  uuid.UUID
	key     ed25519.PrivateKey
	session string
	count   uint64
	last    *ledger.Block
	frames  []byte
}

// newCaller makes a device with a hamlet of its own and a block of new children.
func newCaller(ctx context.Context, c *central.Central, base string, children int) (*caller, error) {
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	call := &caller{http: &http.Client{Transport: &http.Transport{}}, base: base, device: newID(), key: key}
	scope, user := newID(), newID()
	if err := c.CreateScope(ctx, wire.Scope{ID: scope, Kind: wire.ScopeHamlet, Unit: newID()}); err != nil {
		return nil, err
	}
	grants, err := c.AddDevice(ctx, central.DeviceSpec{
		Device: call.device, Sign: ledger.PublicKey(public), User: user, Name: "Bảo", Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: []uuid.UUID{scope},
	})
	if err != nil {
		return nil, err
	}
	lines, err := newChildren(children, user)
	if err != nil {
		return nil, err
	}
	block, err := ledger.Seal(ledger.Header{Stream: newID(), Scope: scope, Grant: grants[0].Doc.ID}, lines, key)
	if err != nil {
		return nil, err
	}
	call.last, call.frames = &block, wire.AppendFrame(nil, ledger.Entry{Block: &block})
	return call, nil
}

// newChildren are the lines of a stream that begins.
func newChildren(n int, user uuid.UUID) ([]ledger.Line, error) {
	lines := make([]ledger.Line, n)
	author := ledger.Author{User: user, Wall: time.Now().UnixMilli(), Version: ledger.LineVersion}
	for i := range lines {
		fields, err := registry.Encode(registry.Person{Name: fmt.Sprintf("Nguyễn Văn Bảo %d", i), Birth: registry.Date{Year: 2015}})
		if err != nil {
			return nil, err
		}
		draft := ledger.Draft{Kind: registry.KindPerson, Record: newID(), Op: ledger.OpCreate, Fields: fields}
		change, values := draft.Change(uint64(i+1), &ledger.State{}, author)
		var salt ledger.Salt
		if _, err := io.ReadFull(rand.Reader, salt[:]); err != nil {
			return nil, err
		}
		if lines[i], err = ledger.NewLine(change, values, salt); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// errBusy says that the server asked to come again.
var errBusy = errors.New("come again")

// call says hello and pushes. It returns errBusy when the server has no room, and
// nil only when the block has its receipt.
func (c *caller) call(ctx context.Context) error {
	hello := wire.HelloRequest{Oldest: wire.Oldest, Protocol: wire.Protocol, App: "bench", Store: newID()}
	if _, err := io.ReadFull(rand.Reader, hello.Next[:]); err != nil {
		return err
	}
	raw, err := json.Marshal(hello)
	if err != nil {
		return err
	}
	var met ledger.Signed[wire.HelloResponse]
	c.session, c.count = "", 0
	if err := c.post(ctx, wire.PathHello, raw, "application/json", &met); err != nil {
		return err
	}
	c.session = met.Doc.Session
	var answer wire.PushResponse
	if err := c.post(ctx, wire.PathPush, c.frames, wire.FramesType, &answer); err != nil {
		return err
	}
	for _, v := range answer.Vectors {
		for _, b := range v.Branches {
			if b.Head == c.last.Hash {
				return nil
			}
		}
	}
	return errors.New("no receipt")
}

// post sends one signed request and reads the answer into out.
func (c *caller) post(ctx context.Context, path string, body []byte, media string, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	c.count++
	sig := ledger.Sign(c.key, ledger.ForRequest, wire.SigningInput(req.Method, path, body, c.session, c.count))
	for name, value := range map[string]string{
		"Content-Type": media, "Accept-Encoding": "zstd", wire.HeaderDevice: c.device.String(), wire.HeaderSession: c.session,
		wire.HeaderCount: strconv.FormatUint(c.count, 10), wire.HeaderSignature: sig.String(),
	} {
		req.Header.Set(name, value)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode == http.StatusServiceUnavailable || res.StatusCode == http.StatusTooManyRequests {
		return errBusy
	}
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("%s: %s: %s", path, res.Status, raw)
	}
	if res.Header.Get("Content-Encoding") == "zstd" {
		if raw, err = unzip.DecodeAll(raw, nil); err != nil {
			return err
		}
	}
	return json.Unmarshal(raw, out)
}

// unzip is one for all: 883 laptops have 883 memories.
var unzip = func() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2))
	if err != nil {
		panic(err) // no options that could be wrong
	}
	return d
}()
