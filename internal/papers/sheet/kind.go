package sheet

import (
	"bytes"
	"io"
	"os"
)

// kind is what the first bytes of a file say that it is.
type kind int

const (
	kindOther kind = iota
	kindEmpty
	kindZip
	kindOLE
	kindText
)

// headSize is how much of a file kindOf looks at.
const headSize = 8 << 10

var (
	oleMagic = []byte("\xD0\xCF\x11\xE0")
	bomUTF8  = []byte("\xEF\xBB\xBF")
	bomLE    = []byte("\xFF\xFE")
	bomBE    = []byte("\xFE\xFF")
)

// foreign begin the files that people pick by mistake and that a count of
// control characters would not always tell from text.
var foreign = [][]byte{
	[]byte("%PDF"), []byte("\x89PNG"), []byte("\xFF\xD8\xFF"), []byte("GIF8"), []byte("MZ\x90"),
	[]byte("\x7FELF"), []byte("\x1F\x8B"), []byte("Rar!\x1A"), []byte("7z\xBC\xAF"), []byte("{\\rtf"),
	[]byte("SQLite format 3\x00"),
}

// markup begins web pages and XML that some programs save under a spreadsheet's
// name. They are text, but read as CSV they would give rows of tags.
var markup = [][]byte{[]byte("<?xml"), []byte("<html"), []byte("<!doctype"), []byte("<table"), []byte("<meta")}

// kindOf tells a file's kind from its first headSize bytes.
func kindOf(head []byte) kind {
	switch {
	case len(head) == 0:
		return kindEmpty
	case bytes.HasPrefix(head, oleMagic):
		return kindOLE
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return kindZip
	case bytes.HasPrefix(head, bomLE), bytes.HasPrefix(head, bomBE):
		return kindText
	case hasAnyPrefix(head, foreign), isMarkup(head), controls(head)*10 > len(head):
		return kindOther
	}
	return kindText
}

func isMarkup(head []byte) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, bomUTF8), " \t\r\n")
	return hasAnyPrefix(bytes.ToLower(text[:min(len(text), 16)]), markup)
}

func hasAnyPrefix(b []byte, prefixes [][]byte) bool {
	for _, p := range prefixes {
		if bytes.HasPrefix(b, p) {
			return true
		}
	}
	return false
}

// controls counts the bytes that text has no use for. Stray ones are forgiven;
// where every tenth byte is one, it is no text.
func controls(b []byte) int {
	n := 0
	for _, c := range b {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			n++
		}
	}
	return n
}

// refuse says why a file of this kind can't be read.
func refuse(k kind, f *os.File) error {
	switch {
	case k == kindEmpty:
		return bad(keyEmpty, nil)
	case k == kindOLE && holds(io.NewSectionReader(f, 0, maxSearch), encryptedName):
		return bad(keyEncrypted, nil)
	case k == kindOLE:
		return bad(keyOldXLS, nil)
	}
	return bad(keyNotTable, nil)
}

// encryptedName is «EncryptedPackage» in UTF-16, the name of the stream in which
// Excel puts a workbook that has a password. The directory of such a file may
// lie anywhere in it, so the whole file is searched, up to maxSearch.
var encryptedName = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")

const maxSearch = 256 << 20

// holds tells whether a stream holds the bytes.
func holds(r io.Reader, want []byte) bool {
	buf := make([]byte, 0, 64<<10)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if bytes.Contains(buf, want) {
			return true
		}
		if err != nil {
			return false
		}
		keep := min(len(buf), len(want)-1)
		buf = buf[:copy(buf, buf[len(buf)-keep:])]
	}
}
