package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/wire"
)

// goldens are things of protocol 1 as this release writes them. A file that is
// there is never written again: what a laptop sealed years ago must be read by
// every later version.
func (s *story) goldens() map[string][]byte {
	packed := must(ledger.Seal(ledger.Header{Stream: s.stream, Scope: s.scope, Grant: s.grant.Doc.ID}, s.lines, s.laptop))
	withheld, _ := must2(packed.Withhold(s.lines, func(l ledger.Line) bool { return l.Change.Seq == 1 }))
	state := ledger.State{}
	for _, l := range s.lines {
		state.Apply(l, s.stream, ledger.RankHamlet)
	}
	rec := ledger.SnapshotRecord{State: state, User: s.user, Wall: noon}
	for _, dot := range state.Surviving() {
		rec.Said = append(rec.Said, ledger.Said{Dot: dot, User: s.user, Wall: noon, Seq: 1})
	}
	var segment []byte
	g := ledger.NewSegments(func(_ ledger.SegmentRef, p []byte) error { segment = p; return nil })
	must(0, g.Add(rec))
	must(0, g.Close())
	manifest := must(ledger.SignDoc(s.server, ledger.ForSnapshot, ledger.Manifest{
		Version: ledger.ManifestVersion, Server: s.serverN, Scope: s.scope, Epoch: s.epoch, Seq: 1, Rolling: ledger.Roll(ledger.Hash{}, 1, s.hash), Last: s.admission,
		Records: 1, Streams: []ledger.StreamHead{{Stream: s.stream, Last: 2, Head: s.hash}}, Segments: g.Refs, Root: ledger.RootOf(g.Refs),
	}))
	return map[string][]byte{
		"block": packed.Bytes(), "block-stored": s.block, "block-withheld": withheld.Bytes(),
		"frame": wire.AppendFrame(nil, ledger.Entry{Block: &packed, Admission: &s.admission}), "grant": s.grant.Bytes(), "admission": s.admission.Bytes(),
		"server-cert": s.cert.Bytes(), "state": state.AppendBinary(nil), "segment": segment, "manifest": manifest.Bytes(),
	}
}

func must2[A, B any](a A, b B, err error) (A, B) { return a, must(b, err) }

const goldenDir = "testdata/v1"

func TestGoldensAreThere(t *testing.T) {
	for name, data := range newStory().goldens() {
		path := filepath.Join(goldenDir, name+".golden")
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) && *update {
			must(0, os.MkdirAll(goldenDir, 0o755))
			must(0, os.WriteFile(path, data, 0o644))
		} else if err != nil {
			t.Errorf("%s: %v (-update makes one that is missing)", name, err)
		}
	}
}

func golden(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(goldenDir, name+".golden"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Whatever later versions do, they read what version 1 wrote, and say the same
// of it.
func TestWhatVersion1WroteIsReadForEver(t *testing.T) {
	s := newStory()
	trust := s.trust()
	for _, name := range []string{"block", "block-stored", "block-withheld"} {
		b, err := ledger.ParseBlock(golden(t, name))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		lines, err := b.Lines()
		if err != nil || len(lines) != 2 || b.Hash != s.hash || b.Verify(public(s.laptop)) != nil {
			t.Fatalf("%s: %d lines, hash %s: %v", name, len(lines), b.Hash, err)
		}
		for i, l := range lines {
			if hidden := name == "block-withheld" && i == 0; l.Leaf() != s.lines[i].Leaf() || l.Withheld != hidden || !hidden && !bytes.Equal(l.Raw(), s.lines[i].Raw()) {
				t.Errorf("%s: line %d reads %s", name, i, l.Raw())
			}
		}
		if !bytes.Equal(b.Bytes(), golden(t, name)) {
			t.Errorf("%s: passed on, it is another", name)
		}
	}
	frames := bytes.NewReader(golden(t, "frame"))
	entry, err := wire.ReadFrame(frames)
	if err != nil || entry.Block.Hash != s.hash || trust.CheckAdmission(*entry.Admission, entry.Block.Header, s.hash) != nil {
		t.Errorf("frame: %v", err)
	}
	if _, err := wire.ReadFrame(frames); !errors.Is(err, io.EOF) {
		t.Errorf("behind the frame: %v", err)
	}
	grant, err := ledger.ParseSigned[ledger.Grant](golden(t, "grant"))
	if err != nil || trust.CheckGrant(grant) != nil || grant.Doc != s.grant.Doc {
		t.Errorf("grant: %v", err)
	}
	admission, err := ledger.ParseSigned[ledger.Admission](golden(t, "admission"))
	if err != nil || trust.CheckAdmission(admission, entry.Block.Header, s.hash) != nil {
		t.Errorf("admission: %v", err)
	}
	cert, err := ledger.ParseSigned[ledger.ServerCert](golden(t, "server-cert"))
	if err != nil || ledger.NewTrust(public(s.root)).AddServer(cert) != nil {
		t.Errorf("server-cert: %v", err)
	}
	s.readSnapshot(t, trust)
}

func (s *story) readSnapshot(t *testing.T, trust *ledger.Trust) {
	t.Helper()
	state, err := ledger.DecodeState("person", id(10), golden(t, "state"))
	if err != nil || !bytes.Equal(state.AppendBinary(nil), golden(t, "state")) {
		t.Errorf("state: %v", err)
	}
	m, err := ledger.ParseManifest(golden(t, "manifest"))
	if err != nil || trust.CheckManifest(m) != nil {
		t.Fatalf("manifest: %v, %v", err, trust.CheckManifest(m))
	}
	records, err := ledger.ParseSegment(m.Doc.Segments[0], golden(t, "segment"))
	if err != nil || len(records) != 1 || !bytes.Equal(records[0].State.AppendBinary(nil), golden(t, "state")) || records[0].User != s.user {
		t.Errorf("segment: %+v, %v", records, err)
	}
}

// Messages of a later version hold keys that this one does not know. They are
// read all the same.
func TestMessagesOfALaterVersionAreRead(t *testing.T) {
	for name, into := range map[string]any{
		"hello-request": &wire.HelloRequest{}, "hello-response": &wire.HelloResponse{}, "push-response": &wire.PushResponse{}, "wait-request": &wire.WaitRequest{},
	} {
		later := bytes.Replace([]byte(examples()[name]), []byte("{"), []byte(`{"of_version_9": {"a": [1, null]},`), 1)
		if err := json.Unmarshal(later, into); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
