package registry

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Fields are a record's values by field code, each as JSON.
type Fields map[string]json.RawMessage

// Class says who may see a field and how.
type Class string

// The classes: normal fields are shown, sensitive ones on demand and logged,
// restricted ones live in a companion record of the commune's scope.
const (
	Normal     Class = ""
	Sensitive  Class = "sensitive"
	Restricted Class = "restricted"
)

// column is one tagged struct field. A tag that ends in ".*" belongs to a
// map[string]T of which every entry is a ledger field of its own: "ly_do.*"
// stands for ly_do.ks1, ly_do.gd2 and so on.
type column struct {
	code   string // without ".*"
	index  int
	spread bool
	text   bool // a string that reads itself as JSON does
	class  Class
}

var columnsByType sync.Map // reflect.Type → []column

func columnsOf(t reflect.Type) []column {
	if known, ok := columnsByType.Load(t); ok {
		return known.([]column)
	}
	var cols []column
	for i := range t.NumField() {
		tag, ok := t.Field(i).Tag.Lookup("th")
		if !ok {
			continue
		}
		code, class, _ := strings.Cut(tag, ",")
		base, spread := strings.CutSuffix(code, ".*")
		of := reflect.PointerTo(t.Field(i).Type)
		text := t.Field(i).Type.Kind() == reflect.String && !of.Implements(reflect.TypeFor[json.Unmarshaler]()) && !of.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
		cols = append(cols, column{code: base, index: i, spread: spread, text: text, class: Class(class)})
	}
	columnsByType.Store(t, cols)
	return cols
}

// Encode returns the fields of a record struct that are not empty.
func Encode[T any](rec T) (Fields, error) {
	out := Fields{}
	v := reflect.ValueOf(rec)
	for _, c := range columnsOf(v.Type()) {
		if err := c.encode(v.Field(c.index), out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c column) encode(v reflect.Value, out Fields) error {
	if v.IsZero() {
		return nil
	}
	if !c.spread {
		return encodeInto(out, c.code, v)
	}
	for it := v.MapRange(); it.Next(); {
		if it.Value().IsZero() {
			continue
		}
		if err := encodeInto(out, c.code+"."+it.Key().String(), it.Value()); err != nil {
			return err
		}
	}
	return nil
}

func encodeInto(out Fields, code string, v reflect.Value) error {
	raw, err := json.Marshal(v.Interface())
	if err != nil {
		return fmt.Errorf("encode field %s: %w", code, err)
	}
	out[code] = raw
	return nil
}

// Decode fills a record struct from fields and ignores the codes that it does
// not know. A value of the wrong type leaves its field empty and is named in
// bad, so that one strange field never hides a whole record.
func Decode[T any](fields Fields) (rec T, bad []string) {
	v := reflect.ValueOf(&rec).Elem()
	parts := spreadIn(fields)
	for _, c := range columnsOf(v.Type()) {
		if c.spread {
			bad = append(bad, c.decodeSpread(v.Field(c.index), parts)...)
			continue
		}
		if raw, ok := fields[c.code]; ok && !c.decode(v.Field(c.index), raw) {
			v.Field(c.index).SetZero()
			bad = append(bad, c.code)
		}
	}
	return rec, bad
}

// decode reads a value, and is false for one of the wrong type. Most values are
// plain text, and whole hamlets are decoded at once.
func (c column) decode(dst reflect.Value, raw json.RawMessage) bool {
	if c.text {
		if s, ok := plainText(raw); ok {
			dst.SetString(s)
			return true
		}
	}
	return json.Unmarshal(raw, dst.Addr().Interface()) == nil
}

// plainText returns a JSON string that stands for itself; ok is false for
// everything else.
func plainText(raw json.RawMessage) (s string, ok bool) {
	if len(raw) < 2 || raw[0] != '"' || raw[len(raw)-1] != '"' {
		return "", false
	}
	inner := raw[1 : len(raw)-1]
	for _, b := range inner {
		if b < ' ' || b == '"' || b == '\\' {
			return "", false
		}
	}
	return string(inner), utf8.Valid(inner)
}

// spreadIn returns the fields that may be entries of a map: few records have any,
// and every map of a type would look for its own among all fields.
func spreadIn(fields Fields) Fields {
	var out Fields
	for code, raw := range fields {
		if strings.IndexByte(code, '.') < 0 {
			continue
		}
		if out == nil {
			out = Fields{}
		}
		out[code] = raw
	}
	return out
}

func (c column) decodeSpread(dst reflect.Value, fields Fields) (bad []string) {
	for code, raw := range fields {
		key, ok := strings.CutPrefix(code, c.code+".")
		if !ok {
			continue
		}
		entry := reflect.New(dst.Type().Elem())
		if json.Unmarshal(raw, entry.Interface()) != nil {
			bad = append(bad, code)
			continue
		}
		if dst.IsNil() {
			dst.Set(reflect.MakeMap(dst.Type()))
		}
		dst.SetMapIndex(reflect.ValueOf(key).Convert(dst.Type().Key()), entry.Elem())
	}
	return bad
}

// Diff returns the fields in which after differs from before; a field that
// was emptied is null.
func Diff[T any](before, after T) (Fields, error) {
	old, err := Encode(before)
	if err != nil {
		return nil, err
	}
	now, err := Encode(after)
	if err != nil {
		return nil, err
	}
	out := Fields{}
	for code, raw := range now {
		if !bytes.Equal(old[code], raw) {
			out[code] = raw
		}
	}
	for code := range old {
		if _, ok := now[code]; !ok {
			out[code] = json.RawMessage("null")
		}
	}
	return out, nil
}

// ClassOf returns the class of a field of record type T.
func ClassOf[T any](code string) Class {
	var rec T
	for _, c := range columnsOf(reflect.TypeOf(rec)) {
		if c.holds(code) {
			return c.class
		}
	}
	return Normal
}

// Unknown counts the fields that record type T of this version does not have.
// Codes that begin with "_" belong to the ledger and are nobody's field.
func Unknown[T any](fields Fields) int {
	var rec T
	cols := columnsOf(reflect.TypeOf(rec))
	n := 0
	for code := range fields {
		if !strings.HasPrefix(code, "_") && !slices.ContainsFunc(cols, func(c column) bool { return c.holds(code) }) {
			n++
		}
	}
	return n
}

func (c column) holds(code string) bool {
	return code == c.code || c.spread && strings.HasPrefix(code, c.code+".")
}
