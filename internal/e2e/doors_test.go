package e2e

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// caller asks the server as a device, by hand.
type caller struct {
	t       testing.TB
	base    string
	id      ledger.Identity
	session string
	count   uint64
}

// ask sends a signed request; without an identity an unsigned one.
func (c *caller) ask(method, path, media string, body []byte, headers http.Header) (*http.Response, []byte) {
	c.t.Helper()
	req := must[*http.Request](c.t)(http.NewRequestWithContext(c.t.Context(), method, c.base+path, bytes.NewReader(body)))
	for name, values := range headers {
		req.Header[name] = values
	}
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	if c.id.SignKey != nil {
		c.count++
		sig := ledger.Sign(c.id.SignKey, ledger.ForRequest, wire.SigningInput(method, path, body, c.session, c.count))
		req.Header.Set(wire.HeaderDevice, c.id.Device.String())
		req.Header.Set(wire.HeaderSession, c.session)
		req.Header.Set(wire.HeaderCount, strconv.FormatUint(c.count, 10))
		req.Header.Set(wire.HeaderSignature, sig.String())
	}
	res := must[*http.Response](c.t)(http.DefaultClient.Do(req))
	defer res.Body.Close()
	return res, must[[]byte](c.t)(io.ReadAll(res.Body))
}

// greet says hello, as a laptop whose store is new.
func (c *caller) greet() wire.HelloResponse {
	c.t.Helper()
	c.session = ""
	body := must[[]byte](c.t)(json.Marshal(wire.HelloRequest{Oldest: 1, Protocol: 1, Store: uuid.New(), Next: ledger.Sum([]byte(uuid.NewString()))}))
	res, text := c.ask(http.MethodPost, wire.PathHello, "application/json", body, nil)
	if res.StatusCode != http.StatusOK {
		c.t.Fatalf("hello: %d %s", res.StatusCode, text)
	}
	var answer ledger.Signed[wire.HelloResponse]
	ok(c.t, json.Unmarshal(text, &answer))
	c.session = answer.Doc.Session
	return answer.Doc
}

// province is two communes of two hamlets, with scopes that have something in
// them, and a device of every role.
type province struct {
	*house
	scopes map[string]uuid.UUID
	roles  map[string]*caller
	may    map[string][]string
	gone   []string // what the revoked device might write
}

func newProvince(t *testing.T) *province {
	p := &province{house: newHouse(t), scopes: map[string]uuid.UUID{}, roles: map[string]*caller{"nobody": nil}, may: map[string][]string{}}
	for name, kind := range map[string]string{"own hamlet": wire.ScopeHamlet, "sibling hamlet": wire.ScopeHamlet, "commune": wire.ScopeCommune, "other hamlet": wire.ScopeHamlet, "other commune": wire.ScopeCommune} {
		p.scopes[name] = uuid.New()
		ok(t, p.central.CreateScope(t.Context(), wire.Scope{ID: p.scopes[name], Kind: kind, Unit: uuid.New()}))
	}
	p.scopes["none"] = uuid.New()
	p.role("hamlet", ledger.RankHamlet, "own hamlet")
	p.role("officer", ledger.RankCommune, "own hamlet", "sibling hamlet", "commune")
	p.role("other officer", ledger.RankCommune, "other hamlet", "other commune")
	p.role("revoked", ledger.RankCommune, "own hamlet", "commune")
	ok(t, p.central.Revoke(t.Context(), p.roles["revoked"].id.Device))
	p.gone, p.may["revoked"] = p.may["revoked"], nil
	p.roles["nobody"] = &caller{t: t, base: p.http.URL}
	return p
}

func (p *province) role(name string, rank ledger.Rank, scopes ...string) {
	l := p.blank(name)
	spec := central.CodeSpec{User: uuid.New(), Name: name, Role: registry.RoleHamlet, Rank: rank}
	for _, s := range scopes {
		spec.Scopes = append(spec.Scopes, p.scopes[s])
	}
	ok(p.t, l.engine.Enrol(p.t.Context(), p.http.URL, must[string](p.t)(p.central.IssueCode(p.t.Context(), spec, time.Minute)), name))
	p.may[name] = scopes
	p.roles[name] = &caller{t: p.t, base: p.http.URL, id: must[ledger.Identity](p.t)(l.store.Identity(p.t.Context()))}
}

// picture is something that every scope's photos may be asked about.
var picture = []byte("not really a picture")

// scoped are the routes that name a scope, as they are asked.
var scoped = map[string]func(c *caller, scope uuid.UUID) (*http.Response, []byte){
	"GET /api/v1/pull": func(c *caller, scope uuid.UUID) (*http.Response, []byte) {
		return c.ask(http.MethodGet, wire.PathPull+"?scope="+scope.String()+"&after=0&max_bytes=1000", "", nil, nil)
	},
	"GET /api/v1/snapshot/{scope}": func(c *caller, scope uuid.UUID) (*http.Response, []byte) {
		return c.ask(http.MethodGet, wire.PathSnapshot+scope.String(), "", nil, nil)
	},
	"GET /api/v1/snapshot/{scope}/{segment}": func(c *caller, scope uuid.UUID) (*http.Response, []byte) {
		return c.ask(http.MethodGet, wire.PathSnapshot+scope.String()+"/"+ledger.Sum(nil).String(), "", nil, nil)
	},
	"HEAD /api/v1/attachments/{scope}/{address}": func(c *caller, scope uuid.UUID) (*http.Response, []byte) {
		return c.ask(http.MethodHead, wire.PhotoPath(scope, ledger.Sum(picture)), "", nil, nil)
	},
	"GET /api/v1/attachments/{scope}/{address}": func(c *caller, scope uuid.UUID) (*http.Response, []byte) {
		return c.ask(http.MethodGet, wire.PhotoPath(scope, ledger.Sum(picture))+"?offset=0", "", nil, nil)
	},
	"PATCH /api/v1/attachments/{scope}/{address}": func(c *caller, scope uuid.UUID) (*http.Response, []byte) {
		return c.ask(http.MethodPatch, wire.PhotoPath(scope, ledger.Sum(picture)), wire.PartType, picture, http.Header{
			wire.HeaderUploadOffset: {"0"}, wire.HeaderUploadLength: {strconv.Itoa(len(picture))},
		})
	},
}

// unscoped are the routes that name none: what they answer is of the device that
// asks. The tests of push and hello look at what is in it.
var unscoped = []string{"POST /api/v1/enrol", "POST /api/v1/return", "POST /api/v1/hello", "POST /api/v1/push", "POST /api/v1/wait"}

// Promise 13: every route, as every role, for every scope. Who may not read a
// scope hears exactly what is said of one that is not there.
func TestPromise13EveryRouteEveryRoleEveryScope(t *testing.T) {
	t.Parallel()
	p := newProvince(t)
	p.theTableIsComplete()
	for name, c := range p.roles {
		if name != "nobody" {
			c.greet()
		}
		for route, ask := range scoped {
			absent, nothing := ask(c, p.scopes["none"])
			for what, scope := range p.scopes {
				res, body := ask(c, scope)
				switch {
				case name == "nobody":
					if res.StatusCode != http.StatusUnauthorized {
						t.Errorf("nobody, %s, %s: %d", route, what, res.StatusCode)
					}
				case slices.Contains(p.may[name], what):
					if !strings.Contains(route, "snapshot") && !strings.HasPrefix(route, "GET /api/v1/attach") && res.StatusCode/100 != 2 {
						t.Errorf("%s, %s, %s: %d %s", name, route, what, res.StatusCode, body)
					}
				case name == "revoked" && slices.Contains(p.gone, what) && res.StatusCode == http.StatusNoContent && strings.Contains(route, "/attachments/"):
					// pictures that never went out come in before it is wiped
				case res.StatusCode != http.StatusNotFound || res.StatusCode != absent.StatusCode || !bytes.Equal(body, nothing):
					t.Errorf("%s, %s, %s: %d %s; of a scope that is not there: %d %s", name, route, what, res.StatusCode, body, absent.StatusCode, nothing)
				}
			}
		}
	}
}

// theTableIsComplete compares the table with the description of the protocol.
func (p *province) theTableIsComplete() {
	p.t.Helper()
	res := must[*http.Response](p.t)(http.Get(p.http.URL + "/api/v1/openapi.json"))
	defer res.Body.Close()
	var doc struct {
		Paths map[string]map[string]any `json:"paths"`
	}
	ok(p.t, json.NewDecoder(res.Body).Decode(&doc))
	routes := 0
	for path, methods := range doc.Paths {
		for method := range methods {
			routes++
			route := strings.ToUpper(method) + " " + path
			if scoped[route] == nil && !slices.Contains(unscoped, route) {
				p.t.Errorf("no line for %s", route)
			}
		}
	}
	if routes < 8 {
		p.t.Errorf("%d routes are described", routes)
	}
}

// A hello tells of one's own scopes, whatever it asks for.
func TestPromise13AHelloTellsOfOnesOwn(t *testing.T) {
	t.Parallel()
	p := newProvince(t)
	for name, c := range p.roles {
		if name == "nobody" {
			continue
		}
		body := wire.HelloRequest{Oldest: 1, Protocol: 1, Store: uuid.New(), Next: ledger.Sum([]byte(name))}
		for _, scope := range p.scopes {
			body.Want = append(body.Want, scope)
			body.At = append(body.At, ledger.Position{Scope: scope, Cursor: 1})
		}
		res, text := c.ask(http.MethodPost, wire.PathHello, "application/json", must[[]byte](t)(json.Marshal(body)), nil)
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %s", name, res.StatusCode, text)
		}
		for what, scope := range p.scopes {
			if told := bytes.Contains(text, []byte(scope.String())); told != slices.Contains(p.may[name], what) {
				t.Errorf("%s hears of %s: %v", name, what, told)
			}
		}
	}
}

// A wait tells when one's own scopes move, and is silent about others.
func TestPromise13AWaitTellsOfOnesOwn(t *testing.T) {
	t.Parallel()
	p := newProvince(t)
	for name, c := range p.roles {
		if name == "nobody" {
			continue
		}
		c.greet()
		var req wire.WaitRequest
		for _, scope := range p.scopes {
			req.At = append(req.At, wire.Place{Scope: scope})
		}
		res, text := c.ask(http.MethodPost, wire.PathWait, "application/json", must[[]byte](t)(json.Marshal(req)), nil)
		for what, scope := range p.scopes {
			if told := bytes.Contains(text, []byte(scope.String())); told != slices.Contains(p.may[name], what) {
				t.Errorf("%s hears of %s: %v (%s)", name, what, told, text)
			}
		}
		if name == "revoked" && res.StatusCode != http.StatusNotFound {
			t.Errorf("a revoked device waits: %d", res.StatusCode)
		}
	}
}

// A block for somebody else's scope waits in quarantine and tells nothing of it.
func TestPromise13APushIntoAnotherScope(t *testing.T) {
	t.Parallel()
	p := newProvince(t)
	c := p.roles["hamlet"]
	c.greet()
	for _, what := range []string{"sibling hamlet", "commune", "other commune"} {
		before := must[ledger.Hash](t)(p.central.Fingerprint(t.Context(), p.scopes[what]))
		block := foreign(t, c.id, p.scopes[what])
		res, text := c.ask(http.MethodPost, wire.PathPush, wire.FramesType, wire.AppendFrame(nil, ledger.Entry{Block: &block}), nil)
		var answer wire.PushResponse
		ok(t, json.Unmarshal(text, &answer))
		if res.StatusCode != http.StatusOK || len(answer.Vectors) > 1 || len(answer.Vectors) == 1 && len(answer.Vectors[0].Branches) > 0 {
			t.Errorf("%s: %d %s", what, res.StatusCode, text)
		}
		if after := must[ledger.Hash](t)(p.central.Fingerprint(t.Context(), p.scopes[what])); after != before {
			t.Errorf("%s was changed", what)
		}
	}
}

// foreign is a block of a device for a scope in which it has no right.
func foreign(t testing.TB, id ledger.Identity, scope uuid.UUID) ledger.Block {
	t.Helper()
	fields := must[registry.Fields](t)(registry.Encode(registry.Person{Name: "Nguyễn Văn Lạ"}))
	draft := ledger.Draft{Kind: registry.KindPerson, Record: uuid.New(), Op: ledger.OpCreate, Fields: fields}
	change, values := draft.Change(1, &ledger.State{}, ledger.Author{User: id.User, Version: 1})
	line := must[ledger.Line](t)(ledger.NewLine(change, values, ledger.Salt{}))
	return must[ledger.Block](t)(ledger.Seal(ledger.Header{Stream: uuid.New(), Scope: scope, Grant: uuid.New()}, []ledger.Line{line}, id.SignKey))
}

// Promise 12: of ten thousand guesses none is right, and hardly any is heard; a
// good code still serves.
func TestPromise12TenThousandGuesses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := &caller{t: t, base: h.http.URL}
	heard, sign := 0, must[ledger.Identity](t)(h.laptop("a", ledger.RankHamlet).store.Identity(t.Context()))
	began := time.Now()
	for i := range 10_000 {
		req := wire.EnrolRequest{Code: wire.CodeName(ledger.Sum(fmt.Append(nil, i))), Sign: ledger.PublicKey(sign.SignKey.Public().(ed25519.PublicKey)), Store: uuid.New()}
		res, body := g.ask(http.MethodPost, wire.PathEnrol, "application/json", must[[]byte](t)(json.Marshal(req)), nil)
		switch {
		case res.StatusCode == http.StatusUnauthorized && bytes.Contains(body, []byte("enrol_code")):
			heard++
		case res.StatusCode != http.StatusServiceUnavailable:
			t.Fatalf("guess %d: %d %s", i, res.StatusCode, body)
		}
	}
	if allowed := 10 + int(time.Since(began)/(6*time.Second)) + 1; heard > allowed {
		t.Errorf("%d guesses were looked at, %d may be", heard, allowed)
	}
}

// Promise 14: of a hundred at once from one address a few pass; the others are
// told to come later, and nobody else notices.
func TestPromise14Rate(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	l := h.laptop("a", ledger.RankHamlet)
	var passed, later atomic.Int64
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			res, err := http.Post(h.http.URL+wire.PathEnrol, "application/json", strings.NewReader(`{}`))
			if err != nil {
				t.Error(err)
				return
			}
			defer res.Body.Close()
			if res.StatusCode == http.StatusServiceUnavailable && res.Header.Get("Retry-After") != "" {
				later.Add(1)
			} else {
				passed.Add(1)
			}
		})
	}
	all.Wait()
	if passed.Load() > 12 || passed.Load()+later.Load() != 100 {
		t.Errorf("%d passed, %d are to come later", passed.Load(), later.Load())
	}
	l.sync()
}

// Promise 14: a gigabyte packed into some kilobytes stops at two megabytes.
func TestPromise14Bomb(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	l := h.laptop("a", ledger.RankHamlet)
	c := &caller{t: t, base: h.http.URL, id: must[ledger.Identity](t)(l.store.Identity(t.Context()))}
	var packed bytes.Buffer
	w := must[*zstd.Encoder](t)(zstd.NewWriter(&packed, zstd.WithEncoderLevel(zstd.SpeedFastest)))
	zeros := make([]byte, 1<<20)
	for range 1 << 10 {
		must[int](t)(w.Write(zeros))
	}
	ok(t, w.Close())
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)

	res, body := c.ask(http.MethodPost, wire.PathHello, "application/json", packed.Bytes(), http.Header{"Content-Encoding": {"zstd"}})

	runtime.ReadMemStats(&after)
	if res.StatusCode/100 != 4 {
		t.Errorf("%d bytes packed: %d %s", packed.Len(), res.StatusCode, body)
	}
	if grown := int64(after.TotalAlloc - before.TotalAlloc); grown > 256<<20 {
		t.Errorf("it took %d MiB", grown>>20)
	}
}

// Too long a body, and one that is longer than it says, end at the door.
func TestPromise14HugeBodies(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := &caller{t: t, base: h.http.URL}
	res, _ := c.ask(http.MethodPost, wire.PathEnrol, "application/json", make([]byte, 3<<20), nil)
	if res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("3 MiB: %d", res.StatusCode)
	}
	endless := httptest.NewRequest(http.MethodPost, wire.PathEnrol, io.LimitReader(zeroes{}, 1<<30))
	endless.ContentLength = -1
	w := httptest.NewRecorder()
	server.New(server.Options{Central: h.central, Log: quiet, Now: time.Now}).ServeHTTP(w, endless)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("without a length: %d", w.Code)
	}
}

type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) { return len(p), nil }

// said keeps everything that is logged, at every level.
type said struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Write(p)
}

// Promise 17: whatever goes well or wrong, no log holds a child, a number, a
// code, a key or a session.
func TestPromise17NoChildrenAndNoSecretsInLogs(t *testing.T) {
	t.Parallel()
	out := &said{}
	log := slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	h := &house{t: t, keys: newKeys(t), file: t.TempDir() + "/central.db", scope: uuid.New(), hamlet: uuid.New(), log: log}
	h.open()
	t.Cleanup(func() { h.close() })
	ok(t, h.central.CreateScope(t.Context(), wire.Scope{ID: h.scope, Kind: wire.ScopeHamlet, Unit: h.hamlet}))
	code := must[string](t)(h.central.IssueCode(t.Context(), central.CodeSpec{
		User: uuid.New(), Name: "Phạm Thị Gõ", Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: []uuid.UUID{h.scope},
	}, time.Minute))
	l := h.blank("a")
	ok(t, l.engine.Enrol(t.Context(), h.http.URL, code, "a"))
	if err := h.blank("b").engine.Enrol(t.Context(), h.http.URL, code, "b"); err == nil {
		t.Error("a code served twice")
	}
	child := l.child("Nguyễn Văn Nhật Ký")
	before := l.person(child).Value
	after := before
	after.Number, after.Mother, after.Note = registry.Number{PIN: "096215900123"}, "Trần Thị Mẹ", "bệnh nặng"
	write(l, registry.KindPerson, child, before, after)
	l.sync()
	id := must[ledger.Identity](t)(l.store.Identity(t.Context()))
	c := &caller{t: t, base: h.http.URL, id: id}
	c.greet()
	for _, path := range []string{wire.PathPull + "?scope=Nguyễn+Văn+Nhật+Ký", wire.PathPull + "?scope=" + uuid.NewString() + "&after=0", "/don-vi/096215900123", "/khong-co"} {
		c.ask(http.MethodGet, path, "", nil, nil)
	}
	c.ask(http.MethodPost, wire.PathPush, wire.FramesType, []byte("Nguyễn Văn Nhật Ký"), nil)
	ok(t, h.central.Close()) // the database is gone: every request fails
	_ = l.trySync()
	c.ask(http.MethodPost, wire.PathPush, wire.FramesType, nil, nil)
	slogValues(log, after)
	ok(t, l.store.Close())
	_, err := l.engine.Sync(context.Background())
	log.Error("sync", "err", err)
	h.open()

	text := out.all.String()
	if !strings.Contains(text, "request failed") {
		t.Error("nothing was logged: the test is blind")
	}
	for what, secret := range map[string]string{
		"a child's name": "Nhật Ký", "its number": "096215900123", "its mother": "Trần Thị Mẹ", "a note": "bệnh nặng", "a typist": "Phạm Thị Gõ",
		"a code": wire.NormalCode(code)[:12], "a code as typed": code[:14], "a key": fmt.Sprintf("%x", id.SignKey.Seed()[:8]), "a session": c.session,
	} {
		if strings.Contains(text, secret) {
			at := strings.Index(text, secret)
			t.Errorf("the log holds %s: …%s…", what, text[max(0, at-150):min(len(text), at+80)])
		}
	}
}

// slogValues logs what nobody should, to see that the types hide themselves.
func slogValues(log *slog.Logger, p registry.Person) { log.Info("number", "pin", p.Number.PIN) }
