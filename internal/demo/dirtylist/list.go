package dirtylist

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/demo"
	"thamho.vn/internal/registry"
)

// Row is a row of the list with what is true about it.
type Row struct {
	Cells   []string // in the order of Header
	Planted []Kind
	File    int       // also the number of the hamlet
	Hamlet  uuid.UUID // of the demo province
	ID      uuid.UUID // of the child: copies share it
	Truth   registry.Person
	SameAs  int // row of the first copy, from 0; -1 for none
}

// Has tells whether a kind was planted.
func (r *Row) Has(k Kind) bool { return slices.Contains(r.Planted, k) }

// The columns.
const (
	colSTT = iota
	colName
	colBirth
	colSex
	colEthnic
	colPIN
	colMother
	colFather
	colHead
	colHamlet
	colCommune
	colPhone
	columns
)

// Header are the titles, as officers write them.
func Header() []string {
	return []string{"STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số định danh cá nhân", "Họ tên mẹ", "Họ tên cha", "Chủ hộ", "Ấp/Khóm", "Xã", "Điện thoại"}
}

// source is a child that may be met again.
type source struct {
	demo.Listed
	row     int
	place   int // file
	commune string
	used    bool
}

// lister makes the rows of one list.
type lister struct {
	of      uint64
	dice    *rand.Rand
	rows    int
	pool    []source // of all communes so far, thinned out
	nearby  []source // of this commune's hamlets before
	file    file
	hamlets int
}

// Rows makes the list row by row; the same seed gives the same rows. At scale 1
// they are 188,584, copies included: each copy stands in place of another child.
func Rows(of uint64, scale float64) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		l := &lister{of: of}
		commune := ""
		for place, err := range demo.Places(of, scale) {
			if err != nil {
				yield(Row{}, err)
				return
			}
			if place.Code != commune {
				commune, l.nearby = place.Code, nil
			}
			if !l.hamlet(place, func(r Row) bool { return yield(r, nil) }) {
				return
			}
			l.hamlets++
		}
	}
}

// hamlet makes the rows of one file.
func (l *lister) hamlet(place demo.Place, yield func(Row) bool) bool {
	l.dice = diceOf(l.of, l.hamlets)
	l.file = l.newFile()
	var here []source
	for i, child := range place.Children {
		row := Row{File: l.hamlets, Hamlet: place.ID, ID: child.ID, SameAs: -1}
		if from := l.again(child, here); from != nil {
			row.SameAs, row.ID = from.row, from.ID
			row.Planted = append(row.Planted, SameChild)
			child = l.copyOf(from, from.place == l.hamlets)
		} else {
			child = l.confuse(child, &row)
			here = append(here, source{Listed: child, row: l.rows, place: l.hamlets, commune: place.Code})
		}
		if child.Twin && row.SameAs < 0 {
			row.Planted = append(row.Planted, Twin)
		}
		row.Truth = child.Person
		l.write(&row, i+1, child, place)
		l.rows++
		if !yield(row) {
			return false
		}
	}
	l.remember(here)
	return true
}

func diceOf(of uint64, hamlet int) *rand.Rand {
	sum := sha256.Sum256(fmt.Appendf(nil, "thamho dirt v1\n%d\n%d", of, hamlet))
	return rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:]), binary.BigEndian.Uint64(sum[8:])))
}

func (l *lister) permille(n int) bool { return l.dice.IntN(1000) < n }

// remember keeps some of a hamlet's children to be met again elsewhere.
func (l *lister) remember(here []source) {
	l.nearby = append(l.nearby, here...)
	for i := range here {
		if i%8 == 0 {
			l.pool = append(l.pool, here[i])
		}
	}
	if len(l.pool) > 4000 {
		l.pool = l.pool[len(l.pool)-4000:]
	}
}

// again picks, for 1.5 of 100 rows, a child that is on the list already: half
// of them in this file, a third in another commune's, the rest in another
// hamlet's. Each is copied once, twins not at all.
func (l *lister) again(instead demo.Listed, here []source) *source {
	if instead.Twin || !l.permille(copyRate) {
		return nil
	}
	from := here
	switch n := l.dice.IntN(6); {
	case n >= 4 && len(l.pool) > 0:
		from = l.pool
	case n == 3 && len(l.nearby) > 0:
		from = l.nearby
	}
	for range 20 {
		if len(from) == 0 {
			return nil
		}
		s := &from[l.dice.IntN(len(from))]
		if !s.used && !s.Twin && s.Person.Number.PIN != "" == l.permille(640) {
			s.used = true
			return s
		}
	}
	return nil
}

// copyOf is a child as somebody else types it: half have their number on the
// first copy only, some lack a parent, some have only the year.
func (l *lister) copyOf(from *source, sameFile bool) demo.Listed {
	c := from.Listed
	if l.permille(500) {
		c.Person.Number = registry.Number{}
	}
	switch n := l.dice.IntN(1000); {
	case n < copyLacksParent/2:
		c.Person.Mother = ""
	case n < copyLacksParent:
		c.Person.Father = ""
	}
	if l.permille(30) {
		c.Person.Birth = registry.Date{Year: c.Person.Birth.Year}
	}
	if !sameFile && l.permille(copySameHouse) {
		c.Head = from.Person.Mother // with her parents, whose list names her
	}
	return c
}

// confuse plants what makes different children look alike.
func (l *lister) confuse(c demo.Listed, row *Row) demo.Listed {
	switch n := l.dice.IntN(1000); {
	case c.Twin || len(l.pool) == 0:
	case n < sharedRate:
		if other, ok := l.like(c); ok && other.Person.Number.PIN != "" {
			c.Person.Number = other.Person.Number
			row.Planted = append(row.Planted, SharedNumber)
		}
	case n < sharedRate+namesakeRate:
		other := l.pool[l.dice.IntN(len(l.pool))]
		c.Person.Name, c.Person.Birth, c.Person.Sex, c.Person.Number = other.Person.Name, other.Person.Birth, other.Person.Sex, registry.Number{}
		row.Planted = append(row.Planted, Namesake)
	}
	return c
}

// like finds a child of the same sex and year, whose number would fit.
func (l *lister) like(c demo.Listed) (demo.Listed, bool) {
	for range 200 {
		s := l.pool[l.dice.IntN(len(l.pool))]
		if s.Person.Sex == c.Person.Sex && s.Person.Birth.Year == c.Person.Birth.Year && !s.used {
			return s.Listed, true
		}
	}
	return demo.Listed{}, false
}

// WriteCSV writes the list as a file that a spreadsheet program opens.
func WriteCSV(w io.Writer, of uint64, scale float64) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write(Header()); err != nil {
		return err
	}
	for row, err := range Rows(of, scale) {
		if err != nil {
			return err
		}
		if err := out.Write(row.Cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
