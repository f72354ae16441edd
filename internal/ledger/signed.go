package ledger

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"slices"
)

// Signed is a JSON document of type T kept byte for byte with the signature
// over those bytes. Relay it as it came; never encode it again.
type Signed[T any] struct {
	Doc T
	raw []byte
	sig Signature
	key KeyID
}

// SignDoc encodes doc and signs the bytes.
func SignDoc[T any](key ed25519.PrivateKey, purpose Purpose, doc T) (Signed[T], error) {
	raw, err := json.Marshal(doc)
	if err != nil {
		return Signed[T]{}, fmt.Errorf("encode signed document: %w", err)
	}
	id := KeyIDOf(key.Public().(ed25519.PublicKey))
	return Signed[T]{Doc: doc, raw: raw, sig: Sign(key, purpose, raw), key: id}, nil
}

// ParseSigned reads the bytes of Bytes, at most MaxHeader of them. It verifies
// nothing; call Verify.
func ParseSigned[T any](data []byte) (Signed[T], error) {
	var s Signed[T]
	if len(data) > MaxHeader {
		return s, fmt.Errorf("signed document of %d bytes: %w", len(data), ErrTooLarge)
	}
	err := s.UnmarshalJSON(data)
	return s, err
}

// Key returns the id of the key that is said to have signed.
func (s Signed[T]) Key() KeyID { return s.key }

// Verify checks the signature.
func (s Signed[T]) Verify(key PublicKey, purpose Purpose) error {
	return Check(key, purpose, s.raw, s.sig)
}

// Raw returns the signed bytes themselves.
func (s Signed[T]) Raw() []byte { return s.raw }

// Bytes returns the stored form: the document as it was signed, key id and
// signature.
func (s Signed[T]) Bytes() []byte {
	return fmt.Appendf(nil, `{"doc":%s,"key":%q,"sig":%q}`, s.raw, s.key, s.sig.String())
}

// MarshalJSON writes the stored form. encoding/json compacts what it embeds;
// documents are signed compact, so their bytes stay.
func (s Signed[T]) MarshalJSON() ([]byte, error) { return s.Bytes(), nil }

// UnmarshalJSON reads the stored form. Its members have these names to the
// letter: what encoding/json would read as well, "Key" for "key", is one bit that
// somebody changed.
func (s *Signed[T]) UnmarshalJSON(data []byte) error {
	if !json.Valid(data) {
		return fmt.Errorf("signed document: %w", ErrMalformed)
	}
	var parts [3]json.RawMessage
	err := members(data, func(name string, value []byte) error {
		i := slices.Index([]string{"doc", "key", "sig"}, name)
		switch {
		case i < 0: // of a later version
		case parts[i] != nil:
			return ErrMalformed
		default:
			parts[i] = slices.Clone(value)
		}
		return nil
	})
	for i, into := range []any{&s.Doc, &s.key, &s.sig} {
		if err == nil {
			err = json.Unmarshal(parts[i], into)
		}
	}
	if err != nil {
		return fmt.Errorf("signed document: %w", ErrMalformed)
	}
	s.raw = parts[0]
	return nil
}
