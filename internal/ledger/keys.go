package ledger

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
)

// KeyID names a public key: the first 8 bytes of its SHA-256 in hex.
type KeyID string

// KeyIDOf returns the id of an Ed25519 public key.
func KeyIDOf(key ed25519.PublicKey) KeyID {
	sum := sha256.Sum256(key)
	return KeyID(hex.EncodeToString(sum[:8]))
}

// PublicKey is 32 bytes of Ed25519 or X25519, base64url in JSON.
type PublicKey [32]byte

// MarshalText makes the key a JSON string.
func (k PublicKey) MarshalText() ([]byte, error) {
	return []byte(base64.RawURLEncoding.EncodeToString(k[:])), nil
}

// UnmarshalText reads the JSON form.
func (k *PublicKey) UnmarshalText(text []byte) error { return decodeExact(k[:], text, "public key") }

// Ed25519 returns the key for verifying signatures.
func (k PublicKey) Ed25519() ed25519.PublicKey { return ed25519.PublicKey(k[:]) }

// ID returns the key's id.
func (k PublicKey) ID() KeyID { return KeyIDOf(k.Ed25519()) }

// Signature is an Ed25519 signature, base64url in JSON.
type Signature [ed25519.SignatureSize]byte

// String returns the signature as unpadded base64url.
func (s Signature) String() string { return base64.RawURLEncoding.EncodeToString(s[:]) }

// MarshalText makes the signature a JSON string.
func (s Signature) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the JSON form.
func (s *Signature) UnmarshalText(text []byte) error { return decodeExact(s[:], text, "signature") }

// Purpose keeps a signature made for one thing from being shown as another.
type Purpose string

// The purposes for which keys of this house sign.
const (
	ForBlock     Purpose = "thamho block v1\n"
	ForGrant     Purpose = "thamho grant v1\n"
	ForServer    Purpose = "thamho server v1\n"
	ForAdmission Purpose = "thamho admission v1\n"
	ForRequest   Purpose = "thamho request v1\n"
	ForHello     Purpose = "thamho hello v1\n"
	ForBundle    Purpose = "thamho bundle v1\n"
	ForReceipt   Purpose = "thamho receipt v1\n"
	ForSnapshot  Purpose = "thamho snapshot v1\n"
	ForDown      Purpose = "thamho down v1\n"
	ForHub       Purpose = "thamho hub v1\n"
	ForUpdate    Purpose = "thamho update v1\n"
	ForTLS       Purpose = "thamho tls v1\n"
	ForRecovery  Purpose = "thamho recovery v1\n"
)

// Sign signs msg for one purpose.
func Sign(key ed25519.PrivateKey, purpose Purpose, msg []byte) Signature {
	return Signature(ed25519.Sign(key, append([]byte(purpose), msg...)))
}

// Check verifies what Sign made; it returns ErrSignature when it does not match.
func Check(key PublicKey, purpose Purpose, msg []byte, sig Signature) error {
	if !ed25519.Verify(key.Ed25519(), append([]byte(purpose), msg...), sig[:]) {
		return fmt.Errorf("%q by %s: %w", string(purpose[:len(purpose)-1]), key.ID(), ErrSignature)
	}
	return nil
}
