package registry

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// PhotoKind is which paper a photo shows.
type PhotoKind string

// The papers. PhotoSigned is the list that came back from the police, signed.
const (
	PhotoBirth     PhotoKind = "ks"
	PhotoCard      PhotoKind = "cccd"
	PhotoResidence PhotoKind = "ct"
	PhotoHealth    PhotoKind = "bhyt"
	PhotoNotice    PhotoKind = "tb"
	PhotoOther     PhotoKind = "khac"
	PhotoSigned    PhotoKind = "ky"
)

// The fields of photos, spread: one for each.
const (
	FieldPhotos = "anh"
	FieldScans  = "ban_chup"
)

// PhotoKinds lists the papers of a person in the order of the numbered choice.
var PhotoKinds = []PhotoKind{PhotoBirth, PhotoCard, PhotoResidence, PhotoHealth, PhotoNotice, PhotoOther}

// Address names a picture: the SHA-256 of its bytes.
type Address = ledger.Hash

// Photo is what a record says of a picture of a paper. The picture itself stands
// apart, under its address, in the record's scope; it comes when somebody wants
// to see it.
type Photo struct {
	Address ledger.Hash `json:"dc"`
	Small   ledger.Hash `json:"nho,omitzero"` // address of the small one for lists
	Kind    PhotoKind   `json:"loai,omitempty"`
	Bytes   int64       `json:"co,omitempty"`
	On      Date        `json:"ngay,omitzero"` // when it was taken in
	By      string      `json:"nguoi,omitempty"`
	// Order is the place among a record's photos: pages of one list follow each other.
	Order int `json:"tt,omitempty"`
}

// Photos are the pictures of a record, each a field of its own that is named by
// the beginning of its address.
type Photos map[string]Photo

// photoKey names a photo's field: the names of fields have no capital letters.
func photoKey(address ledger.Hash) string { return hex.EncodeToString(address[:12]) }

// Sorted returns the photos in the order in which they were added; what has no
// address is left out.
func (p Photos) Sorted() []Photo {
	out := make([]Photo, 0, len(p))
	for _, photo := range p {
		if !photo.Address.IsZero() {
			out = append(out, photo)
		}
	}
	slices.SortFunc(out, func(a, b Photo) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), slices.Compare(a.Address[:], b.Address[:]))
	})
	return out
}

// next is the place behind the last photo.
func (p Photos) next() (n int) {
	for _, photo := range p {
		n = max(n, photo.Order)
	}
	return n + 1
}

// With returns the photos with one more behind; one that is there already stays
// as it is.
func (p Photos) With(photo Photo) Photos {
	out := maps.Clone(p)
	if out == nil {
		out = Photos{}
	}
	if key := photoKey(photo.Address); out[key].Address.IsZero() {
		photo.Order = p.next()
		out[key] = photo
	}
	return out
}

// Without returns the photos without one.
func (p Photos) Without(address ledger.Hash) Photos {
	out := maps.Clone(p)
	delete(out, photoKey(address))
	if len(out) == 0 {
		return nil
	}
	return out
}

// PhotosAmong returns the addresses of the pictures, large and small, that the
// fields of a change name.
func PhotosAmong(names []string, values []json.RawMessage) (out []Address) {
	for i, name := range names {
		if i >= len(values) || !IsPhotoField(name) {
			continue
		}
		var p Photo
		if json.Unmarshal(values[i], &p) != nil {
			continue
		}
		for _, address := range []Address{p.Address, p.Small} {
			if !address.IsZero() {
				out = append(out, address)
			}
		}
	}
	return out
}

// KeptPhoto is a picture as it is stored and sent.
type KeptPhoto struct {
	Address ledger.Hash
	Bytes   []byte
	Small   bool
}

// PhotoPart is the size of the parts in which pictures are stored and sent.
const PhotoPart = 256 << 10

// MaxPhoto bounds a picture that is stored or sent, in bytes.
const MaxPhoto = 4 << 20

// PhotoHead is a picture without its bytes.
type PhotoHead struct {
	Scope   uuid.UUID
	Address ledger.Hash
	Size    int64
	Held    int64 // bytes that are here, from the first on
	Small   bool
}
