package vault

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"golang.org/x/crypto/chacha20poly1305"
)

var update = flag.Bool("update", false, "write the vectors anew")

const vectorFile = "testdata/vectors.json"

// vector is what another implementation must come to.
type vector struct {
	What  string `json:"what"`
	Key   string `json:"key"`
	Nonce string `json:"nonce,omitempty"`
	Place int64  `json:"place"`
	Plain string `json:"plain"`
	Out   string `json:"out"`
}

// pagePlain is the page of the vectors: byte i is i*7+3, the reserved ones 0.
func pagePlain() []byte {
	p := make([]byte, PageSize)
	for i := range bodySize {
		p[i] = byte(i*7 + 3)
	}
	return p
}

func makeVectors(t *testing.T) (out []vector) {
	data := key(bytes.Repeat([]byte{0x42}, KeySize))
	nonce := []byte("0123456789abcdefghijklmn")
	ps := newPages(&data, bytes.NewReader(bytes.Repeat(nonce, 3)))
	h := hex.EncodeToString
	for _, sub := range []struct {
		purpose string
		key     key
	}{{"thamho1 page    ", ps.page}, {"thamho1 frame   ", ps.frame}, {"thamho1 checksum", ps.sum}} {
		out = append(out, vector{What: "derived key", Key: h(data[:]), Plain: h([]byte(sub.purpose)), Out: h(sub.key[:])})
	}
	for _, c := range []struct {
		what string
		kind byte
		at   int64
	}{{"database page", boundMain, 3 * PageSize}, {"log page", boundWAL, walHead + frameHead}, {"journal page", boundJournal, 516}} {
		sealed := make([]byte, PageSize)
		ok(t, ps.seal(sealed, pagePlain(), c.kind, c.at))
		out = append(out, vector{c.what, h(data[:]), h(nonce), c.at, "byte i is 7i+3; 40 zeros", h(sealed)})
	}
	head := []byte("SALTSALTCHECKSUM")
	block := bytes.Clone(head)
	ps.frame.permute(block, walHead+frameSize, true)
	out = append(out, vector{"salts and checksum of a frame", h(data[:]), "", walHead + frameSize, h(head), h(block)})
	m := ps.mask(nonce)
	return append(out, vector{"mask of a journal's checksum", h(data[:]), h(nonce), 0, "", h(m[:])})
}

func TestVectors(t *testing.T) {
	got := must[[]byte](t)(json.MarshalIndent(makeVectors(t), "", " "))
	got = append(got, '\n')
	if *update {
		ok(t, os.WriteFile(vectorFile, got, 0o644))
	}
	if want := must[[]byte](t)(os.ReadFile(vectorFile)); !bytes.Equal(got, want) {
		t.Error("what is sealed differs from the vectors: files of earlier versions could not be opened")
	}
}

// Our sealing, made of parts so that keys can be wiped, is the published
// construction.
func TestSealIsXChaCha20Poly1305(t *testing.T) {
	t.Parallel()
	k := key(testKey(9))
	theirs := must[interface {
		Seal(dst, nonce, plaintext, additionalData []byte) []byte
	}](t)(chacha20poly1305.NewX(k[:]))
	nonce, text, bound := []byte("abcdefghijklmnopqrstuvwx"), pagePlain(), []byte("bound")
	if !bytes.Equal(k.seal(nil, nonce, text, bound), theirs.Seal(nil, nonce, text, bound)) {
		t.Error("it differs from the library's")
	}
}

func TestPermutationGoesBack(t *testing.T) {
	t.Parallel()
	k := key(testKey(9))
	seen := map[string]bool{}
	for i := range 1000 {
		b := make([]byte, blockSize)
		b[i%blockSize] = byte(i / blockSize)
		was := bytes.Clone(b)
		k.permute(b, uint64(i), true)
		if bytes.Equal(b, was) || seen[string(b)] {
			t.Fatalf("block %d", i)
		}
		seen[string(b)] = true
		k.permute(b, uint64(i), false)
		if !bytes.Equal(b, was) {
			t.Fatalf("block %d does not come back", i)
		}
		k.permute(b, uint64(i), true)
		k.permute(b, uint64(i+1), false)
		if bytes.Equal(b, was) {
			t.Fatalf("block %d comes back at another place", i)
		}
	}
}
