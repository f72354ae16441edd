package vault

import (
	"encoding/binary"
	"io"
)

// PageSize is the size of a page; Reserved is what SQLite leaves free at its
// end for tag and nonce.
const (
	PageSize = 4096
	Reserved = tagSize + nonceSize
	bodySize = PageSize - Reserved
)

// The kinds of file, as they are bound to a page.
const (
	boundMain    = 'd'
	boundWAL     = 'w'
	boundJournal = 'j'
)

// pages seals and opens pages.
type pages struct {
	page, frame, sum key
	rand             io.Reader
}

func newPages(data *key, rand io.Reader) *pages {
	return &pages{
		page: data.derive("thamho1 page    "), frame: data.derive("thamho1 frame   "), sum: data.derive("thamho1 checksum"), rand: rand,
	}
}

func (ps *pages) wipe() {
	ps.page.wipe()
	ps.frame.wipe()
	ps.sum.wipe()
}

// bound is what a page is tied to: its kind of file and its place in it.
func bound(kind byte, off int64) (b [16]byte) {
	copy(b[:7], "thamho1")
	b[7] = kind
	binary.BigEndian.PutUint64(b[8:], uint64(off))
	return b
}

// seal writes page into sealed: ciphertext, tag, nonce. The reserved bytes of
// page must be zeros; they are not kept.
func (ps *pages) seal(sealed, page []byte, kind byte, off int64) error {
	nonce := sealed[PageSize-nonceSize : PageSize]
	if _, err := io.ReadFull(ps.rand, nonce); err != nil {
		return err
	}
	b := bound(kind, off)
	ps.page.seal(sealed[:0], nonce, page[:bodySize], b[:])
	return nil
}

// open makes a sealed page readable in its place, its reserved bytes zeros. When
// the seal does not hold all of it is zeros.
func (ps *pages) open(page []byte, kind byte, off int64) error {
	b := bound(kind, off)
	_, err := ps.page.open(page[:0], page[PageSize-nonceSize:PageSize], page[:PageSize-nonceSize], b[:])
	if err != nil {
		clear(page)
		return err
	}
	clear(page[bodySize:])
	return nil
}

// mask hides the checksum of a journal record, by the nonce of its page.
func (ps *pages) mask(nonce []byte) (m [4]byte) {
	sub := ps.sum
	out := sub.derive(string(nonce[:16]))
	copy(m[:], out[:])
	sub.wipe()
	out.wipe()
	return m
}
