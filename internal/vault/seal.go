package vault

import (
	"crypto/cipher"
	"encoding/binary"
	"errors"

	"golang.org/x/crypto/chacha20"
	"golang.org/x/crypto/chacha20poly1305"
)

// KeySize is the length of the key of a vault.
const KeySize = 32

const (
	nonceSize = chacha20poly1305.NonceSizeX
	tagSize   = chacha20poly1305.Overhead
)

// errSeal says that something was not sealed with this key, or was changed.
var errSeal = errors.New("vault: the seal does not hold")

// key is a secret that we alone keep in memory. The usual implementations of
// AEADs and block ciphers copy their key to where nobody can wipe it, so below
// a key is only ever handed to HChaCha20, which keeps nothing.
type key [KeySize]byte

// derive returns another secret for a purpose; purpose has 16 bytes.
func (k *key) derive(purpose string) (out key) {
	sub, _ := chacha20.HChaCha20(k[:], []byte(purpose)) // fails by wrong lengths only
	copy(out[:], sub)
	clear(sub)
	return out
}

func (k *key) wipe() { clear(k[:]) }

// aead is XChaCha20-Poly1305 for one nonce: the construction of its draft, from
// ChaCha20-Poly1305 under a key that serves this nonce only.
func (k *key) aead(nonce []byte) (cipher.AEAD, [chacha20poly1305.NonceSize]byte) {
	sub, _ := chacha20.HChaCha20(k[:], nonce[:16])
	a, _ := chacha20poly1305.New(sub)
	clear(sub)
	var rest [chacha20poly1305.NonceSize]byte
	copy(rest[4:], nonce[16:nonceSize])
	return a, rest
}

// seal appends the sealed text to dst: ciphertext, then the tag.
func (k *key) seal(dst, nonce, text, bound []byte) []byte {
	a, n := k.aead(nonce)
	return a.Seal(dst, n[:], text, bound)
}

// open appends the text to dst. When the seal does not hold nothing of it is
// given out.
func (k *key) open(dst, nonce, sealed, bound []byte) ([]byte, error) {
	a, n := k.aead(nonce)
	out, err := a.Open(dst, n[:], sealed, bound)
	if err != nil {
		return nil, errSeal
	}
	return out, nil
}

// blockSize is the width of the permutation below.
const blockSize = 16

// rounds of the permutation: four make it strong against one who may ask both
// ways (Luby and Rackoff).
const rounds = 4

// permute changes a block of 16 bytes into another, by the key and the place,
// and back again with forward false. It is a Feistel network with HChaCha20 as
// its round function: for what has no room for a nonce and a tag.
func (k *key) permute(b []byte, place uint64, forward bool) {
	left, right := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:blockSize])
	for i := range rounds {
		if forward {
			left, right = right, left^k.round(right, place, i)
		} else {
			left, right = right^k.round(left, place, rounds-1-i), left
		}
	}
	binary.BigEndian.PutUint64(b[:8], left)
	binary.BigEndian.PutUint64(b[8:blockSize], right)
}

func (k *key) round(half, place uint64, round int) uint64 {
	var in [16]byte
	binary.BigEndian.PutUint64(in[:8], half)
	binary.BigEndian.PutUint64(in[8:], place|uint64(round)<<60) // no file is 2^60 bytes long
	out, _ := chacha20.HChaCha20(k[:], in[:])
	return binary.BigEndian.Uint64(out)
}
