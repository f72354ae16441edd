package photo

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"thamho.vn/internal/registry"
)

// paper is a page with a dark corner at the top left.
func paper(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{240, 240, 230, 255}
			if x < w/4 && y < h/4 {
				c = color.RGBA{20, 20, 20, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// withEXIF puts an EXIF part with an orientation and a secret behind the start.
func withEXIF(raw []byte, orientation uint16) []byte {
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x01")
	tiff = binary.BigEndian.AppendUint16(tiff, tagOrientation)
	tiff = append(tiff, 0, 3, 0, 0, 0, 1)
	tiff = binary.BigEndian.AppendUint16(tiff, orientation)
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	tiff = append(tiff, "GPS 9.1769,105.1524"...)
	body := append([]byte("Exif\x00\x00"), tiff...)
	part := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
	return append(append(append([]byte{}, raw[:2]...), append(part, body...)...), raw[2:]...)
}

func keyOf(err error) string { return registry.KeyOf(err) }

func dark(img image.Image, x, y int) bool {
	r, _, _, _ := img.At(x, y).RGBA()
	return r < 0x6000
}

func TestAPhotoIsShrunkAndBare(t *testing.T) {
	t.Parallel()
	raw := withEXIF(asJPEG(t, paper(3000, 4000)), 1)

	p, err := Make(raw)
	if err != nil {
		t.Fatal(err)
	}
	if p.Full.Height != fullSide || p.Full.Width != 1350 || p.Thumb.Height != thumbSide {
		t.Errorf("sizes %d×%d, %d×%d", p.Full.Width, p.Full.Height, p.Thumb.Width, p.Thumb.Height)
	}
	if bytes.Contains(p.Full.Bytes, []byte("GPS")) || bytes.Contains(p.Full.Bytes, []byte("Exif")) || bytes.Contains(p.Thumb.Bytes, []byte("Exif")) {
		t.Error("what the camera wrote is still there")
	}
	if len(p.Full.Bytes) > goodSize || len(p.Thumb.Bytes) > 16<<10 {
		t.Errorf("%d and %d bytes", len(p.Full.Bytes), len(p.Thumb.Bytes))
	}
	again, err := Make(raw)
	if err != nil || again.Full.Address != p.Full.Address {
		t.Errorf("the same file has another address: %v", err)
	}
	if _, err := Decode(p.Full.Bytes); err != nil {
		t.Error(err)
	}
}

func TestAPhotoStandsUpright(t *testing.T) {
	t.Parallel()
	// Where the dark corner of the raw picture belongs, by orientation.
	corners := map[uint16][2]bool{ // right, bottom
		1: {false, false}, 2: {true, false}, 3: {true, true}, 4: {false, true},
		5: {false, false}, 6: {true, false}, 7: {true, true}, 8: {false, true},
	}
	for orientation, at := range corners {
		p, err := Make(withEXIF(asJPEG(t, paper(400, 200)), orientation))
		if err != nil {
			t.Fatal(err)
		}
		if turned := p.Full.Width == 200; turned != (orientation >= 5) {
			t.Errorf("%d: %d×%d", orientation, p.Full.Width, p.Full.Height)
		}
		img, err := Decode(p.Full.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		x, y := 8, 8
		if at[0] {
			x = p.Full.Width - 8
		}
		if at[1] {
			y = p.Full.Height - 8
		}
		if !dark(img, x, y) {
			t.Errorf("orientation %d: the corner is not where it belongs", orientation)
		}
	}
}

func TestATransparentPictureIsPaper(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewNRGBA(image.Rect(0, 0, 50, 50))); err != nil {
		t.Fatal(err)
	}
	p, err := Make(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	img, err := Decode(p.Full.Bytes)
	if err != nil || dark(img, 25, 25) {
		t.Errorf("not white: %v", err)
	}
}

// claiming is a PNG of a few bytes that says it has so many pixels.
func claiming(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32(nil, 13)
	body := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	body = append(binary.BigEndian.AppendUint32(body, h), 8, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), append(head, body...)...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(body))
}

func TestHostilePictures(t *testing.T) {
	t.Parallel()
	whole := asJPEG(t, paper(300, 300))
	for name, c := range map[string]struct {
		raw []byte
		key string
	}{
		"nothing":             {nil, "photo_not"},
		"a program":           {[]byte("\x7fELF\x02\x01\x01"), "photo_not"},
		"a PDF":               {[]byte("%PDF-1.7\n"), "photo_not"},
		"a bomb":              {claiming(30_000, 30_000), "photo_large"},
		"one more than fits":  {claiming(5001, 5000), "photo_large"},
		"a long strip":        {claiming(20_001, 1), "photo_large"},
		"cut in the middle":   {whole[:len(whole)/2], "photo_damaged"},
		"larger than allowed": {append(whole, make([]byte, MaxSource)...), "photo_large"},
	} {
		if _, err := Make(c.raw); keyOf(err) != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
	if _, err := Decode(asJPEG(t, paper(fullSide+1, 10))); keyOf(err) != "photo_damaged" {
		t.Errorf("a picture larger than any of ours is shown: %v", err)
	}
}

func FuzzMake(f *testing.F) {
	small := asJPEG(f, paper(20, 10))
	f.Add(small)
	f.Add(withEXIF(small, 6))
	f.Add(claiming(3, 3))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x02"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		orientation(raw)
		p, err := Make(raw)
		if err != nil {
			if registry.CodeOf(err) != registry.Invalid {
				t.Fatal(err)
			}
			return
		}
		if _, err := Decode(p.Full.Bytes); err != nil {
			t.Fatalf("our own picture is refused: %v", err)
		}
	})
}
