package photo

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	stddraw "image/draw"
	"image/jpeg"
	_ "image/png" // a format that is read

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // a format that is read

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// MaxSource bounds the file that a picture comes in.
const MaxSource = 32 << 20

// How many pixels are decoded. A progressive JPEG takes about 6 bytes for each
// while it is read, another format up to 8.
const (
	maxJPEG  = 50_000_000
	maxOther = 25_000_000
	maxSide  = 20_000
)

// What is kept: a side of 1800 is 150 dots per inch on a page of A4, enough to
// read what is printed small; most papers come to 200–350 KB.
const (
	fullSide  = 1800
	thumbSide = 240
	// MaxKept bounds the bytes of what is kept and sent.
	MaxKept = 1 << 20
)

// qualities are tried until the picture is small enough.
var qualities = []int{78, 65, 50, 35}

// goodSize is what is aimed for.
const goodSize = 400 << 10

// Kept is a picture as it is kept: a JPEG and the address that names it.
type Kept struct {
	Bytes         []byte
	Address       ledger.Hash // SHA-256 of Bytes
	Width, Height int
}

// Photo is a picture of a paper and its small form.
type Photo struct{ Full, Thumb Kept }

// Make reads a picture (JPEG, PNG, WebP) and returns what is kept of it. The
// same file gives the same bytes. Errors are registry.Errors with the keys
// photo_not, photo_large and photo_damaged.
func Make(raw []byte) (Photo, error) {
	img, err := decode(raw)
	if err != nil {
		return Photo{}, err
	}
	full := shrink(img, fullSide)
	if format(raw) == "jpeg" {
		full = upright(full, orientation(raw))
	}
	var p Photo
	if p.Full, err = encode(full, qualities); err != nil {
		return p, err
	}
	p.Thumb, err = encode(shrink(full, thumbSide), qualities[1:])
	return p, err
}

// Decode reads a kept picture, one that came from others too: nothing else than
// what Make makes is decoded.
func Decode(kept []byte) (image.Image, error) {
	if len(kept) > MaxKept || format(kept) != "jpeg" {
		return nil, bad("photo_damaged", errors.New("not a picture of ours"))
	}
	size, err := jpeg.DecodeConfig(bytes.NewReader(kept))
	if err != nil {
		return nil, bad("photo_damaged", err)
	}
	if size.Width > fullSide || size.Height > fullSide {
		return nil, bad("photo_damaged", fmt.Errorf("%d×%d", size.Width, size.Height))
	}
	img, err := jpeg.Decode(bytes.NewReader(kept))
	if err != nil {
		return nil, bad("photo_damaged", err)
	}
	return img, nil
}

// decode reads any picture within bounds.
func decode(raw []byte) (image.Image, error) {
	if len(raw) > MaxSource {
		return nil, bad("photo_large", fmt.Errorf("%d bytes", len(raw)))
	}
	size, kind, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, bad("photo_not", err)
	}
	limit := maxOther
	if kind == "jpeg" {
		limit = maxJPEG
	}
	switch {
	case size.Width < 1 || size.Height < 1:
		return nil, bad("photo_not", errors.New("empty"))
	case size.Width > maxSide || size.Height > maxSide || size.Width*size.Height > limit:
		return nil, bad("photo_large", fmt.Errorf("%d×%d", size.Width, size.Height))
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, bad("photo_damaged", err)
	}
	return img, nil
}

func format(raw []byte) string {
	if bytes.HasPrefix(raw, []byte{0xff, 0xd8, 0xff}) {
		return "jpeg"
	}
	return ""
}

// shrink fits a picture into a square; a smaller one keeps its size. What was
// transparent is white, as paper.
func shrink(img image.Image, side int) *image.RGBA {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if longest := max(w, h); longest > side {
		w, h = max(w*side/longest, 1), max(h*side/longest, 1)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	stddraw.Draw(out, out.Bounds(), image.NewUniform(color.White), image.Point{}, stddraw.Src)
	if w == b.Dx() && h == b.Dy() {
		stddraw.Draw(out, out.Bounds(), img, b.Min, stddraw.Over)
		return out
	}
	draw.BiLinear.Scale(out, out.Bounds(), img, b, draw.Over, nil)
	return out
}

// encode writes a JPEG that is small enough to send over a slow line.
func encode(img image.Image, qualities []int) (Kept, error) {
	var out bytes.Buffer
	for _, q := range qualities {
		out.Reset()
		if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: q}); err != nil {
			return Kept{}, fmt.Errorf("encode picture: %w", err)
		}
		if out.Len() <= goodSize {
			break
		}
	}
	if out.Len() > MaxKept {
		return Kept{}, bad("photo_large", fmt.Errorf("%d bytes when shrunk", out.Len()))
	}
	b := img.Bounds()
	return Kept{Bytes: out.Bytes(), Address: ledger.Sum(out.Bytes()), Width: b.Dx(), Height: b.Dy()}, nil
}

func bad(key string, err error) error {
	return &registry.Error{Code: registry.Invalid, Key: key, Err: err}
}
