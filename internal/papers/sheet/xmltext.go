package sheet

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// appendText decodes a run of XML text: entities, line ends, and bytes that are
// no UTF-8, which become U+FFFD. What looks like an entity and is none stays.
func appendText(dst, raw []byte) []byte {
	for {
		i := bytes.IndexByte(raw, '&')
		if line := bytes.IndexByte(raw, '\r'); i < 0 || line >= 0 && line < i {
			i = line
		}
		if i < 0 {
			return appendValid(dst, raw)
		}
		dst = appendValid(dst, raw[:i])
		if raw[i] == '\r' {
			raw = bytes.TrimPrefix(raw[i+1:], []byte("\n"))
			dst = append(dst, '\n')
			continue
		}
		r, n := entity(raw[i:])
		dst = utf8.AppendRune(dst, r)
		raw = raw[i+n:]
	}
}

func appendValid(dst, b []byte) []byte {
	if utf8.Valid(b) {
		return append(dst, b...)
	}
	return append(dst, bytes.ToValidUTF8(b, []byte("\uFFFD"))...)
}

// entity decodes the entity with which b begins, and returns how long it is.
func entity(b []byte) (rune, int) {
	const longest = len("&#x10FFFF;")
	end := bytes.IndexByte(b[:min(len(b), longest+4)], ';')
	if end < 0 {
		return '&', 1
	}
	switch name := string(b[1:end]); {
	case name == "amp":
		return '&', end + 1
	case name == "lt":
		return '<', end + 1
	case name == "gt":
		return '>', end + 1
	case name == "quot":
		return '"', end + 1
	case name == "apos":
		return '\'', end + 1
	case len(name) > 1 && name[0] == '#':
		return charRef(name[1:], end+1)
	}
	return '&', 1
}

// charRef decodes the number of an entity that is n bytes long.
func charRef(number string, n int) (rune, int) {
	base := 10
	if number[0] == 'x' {
		number, base = number[1:], 16
	}
	v, err := strconv.ParseUint(number, base, 32)
	if err != nil || v > utf8.MaxRune {
		return '&', 1
	}
	return rune(v), n
}

// unescape decodes _xHHHH_, by which a workbook writes characters that XML
// can't hold. It works in place.
func unescape(text []byte) []byte {
	if !bytes.Contains(text, []byte("_x")) {
		return text
	}
	out := text[:0]
	for i := 0; i < len(text); {
		if r, ok := escaped(text[i:]); ok {
			out = utf8.AppendRune(out, r)
			i += escapeSize
			continue
		}
		out = append(out, text[i])
		i++
	}
	return out
}

const escapeSize = len("_x000D_")

// escaped decodes the escape with which b begins. Halves of a surrogate pair
// come out as U+FFFD: nobody writes them so.
func escaped(b []byte) (rune, bool) {
	if len(b) < escapeSize || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	v, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return rune(v), err == nil
}
