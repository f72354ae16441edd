package ledger

import (
	"encoding/json"
	"strconv"
)

// The functions of this file take valid JSON apart without copying it: the
// hashes of a line are over its bytes as they stand, and reading lines is most
// of what a server does. The caller has checked json.Valid.

// members calls each for every member of an object, in order, with the key
// unquoted and the value as it stands. It stops at the first error.
func members(object []byte, each func(key string, value []byte) error) error {
	i := skipSpace(object, 0)
	if i >= len(object) || object[i] != '{' {
		return ErrMalformed
	}
	for i = skipSpace(object, i+1); object[i] != '}'; {
		end := skipValue(object, i)
		key, err := text(object[i:end])
		if err != nil {
			return err
		}
		i = skipSpace(object, skipSpace(object, end)+1) // the colon
		end = skipValue(object, i)
		if err := each(key, object[i:end:end]); err != nil {
			return err
		}
		i = skipComma(object, end)
	}
	return nil
}

// elements returns the elements of an array as they stand.
func elements(array []byte) ([]json.RawMessage, error) {
	i := skipSpace(array, 0)
	if i >= len(array) || array[i] != '[' {
		return nil, ErrMalformed
	}
	var out []json.RawMessage
	for i = skipSpace(array, i+1); array[i] != ']'; {
		end := skipValue(array, i)
		out = append(out, array[i:end:end])
		i = skipComma(array, end)
	}
	return out, nil
}

// text unquotes a JSON string.
func text(value []byte) (string, error) {
	if len(value) < 2 || value[0] != '"' {
		return "", ErrMalformed
	}
	for _, c := range value {
		if c == '\\' || c >= 0x80 {
			var s string
			err := json.Unmarshal(value, &s)
			return s, err
		}
	}
	return string(value[1 : len(value)-1]), nil
}

// whole reads a JSON number that is an integer.
func whole(value []byte) (int64, error) {
	n, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil {
		return 0, ErrMalformed
	}
	return n, nil
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r') {
		i++
	}
	return i
}

// skipComma returns the place of the next item or of the closing bracket.
func skipComma(b []byte, i int) int {
	i = skipSpace(b, i)
	if b[i] == ',' {
		return skipSpace(b, i+1)
	}
	return i
}

// skipValue returns the place behind the value that begins at i.
func skipValue(b []byte, i int) int {
	switch b[i] {
	case '"':
		return skipString(b, i)
	case '{', '[':
		return skipNested(b, i)
	}
	for i < len(b) && b[i] != ',' && b[i] != '}' && b[i] != ']' && b[i] > ' ' {
		i++
	}
	return i
}

func skipString(b []byte, i int) int {
	for i++; b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return i + 1
}

func skipNested(b []byte, i int) int {
	for depth := 0; ; {
		switch b[i] {
		case '"':
			i = skipString(b, i)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		i++
		if depth == 0 {
			return i
		}
	}
}
