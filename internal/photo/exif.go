package photo

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation reads from a JPEG how its camera was held: 1 to 8 as EXIF counts,
// 1 for upright and for whatever can't be read. Nothing else of it is used.
func orientation(raw []byte) int {
	for at := 2; at+4 <= len(raw) && raw[at] == 0xff; {
		marker, size := raw[at+1], int(binary.BigEndian.Uint16(raw[at+2:]))
		if marker == 0xda || size < 2 || at+2+size > len(raw) { // the picture itself begins
			return 1
		}
		if body, found := bytes.CutPrefix(raw[at+4:at+2+size], []byte("Exif\x00\x00")); marker == 0xe1 && found {
			return orientationIn(body)
		}
		at += 2 + size
	}
	return 1
}

const tagOrientation = 0x0112

// orientationIn reads the tag out of a TIFF header and its first list.
func orientationIn(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	list := int64(order.Uint32(tiff[4:]))
	if list+2 > int64(len(tiff)) {
		return 1
	}
	count := int64(order.Uint16(tiff[list:]))
	for i := range count {
		at := list + 2 + 12*i
		if at+12 > int64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[at:]) != tagOrientation {
			continue
		}
		if o := int(order.Uint16(tiff[at+8:])); o >= 1 && o <= 8 {
			return o
		}
		return 1
	}
	return 1
}

// upright turns a picture as its camera was held.
func upright(img *image.RGBA, orientation int) *image.RGBA {
	if orientation <= 1 {
		return img
	}
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	outW, outH := w, h
	if orientation >= 5 {
		outW, outH = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, outW, outH))
	for y := range h {
		for x := range w {
			tx, ty := turned(orientation, x, y, w, h)
			out.SetRGBA(tx, ty, img.RGBAAt(x, y))
		}
	}
	return out
}

// turned is where a pixel of a w×h picture belongs.
func turned(orientation, x, y, w, h int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}
