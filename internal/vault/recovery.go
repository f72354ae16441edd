package vault

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"filippo.io/age"
)

// share is the way in of the office: the key in two halves, each for one
// officer. One half says nothing; both together give the key.
type share struct {
	To    [2]string `json:"to"`
	Parts [2][]byte `json:"parts"`
}

// SetOffice lets two officers open the vault together, with the keys that belong
// to these age recipients. It may be called whenever the vault is open.
func (r *Ring) SetOffice(u *Unlocked, first, second string) error {
	if first == second {
		return errors.New("vault: two officers need two keys")
	}
	s, err := (&share{To: [2]string{first, second}}).anew(u.keys)
	if err != nil {
		return err
	}
	r.file.Office = s
	return r.save()
}

// HasOffice tells whether two officers could open the vault.
func (r *Ring) HasOffice() bool { return r.file.Office != nil }

// anew splits the keys afresh; nil stays nil.
func (s *share) anew(keys [][]byte) (*share, error) {
	if s == nil {
		return nil, nil
	}
	text, err := json.Marshal(keys)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	defer clear(text)
	mask, masked := make([]byte, len(text)), make([]byte, len(text))
	defer clear(mask)
	if _, err := rand.Read(mask); err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	for i := range text {
		masked[i] = text[i] ^ mask[i]
	}
	out := &share{To: s.To}
	for i, part := range [][]byte{mask, masked} {
		to, err := age.ParseX25519Recipient(s.To[i])
		if err != nil {
			return nil, fmt.Errorf("vault: officer %d: %w", i+1, err)
		}
		if out.Parts[i], err = encrypt(part, to); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Recover opens the vault with the keys of both officers, in either order, and
// gives a person a slot. Nothing else of the ring is needed: no passphrase and no
// secret of the system.
func (r *Ring) Recover(first, second, name string, pass []byte, now time.Time) (*Unlocked, error) {
	if r.file.Office == nil {
		return nil, ErrNobody
	}
	keys, err := r.file.Office.open(first, second)
	if err != nil {
		return nil, err
	}
	u := &Unlocked{Name: name, keys: keys}
	u.Slot, err = r.Add(u, name, pass, now)
	return u, err
}

func (s *share) open(first, second string) ([][]byte, error) {
	var parts [2][]byte
	for _, secret := range []string{first, second} {
		id, err := age.ParseX25519Identity(secret)
		if err != nil {
			return nil, ErrWrong
		}
		for i := range parts {
			if part, err := decrypt(s.Parts[i], id); err == nil {
				parts[i] = part
			}
		}
	}
	if parts[0] == nil || parts[1] == nil || len(parts[0]) != len(parts[1]) {
		return nil, ErrWrong
	}
	text := make([]byte, len(parts[0]))
	defer clear(text)
	for i := range text {
		text[i] = parts[0][i] ^ parts[1][i]
	}
	var keys [][]byte
	if err := json.Unmarshal(text, &keys); err != nil || len(keys) == 0 {
		return nil, ErrWrong
	}
	return keys, nil
}
