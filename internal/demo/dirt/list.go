package dirt

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"iter"
	"math/rand/v2"

	"github.com/google/uuid"

	"thamho.vn/internal/demo"
)

// lister makes the rows of one list.
type lister struct {
	of       uint64
	reformed bool // the list is of after 2025-07-01
	dice     *rand.Rand
	row      int // number of the next row
	files    []traits
	file     int
	owed     map[Kind]int // planted as soon as a row can have it
	copies   copier
	likeness likeness
}

// Rows makes the list of January 2023 row by row; the same seed gives the same
// rows. At scale 1 they are 188,584, copies included. An error ends it: that of
// a scale which no demo province has.
func Rows(of uint64, scale float64) iter.Seq2[Row, error] { return rows(of, scale, false) }

// RowsAfterReform is the list as Rows has it, but typed after 2025-07-01:
// communes have their new names, and OldUnit is planted. The hamlets of a
// commune that was split go to its successors at random.
func RowsAfterReform(of uint64, scale float64) iter.Seq2[Row, error] { return rows(of, scale, true) }

func rows(of uint64, scale float64, reformed bool) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		l := &lister{of: of, reformed: reformed, owed: map[Kind]int{}, likeness: newLikeness()}
		for place, err := range demo.Places(of, scale) {
			if err != nil {
				yield(Row{}, err)
				return
			}
			if !l.hamlet(place, func(r Row) bool { return yield(r, nil) }) {
				return
			}
			l.file++
		}
	}
}

// hamlet makes the rows of one file.
func (l *lister) hamlet(place demo.Place, yield func(Row) bool) bool {
	if l.files == nil {
		l.files = traitsOf(diceOf(l.of, "files"), place.After+1)
	}
	l.dice = diceOf(l.of, fmt.Sprintf("file/%d", l.file))
	commune := l.communeOf(place)
	for i, e := range l.entries(place) {
		row := l.rowOf(e, place.ID)
		l.write(&row, e, i+1, place.Name, commune)
		l.noteCopies(e)
		l.row++
		if !yield(row) {
			return false
		}
	}
	return true
}

// entry is a row to be written.
type entry struct {
	child   demo.Listed
	alone   bool // the only child of its household
	twin    int  // 1 when the next row is the other twin's, -1 when the one before is
	copyOf  *copied
	copiers []*copied // what becomes of the child later
}

// rowOf says who a row is about.
func (l *lister) rowOf(e *entry, hamlet uuid.UUID) Row {
	row := Row{File: l.file, Hamlet: hamlet, SameAs: -1, TwinOf: -1, NumberOf: -1, NamesakeOf: -1}
	switch {
	case e.copyOf != nil:
		row.SameAs, row.Hamlet = e.copyOf.row, e.copyOf.hamlet
		row.mark(SameChild)
	case e.twin != 0:
		row.TwinOf = l.row + e.twin
		row.mark(Twin)
	default:
		l.nameLike(&row, e)
	}
	row.ID, row.Truth = e.child.ID, e.child.Person
	return row
}

// write fills the cells, clean at first, then spoils them: what is said before
// how it is spelled, how it is spelled before how the letters are stored.
func (l *lister) write(row *Row, e *entry, stt int, hamlet string, commune communeNames) {
	row.Clean = cleanCells(stt, &e.child, hamlet, commune.now)
	if !l.reformed {
		row.Clean[colCommune] = commune.before
	}
	row.Cells = append([]string(nil), row.Clean...)
	l.spoilFacts(row, e, commune)
	l.spoilWords(row, e)
	l.spoilText(row)
}

// diceOf is the randomness of a thing: files draw apart from each other.
func diceOf(of uint64, path string) *rand.Rand {
	sum := sha256.Sum256(fmt.Appendf(nil, "thamho dirt v1\n%d\n%s", of, path))
	return rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:]), binary.BigEndian.Uint64(sum[8:])))
}

func (l *lister) permille(n int) bool { return l.dice.IntN(1000) < n }

// plant lets a row have its share of a kind. try changes the row if it can;
// otherwise the next row is asked as well.
func (l *lister) plant(k Kind, try func() bool) {
	if l.permille(rates[k]) {
		l.owed[k]++
	}
	if l.owed[k] > 0 && try() {
		l.owed[k]--
	}
}
