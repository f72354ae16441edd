package central_test

import (
	"bytes"
	"testing"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central/centraltest"
	"thamho.vn/internal/sync/wire"
)

// filled is so many bytes that differ from place to place.
func filled(n int, seed byte) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(i>>8) ^ byte(i) ^ seed
	}
	return out
}

func TestPartsThatDoNotFit(t *testing.T) {
	t.Parallel()
	p := centraltest.New(t)
	scope := p.Scope()
	d := p.Device(ledger.RankHamlet, scope)
	whole := filled(registry.PhotoPart+10, 1)
	address := ledger.Sum(whole)
	put := func(offset, length int64, part []byte) (wire.PhotoState, string) {
		st, err := p.PutPhoto(t.Context(), d.ID, scope, address, wire.PhotoState{Offset: offset, Length: length}, part)
		key := registry.KeyOf(err)
		if key == "" && err != nil {
			key = "malformed"
		}
		return st, key
	}
	for name, c := range map[string]struct {
		offset, length int64
		part           []byte
		key            string
	}{
		"a short part":        {0, int64(len(whole)), whole[:100], "malformed"},
		"a long part":         {0, int64(len(whole)), whole, "malformed"},
		"none":                {0, int64(len(whole)), nil, "malformed"},
		"of nothing":          {0, 0, nil, "malformed"},
		"before the first":    {-1, 10, filled(10, 1), "malformed"},
		"larger than allowed": {0, registry.MaxPhoto + 1, whole[:registry.PhotoPart], "malformed"},
		"the second first":    {registry.PhotoPart, int64(len(whole)), whole[registry.PhotoPart:], "photo_offset"},
	} {
		if _, key := put(c.offset, c.length, c.part); key != c.key {
			t.Errorf("%s: %q, want %q", name, key, c.key)
		}
	}
	if _, key := put(0, 5000, filled(5000, 9)); key != "photo_damaged" { // somebody else's under this address
		t.Errorf("bytes of another address: %q", key)
	}
	if _, key := put(0, 2*registry.PhotoPart, filled(registry.PhotoPart, 9)); key != "" { // begun under a wrong length
		t.Errorf("begun: %q", key)
	}
	if st, key := put(0, int64(len(whole)), whole[:registry.PhotoPart]); key != "" || st.Offset != registry.PhotoPart {
		t.Errorf("what was begun wrongly keeps the right one out: %v %q", st, key)
	}
	if st, key := put(registry.PhotoPart, int64(len(whole)), whole[registry.PhotoPart:]); key != "" || st.Offset != st.Length {
		t.Errorf("the last part: %v %q", st, key)
	}
	part, length, err := p.PhotoPart(t.Context(), d.ID, scope, address, registry.PhotoPart)
	if err != nil || length != int64(len(whole)) || !bytes.Equal(part, whole[registry.PhotoPart:]) {
		t.Errorf("%d bytes of %d: %v", len(part), length, err)
	}
}

func TestADeviceMayBeginOnlySoManyPhotos(t *testing.T) {
	t.Parallel()
	p := centraltest.New(t)
	scope := p.Scope()
	d := p.Device(ledger.RankHamlet, scope)
	refused := 0
	for i := range 70 {
		_, err := p.PutPhoto(t.Context(), d.ID, scope, ledger.Sum([]byte{byte(i)}), wire.PhotoState{Length: registry.PhotoPart + 1}, filled(registry.PhotoPart, byte(i)))
		if err != nil && registry.KeyOf(err) != "photo_quota" {
			t.Fatal(err)
		}
		if err != nil {
			refused++
		}
	}
	if refused != 6 {
		t.Errorf("%d of 70 begun pictures were refused, want 6", refused)
	}
}

// model is a slow and obvious taker of the parts of one picture.
type model struct {
	whole []byte
	held  []byte
}

// put takes a part and returns whether the picture was damaged.
func (m *model) put(offset int64, part []byte) (damaged bool) {
	proper := int64(len(part)) == min(registry.PhotoPart, int64(len(m.whole))-offset)
	if !proper || len(m.held) == len(m.whole) || offset != int64(len(m.held)) {
		return false
	}
	m.held = append(m.held, part...)
	if len(m.held) == len(m.whole) && !bytes.Equal(m.held, m.whole) {
		m.held = nil
		return true
	}
	return false
}

// FuzzPutPhoto brings parts in any order and size, whole, cut and altered, and
// compares what is held with a model; whatever is given out is what the address
// says.
func FuzzPutPhoto(f *testing.F) {
	whole := filled(2*registry.PhotoPart+77, 3)
	f.Add([]byte{0, 1, 2})
	f.Add([]byte{2, 1, 0, 0, 1, 1, 2, 2})
	f.Add([]byte{0, 0x40, 1, 0x81, 2, 0xc2})
	f.Add([]byte{0, 0x81, 2, 0, 1, 2, 2})
	f.Fuzz(func(t *testing.T, script []byte) {
		p := centraltest.New(t)
		scope := p.Scope()
		d := p.Device(ledger.RankHamlet, scope)
		address, m := ledger.Sum(whole), model{whole: whole}
		for _, act := range script[:min(len(script), 24)] {
			offset := int64(act&3) * registry.PhotoPart
			if offset >= int64(len(whole)) {
				continue
			}
			part := bytes.Clone(whole[offset:min(offset+registry.PhotoPart, int64(len(whole)))])
			if act&0x40 != 0 {
				part = part[:len(part)/2]
			}
			if act&0x80 != 0 && len(part) > 0 {
				part[len(part)/2] ^= 1
			}
			damaged := m.put(offset, part)
			_, err := p.PutPhoto(t.Context(), d.ID, scope, address, wire.PhotoState{Offset: offset, Length: int64(len(whole))}, part)
			if got := registry.KeyOf(err) == "photo_damaged"; got != damaged {
				t.Fatalf("damaged %v, want %v: %v", got, damaged, err)
			}
			st, err := p.PhotoState(t.Context(), d.ID, scope, address)
			if err != nil || st.Offset != int64(len(m.held)) {
				t.Fatalf("held %d, want %d: %v", st.Offset, len(m.held), err)
			}
			got, length, err := p.PhotoPart(t.Context(), d.ID, scope, address, 0)
			if given := err == nil; given != (len(m.held) == len(whole)) || given && (length != int64(len(whole)) || !bytes.Equal(got, whole[:registry.PhotoPart])) {
				t.Fatalf("given out: %v, %d bytes of %d", err, len(got), length)
			}
		}
	})
}
