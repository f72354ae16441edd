package wire_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/wire"
)

var update = flag.Bool("update", false, "write the examples of docs/protocol.md anew")

const (
	page       = "../../../docs/protocol.md"
	dictionary = "../../ledger/v1.zdict"
)

// example finds the fences of the page that have a name: ```json line.
var example = regexp.MustCompile("(?m)^```([a-z]+) ([a-z0-9-]+)\n((?s:.*?))^```$")

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// The page is enough to write a client from only while it says what the code
// does.
func TestTheExamplesOfThePageAreWhatTheCodeMakes(t *testing.T) {
	text := string(must(os.ReadFile(page)))
	want := examples()
	seen := map[string]bool{}
	mended := example.ReplaceAllStringFunc(text, func(fence string) string {
		part := example.FindStringSubmatch(fence)
		name, made := part[2], want[part[2]]
		if seen[name] || made == "" {
			t.Errorf("the example %q stands there twice, or the test does not know it", name)
		}
		seen[name] = true
		if part[3] != made && !*update {
			t.Errorf("example %s: the page says\n%s\nthe code makes\n%s", name, part[3], made)
		}
		return "```" + part[1] + " " + name + "\n" + made + "```"
	})
	for name := range want {
		if !seen[name] {
			t.Errorf("the page has no example %q", name)
		}
	}
	if *update && !t.Failed() {
		must(0, os.WriteFile(page, []byte(mended), 0o644))
	}
}

// Every field of every message stands in its example, also those that are left
// out when empty.
func TestTheExamplesShowEveryField(t *testing.T) {
	made := examples()
	for name, message := range map[string]any{
		"enrol-request": wire.EnrolRequest{}, "enrol-response": wire.EnrolResponse{}, "hello-request": wire.HelloRequest{},
		"hello-response": wire.HelloResponse{}, "push-response": wire.PushResponse{}, "return-request": wire.ReturnRequest{},
		"error": wire.ErrorBody{}, "grant": ledger.Grant{}, "server-cert": ledger.ServerCert{}, "admission": ledger.Admission{},
		"header": ledger.Header{}, "line-2": ledger.Change{}, "manifest": ledger.Manifest{}, "wait-request": wire.WaitRequest{}, "wait-response": wire.WaitResponse{},
	} {
		for _, key := range keysOf(reflect.TypeOf(message)) {
			if !strings.Contains(made[name], `"`+key+`":`) {
				t.Errorf("example %s has no %q", name, key)
			}
		}
	}
}

// keysOf returns the JSON keys of a struct and of the structs in it.
func keysOf(t reflect.Type) (keys []string) {
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for f := range t.Fields() {
		if key, _, _ := strings.Cut(f.Tag.Get("json"), ","); key != "" {
			keys = append(keys, key)
		}
		keys = append(keys, keysOf(f.Type)...)
	}
	return keys
}

// A block with a stored body, put together as the page says, is a block.
func TestTheStoredBlockOfThePageIsRead(t *testing.T) {
	s := newStory()
	block, err := ledger.ParseBlock(s.block)
	if err != nil {
		t.Fatal(err)
	}
	if err := block.Verify(public(s.laptop)); err != nil {
		t.Error(err)
	}
	lines, err := block.Lines()
	if err != nil || len(lines) != 2 || !bytes.Equal(lines[0].Raw(), s.lines[0].Raw()) {
		t.Errorf("%d lines, %v", len(lines), err)
	}
	if err := s.trust().CheckAdmission(s.admission, block.Header, block.Hash); err != nil {
		t.Error(err)
	}
}

func public(key ed25519.PrivateKey) ledger.PublicKey {
	return ledger.PublicKey(key.Public().(ed25519.PublicKey))
}

// story is what the examples tell of: one laptop, one server, one child.
type story struct {
	laptop, server, root  ed25519.PrivateKey
	device, user, serverN uuid.UUID
	scope, stream, epoch  uuid.UUID
	unit, household       uuid.UUID
	cert                  ledger.SignedServerCert
	grant                 ledger.SignedGrant
	lines                 []ledger.Line
	header                []byte
	block                 []byte
	hash                  ledger.Hash
	admission             ledger.SignedAdmission
}

const noon = 1673337600000 // 10 January 2023, 15:00 in Cà Mau

func key(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))
}

func id(n int) uuid.UUID {
	return uuid.MustParse(fmt.Sprintf("00000000-0000-4000-8000-%012d", n))
}

func newStory() *story {
	s := &story{
		laptop: key(1), server: key(2), root: key(3), device: id(1), user: id(2), serverN: id(3), scope: id(4), stream: id(5),
		epoch: id(6), unit: id(7), household: id(8),
	}
	s.cert = must(ledger.SignDoc(s.root, ledger.ForServer, ledger.ServerCert{Server: s.serverN, Sign: public(s.server), From: noon}))
	s.grant = must(ledger.SignDoc(s.server, ledger.ForGrant, ledger.Grant{
		ID: id(9), Device: s.device, Sign: public(s.laptop), Box: ledger.PublicKey{31: 7}, User: s.user, Name: "Út & Tư",
		Scope: s.scope, Role: "hamlet", Rank: ledger.RankHamlet, From: noon,
	}))
	s.write()
	block := must(ledger.Seal(ledger.Header{Stream: s.stream, Scope: s.scope, Grant: s.grant.Doc.ID}, s.lines, s.laptop))
	s.stored(block)
	s.hash = block.Hash
	s.admission = must(ledger.SignDoc(s.server, ledger.ForAdmission, ledger.Admission{
		Scope: s.scope, Block: s.hash, Rank: ledger.RankHamlet, Epoch: s.epoch, Seq: 1,
	}))
	return s
}

// write makes two changes of one child: its name, then the name again.
func (s *story) write() {
	values := func(texts ...string) (out ledger.Values) {
		for _, text := range texts {
			out = append(out, json.RawMessage(text))
		}
		return out
	}
	change := ledger.Change{
		Seq: 1, Kind: "person", Record: id(10), Op: ledger.OpCreate, Names: []string{"ho", "ho_ten", "ngay_sinh"},
		Version: ledger.LineVersion, User: s.user, Wall: noon,
	}
	first := must(ledger.NewLine(change, values(`"`+s.household.String()+`"`, `"Nguyễn Văn Bảo"`, `"2016-07"`), ledger.Salt([]byte("salt-salt-01"))))
	change.Seq, change.Op, change.Names, change.Wall = 2, ledger.OpSet, []string{"ho_ten"}, noon+60_000
	change.Replaces = map[string][]ledger.Dot{"ho_ten": {first.Dot(s.stream)}}
	second := must(ledger.NewLine(change, values(`"Nguyễn Văn Báo"`), ledger.Salt([]byte("salt-salt-02"))))
	s.lines = []ledger.Line{first, second}
}

// stored writes the block byte by byte, its body not compressed.
func (s *story) stored(b ledger.Block) {
	whole := b.Bytes()
	head := 4 + int(binary.BigEndian.Uint32(whole))
	s.header = whole[4:head]
	var raw []byte
	for _, l := range s.lines {
		raw = append(append(raw, l.Raw()...), '\n')
	}
	body := storedFrame(raw)
	s.block = binary.BigEndian.AppendUint32(slices.Clone(whole[:head+ed25519.SignatureSize]), uint32(len(body)))
	s.block = append(s.block, body...)
}

func (s *story) trust() *ledger.Trust {
	t := ledger.NewTrust(public(s.root))
	must(0, t.AddServer(s.cert))
	return t
}

// examples makes every example of the page.
func examples() map[string]string {
	s := newStory()
	out := map[string]string{}
	for _, part := range []map[string]string{s.keyExamples(), s.lineExamples(), s.blockExamples(), s.enrolExamples(), s.syncExamples(), s.snapshotExamples()} {
		maps.Copy(out, part)
	}
	for name, text := range out {
		out[name] = strings.TrimSuffix(text, "\n") + "\n"
	}
	return out
}

func text(k ledger.PublicKey) string { return string(must(k.MarshalText())) }

func pretty(v any) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetIndent("", "  ")
	must(0, e.Encode(v))
	return out.String()
}

func hexLines(data []byte) string {
	var out strings.Builder
	for part := range slices.Chunk(data, 48) {
		out.WriteString(hex.EncodeToString(part) + "\n")
	}
	return out.String()
}

func (s *story) keyExamples() map[string]string {
	var purposes, keys strings.Builder
	for _, p := range []ledger.Purpose{ledger.ForBlock, ledger.ForGrant, ledger.ForServer, ledger.ForAdmission, ledger.ForRequest, ledger.ForHello, ledger.ForSnapshot} {
		fmt.Fprintf(&purposes, "%q\n", p)
	}
	for _, k := range []struct {
		name string
		key  ed25519.PrivateKey
	}{{"laptop", s.laptop}, {"server", s.server}, {"root", s.root}} {
		fmt.Fprintf(&keys, "%-7s public %s  id %s\n", k.name, text(public(k.key)), public(k.key).ID())
	}
	return map[string]string{
		"purposes": purposes.String(), "keys": keys.String(),
		"server-cert": string(s.cert.Bytes()), "grant": string(s.grant.Bytes()), "admission": string(s.admission.Bytes()),
		"ranks": fmt.Sprintf("hamlet %d\ncommune %d\npolice %d (what the police answered)\nprovince %d\nserver %d\n",
			ledger.RankHamlet, ledger.RankCommune, ledger.RankPolice, ledger.RankProvince, ledger.RankServer),
	}
}

func (s *story) lineExamples() map[string]string {
	first := s.lines[0]
	change := must(json.Marshal(first.Change))
	values := must(json.Marshal(first.Values))
	shape, hidden := ledger.Sum(change), ledger.Sum([]byte{2}, []byte("salt-salt-01"), values)
	return map[string]string{
		"line": string(first.Raw()), "line-2": string(s.lines[1].Raw()), "line-withheld": string(must(first.Withhold()).Raw()),
		"leaf": fmt.Sprintf("shape  %s\nhidden %s\nleaf   %s\n", shape, hidden, ledger.Sum([]byte{0}, shape[:], hidden[:])),
		"dot":  first.Dot(s.stream).String(), "merge": s.merge(),
	}
}

// merge applies three lines in every order and tells the one result.
func (s *story) merge() string {
	ranks := []ledger.Rank{ledger.RankHamlet, ledger.RankPolice, ledger.RankHamlet}
	var lines []ledger.Line
	for i, name := range []string{"Bảo", "Báo", "Bão"} {
		change := ledger.Change{Seq: uint64(i + 1), Kind: "person", Record: id(10), Op: ledger.OpSet, Names: []string{"ho_ten"}, Version: 1, User: s.user, Wall: noon}
		if i > 0 {
			change.Replaces = map[string][]ledger.Dot{"ho_ten": {lines[i-1].Dot(s.stream)}}
		}
		lines = append(lines, must(ledger.NewLine(change, ledger.Values{must(json.Marshal(name))}, ledger.Salt{})))
	}
	apply := func(order ...int) string {
		var state ledger.State
		for _, n := range order {
			state.Apply(lines[n-1], s.stream, ranks[n-1])
		}
		field := state.Register("ho_ten")
		var told []string
		for _, v := range field.Siblings {
			told = append(told, fmt.Sprintf("%s of %d at rank %d", v.Value, v.Dot.Seq, v.Rank))
		}
		line := "values " + strings.Join(told, ", ") + "; replaced"
		for _, c := range field.Context {
			line += fmt.Sprintf(" %d by rank %d", c.Dot.Seq, c.Rank)
		}
		return line
	}
	var out strings.Builder
	for _, order := range [][]int{{1}, {1, 2}, {2, 1}, {1, 2, 3}, {3, 1, 2}, {2, 3, 1}, {3, 2, 1}, {1, 2, 3, 2, 1}} {
		fmt.Fprintf(&out, "%-15s %s\n", strings.Trim(fmt.Sprint(order), "[]"), strings.TrimSuffix(apply(order...), "; replaced"))
	}
	return out.String()
}

func (s *story) blockExamples() map[string]string {
	leaves := []ledger.Hash{s.lines[0].Leaf(), s.lines[1].Leaf(), ledger.Hash(bytes.Repeat([]byte{0x33}, 32))}
	dict := must(os.ReadFile(dictionary))
	block := must(ledger.ParseBlock(s.block))
	return map[string]string{
		"header":     string(s.header),
		"merkle":     fmt.Sprintf("1 line  %s\n2 lines %s\n3 lines %s\n", ledger.Root(leaves[:1]), ledger.Root(leaves[:2]), ledger.Root(leaves)),
		"dictionary": fmt.Sprintf("bytes   %d\nid      %d\nSHA-256 %x\n", len(dict), binary.LittleEndian.Uint32(dict[4:]), sha256.Sum256(dict)),
		"block":      hexLines(s.block), "block-hash": s.hash.String(),
		"rolling": ledger.Roll(ledger.Hash{}, 1, s.hash).String(),
		"frame":   hexLines(wire.AppendFrame(nil, ledger.Entry{Block: &block, Admission: &s.admission})),
	}
}

func (s *story) enrolExamples() map[string]string {
	const typed = "k7qm-x2ol 9bcd-e4fh"
	sign := public(s.laptop)
	hash := wire.CodeHash(typed)
	request := wire.EnrolRequest{
		Code: wire.CodeName(hash), Sign: sign, Box: s.grant.Doc.Box, Store: id(11), Nonce: ledger.Sum([]byte("nonce 0")),
		Laptop: "reference", App: "1.0", Line: ledger.Sum([]byte("certificate")),
	}
	request.Proof = ledger.Sign(s.laptop, ledger.ForHello, wire.EnrolInput(hash, request))
	tls, err := ledger.SignDoc(s.server, ledger.ForTLS, s.tls())
	if err != nil {
		panic(err)
	}
	return map[string]string{
		"code":          fmt.Sprintf("typed      %s\nnormalised %s\nhash       %s\nname       %s\n", typed, wire.NormalCode(typed), hash, wire.CodeName(hash)),
		"enrol-request": pretty(request),
		"enrol-response": pretty(wire.EnrolResponse{
			Device: s.device, Server: s.cert, Root: public(s.root), Scopes: []wire.Scope{{ID: s.scope, Kind: wire.ScopeHamlet, Unit: s.unit}},
			Grants: []ledger.SignedGrant{s.grant}, User: s.grant.Doc.Name, Proof: wire.EnrolProof(typed, public(s.root), sign), TLS: &tls, Recovery: s.officers(),
		}),
		"return-request": pretty(wire.ReturnRequest{
			Grants: []ledger.SignedGrant{s.grant}, Proof: ledger.Sign(s.laptop, ledger.ForHello, wire.ReturnInput(s.serverN, s.device)),
		}),
		"error": pretty(wire.ErrorBody{Code: "offline", Key: "busy", Ref: "K3VQ7A2M", Retry: 4}),
	}
}

// officers are those who can open a laptop; their keys are places too.
func (s *story) officers() *ledger.SignedRecovery {
	doc := must(ledger.SignDoc(s.root, ledger.ForRecovery, ledger.Recovery{Serial: noon / 1000, Officers: []string{"age1first", "age1second"}}))
	return &doc
}

// tls stands for certificates: the page shows their places, not real ones.
func (s *story) tls() wire.TLS {
	return wire.TLS{Device: s.device, Authorities: []wire.DER{wire.DER("authority")}, Cert: wire.DER("certificate")}
}

func (s *story) syncExamples() map[string]string {
	const session, count = "c2Vzc2lvbi1zZXNzaW9uLTE4", 7
	input := wire.SigningInput("POST", wire.PathPush, []byte("{}"), session, count)
	head := wire.Head{Scope: s.scope, Stream: s.stream, Last: 2, Hash: s.hash}
	vector := ledger.StreamVector{
		Scope: s.scope, Stream: s.stream, Branches: []ledger.Branch{
			{Head: ledger.Sum([]byte("the fourth")), First: 1, Last: 4},
			{Head: ledger.Sum([]byte("a clone's third")), First: 3, Last: 3, Parent: s.hash, Joined: true},
		},
		Held: []ledger.Hash{ledger.Sum([]byte("held"))}, Quarantined: []ledger.Hash{ledger.Sum([]byte("quarantined"))},
		Admitted: []ledger.Hash{s.hash},
	}
	rolling := ledger.Roll(ledger.Hash{}, 1, s.hash)
	tls := s.tls()
	next := ledger.Sum([]byte("nonce 1"))
	return map[string]string{
		"headers": fmt.Sprintf("%s: %s\n%s: %s\n%s: %d\n%s: %s\n", wire.HeaderDevice, s.device, wire.HeaderSession, session,
			wire.HeaderCount, count, wire.HeaderSignature, ledger.Sign(s.laptop, ledger.ForRequest, input)),
		"signing-input": string(input),
		"hello-request": pretty(wire.HelloRequest{
			Oldest: wire.Oldest, Protocol: wire.Protocol, App: "1.0", Store: id(11), Nonce: ledger.Sum([]byte("nonce 0")), Next: next,
			Server: s.serverN, Epoch: s.epoch, At: []ledger.Position{{Scope: s.scope, Cursor: 1, Rolling: rolling}},
			Acked: []wire.Head{head}, Proof: []ledger.SignedAdmission{s.admission}, Want: []uuid.UUID{s.scope},
			Handed: []ledger.BlockRef{{Scope: s.scope, Hash: s.hash}},
			TLS:    wire.TLSHash([][]byte{[]byte("authority")}, []byte("certificate")), Recovery: noon / 1000,
		}),
		"hello-response": pretty(wire.HelloResponse{
			Protocol: wire.Protocol, Server: s.serverN, Epoch: s.epoch, Time: noon, Nonce: next, Session: session, Stale: true, Revoked: true, Kept: []ledger.Hash{s.hash},
			Scopes:   []wire.ScopeHead{{Scope: wire.Scope{ID: s.scope, Kind: wire.ScopeHamlet, Unit: s.unit}, Seq: 1, Safe: 1, Snapshot: true}},
			Mismatch: []uuid.UUID{s.scope}, Vectors: []ledger.StreamVector{vector}, MaxPush: 1 << 20, MinApp: "1.0", TLS: &tls, Recovery: s.officers(),
		}),
		"push-response": pretty(wire.PushResponse{
			Vectors: []ledger.StreamVector{vector}, BackedUp: []wire.Head{head},
			Refused: []wire.Refusal{{Block: ledger.Sum([]byte("refused")), Code: "signature"}},
		}),
		"wait-request":  pretty(wire.WaitRequest{At: []wire.Place{{Scope: s.scope, Cursor: 1}}, Seconds: wire.LongestWait}),
		"wait-response": pretty(wire.WaitResponse{Moved: []uuid.UUID{s.scope}}),
		"limits":        limits(),
	}
}

// snapshotExamples are the record of the two lines as a snapshot has it: the
// segment before it is packed, and the manifest that names it packed without
// compression.
func (s *story) snapshotExamples() map[string]string {
	state := ledger.State{}
	for _, l := range s.lines {
		state.Apply(l, s.stream, ledger.RankHamlet)
	}
	rec := ledger.SnapshotRecord{State: state, User: s.user, Wall: noon + 60_000}
	for i, dot := range state.Surviving() {
		rec.Said = append(rec.Said, ledger.Said{Dot: dot, User: s.user, Wall: noon + int64(i)*60_000, Seq: 1})
	}
	var raw []byte
	g := ledger.NewSegments(func(_ ledger.SegmentRef, packed []byte) (err error) {
		raw, err = must(zstd.NewReader(nil)).DecodeAll(packed, nil)
		return err
	})
	must(0, g.Add(rec))
	must(0, g.Close())
	packed := storedFrame(raw)
	ref := ledger.SegmentRef{Hash: ledger.Sum(packed), Size: len(packed), Records: 1}
	must(ledger.ParseSegment(ref, packed))
	manifest := must(ledger.SignDoc(s.server, ledger.ForSnapshot, ledger.Manifest{
		Version: ledger.ManifestVersion, Server: s.serverN, Scope: s.scope, Epoch: s.epoch, Seq: 1, Rolling: ledger.Roll(ledger.Hash{}, 1, s.hash),
		Last: s.admission, Records: 1, Streams: []ledger.StreamHead{{Stream: s.stream, First: 1, Last: 2, Head: s.hash}},
		Segments: []ledger.SegmentRef{ref}, Root: ledger.RootOf([]ledger.SegmentRef{ref}),
	}))
	must(0, s.trust().CheckManifest(manifest))
	return map[string]string{"state": hexLines(state.AppendBinary(nil)), "segment": hexLines(raw), "manifest": pretty(manifest)}
}

// storedFrame is a zstd frame that stores its content as it is.
func storedFrame(raw []byte) []byte {
	body := append([]byte{0x28, 0xb5, 0x2f, 0xfd, 0xa0}, binary.LittleEndian.AppendUint32(nil, uint32(len(raw)))...)
	body = append(body, binary.LittleEndian.AppendUint32(nil, uint32(1+8*len(raw)))[:3]...)
	return append(body, raw...)
}

func limits() string {
	var out strings.Builder
	for _, l := range []struct {
		what string
		n    int
	}{
		{"changes in a block", ledger.MaxChanges},
		{"bytes of a block's lines, unpacked", ledger.MaxRaw},
		{"bytes of a block's body, packed", ledger.MaxPacked},
		{"bytes of a field's value", ledger.MaxField},
		{"fields in a change", ledger.MaxFields},
		{"dots that a change replaces", ledger.MaxReplaced},
		{"bytes of a kind or a field's name", ledger.MaxName},
		{"bytes of a header, a grant, an admission", ledger.MaxHeader},
		{"bytes of an entry", ledger.MaxEntry},
		{"grants in a return", wire.MaxGrants},
		{"bytes of a segment, packed or unpacked", ledger.MaxSegment},
		{"segments of a snapshot", ledger.MaxSegments},
		{"bytes of a manifest", ledger.MaxManifest},
		{"blocks handed in a hello", wire.MaxHanded},
		{"version of lines", ledger.LineVersion},
		{"version of headers", ledger.HeaderVersion},
		{"version of the protocol", wire.Protocol},
		{"oldest version understood", wire.Oldest},
	} {
		fmt.Fprintf(&out, "%-42s %d\n", l.what, l.n)
	}
	return out.String()
}
