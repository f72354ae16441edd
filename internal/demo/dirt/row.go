package dirt

import (
	"slices"
	"strconv"

	"github.com/google/uuid"

	"thamho.vn/internal/demo"
	"thamho.vn/internal/registry"
)

// Row is a row of the list with what is true about it. Whoever gets one owns
// it.
type Row struct {
	Cells   []string // in the order of Header
	Clean   []string // the same, as they ought to be
	Planted []Kind
	File    int             // number of the hamlet whose list it stands on, from 0
	Hamlet  uuid.UUID       // where the child lives; of the demo province
	ID      uuid.UUID       // of the child: copies share it
	Truth   registry.Person // with the whole birth date, also where the papers have only the year
	// Numbers of other rows, from 0; -1 for none.
	SameAs     int // the first row of the same child
	TwinOf     int // the other twin, on both rows
	NumberOf   int // the row whose number this one bears by mistake
	NamesakeOf int // the row with the same name and birth date
}

// Has tells whether a kind was planted.
func (r *Row) Has(k Kind) bool { return slices.Contains(r.Planted, k) }

func (r *Row) mark(k Kind) {
	if !r.Has(k) {
		r.Planted = append(r.Planted, k)
	}
}

// change writes a cell and notes the dirt; false when the cell was so already.
func (r *Row) change(col int, to string, k Kind) bool {
	if r.Cells[col] == to {
		return false
	}
	r.Cells[col] = to
	r.mark(k)
	return true
}

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
	colNote
	columns
)

// nameColumns hold names of people, textColumns whatever is typed in words.
var (
	nameColumns = []int{colName, colMother, colFather, colHead}
	textColumns = []int{colName, colSex, colEthnic, colMother, colFather, colHead, colHamlet, colCommune, colNote}
)

// Header are the titles, as officers write them.
func Header() []string {
	return []string{
		"STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số định danh cá nhân", "Họ tên mẹ", "Họ tên cha",
		"Chủ hộ", "Ấp/Khóm", "Xã", "Điện thoại", "Ghi chú",
	}
}

var sexNames = map[registry.Sex]string{registry.Male: "Nam", registry.Female: "Nữ"}

// cleanCells are the row of a child without any dirt.
func cleanCells(stt int, c *demo.Listed, hamlet, commune string) []string {
	p := &c.Person
	cells := make([]string, columns)
	cells[colSTT], cells[colName], cells[colSex], cells[colEthnic] = strconv.Itoa(stt), p.Name, sexNames[p.Sex], p.Ethnic
	cells[colBirth], cells[colPIN] = p.Birth.Padded(), string(p.Number.PIN)
	cells[colMother], cells[colFather], cells[colHead] = p.Mother, p.Father, c.Head
	cells[colHamlet], cells[colCommune], cells[colPhone] = hamlet, commune, c.Phone
	if p.Presence.Where == registry.OutOfProvince {
		cells[colNote] = "đi " + p.Presence.Province
	}
	return cells
}
