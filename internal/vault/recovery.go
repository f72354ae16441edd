package vault

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"filippo.io/age"
)

// share is a way in of the office: the key in two halves, each for one officer.
// One half says nothing; both together give the key. A ring has a share for each
// pair of officers.
type share struct {
	To    [2]string `json:"to"`
	Parts [2][]byte `json:"parts"`
}

// maxOfficers bounds how many pairs there are.
const maxOfficers = 5

// SetOffice lets any two of the officers open the vault together, with the keys
// that belong to these age recipients: two to five, all different. Those who were
// set before can't any more. It may be called whenever the vault is open.
func (r *Ring) SetOffice(u *Unlocked, officers ...string) error {
	if len(officers) < 2 || len(officers) > maxOfficers {
		return fmt.Errorf("vault: %d officers", len(officers))
	}
	var pairs []share
	for i, first := range officers {
		for _, second := range officers[i+1:] {
			if first == second {
				return errors.New("vault: two officers need two keys")
			}
			pairs = append(pairs, share{To: [2]string{first, second}})
		}
	}
	office, err := anew(pairs, u.keys)
	if err != nil {
		return err
	}
	was := r.file.Office
	r.file.Office = office
	if err := r.save(); err != nil {
		r.file.Office = was
		return err
	}
	return nil
}

// Office are the recipients of those who could open the vault, two of them
// together; none where there are none.
func (r *Ring) Office() (out []string) {
	for _, s := range r.file.Office {
		for _, to := range s.To {
			if !slices.Contains(out, to) {
				out = append(out, to)
			}
		}
	}
	return out
}

// anew splits the keys afresh for each pair.
func anew(pairs []share, keys [][]byte) (out []share, err error) {
	text, err := json.Marshal(keys)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	defer clear(text)
	for _, s := range pairs {
		if s.Parts, err = split(text, s.To); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// split divides a text into two halves of which one alone is chance, and encrypts
// each to one of two recipients.
func split(text []byte, to [2]string) (parts [2][]byte, err error) {
	mask, masked := make([]byte, len(text)), make([]byte, len(text))
	defer clear(mask)
	if _, err := rand.Read(mask); err != nil {
		return parts, fmt.Errorf("vault: %w", err)
	}
	for i := range text {
		masked[i] = text[i] ^ mask[i]
	}
	for i, part := range [][]byte{mask, masked} {
		recipient, err := age.ParseX25519Recipient(to[i])
		if err != nil {
			return parts, fmt.Errorf("vault: officer %d: %w", i+1, err)
		}
		if parts[i], err = encrypt(part, recipient); err != nil {
			return parts, err
		}
	}
	return parts, nil
}

// Recover opens the vault with the keys of two officers, in either order, and
// gives a person a passphrase: their slot where one has this name, else one more.
// Nothing else of the ring is needed: no passphrase and no secret of the system.
// Its errors are ErrNobody where no officers are set, and ErrWrong.
func (r *Ring) Recover(first, second, name string, pass []byte) (*Unlocked, error) {
	if len(r.file.Office) == 0 {
		return nil, ErrNobody
	}
	keys, err := r.openOffice(first, second)
	if err != nil {
		return nil, err
	}
	u := &Unlocked{Name: name, keys: keys}
	if u.Slot, err = r.Add(u, name, pass); err != nil {
		u.Wipe()
		return nil, err
	}
	for _, before := range r.People() { // who forgot theirs
		if before.Name == name && before.Slot != u.Slot {
			if err := r.Remove(before.Slot); err != nil {
				u.Wipe()
				return nil, err
			}
		}
	}
	return u, nil
}

func (r *Ring) openOffice(first, second string) ([][]byte, error) {
	var who [2]*age.X25519Identity
	for i, secret := range []string{first, second} {
		var err error
		if who[i], err = age.ParseX25519Identity(secret); err != nil {
			return nil, ErrWrong
		}
	}
	for _, s := range r.file.Office {
		if keys, err := s.open(who); err == nil {
			return keys, nil
		}
	}
	return nil, ErrWrong
}

func (s share) open(who [2]*age.X25519Identity) ([][]byte, error) {
	var parts [2][]byte
	for _, id := range who {
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
		parts[0][i], parts[1][i] = 0, 0
	}
	var keys [][]byte
	if err := json.Unmarshal(text, &keys); err != nil || len(keys) == 0 {
		return nil, ErrWrong
	}
	return keys, nil
}

// Drop takes everybody's slot away, for a vault that holds nothing any more. The
// office can still open it, if it could before.
func (r *Ring) Drop() error {
	r.file.Slots, r.file.Spent, r.count.Tries = nil, true, map[int]int{}
	if err := r.save(); err != nil {
		return err
	}
	return removeIfThere(r.path + beforeEnd)
}

// Spent tells whether the vault was emptied and left by Drop: what lies there may
// be thrown away.
func (r *Ring) Spent() bool { return r.file.Spent && r.Empty() }
