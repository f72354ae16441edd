package vault

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"filippo.io/age"
	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Cost is how dear a guess of a passphrase is: argon2id's parameters.
type Cost struct {
	Time    uint32 `json:"time"`
	Memory  uint32 `json:"memory"` // KiB
	Threads uint8  `json:"threads"`
}

// DefaultCost is what people's slots are made with: about an eighth of a second
// on a cheap laptop.
var DefaultCost = Cost{Time: 3, Memory: 64 << 10, Threads: 4}

// limits keep a forged file from asking for all memory there is.
func (c Cost) sane() bool {
	return c.Time >= 1 && c.Time <= 16 && c.Memory >= 8 && c.Memory <= 1<<20 && c.Threads >= 1 && c.Threads <= 16
}

// slot is one person's way to the key. The passphrase opens Secret, an age
// identity; what is encrypted to Public is the key with its expiry. So whoever
// has the vault open can renew or change the key for everybody, but nobody can
// for whom there is no slot.
type slot struct {
	ID     int    `json:"id"`
	Name   string `json:"name"`
	Once   bool   `json:"once,omitempty"` // opened by a code that serves once
	Cost   Cost   `json:"cost"`
	Salt   []byte `json:"salt"`
	Device bool   `json:"device,omitempty"` // a secret of the system is mixed in
	Secret []byte `json:"secret"`           // nonce, sealed identity
	Public string `json:"public"`
	Until  int64  `json:"until"` // milliseconds; as it stands in Wrap
	Wrap   []byte `json:"wrap"`
}

// wrapped is what stands in a slot's Wrap. There are two keys while a vault is
// being re-keyed: the new one, then the old.
type wrapped struct {
	Ring  []byte   `json:"ring"`
	Slot  int      `json:"slot"`
	Until int64    `json:"until"`
	Keys  [][]byte `json:"keys"`
}

// canon is a passphrase as it is hashed: keyboards differ in how they compose
// Vietnamese letters, and nobody sees a second space.
func canon(pass []byte) []byte {
	return []byte(strings.Join(strings.Fields(norm.NFC.String(string(pass))), " "))
}

// guard is the key that a passphrase gives for a slot.
func (s *slot) guard(pass, device []byte) (k key, err error) {
	if !s.Cost.sane() {
		return k, fmt.Errorf("vault: slot %d: cost %v", s.ID, s.Cost)
	}
	secret := canon(pass)
	defer clear(secret)
	hash := argon2.IDKey(secret, s.Salt, s.Cost.Time, s.Cost.Memory, s.Cost.Threads, KeySize)
	defer clear(hash)
	if s.Device {
		mixed, err := hkdf.Key(sha256.New, hash, device, "thamho1 device", KeySize)
		if err != nil {
			return k, fmt.Errorf("vault: %w", err)
		}
		copy(hash, mixed)
		clear(mixed)
	}
	copy(k[:], hash)
	return k, nil
}

// bound is what a sealed identity is tied to: everything that says how, and for
// whom, it was sealed.
func (s *slot) bound(ring []byte) []byte {
	out := []byte("thamho1 slot")
	for _, part := range [][]byte{ring, fmt.Append(nil, s.ID), []byte(s.Name), fmt.Append(nil, s.Once, s.Device, s.Cost), s.Salt, []byte(s.Public)} {
		out = binary.BigEndian.AppendUint32(out, uint32(len(part)))
		out = append(out, part...)
	}
	return out
}

// lock makes the slot's identity and seals it under a passphrase.
func (s *slot) lock(ring, pass, device []byte, random io.Reader) error {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	s.Public, s.Device, s.Salt = id.Recipient().String(), len(device) > 0, make([]byte, 16)
	nonce := make([]byte, nonceSize)
	if _, err := io.ReadFull(random, s.Salt); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	if _, err := io.ReadFull(random, nonce); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	k, err := s.guard(pass, device)
	if err != nil {
		return err
	}
	defer k.wipe()
	text := []byte(id.String())
	defer clear(text)
	s.Secret = k.seal(bytes.Clone(nonce), nonce, text, s.bound(ring))
	return nil
}

// wrap gives the slot its key, or keys, until a time.
func (s *slot) wrap(ring []byte, until time.Time, keys [][]byte) error {
	to, err := age.ParseX25519Recipient(s.Public)
	if err != nil {
		return fmt.Errorf("vault: slot %d: %w", s.ID, err)
	}
	s.Until = until.UnixMilli()
	text, err := json.Marshal(wrapped{ring, s.ID, s.Until, keys})
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	defer clear(text)
	s.Wrap, err = encrypt(text, to)
	return err
}

// open gives out the keys of a slot. errSeal says that the passphrase is wrong,
// or that the slot was changed.
func (s *slot) open(ring, pass, device []byte) (keys [][]byte, err error) {
	k, err := s.guard(pass, device)
	if err != nil {
		return nil, err
	}
	defer k.wipe()
	if len(s.Secret) < nonceSize {
		return nil, errSeal
	}
	text, err := k.open(nil, s.Secret[:nonceSize], s.Secret[nonceSize:], s.bound(ring))
	if err != nil {
		return nil, err
	}
	defer clear(text)
	id, err := age.ParseX25519Identity(string(text))
	if err != nil {
		return nil, errSeal
	}
	raw, err := decrypt(s.Wrap, id)
	if err != nil {
		return nil, err
	}
	defer clear(raw)
	var w wrapped
	if err := json.Unmarshal(raw, &w); err != nil || !bytes.Equal(w.Ring, ring) || w.Slot != s.ID || w.Until != s.Until || len(w.Keys) == 0 {
		return nil, errSeal
	}
	return w.Keys, nil
}

func encrypt(text []byte, to ...age.Recipient) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to...)
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("vault: encrypt: %w", err)
	}
	return out.Bytes(), nil
}

// maxWrap bounds what is read from a slot.
const maxWrap = 4096

func decrypt(sealed []byte, id age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		return nil, errors.Join(errSeal, err)
	}
	text, err := io.ReadAll(io.LimitReader(r, maxWrap))
	if err != nil {
		return nil, errors.Join(errSeal, err)
	}
	return text, nil
}
