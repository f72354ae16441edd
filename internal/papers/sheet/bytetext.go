package sheet

import (
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// byteText is Windows-1252 that loses nothing: the five bytes that it leaves
// undefined become U+0081 and the like, as browsers have it, where the usual
// decoder makes one U+FFFD of all. Old Vietnamese fonts keep letters there.
type byteText struct{ transform.NopResetter }

func (b byteText) NewDecoder() *encoding.Decoder { return &encoding.Decoder{Transformer: b} }

// NewEncoder is there for encoding.Encoding; nobody writes this way.
func (byteText) NewEncoder() *encoding.Encoder { return charmap.Windows1252.NewEncoder() }

// Transform decodes as many bytes as dst has room for.
func (byteText) Transform(dst, src []byte, _ bool) (nDst, nSrc int, err error) {
	for _, c := range src {
		r := charmap.Windows1252.DecodeByte(c)
		if r == utf8.RuneError {
			r = rune(c)
		}
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc++
	}
	return nDst, nSrc, nil
}
