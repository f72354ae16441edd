package vault

import (
	"crypto/rand"
	"testing"
)

func BenchmarkOpenPage(b *testing.B) {
	data := key(testKey(1))
	ps := newPages(&data, rand.Reader)
	sealed, page := make([]byte, PageSize), make([]byte, PageSize)
	ok(b, ps.seal(sealed, page, boundMain, 0))
	b.SetBytes(PageSize)
	b.ReportAllocs()
	for b.Loop() {
		copy(page, sealed)
		ok(b, ps.open(page, boundMain, 0))
	}
}

func BenchmarkSealPage(b *testing.B) {
	data := key(testKey(1))
	ps := newPages(&data, rand.Reader)
	sealed, page := make([]byte, PageSize), make([]byte, PageSize)
	b.SetBytes(PageSize)
	b.ReportAllocs()
	for b.Loop() {
		ok(b, ps.seal(sealed, page, boundMain, 0))
	}
}
