package ledger

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
)

// Hash is a SHA-256 sum. As text and in JSON it is unpadded base64url.
type Hash [sha256.Size]byte

// Sum hashes the parts one after the other.
func Sum(parts ...[]byte) Hash {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	var out Hash
	h.Sum(out[:0])
	return out
}

// IsZero tells whether the hash was never set.
func (h Hash) IsZero() bool { return h == Hash{} }

// String returns the hash as unpadded base64url, 43 characters.
func (h Hash) String() string { return base64.RawURLEncoding.EncodeToString(h[:]) }

// ParseHash reads what String wrote.
func ParseHash(s string) (Hash, error) {
	var h Hash
	err := h.UnmarshalText([]byte(s))
	return h, err
}

// MarshalText makes the hash a JSON string.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the JSON form. An empty text is the zero hash.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*h = Hash{}
		return nil
	}
	return decodeExact(h[:], text, "hash")
}

// decodeExact fills dst from base64url text of exactly its length.
func decodeExact(dst, text []byte, what string) error {
	if base64.RawURLEncoding.DecodedLen(len(text)) != len(dst) {
		return fmt.Errorf("%s: want %d bytes: %w", what, len(dst), ErrMalformed)
	}
	if _, err := base64.RawURLEncoding.Strict().Decode(dst, text); err != nil {
		return fmt.Errorf("%s: %w", what, ErrMalformed)
	}
	return nil
}
