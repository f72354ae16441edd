package sync

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// outbox is a laptop with blocks to send.
type outbox struct {
	Laptop
	blocks []ledger.Entry
	acked  map[ledger.Hash]bool
	asked  int
}

func (o *outbox) Outbox(_ context.Context, _ uuid.UUID, maxBytes int) (out []ledger.Entry, err error) {
	o.asked++
	size := 0
	for _, e := range o.blocks {
		if o.acked[e.Block.Hash] {
			continue
		}
		if size += e.Block.Size(); size > maxBytes && len(out) > 0 {
			break
		}
		out = append(out, e)
	}
	return out, nil
}

func (o *outbox) Acknowledge(_ context.Context, vectors []ledger.StreamVector) error {
	for _, v := range vectors {
		for _, b := range v.Branches {
			o.acked[b.Head] = true
		}
	}
	return nil
}

// fates is a server that answers each block as it is told.
type fates struct {
	of   map[ledger.Hash]string
	sent map[ledger.Hash]int
}

func (f *fates) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var answer wire.PushResponse
	for frames := bytes.NewReader(body); ; {
		e, err := wire.ReadFrame(frames)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		hash := e.Block.Hash
		f.sent[hash]++
		v := ledger.StreamVector{Scope: e.Block.Header.Scope, Stream: e.Block.Header.Stream}
		switch f.of[hash] {
		case "held":
			v.Held = []ledger.Hash{hash}
		case "quarantined":
			v.Quarantined = []ledger.Hash{hash}
		case "refused":
			answer.Refused = append(answer.Refused, wire.Refusal{Block: hash, Code: "malformed"})
		default:
			v.Branches = []ledger.Branch{{Head: hash}}
		}
		answer.Vectors = append(answer.Vectors, v)
	}
	raw, err := json.Marshal(answer)
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(raw)), Header: http.Header{}}, err
}

// What the province keeps without admitting it stays in the outbox. Nothing that
// stands behind it waits: every block is sent once, and what became of them is
// told.
func TestNothingWaitsBehindWhatTheProvinceKeepsApart(t *testing.T) {
	t.Parallel()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	scope := uuid.New()
	o := &outbox{acked: map[ledger.Hash]bool{}}
	f := &fates{of: map[ledger.Hash]string{}, sent: map[ledger.Hash]int{}}
	for i := range 60 { // 60 streams of one block of about 8 KB, the first 40 of them in some trouble; one behind them is larger than a frame
		lines := make([]ledger.Line, 1)
		if i == 45 {
			lines = make([]ledger.Line, 9) // alone more than a push takes
		}
		for q := range lines {
			noise := make([]byte, 6000) // nothing to compress
			_, _ = rand.Read(noise)
			note := base64.StdEncoding.EncodeToString(noise)
			change := ledger.Change{Seq: uint64(q + 1), Kind: "person", Record: uuid.New(), Op: ledger.OpSet, Names: []string{"ghi_chu"}, Version: 1, User: uuid.New()}
			line, err := ledger.NewLine(change, ledger.Values{json.RawMessage(fmt.Sprintf("%q", note))}, ledger.Salt{byte(i)})
			if err != nil {
				t.Fatal(err)
			}
			lines[q] = line
		}
		b, err := ledger.Seal(ledger.Header{Stream: uuid.New(), Scope: scope, Grant: uuid.New()}, lines, key)
		if err != nil {
			t.Fatal(err)
		}
		o.blocks = append(o.blocks, ledger.Entry{Block: &b})
		if i < 40 {
			f.of[b.Hash] = []string{"held", "quarantined", "quarantined", "refused"}[i%4]
		}
	}
	e := New(Options{Laptop: o})
	e.client = &client{http: &http.Client{Transport: f}, base: "http://province"}
	var report Report

	if err := e.pushScope(t.Context(), scope, wire.HelloResponse{MaxPush: minFrame}, &report); err != nil {
		t.Fatal(err)
	}

	for i, entry := range o.blocks {
		if n := f.sent[entry.Block.Hash]; n != 1 {
			t.Errorf("block %d was sent %d times", i, n)
		}
	}
	if report.Sent != 60 || report.Held != 10 || report.Quarantined != 20 || len(o.acked) != 20 {
		t.Errorf("report %+v, %d acknowledged", report, len(o.acked))
	}
	if keyOf(report.refused) != "push_refused" || registry.CodeOf(report.refused) != registry.Conflict {
		t.Errorf("the refusal is told as %v", report.refused)
	}
}

// An officer has twenty scopes, and most of the time nothing to send in any: each
// is asked once.
func TestAnEmptyOutboxIsAskedOnce(t *testing.T) {
	t.Parallel()
	box := &outbox{}
	e := New(Options{Laptop: box})
	if err := e.pushScope(t.Context(), uuid.New(), wire.HelloResponse{}, &Report{}); err != nil {
		t.Fatal(err)
	}
	if box.asked != 1 {
		t.Errorf("the outbox was asked %d times", box.asked)
	}
}
