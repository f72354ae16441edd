package leaf

import (
	"bytes"
	"encoding/binary"
)

// Row is a row as it stands in a page. Values are nil, int64, float64, string or
// []byte; a column that is the row's number is nil. Rows of indexes and of tables
// without numbers have Key 0.
type Row struct {
	Key    int64
	Values []any
}

// The kinds of page that rows stand in.
const (
	indexInterior = 0x02
	indexLeaf     = 0x0a
	tableLeaf     = 0x0d
)

// head is the length of the database's own head, before the first page's.
const head = 100

// Pages gives out pages by their number, from 1 on; false for one that can't be
// read.
type Pages interface {
	Page(n int) ([]byte, bool)
}

// Rows returns the rows in page n that can be read wholly; rest is how many bytes
// at a page's end are reserved. A page of another kind has none. numbered says that
// the rows have numbers.
func Rows(pages Pages, n, rest int) (rows []Row, numbered bool) {
	data, ok := pages.Page(n)
	if !ok {
		return nil, false
	}
	p := page{pages: pages, data: data[:len(data)-rest], usable: len(data) - rest}
	if n == 1 {
		p.start = head
	}
	kind := p.data[p.start]
	cells, pointers := int(binary.BigEndian.Uint16(p.data[p.start+3:])), p.start+8
	switch kind {
	case tableLeaf, indexLeaf:
	case indexInterior:
		pointers += 4
	default:
		return nil, false
	}
	for i := range cells {
		if pointers+2*i+2 > len(p.data) {
			break
		}
		at := int(binary.BigEndian.Uint16(p.data[pointers+2*i:]))
		if row, ok := p.cell(at, kind); ok {
			rows = append(rows, row)
		}
	}
	return rows, kind == tableLeaf
}

// page is a page while its rows are being read.
type page struct {
	pages  Pages
	data   []byte // without the reserved end
	usable int
	start  int // of the page's head
}

// cell reads one row.
func (p *page) cell(at int, kind byte) (row Row, ok bool) {
	if kind == indexInterior {
		at += 4 // the page below it
	}
	size, n := varint(p.tail(at))
	if n == 0 || size > maxPayload {
		return row, false
	}
	at += n
	if kind == tableLeaf {
		key, n := varint(p.tail(at))
		if n == 0 {
			return row, false
		}
		row.Key, at = int64(key), at+n
	}
	payload, ok := p.payload(at, int(size), kind)
	if !ok {
		return row, false
	}
	row.Values, ok = record(payload)
	return row, ok
}

// maxPayload is more than any row of ours has; a bigger one is nonsense.
const maxPayload = 64 << 20

func (p *page) tail(at int) []byte {
	if at < 0 || at >= len(p.data) {
		return nil
	}
	return p.data[at:]
}

// local is how many bytes of a payload stand in the page itself.
func (p *page) local(size int, kind byte) int {
	most := p.usable - 35
	if kind != tableLeaf {
		most = (p.usable-12)*64/255 - 23
	}
	if size <= most {
		return size
	}
	least := (p.usable-12)*32/255 - 23
	if fit := least + (size-least)%(p.usable-4); fit <= most {
		return fit
	}
	return least
}

// payload gathers a row's bytes, which may go on in other pages.
func (p *page) payload(at, size int, kind byte) ([]byte, bool) {
	here := p.local(size, kind)
	in := p.tail(at)
	if len(in) < here {
		return nil, false
	}
	if here == size {
		return in[:size], true
	}
	if len(in) < here+4 {
		return nil, false
	}
	out, seen := bytes.Clone(in[:here]), map[uint32]bool{0: true}
	for next := binary.BigEndian.Uint32(in[here:]); len(out) < size; {
		more, ok := p.pages.Page(int(next))
		if !ok || seen[next] {
			return nil, false
		}
		seen[next] = true
		out = append(out, more[4:4+min(size-len(out), p.usable-4)]...)
		next = binary.BigEndian.Uint32(more)
	}
	return out, true
}
