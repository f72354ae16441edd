package e2e

import (
	"bytes"
	"cmp"
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/google/uuid"

	"thamho.vn/internal/figures"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/store"
	fieldsync "thamho.vn/internal/sync"
	"thamho.vn/internal/sync/wire"
)

// Many laptops against the server as a process, through a line that breaks, with
// the server killed at random: the history of what everybody was told must be
// that of one log for each stream, to which a push appends what is next, and of
// which a page is a prefix (porcupine looks for an order that explains it).

// logInput is a question about a stream's log.
type logInput struct {
	stream      uuid.UUID
	push        bool
	first, last uint64
}

// logOutput is what was answered.
type logOutput struct {
	unknown bool   // the line broke: it may have happened or not
	last    uint64 // the log's last change
	exact   bool   // of a page: nothing came after that
}

// logModel is one log for each stream.
var logModel = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		by := map[uuid.UUID][]porcupine.Operation{}
		for _, op := range history {
			stream := op.Input.(logInput).stream
			by[stream] = append(by[stream], op)
		}
		out := make([][]porcupine.Operation, 0, len(by))
		for _, ops := range by {
			// The server's own stream is written by nobody here.
			if slices.ContainsFunc(ops, func(op porcupine.Operation) bool { return op.Input.(logInput).push }) {
				out = append(out, ops)
			}
		}
		return out
	},
	Init: func() any { return uint64(0) },
	Step: func(state, input, output any) (bool, any) {
		at, in, out := state.(uint64), input.(logInput), output.(logOutput)
		if in.push {
			if in.first == at+1 {
				at = in.last
			}
			return out.unknown || out.last == at, at
		}
		return out.last == at || !out.exact && out.last < at, at
	},
}

// history is what everybody asked and was told.
type history struct {
	began time.Time
	mu    sync.Mutex
	ops   []porcupine.Operation
}

func (h *history) now() int64 { return int64(time.Since(h.began)) }

func (h *history) add(op porcupine.Operation) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ops = append(h.ops, op)
}

// witness is a laptop's store and line that note what the engine asks and is told.
type witness struct {
	*store.Store
	history *history
	client  int
	pushing []logInput
	pushed  int64 // when pushing began

	mu   sync.Mutex // a page is asked for while the one before it is applied
	seen map[seenKey]uint64
}

// seenKey is a stream on the pages of a scope.
type seenKey struct {
	scope  string
	stream uuid.UUID
}

// Outbox begins a push; one that was not answered may have happened.
func (w *witness) Outbox(ctx context.Context, scope uuid.UUID, size int) ([]ledger.Entry, error) {
	w.lost()
	entries, err := w.Store.Outbox(ctx, scope, size)
	w.pushed = w.history.now()
	for _, e := range entries {
		h := e.Block.Header
		if h.First > 0 {
			w.pushing = append(w.pushing, logInput{stream: h.Stream, push: true, first: h.First, last: h.Last})
		}
	}
	return entries, err
}

// lost notes the pushes that were never answered.
func (w *witness) lost() {
	for _, in := range w.pushing {
		w.history.add(porcupine.Operation{ClientId: w.client, Input: in, Call: w.pushed, Output: logOutput{unknown: true}, Return: int64(time.Hour)})
	}
	w.pushing = nil
}

// Acknowledge is a push that was answered. Of several blocks in one push only
// the last tells the log's end; those before it were next when it came.
func (w *witness) Acknowledge(ctx context.Context, vectors []ledger.StreamVector) error {
	for i, in := range w.pushing {
		out := logOutput{unknown: i < len(w.pushing)-1}
		for _, v := range vectors {
			if v.Stream == in.stream && len(v.Branches) > 0 {
				out.last = v.Branches[len(v.Branches)-1].Last
			}
		}
		w.history.add(porcupine.Operation{ClientId: w.client, Input: in, Call: w.pushed + int64(i), Output: out, Return: w.history.now()})
	}
	w.pushing = nil
	return w.Store.Acknowledge(ctx, vectors)
}

// RoundTrip notes the answers to pulls.
func (w *witness) RoundTrip(r *http.Request) (*http.Response, error) {
	asked := w.history.now()
	res, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && res.StatusCode == http.StatusOK && r.URL.Path == wire.PathPull {
		res.Body = &overheard{ReadCloser: res.Body, end: func(body io.Reader, whole bool) { w.page(r.URL.Query().Get("scope"), body, whole, asked) }}
	}
	return res, err
}

// page notes a page: of each stream on it, up to where. A page may end before
// the log does; one with nothing on it says that the log had, of every stream of
// the scope, what was on the pages before.
func (w *witness) page(scope string, body io.Reader, whole bool, asked int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	told := func(stream uuid.UUID, out logOutput) {
		w.history.add(porcupine.Operation{ClientId: w.client, Input: logInput{stream: stream}, Call: asked, Output: out, Return: w.history.now()})
	}
	ends, entries := map[uuid.UUID]uint64{}, 0
	for entry, err := wire.ReadFrame(body); err == nil; entry, err = wire.ReadFrame(body) {
		entries++
		if entry.Block != nil {
			h := entry.Block.Header
			ends[h.Stream] = max(ends[h.Stream], h.Last)
		}
	}
	for stream, last := range ends {
		key := seenKey{scope, stream}
		w.seen[key] = max(w.seen[key], last)
		told(stream, logOutput{last: last})
	}
	if entries == 0 && whole {
		for key, last := range w.seen {
			if key.scope == scope {
				told(key.stream, logOutput{last: last, exact: true})
			}
		}
	}
}

// overheard keeps what is read of a body, for when it is closed.
type overheard struct {
	io.ReadCloser
	got   bytes.Buffer
	whole bool
	end   func(body io.Reader, whole bool)
}

func (o *overheard) Read(p []byte) (int, error) {
	n, err := o.ReadCloser.Read(p)
	o.got.Write(p[:n])
	o.whole = o.whole || errors.Is(err, io.EOF)
	return n, err
}

func (o *overheard) Close() error {
	o.end(&o.got, o.whole)
	return o.ReadCloser.Close()
}

// badLine is a TCP proxy that breaks connections in the middle.
func badLine(t *testing.T, to string) (address string) {
	listener := must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go carry(conn, to)
		}
	}()
	return "http://" + listener.Addr().String()
}

// carry copies both ways until one end is done, or the line breaks.
func carry(conn net.Conn, to string) {
	defer conn.Close()
	server, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer server.Close()
	if rand.IntN(3) == 0 {
		left := rand.Int64N(20_000)
		go func() { _, _ = io.CopyN(server, conn, left); _ = conn.Close() }()
	} else {
		go func() { _, _ = io.Copy(server, conn); _ = server.Close() }()
	}
	if rand.IntN(3) == 0 {
		_, _ = io.CopyN(conn, server, rand.Int64N(40_000))
		return
	}
	_, _ = io.Copy(conn, server)
}

// The test of the test: what a server that lost an acknowledged push, or made
// one up, would tell.
func TestTheLogModelIsNoYesMan(t *testing.T) {
	stream := uuid.New()
	push := func(q uint64, at int64, out logOutput) porcupine.Operation {
		return porcupine.Operation{Input: logInput{stream: stream, push: true, first: q, last: q}, Call: at, Return: at + 1, Output: out}
	}
	page := func(at int64, last uint64, exact bool) porcupine.Operation {
		return porcupine.Operation{Input: logInput{stream: stream}, Call: at, Return: at + 1, Output: logOutput{last: last, exact: exact}}
	}
	acked := []porcupine.Operation{push(1, 0, logOutput{last: 1}), push(2, 2, logOutput{last: 2})}
	for name, c := range map[string]struct {
		more  []porcupine.Operation
		legal bool
	}{
		"all of it":                {[]porcupine.Operation{page(4, 2, true)}, true},
		"a page of the beginning":  {[]porcupine.Operation{page(4, 1, false)}, true},
		"an acknowledged one lost": {[]porcupine.Operation{page(4, 1, true)}, false},
		"one that nobody pushed":   {[]porcupine.Operation{page(4, 3, true)}, false},
		"again, and lost":          {[]porcupine.Operation{push(3, 4, logOutput{last: 2})}, false},
		"cut, then seen":           {[]porcupine.Operation{push(3, 4, logOutput{unknown: true}), page(6, 3, true)}, true},
	} {
		if got := porcupine.CheckOperations(logModel, append(acked[:2:2], c.more...)); got != c.legal {
			t.Errorf("%s: legal %v", name, got)
		}
	}
}

func TestBatteryHistoryIsThatOfOneLog(t *testing.T) {
	if raceEnabled {
		t.Skip("runs programs of its own, without the race detector")
	}
	ops, kills, legal := 0, 0, true
	onEngines(t, func(t *testing.T, database string) {
		o, k, l := oneLog(t, newProgramOn(t, database))
		ops, kills, legal = ops+o, kills+k, legal && l
	})
	figures.Add(t, map[string]any{"porcupine_ops": ops, "porcupine_kills": kills, "porcupine_ok": legal})
}

func oneLog(t *testing.T, p *program) (ops, kills int, legal bool) {
	clients, length := 8, 10*time.Second
	if figures.SoakFor() > 0 {
		clients, length = 20, time.Minute
	}
	h := &house{t: t}
	line := badLine(t, p.listen)
	hist := &history{began: time.Now()}
	laptops, witnesses := make([]*laptop, clients), make([]*witness, clients)
	for i := range laptops {
		l := h.blank(fmt.Sprint(i))
		laptops[i] = l
		from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(i+1))}} // tries of codes are counted by address
		l.client.Transport = &http.Transport{DialContext: from.DialContext}
		code := p.ready.Code
		if i > 0 {
			code = p.code(fmt.Sprint(i), h.hamlet)
		}
		ok(t, l.engine.Enrol(t.Context(), p.ready.URL, code, fmt.Sprint(i)))
		h.workWhere(l)
		l.sync() // the demo's records; the history begins after them
		l.through(line)
		w := &witness{Store: l.store, history: hist, client: i, seen: map[seenKey]uint64{}}
		witnesses[i] = w
		l.engine = fieldsync.New(fieldsync.Options{Laptop: w, HTTP: &http.Client{Transport: w}, Now: time.Now, Rand: crand.Reader, App: "test", Log: quiet})
	}

	ctx, stop := context.WithTimeout(t.Context(), length)
	defer stop()
	var all sync.WaitGroup
	for i, l := range laptops {
		all.Go(func() { l.keepBusy(ctx, i) })
	}
	for ctx.Err() == nil {
		time.Sleep(time.Duration(300+rand.IntN(1500)) * time.Millisecond)
		p.kill()
		p.start()
		kills++
	}
	all.Wait()
	for _, w := range witnesses {
		w.lost() // somebody else may have seen on a page what was never answered
	}

	for range 2 {
		for _, l := range laptops {
			l.through(p.ready.URL)
			l.engine = fieldsync.New(fieldsync.Options{Laptop: l.store, HTTP: &http.Client{}, Now: time.Now, Rand: crand.Reader, App: "test", Log: quiet})
			l.sync()
		}
	}
	want := must[ledger.Hash](t)(laptops[0].store.Fingerprint(t.Context(), h.scope))
	for _, l := range laptops {
		if got := must[ledger.Hash](t)(l.store.Fingerprint(t.Context(), h.scope)); got != want {
			t.Errorf("%s differs", l.file)
		}
		if state := must[registry.SyncState](t)(l.store.SyncState(t.Context())); state.Pending != 0 {
			t.Errorf("%s: %d changes wait", l.file, state.Pending)
		}
	}
	result, _ := porcupine.CheckOperationsVerbose(logModel, hist.ops, time.Minute)
	t.Logf("%d laptops, %d kills, %d questions and answers: %s", clients, kills, len(hist.ops), result)
	if result != porcupine.Ok {
		t.Errorf("the history is not that of one log: %s", result)
		tellIllegal(t, hist.ops)
	}
	if kills < 3 || len(hist.ops) < 10*clients {
		t.Errorf("%d kills and %d operations prove nothing", kills, len(hist.ops))
	}
	return len(hist.ops), kills, result == porcupine.Ok
}

// tellIllegal logs what was asked and told of the streams that no log explains.
func tellIllegal(t *testing.T, ops []porcupine.Operation) {
	t.Helper()
	for _, part := range logModel.Partition(ops) {
		if porcupine.CheckOperations(logModel, part) {
			continue
		}
		slices.SortFunc(part, func(a, b porcupine.Operation) int { return cmp.Compare(a.Call, b.Call) })
		for _, op := range part {
			in, out := op.Input.(logInput), op.Output.(logOutput)
			t.Logf("%s: laptop %d push %v %d..%d, told %+v, from %v to %v", in.stream, op.ClientId, in.push, in.first, in.last, out, time.Duration(op.Call), time.Duration(op.Return))
		}
	}
}

// code issues a code for one more laptop, beside the running server.
func (p *program) code(name string, hamlet uuid.UUID) string {
	p.t.Helper()
	out, err := p.command("code", "--name", name, "--hamlet", hamlet.String()).Output()
	ok(p.t, err)
	return strings.TrimSpace(string(out))
}

// through makes the laptop ask at another address.
func (l *laptop) through(url string) {
	l.t.Helper()
	id := must[ledger.Identity](l.t)(l.store.Identity(l.t.Context()))
	id.ServerURL = url
	scopes := must[[]ledger.Scope](l.t)(l.store.Scopes(l.t.Context()))
	ok(l.t, l.store.Enrol(l.t.Context(), id, scopes, nil))
}

// keepBusy writes and syncs until the time is over; that the line breaks is
// everyday.
func (l *laptop) keepBusy(ctx context.Context, n int) {
	for i := 0; ctx.Err() == nil; i++ {
		household := newID()
		err := l.store.Write(ctx, l.house.scope, []ledger.Draft{draftOf(l.t, registry.KindHousehold, household, registry.Household{
			Hamlet: l.house.hamlet, Number: n*1000 + i, Head: fmt.Sprintf("Nguyễn Văn Bảo %d", i),
		})}, "")
		if err != nil && ctx.Err() == nil {
			l.t.Errorf("write: %v", err)
			return
		}
		if _, err := l.engine.Sync(ctx); err != nil && ctx.Err() == nil && registry.CodeOf(err) != registry.Offline {
			l.t.Errorf("%d: %v", n, err)
		}
	}
}
