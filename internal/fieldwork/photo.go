package fieldwork

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/photo"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// PhotoHolder is a record whose papers were photographed: a person, a household
// or a list at the police.
type PhotoHolder struct {
	Kind  string // registry.KindPerson, KindHousehold or KindPolice
	ID    uuid.UUID
	Scope uuid.UUID
	// Household is the one it belongs to; uuid.Nil for a list.
	Household uuid.UUID
	Name      string // who or what it is, for people
	Photos    []registry.Photo
}

// Photos returns a record with the pictures of its papers, in the order in which
// they were added.
func (w *Work) Photos(ctx context.Context, kind string, id uuid.UUID) (PhotoHolder, error) {
	h, err := w.pictured(ctx, kind, id)
	return h.PhotoHolder, err
}

// HouseholdPhotos returns a household and its people with the pictures of their
// papers.
func (w *Work) HouseholdPhotos(ctx context.Context, id uuid.UUID) ([]PhotoHolder, error) {
	page, err := w.store.Household(ctx, id)
	if err != nil {
		return nil, err
	}
	h := page.Household
	out := []PhotoHolder{{Kind: registry.KindHousehold, ID: id, Scope: h.Scope, Household: id, Name: h.Value.Head, Photos: h.Value.Photos.Sorted()}}
	for _, p := range page.Persons {
		out = append(out, PhotoHolder{Kind: registry.KindPerson, ID: p.ID, Scope: p.Scope, Household: id, Name: p.Value.Name, Photos: p.Value.Photos.Sorted()})
	}
	return out, nil
}

// pictured is a holder with what a change of its photos needs.
type pictured struct {
	PhotoHolder
	all   registry.Photos
	field string // in which they stand
	seen  map[string][]ledger.Dot
}

func (w *Work) pictured(ctx context.Context, kind string, id uuid.UUID) (h pictured, err error) {
	h.Kind, h.ID, h.field = kind, id, registry.FieldPhotos
	switch kind {
	case registry.KindPerson:
		rec, err := w.store.Person(ctx, id)
		if err != nil {
			return h, err
		}
		h.Scope, h.Name, h.all, h.seen, h.Household = rec.Scope, rec.Value.Name, rec.Value.Photos, rec.Seen, rec.Value.Household
	case registry.KindPolice:
		rec, err := w.policeList(ctx, id)
		if err != nil {
			return h, err
		}
		h.Scope, h.Name, h.all, h.seen, h.field = rec.Scope, rec.Value.Code, rec.Value.Scans, rec.Seen, registry.FieldScans
	default:
		page, err := w.store.Household(ctx, id)
		if err != nil {
			return h, err
		}
		rec := page.Household
		h.Scope, h.Name, h.all, h.seen, h.Household = rec.Scope, rec.Value.Head, rec.Value.Photos, rec.Seen, id
	}
	h.Photos = h.all.Sorted()
	return h, nil
}

// AddPhoto keeps a picture of a paper: shrunk, bare of what the camera wrote, and
// with its record as one act. The errors are registry.Errors with the keys
// photo_not, photo_large, photo_damaged, photo_again and those of Write.
func (w *Work) AddPhoto(ctx context.Context, kind string, id uuid.UUID, of registry.PhotoKind, raw []byte) error {
	p, err := photo.Make(raw)
	if err != nil {
		return err
	}
	h, err := w.pictured(ctx, kind, id)
	if err != nil {
		return err
	}
	after := h.all.With(registry.Photo{
		Address: p.Full.Address, Small: p.Thumb.Address, Kind: of, Bytes: int64(len(p.Full.Bytes)), On: w.Today(), By: viet.Clean(w.name),
	})
	if len(after) == len(h.all) {
		return &registry.Error{Code: registry.Conflict, Key: "photo_again"}
	}
	if len(after) > maxPhotos {
		return &registry.Error{Code: registry.Invalid, Key: "photo_many", Args: map[string]any{"n": maxPhotos}}
	}
	return w.setPhotos(ctx, h, after, []registry.KeptPhoto{
		{Address: p.Full.Address, Bytes: p.Full.Bytes}, {Address: p.Thumb.Address, Bytes: p.Thumb.Bytes, Small: true},
	})
}

// maxPhotos bounds the photos of one record.
const maxPhotos = 40

// RemovePhoto takes a picture off a record. It is a change like any other: the
// picture itself stays, and undo brings it back.
func (w *Work) RemovePhoto(ctx context.Context, kind string, id uuid.UUID, address ledger.Hash) error {
	h, err := w.pictured(ctx, kind, id)
	if err != nil {
		return err
	}
	return w.setPhotos(ctx, h, h.all.Without(address), nil)
}

// setPhotos writes the fields in which two sets of photos differ.
func (w *Work) setPhotos(ctx context.Context, h pictured, after registry.Photos, bytes []registry.KeptPhoto) error {
	before, err := encodedPhotos(h, h.all)
	if err != nil {
		return err
	}
	fields, err := encodedPhotos(h, after)
	if err != nil {
		return err
	}
	for code := range before {
		if _, stays := fields[code]; stays {
			delete(fields, code)
		} else {
			fields[code] = []byte("null")
		}
	}
	if len(fields) == 0 {
		return nil
	}
	change := ledger.Draft{Kind: h.Kind, Record: h.ID, Op: ledger.OpSet, Fields: fields, Seen: h.seen}
	if err := w.store.WritePhotos(ctx, h.Scope, []ledger.Draft{change}, bytes); err != nil {
		return err
	}
	w.remember(act{home: home{h.Scope, h.Household}, change: change, before: before})
	return nil
}

// encodedPhotos are photos as fields of their record.
func encodedPhotos(h pictured, photos registry.Photos) (registry.Fields, error) {
	if h.field == registry.FieldScans {
		return registry.Encode(registry.PoliceList{Scans: photos})
	}
	return registry.Encode(registry.Person{Photos: photos})
}
