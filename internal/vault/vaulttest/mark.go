package vaulttest

import (
	"bytes"
	"testing"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/unicode/norm"
)

// Mark is a name that stands in no other place of the world, searched for in what
// lies on a disk.
type Mark struct {
	Name       string
	Folded     string // as search words write it
	Dictionary []byte // of what may be compressed
}

// forms are the bytes that the name may be written with.
func (m Mark) forms() map[string][]byte {
	out := map[string][]byte{"NFC": []byte(norm.NFC.String(m.Name)), "NFD": []byte(norm.NFD.String(m.Name)), "folded": []byte(m.Folded)}
	for _, u := range utf16.Encode([]rune(norm.NFC.String(m.Name))) {
		out["UTF-16LE"] = append(out["UTF-16LE"], byte(u), byte(u>>8))
		out["UTF-16BE"] = append(out["UTF-16BE"], byte(u>>8), byte(u))
	}
	return out
}

// In searches data for the name in each form, also inside what was compressed. A
// hit says where, and in which form.
func (m Mark) In(t testing.TB, where string, data []byte) (hits []string) {
	t.Helper()
	unzip, err := zstd.NewReader(nil, zstd.WithDecoderDicts(m.Dictionary), zstd.WithDecoderMaxMemory(16<<20))
	if err != nil {
		t.Fatal(err)
	}
	defer unzip.Close()
	look := func(where string, data []byte) {
		for form, b := range m.forms() {
			if bytes.Contains(data, b) {
				hits = append(hits, where+" "+form)
			}
		}
	}
	look(where, data)
	magic := []byte{0x28, 0xb5, 0x2f, 0xfd}
	for at := bytes.Index(data, magic); at >= 0; {
		out, _ := unzip.DecodeAll(data[at:], nil) // behind a frame stands something else: what came out counts
		look(where+" compressed", out)
		next := bytes.Index(data[at+1:], magic)
		if next < 0 {
			break
		}
		at += 1 + next
	}
	return hits
}
