package e2e

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// referenceClient is written in another language from docs/protocol.md: it
// shares nothing with this side but that page and the dictionary.
const referenceClient = "../../docs/reference/client.py"

// stranger is a laptop that runs the reference client.
type stranger struct {
	t     testing.TB
	state string
}

// strangerRecord is a record as the reference client prints it.
type strangerRecord struct {
	Scope    uuid.UUID                  `json:"scope"`
	Kind     string                     `json:"kind"`
	Fields   map[string]json.RawMessage `json:"fields"`
	Disputed []string                   `json:"disputed"`
}

func needPrograms(t testing.TB) {
	t.Helper()
	for _, name := range []string{"python3", "zstd"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Fatalf("%s is missing: run scripts/deps.sh tests", name)
		}
	}
}

// stranger enrols the reference client at an address that leads to the house,
// for its hamlet and others.
func (h *house) stranger(address string, others ...uuid.UUID) *stranger {
	h.t.Helper()
	needPrograms(h.t)
	s := &stranger{t: h.t, state: filepath.Join(h.t.TempDir(), "stranger.json")}
	code := must[string](h.t)(h.central.IssueCode(h.t.Context(), central.CodeSpec{
		User: uuid.New(), Name: "Lạ", Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: append([]uuid.UUID{h.scope}, others...),
	}, time.Minute))
	s.run(nil, "enrol", address, strings.ToLower(code))
	return s
}

// try runs a command of the client, or Python with the client at hand.
func (s *stranger) try(out any, args ...string) (complaint string, err error) {
	s.t.Helper()
	if args[0] != "-c" {
		args = append([]string{referenceClient, "--state", s.state}, args...)
	} else {
		args = append(args, filepath.Dir(referenceClient), s.state)
	}
	cmd := exec.CommandContext(s.t.Context(), "python3", append([]string{"-B"}, args...)...)
	var said, complained bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &complained
	if err := cmd.Run(); err != nil {
		return complained.String(), err
	}
	if out != nil {
		ok(s.t, json.Unmarshal(said.Bytes(), out))
	}
	return complained.String(), nil
}

func (s *stranger) run(out any, args ...string) {
	s.t.Helper()
	if complaint, err := s.try(out, args...); err != nil || complaint != "" {
		s.t.Fatalf("%s: %v\n%s", args[0], err, complaint)
	}
}

// exchange is what one sync of the client did.
type exchange struct{ Sent, Received int }

func (s *stranger) sync() (done exchange) {
	s.t.Helper()
	s.run(&done, "sync")
	return done
}

func (s *stranger) records() (all map[uuid.UUID]strangerRecord) {
	s.t.Helper()
	s.run(&all, "show")
	return all
}

// add writes a household with a child.
func (s *stranger) add(name string) (child uuid.UUID) {
	s.t.Helper()
	var made struct{ Household, Child uuid.UUID }
	s.run(&made, "add", "--head", "Lê Văn <Tám> & con", "--name", name, "--birth", "2016-07")
	return made.Child
}

// sameRecords fails unless both laptops show the same values of the same
// records of the hamlet.
func sameRecords(t *testing.T, s *stranger, l *laptop) {
	t.Helper()
	theirs := s.records()
	ours := map[uuid.UUID]bool{}
	ok(t, l.house.central.Lines(t.Context(), l.house.scope, func(_ uuid.UUID, _ ledger.Rank, line ledger.Line) { ours[line.Change.Record] = true }))
	if len(ours) != len(theirs) {
		t.Errorf("%d records here, %d there", len(ours), len(theirs))
	}
	for id := range ours {
		state := must[ledger.State](t)(l.store.State(t.Context(), l.house.scope, id))
		if theirs[id].Kind != state.Kind || !slices.Equal(theirs[id].Disputed, append([]string{}, state.Conflicts()...)) {
			t.Errorf("%s %s: disputed %v here, %s %v there", state.Kind, id, state.Conflicts(), theirs[id].Kind, theirs[id].Disputed)
		}
	}
	compareShown(t, theirs, l)
}

// compareShown compares what the windows of both would show of each record.
func compareShown(t *testing.T, theirs map[uuid.UUID]strangerRecord, l *laptop) {
	t.Helper()
	for id, record := range theirs {
		var want registry.Fields
		switch record.Kind {
		case registry.KindPerson:
			want = must[registry.Fields](t)(registry.Encode(l.person(id).Value))
		case registry.KindHousehold:
			want = must[registry.Fields](t)(registry.Encode(must[registry.HouseholdPage](t)(l.store.Household(t.Context(), id)).Household.Value))
		default:
			continue
		}
		if !maps.EqualFunc(want, record.Fields, sameJSON) {
			t.Errorf("%s %s: %s here, %s there", record.Kind, id, want, record.Fields)
		}
	}
}

func sameJSON(a, b json.RawMessage) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// lines counts the changes that the server admitted.
func (h *house) lines() (n int) {
	h.t.Helper()
	ok(h.t, h.central.Lines(h.t.Context(), h.scope, func(uuid.UUID, ledger.Rank, ledger.Line) { n++ }))
	return n
}

func TestAStrangerTakesPart(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, police := h.laptop("a", ledger.RankHamlet), h.laptop("police", ledger.RankPolice)
	s := h.stranger(h.http.URL)
	child := a.child("Nguyễn Văn Bảo")
	a.sync()

	theirs := s.add("Lê Thị Lan")
	s.sync()
	a.sync()
	if got := a.person(theirs).Value; got.Name != "Lê Thị Lan" || got.Birth != (registry.Date{Year: 2016, Month: 7}) {
		t.Errorf("the stranger's child came as %+v", got)
	}
	if got := string(s.records()[child].Fields["ho_ten"]); got != `"Nguyễn Văn Bảo"` {
		t.Errorf("the laptop's child came as %s", got)
	}
	sameRecords(t, s, a)

	a.rename(theirs, "Lê Thị Lán")
	a.sync()
	s.sync()
	s.run(nil, "set", theirs.String(), "ho_ten", `"Lê Thị Làn"`)
	s.sync()
	a.sync()
	if p := a.person(theirs); p.Value.Name != "Lê Thị Làn" || len(p.Conflicts) != 0 {
		t.Errorf("a change that replaces another came as %q, conflicts %v", p.Value.Name, p.Conflicts)
	}
	sameRecords(t, s, a)

	a.rename(child, "Nguyễn Văn Báo")
	s.run(nil, "set", child.String(), "ho_ten", `"Nguyễn Văn Bão"`)
	s.sync()
	a.sync()
	s.sync()
	if names := h.names(a, child); len(names) != 2 {
		t.Errorf("both edits must stay: %v", names)
	}
	sameRecords(t, s, a)

	police.sync()
	police.rename(child, "Nguyễn Văn Bảo")
	police.sync()
	s.sync()
	s.run(nil, "set", child.String(), "ho_ten", `"Nguyễn Văn Bào"`)
	s.sync()
	a.sync()
	if got := string(s.records()[child].Fields["ho_ten"]); got != `"Nguyễn Văn Bảo"` {
		t.Errorf("the stranger shows %s instead of what the police gave", got)
	}
	sameRecords(t, s, a)
	police.sync()
	h.equal(a, police)
}

// pushAgain pushes every block of the stranger's own once more.
const pushAgain = `
import sys; sys.path.insert(0, sys.argv[1])
import client
l = client.Laptop(sys.argv[2], sys.argv[1] + "/../../internal/ledger/v1.zdict")
for b in l.state["blocks"].values():
    b["acked"] = not b["mine"]
print('{"Sent": %d}' % l.push(l.settle(l.hello())))
`

func TestAStrangerMayPushTwice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, s := h.laptop("a", ledger.RankHamlet), h.stranger(h.http.URL)
	s.add("Lê Thị Lan")
	s.add("Lê Thị Liễu")
	if done := s.sync(); done.Sent != 2 {
		t.Errorf("sent %d blocks, want 2", done.Sent)
	}
	before, lines := must[ledger.Hash](t)(h.central.Fingerprint(t.Context(), h.scope)), h.lines()

	var again exchange
	s.run(&again, "-c", pushAgain)

	if again.Sent != 2 {
		t.Errorf("%d blocks were acknowledged again, want 2", again.Sent)
	}
	if after := must[ledger.Hash](t)(h.central.Fingerprint(t.Context(), h.scope)); after != before || h.lines() != lines {
		t.Errorf("%d lines became %d", lines, h.lines())
	}
	if done := s.sync(); done != (exchange{}) {
		t.Errorf("nothing is new, and yet %+v", done)
	}
	a.sync()
	sameRecords(t, s, a)
	h.equal(a)
}

// pushHalf pushes half the bytes of a body, well signed.
const pushHalf = `
import sys; sys.path.insert(0, sys.argv[1])
import base64, client
l = client.Laptop(sys.argv[2], "")
l.hello()
body = b"".join(client.frame_of(base64.b64decode(b["bytes"]), None) for b in l.outbox(l.state["scopes"][0]["id"]))
try:
    l.push_body(l.state["scopes"][0]["id"], body[:len(body) - int(len(body) / 4)])
    print('"taken"')
except client.Refused as reason:
    print('"%s"' % reason)
`

func TestAStrangersCutBodyIsRefusedAndThenCompleted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	line := &cutting{}
	a, s := h.laptop("a", ledger.RankHamlet), h.stranger(h.between(line))
	child := s.add("Lê Thị Lan")
	s.add("Lê Thị Liễu")
	lines := h.lines()

	var said string
	s.run(&said, "-c", pushHalf)
	if !strings.HasPrefix(said, "status 400: invalid") || h.lines() != lines {
		t.Errorf("a cut body: %q, %d lines became %d", said, lines, h.lines())
	}
	line.path.Store(wire.PathPush)
	if complaint, err := s.try(nil, "sync"); err == nil || h.lines() != lines {
		t.Errorf("a push over a line that broke: %q, %d lines became %d", complaint, lines, h.lines())
	}
	line.path.Store("")
	s.sync()
	a.sync()
	if got := a.person(child).Value.Name; got != "Lê Thị Lan" {
		t.Errorf("the child came as %q", got)
	}

	for _, name := range []string{"Nguyễn Văn An", "Nguyễn Văn Bình", "Nguyễn Văn Cần"} {
		a.child(name)
		a.sync()
	}
	line.path.Store(wire.PathPull)
	if complaint, err := s.try(nil, "sync"); err == nil {
		t.Errorf("a page over a line that broke was taken for whole: %q", complaint)
	}
	line.path.Store("")
	if done := s.sync(); done.Received == 0 || done.Received >= 3 {
		t.Errorf("%d entries came after the cut, want only those that were lost", done.Received)
	}
	sameRecords(t, s, a)
}

// cutting is a line that breaks in the middle of every body, question or
// answer, of one path. The zero value is whole.
type cutting struct{ path atomic.Value }

func (c *cutting) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path != c.path.Load() {
		return http.DefaultTransport.RoundTrip(r)
	}
	if r.ContentLength > 0 {
		r.Body = io.NopCloser(io.MultiReader(io.LimitReader(r.Body, r.ContentLength/2), cutReader{}))
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	whole, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	res.Body = io.NopCloser(io.MultiReader(bytes.NewReader(whole[:len(whole)*3/4]), cutReader{}))
	return res, nil
}

// between starts a server that passes everything on to the house.
func (h *house) between(line http.RoundTripper) string {
	h.t.Helper()
	far := must[*url.URL](h.t)(url.Parse(h.http.URL))
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(far) }, Transport: line, ErrorLog: log.New(io.Discard, "", 0),
	})
	h.t.Cleanup(proxy.Close)
	return proxy.URL
}

// forging changes the payload of the entry that holds the child in every page.
type forging struct {
	change atomic.Pointer[func(e ledger.Entry) []byte]
}

func (f *forging) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	change := f.change.Load()
	if err != nil || r.URL.Path != wire.PathPull || change == nil {
		return res, err
	}
	var body []byte
	for {
		e, err := wire.ReadFrame(res.Body)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		payload := e.Bytes()
		if lines, err := e.Block.Lines(); err == nil && lines[0].Change.Kind == registry.KindHousehold {
			payload = (*change)(e)
		}
		body = binary.BigEndian.AppendUint32(body, uint32(len(payload)))
		body = binary.BigEndian.AppendUint32(body, crc32.Checksum(payload, crc32.MakeTable(crc32.Castagnoli)))
		body = append(body, payload...)
	}
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	res.Header.Set("Content-Length", strconv.Itoa(len(body)))
	return res, nil
}

// withBlock returns the payload of an entry with other bytes for its block.
func withBlock(e ledger.Entry, block []byte) []byte {
	admission := e.Admission.Bytes()
	out := append(binary.BigEndian.AppendUint32(nil, uint32(len(block))), block...)
	return append(binary.BigEndian.AppendUint32(out, uint32(len(admission))), admission...)
}

// otherLines puts the body of another block of as many lines under the header
// and the signature of this one.
func otherLines(t *testing.T, e ledger.Entry) []byte {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	ok(t, err)
	lines := must[[]ledger.Line](t)(e.Block.Lines())
	for i, l := range lines {
		values := slices.Clone(l.Values)
		values[0] = json.RawMessage(`"forged"`)
		lines[i] = must[ledger.Line](t)(ledger.NewLine(l.Change, values, ledger.Salt{}))
	}
	other := must[ledger.Block](t)(ledger.Seal(e.Block.Header, lines, key)).Bytes()
	mine := e.Block.Bytes()
	headed := func(b []byte) int { return 4 + int(binary.BigEndian.Uint32(b)) + ed25519.SignatureSize }
	return withBlock(e, append(mine[:headed(mine)], other[headed(other):]...))
}

// Whoever stands between may show anything: a client that follows the page
// finds out whatever the server and the devices did not sign.
func TestAStrangerBelievesOnlyWhatIsSigned(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	line := &forging{}
	address := h.between(line)
	a := h.laptop("a", ledger.RankHamlet)
	a.child("Nguyễn Văn Bảo")
	a.sync()

	for name, c := range map[string]struct {
		want   string
		change func(e ledger.Entry) []byte
	}{
		"no admission": {"without its admission", func(e ledger.Entry) []byte { return ledger.Entry{Block: e.Block}.Bytes() }},
		"a higher rank": {"bad admission signature", func(e ledger.Entry) []byte {
			return bytes.Replace(e.Bytes(), []byte(`"rank":10`), []byte(`"rank":50`), 1)
		}},
		"somebody else's admission": {"unknown server key", func(e ledger.Entry) []byte {
			_, key, err := ed25519.GenerateKey(rand.Reader)
			ok(t, err)
			e.Admission = new(must[ledger.SignedAdmission](t)(ledger.SignDoc(key, ledger.ForAdmission, e.Admission.Doc)))
			return e.Bytes()
		}},
		"another header": {"admission of another block", func(e ledger.Entry) []byte {
			return withBlock(e, bytes.Replace(e.Block.Bytes(), []byte(e.Block.Header.Grant.String()), []byte(uuid.NewString()), 1))
		}},
		"another signature": {"bad block signature", func(e ledger.Entry) []byte {
			block := e.Block.Bytes()
			block[4+binary.BigEndian.Uint32(block)] ^= 1
			return withBlock(e, block)
		}},
		"other lines": {"do not match the signed root", func(e ledger.Entry) []byte { return otherLines(t, e) }},
	} {
		t.Run(name, func(t *testing.T) {
			line.change.Store(nil)
			s := h.stranger(address)
			line.change.Store(&c.change)
			complaint, err := s.try(nil, "sync")
			if err == nil || !strings.Contains(complaint, c.want) {
				t.Errorf("%v, %q", err, complaint)
			}
			if got := s.records(); len(got) != 0 {
				t.Errorf("%d records were taken", len(got))
			}
			line.change.Store(nil)
			s.sync()
			a.sync()
			sameRecords(t, s, a)
		})
	}
}

// readPage puts the examples of docs/protocol.md before the client.
const readPage = `
import json, re, sys; sys.path.insert(0, sys.argv[1])
import client as c
page = open(sys.argv[1] + "/../protocol.md", encoding="utf-8").read()
ex = {name: text for name, text in re.findall(r"(?ms)^.{3}[a-z]+ ([a-z0-9-]+)\n(.*?)^.{3}$", page)}
seeds = [bytes([n]) * 32 for n in (1, 2, 3)]
laptop, server, root = map(c.public_key, seeds)
line, second = c.Line(ex["line"].strip()), c.Line(ex["line-2"].strip())
(block, admission), = c.read_frames(bytes.fromhex(ex["frame"]))[0]
block.verify(laptop)
admission.verify(server, b"admission")
grant = c.Signed(ex["grant"].strip()).verify(server, b"grant")
c.Signed(ex["server-cert"].strip()).verify(root, b"server")
headers = dict(h.split(": ") for h in ex["headers"].strip().split("\n"))
c.verify(laptop, b"request", ex["signing-input"].encode(), c.unb64(headers["Thamho-Signature"], 64))
stream = block.header["stream"]
again = c.seal(seeds[0], block.header["scope"], stream, c.ZERO, grant.doc["id"], [line, second])
print(json.dumps({
    "dot": line.dot(stream) == ex["dot"].strip(), "withheld": c.Line(ex["line-withheld"].strip()).leaf == line.leaf,
    "keys": all(c.b64(k) in ex["keys"] and c.key_id(k) in ex["keys"] for k in (laptop, server, root)),
    "lines": [l.text for l in block.lines("")] == [line.text, second.text],
    "replaces": second.change["c"] == {"ho_ten": [line.dot(stream)]},
    "block": again.bytes == block.bytes == bytes.fromhex(ex["block"]), "hash": c.b64(block.hash) == ex["block-hash"].strip(),
    "rolling": c.b64(c.sha(c.ZERO, (1).to_bytes(8, "big"), block.hash)) == ex["rolling"].strip(),
    "frame": c.frame_of(block.bytes, admission.text) == bytes.fromhex(ex["frame"]),
}))
`

// What the page shows is made by the Go side; the client makes the same bytes.
func TestAStrangerMakesTheExamplesOfThePage(t *testing.T) {
	t.Parallel()
	needPrograms(t)
	s := &stranger{t: t}
	var same map[string]bool
	s.run(&same, "-c", readPage)
	if len(same) == 0 {
		t.Error("nothing was compared")
	}
	for name, ok := range same {
		if !ok {
			t.Errorf("%s: the client makes something else", name)
		}
	}
}

// A server that was put back to before the stranger enrolled takes it back.
func TestAStrangerComesBackToARestoredServer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	a.child("Nguyễn Văn Bảo")
	a.sync()
	h.close()
	copyFile(t, h.file, h.file+".old")
	h.openAt(h.file)
	a.moved(h)
	line := &redirected{}
	line.to.Store(h.http.URL)
	s := h.stranger(h.between(line))
	child := s.add("Lê Thị Lan")
	s.sync()

	h.close()
	h.openAt(h.file + ".old")
	a.moved(h)
	line.to.Store(h.http.URL)
	if complaint, err := s.try(nil, "sync"); err != nil || !strings.Contains(complaint, "restored") {
		t.Errorf("%v, %q", err, complaint)
	}
	a.sync()
	s.sync()

	if got := a.person(child).Value.Name; got != "Lê Thị Lan" {
		t.Errorf("the child came as %q", got)
	}
	sameRecords(t, s, a)
	h.equal(a)
}

// redirected follows the server to its present address.
type redirected struct{ to atomic.Value }

func (r *redirected) RoundTrip(req *http.Request) (*http.Response, error) {
	to, err := url.Parse(r.to.Load().(string))
	if err != nil {
		return nil, err
	}
	req = req.Clone(req.Context())
	req.URL.Host = to.Host
	return http.DefaultTransport.RoundTrip(req)
}

// askWrongly sends what the page says is answered with an error.
const askWrongly = `
import json, sys, uuid; sys.path.insert(0, sys.argv[1])
import client
l = client.Laptop(sys.argv[2], "")
said = {}
def ask(name, *request):
    status, data, _, _ = l.request(*request)
    body = json.loads(data)
    said[name] = f"{status} {body['code']} {body.get('key', '')}"
def post(name, path, document):
    ask(name, "POST", path, client.compact(document).encode(), "application/json")
scope = l.state["scopes"][0]["id"]
ask("no session", "GET", f"/api/v1/pull?scope={scope}&after=0")
l.hello()
session, device = l.session, l.state["device"]
ask("no such scope", "GET", f"/api/v1/pull?scope={uuid.uuid4()}&after=0")
ask("no scope", "GET", "/api/v1/pull?after=0")
ask("a scope that is no UUID", "GET", "/api/v1/pull?scope=x&after=0")
l.count -= 1
ask("a count twice", "GET", f"/api/v1/pull?scope={scope}&after=0")
ask("frames that are none", "POST", "/api/v1/push", b"frames", "application/vnd.thamho.frames")
ask("more than 2 MiB", "POST", "/api/v1/push", bytes(client.MAX_ANSWER // 4 + 1), "application/vnd.thamho.frames")
l.session = ""
post("a later version", "/api/v1/hello", {"oldest": 2, "protocol": 3})
l.state["seed"] = client.b64(bytes(32))
post("another key", "/api/v1/hello", {"oldest": 1, "protocol": 1})
l.state["device"] = str(uuid.uuid4())
post("an unknown device", "/api/v1/hello", {"oldest": 1, "protocol": 1})
l.state["device"] = ""
zero = client.b64(bytes(32))
post("a wrong code", "/api/v1/enrol", {"code": zero, "sign": zero, "box": zero, "store": str(uuid.uuid4()), "nonce": zero,
    "laptop": "", "app": "", "proof": client.b64(bytes(64))})
post("no grants", "/api/v1/return", {"grants": [], "proof": client.b64(bytes(64))})
print(json.dumps(said))
`

// Section 15 of the page.
func TestAStrangerIsToldWhatThePageSays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var said map[string]string
	h.stranger(h.http.URL).run(&said, "-c", askWrongly)
	for name, want := range map[string]string{
		"no session": "401 denied session", "a count twice": "401 denied session",
		"no such scope": "404 not_found not_found", "no scope": "422 invalid malformed", "a scope that is no UUID": "422 invalid malformed",
		"frames that are none": "400 invalid malformed", "more than 2 MiB": "413 invalid too_large",
		"a later version": "426 stale_app app_old", "another key": "401 denied signature", "an unknown device": "401 denied device_unknown",
		"a wrong code": "401 denied enrol_code", "no grants": "401 denied return_refused",
	} {
		if said[name] != want {
			t.Errorf("%s: %q, the page says %q", name, said[name], want)
		}
	}
}
