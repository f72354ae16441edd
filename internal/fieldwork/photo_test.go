package fieldwork_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// picture is a JPEG of one grey.
func picture(t testing.TB, grey uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 300, 200))
	for i := range img.Pix {
		img.Pix[i] = grey
	}
	img.SetGray(5, 5, color.Gray{Y: grey / 2})
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAPhotoIsKeptWithItsRecord(t *testing.T) {
	b := newBench(t)
	for _, grey := range []uint8{100, 200} {
		if err := b.AddPhoto(t.Context(), registry.KindPerson, b.child, registry.PhotoBirth, picture(t, grey)); err != nil {
			t.Fatal(err)
		}
	}

	h, err := b.Photos(t.Context(), registry.KindPerson, b.child)

	if err != nil || len(h.Photos) != 2 {
		t.Fatalf("%d photos: %v", len(h.Photos), err)
	}
	for i, p := range h.Photos {
		for _, address := range []ledger.Hash{p.Address, p.Small} {
			raw, err := b.Photo(t.Context(), h.Scope, address)
			if err != nil || ledger.Sum(raw) != address {
				t.Errorf("photo %d: %v", i, err)
			}
		}
		if p.Kind != registry.PhotoBirth || p.On != b.Today() || p.Order != i+1 {
			t.Errorf("said of it: %+v", p)
		}
	}
	if err := b.AddPhoto(t.Context(), registry.KindPerson, b.child, registry.PhotoCard, picture(t, 100)); registry.KeyOf(err) != "photo_again" {
		t.Errorf("the same photo again: %v", err)
	}
	if err := b.AddPhoto(t.Context(), registry.KindPerson, b.child, registry.PhotoCard, []byte("%PDF")); registry.KeyOf(err) != "photo_not" {
		t.Errorf("no photo: %v", err)
	}
	unsent, err := b.Store.UnsentPhotos(t.Context())
	if err != nil || len(unsent) != 4 || !unsent[0].Small || !unsent[1].Small || unsent[2].Small {
		t.Errorf("what waits, small ones first: %v, %v", unsent, err)
	}
}

func TestRemovingAPhotoIsAChangeThatIsUndone(t *testing.T) {
	b := newBench(t)
	if err := b.AddPhoto(t.Context(), registry.KindHousehold, b.household, registry.PhotoResidence, picture(t, 90)); err != nil {
		t.Fatal(err)
	}
	before, err := b.Photos(t.Context(), registry.KindHousehold, b.household)
	if err != nil {
		t.Fatal(err)
	}

	if err := b.RemovePhoto(t.Context(), registry.KindHousehold, b.household, before.Photos[0].Address); err != nil {
		t.Fatal(err)
	}

	gone, err := b.Photos(t.Context(), registry.KindHousehold, b.household)
	if err != nil || len(gone.Photos) != 0 {
		t.Errorf("still there: %v, %v", gone.Photos, err)
	}
	if _, err := b.Photo(t.Context(), before.Scope, before.Photos[0].Address); err != nil {
		t.Errorf("the picture itself is lost: %v", err)
	}
	if _, err := b.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	back, err := b.Photos(t.Context(), registry.KindHousehold, b.household)
	if err != nil || len(back.Photos) != 1 || back.Photos[0] != before.Photos[0] {
		t.Errorf("undone: %v, %v", back.Photos, err)
	}
}

func TestTheSignedListHasItsPages(t *testing.T) {
	b := newBench(t)
	hamlet := b.Province.Hamlets[0].Unit
	list, err := b.HandToPolice(t.Context(), hamlet, []registry.Record[registry.Person]{b.person(t)})
	if err != nil {
		t.Fatal(err)
	}

	if err := b.AddPhoto(t.Context(), registry.KindPolice, list.ID, registry.PhotoSigned, picture(t, 70)); err != nil {
		t.Fatal(err)
	}

	h, err := b.Photos(t.Context(), registry.KindPolice, list.ID)
	if err != nil || len(h.Photos) != 1 || h.Name != list.Value.Code {
		t.Errorf("%+v, %v", h, err)
	}
	if _, err := b.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if h, err = b.Photos(t.Context(), registry.KindPolice, list.ID); err != nil || len(h.Photos) != 0 {
		t.Errorf("undone: %+v, %v", h, err)
	}
}
