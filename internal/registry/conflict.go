package registry

import (
	"encoding/json"
	"slices"
	"strings"

	"thamho.vn/internal/ledger"
)

// Conflicts returns the fields of a record in which people wrote differently and
// somebody has to choose. What a program can know is no question: the same file
// taken in by two people is one picture, whatever each wrote beside it, and the
// first one's word on it is shown.
func Conflicts(s *ledger.State) []string {
	return slices.DeleteFunc(s.Conflicts(), func(field string) bool { return IsPhotoField(field) && onePicture(s.Register(field)) })
}

// IsPhotoField tells whether a field holds a picture of a paper, by its code.
func IsPhotoField(field string) bool {
	group, _, spread := strings.Cut(field, ".")
	return spread && (group == FieldPhotos || group == FieldScans)
}

// onePicture tells whether all values of a field are the same picture. One that
// somebody took off is none.
func onePicture(r *ledger.Register) bool {
	var first ledger.Hash
	for _, sib := range r.Siblings {
		var p Photo
		switch {
		case sib.Withheld:
			continue
		case json.Unmarshal(sib.Value, &p) != nil || p.Address.IsZero():
			return false
		case first.IsZero():
			first = p.Address
		case first != p.Address:
			return false
		}
	}
	return true
}
