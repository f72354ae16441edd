package bundle

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"filippo.io/age"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// Whatever a file holds, it is refused in words or read; nothing panics.
func FuzzOpen(f *testing.F) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	f.Add([]byte(magic + "1\n{}\n"))
	f.Add([]byte(magic + "2\n"))
	f.Add([]byte(magic + "1\n{\"id\":\"x\"}\nage-encryption.org/v1\n"))
	f.Add(bytes.Repeat([]byte{0xff}, 3000))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := open(bytes.NewReader(raw), ledger.PublicKey{}, key); registry.CodeOf(err) != registry.Invalid {
			t.Fatalf("%v", err)
		}
	})
}

// The payload behind the encryption, as only somebody with the key could write it.
func FuzzParse(f *testing.F) {
	f.Add([]byte{0, 0, 0, 1, '{', 0, 0, 0, 0})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := parse(raw, Header{}); registry.CodeOf(err) != registry.Invalid {
			t.Fatalf("%v", err)
		}
	})
}

// The way down, as it lies on a stick, and as only the server could write it.
func FuzzOpenDown(f *testing.F) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	id := ledger.Identity{SignKey: key, BoxKey: bytes.Repeat([]byte{7}, 32)}
	f.Add([]byte(downMagic + "1\n{}\n"))
	f.Add([]byte(downMagic + "2\n"))
	f.Add([]byte(downMagic + "1\n{}\nage-encryption.org/v1\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := openDown(bytes.NewReader(raw), id); registry.CodeOf(err) != registry.Invalid {
			t.Fatalf("%v", err)
		}
	})
}

func FuzzParseDown(f *testing.F) {
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		f.Fatal(err)
	}
	cert, err := ledger.SignDoc(key, ledger.ForServer, ledger.ServerCert{Sign: ledger.PublicKey(public)})
	if err != nil {
		f.Fatal(err)
	}
	id := ledger.Identity{Root: ledger.PublicKey(public), Server: cert}
	f.Add([]byte{0, 0, 0, 1, '{', 0, 0, 0, 0})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := parseDown(raw, Header{}, id); registry.CodeOf(err) != registry.Invalid {
			t.Fatalf("%v", err)
		}
	})
}

// age's own writing of its keys is the oracle of ours.
func TestKeysAreWrittenAsAgeWritesThem(t *testing.T) {
	t.Parallel()
	for range 50 {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{id.String(), id.Recipient().String()} {
			name, data := unbech32(t, text)
			if got := bech32(name, data); got != strings.ToLower(text) {
				t.Fatalf("%s, want %s", got, text)
			}
		}
	}
}

// unbech32 is the slow way back: it looks up each letter and drops the checksum.
func unbech32(t *testing.T, text string) (name string, data []byte) {
	t.Helper()
	text = strings.ToLower(text)
	at := strings.LastIndexByte(text, '1')
	name = text[:at]
	bits := ""
	for _, c := range text[at+1 : len(text)-6] {
		bits += fmt.Sprintf("%05b", strings.IndexRune(bech32Letters, c))
	}
	for ; len(bits) >= 8; bits = bits[8:] {
		n, err := strconv.ParseUint(bits[:8], 2, 8)
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, byte(n))
	}
	return name, data
}

// Whoever knows a laptop's key can encrypt for it; only the server can sign.
func TestAForgedWayDown(t *testing.T) {
	t.Parallel()
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := ledger.SignDoc(key, ledger.ForServer, ledger.ServerCert{Sign: ledger.PublicKey(public)})
	if err != nil {
		t.Fatal(err)
	}
	id := ledger.Identity{Root: ledger.PublicKey(public), Server: cert}
	reach, frames := []byte(`{"scopes":[]}`), []byte{}
	build := func(by ed25519.PrivateKey, change func(*Down), reach, frames []byte) []byte {
		d := Down{Reach: ledger.Sum([]byte(`{"scopes":[]}`)), Frames: ledger.Sum(nil)}
		change(&d)
		signed, err := ledger.SignDoc(by, ledger.ForDown, d)
		if err != nil {
			t.Fatal(err)
		}
		return append(bytes.Join(prefixed(signed.Bytes(), reach), nil), frames...)
	}
	none := func(*Down) {}
	if _, err := parseDown(build(key, none, reach, frames), Header{}, id); err != nil {
		t.Fatalf("a good one is refused: %v", err)
	}
	_, other, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{
		"another signer": build(other, none, reach, frames),
		"other frames":   build(key, none, reach, []byte{0, 0, 0, 0, 0, 0, 0, 0}),
		"another reach":  build(key, none, []byte(`{"scopes":null}`), frames),
		"another laptop": build(key, func(d *Down) { d.At = 1 }, reach, frames),
		"more blocks":    build(key, func(d *Down) { d.Blocks = 1 }, reach, frames),
	} {
		if _, err := parseDown(raw, Header{}, id); registry.KeyOf(err) != "down_damaged" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
