package bundle

import (
	"bytes"
	"crypto/ed25519"
	"testing"

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
