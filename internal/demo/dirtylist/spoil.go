package dirtylist

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"thamho.vn/internal/demo"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// file is what holds for everything that one typist made.
type file struct {
	font                                    viet.Encoding
	eth, capitals, lostZero, sci, codesOnly bool
}

func (l *lister) newFile() file {
	f := file{
		eth: l.permille(ethFiles), capitals: l.permille(capitalFiles), lostZero: l.permille(lostZeroFiles),
		sci: l.permille(scientificFiles), codesOnly: l.permille(ethnicFiles),
	}
	switch n := l.dice.IntN(1000); {
	case n < tcvn3Files:
		f.font = viet.TCVN3
	case n < tcvn3Files+vniFiles:
		f.font = viet.VNIWindows
	}
	if f.font != viet.Unicode {
		f.eth, f.capitals = false, false
	}
	return f
}

var sexNames = map[registry.Sex]string{registry.Male: "Nam", registry.Female: "Nữ"}

// oldCodes are the codes of the list of 1979 for the groups of the province.
var oldCodes = map[string]string{"Kinh": "01", "Hoa": "04", "Khmer": "05", "Mường": "06", "Tày": "02", "Thái": "03"}

// write fills the cells of a row, clean at first, then spoils them.
func (l *lister) write(row *Row, stt int, c demo.Listed, place demo.Place) {
	p := c.Person
	cells := make([]string, columns)
	cells[colSTT], cells[colName], cells[colSex], cells[colEthnic] = strconv.Itoa(stt), p.Name, sexNames[p.Sex], p.Ethnic
	cells[colBirth], cells[colPIN] = p.Birth.Padded(), string(p.Number.PIN)
	cells[colMother], cells[colFather], cells[colHead] = p.Mother, p.Father, c.Head
	cells[colHamlet], cells[colCommune], cells[colPhone] = place.Name, place.Commune, c.Phone
	row.Cells = cells
	l.spoilBirth(row, p)
	l.spoilNumber(row, p)
	l.spoilPhone(row)
	if code := oldCodes[p.Ethnic]; l.file.codesOnly && code != "" {
		l.change(row, colEthnic, code, EthnicCode)
	}
	l.spoilNames(row)
	l.spoilText(row)
}

// change writes a cell and notes the dirt, when the cell differs by it.
func (l *lister) change(row *Row, col int, to string, k Kind) {
	if row.Cells[col] == to {
		return
	}
	row.Cells[col] = to
	if !row.Has(k) {
		row.Planted = append(row.Planted, k)
	}
}

func (l *lister) spoilBirth(row *Row, p registry.Person) {
	d := p.Birth
	n := l.dice.IntN(1000)
	switch {
	case !d.Full():
		row.Planted = append(row.Planted, YearOnly)
	case n < yearRate:
		l.change(row, colBirth, registry.Date{Year: d.Year}.Padded(), YearOnly)
	case n < yearRate+swappedRate && d.Day <= 12 && d.Day != d.Month:
		l.change(row, colBirth, registry.Date{Year: d.Year, Month: d.Day, Day: d.Month}.Padded(), DaySwapped)
	case n >= yearRate+swappedRate && n < yearRate+swappedRate+shortRate:
		padded := d.Padded()
		l.change(row, colBirth, padded[:6]+padded[8:], ShortYear)
	case n >= yearRate+swappedRate+shortRate && n < yearRate+swappedRate+shortRate+pinYearRate && p.Number.PIN != "" && d.Year > 2008 && d.Year < 2022:
		d.Year += 1 - 2*l.dice.IntN(2)
		if d.Valid() {
			l.change(row, colBirth, d.Padded(), PINYear)
		}
	}
}

func (l *lister) spoilNumber(row *Row, p registry.Person) {
	pin := string(p.Number.PIN)
	if pin == "" {
		if l.permille(cmndRate) {
			l.change(row, colPIN, "38"+strconv.Itoa(1_000_000+l.dice.IntN(8_999_999)), ParentCMND)
		}
		return
	}
	switch {
	case l.file.sci:
		l.change(row, colPIN, scientific(pin), Scientific)
	case l.permille(cmndRate):
		l.change(row, colPIN, "38"+strconv.Itoa(1_000_000+l.dice.IntN(8_999_999)), ParentCMND)
	case l.permille(sexRate):
		other := sexNames[registry.Male]
		if p.Sex == registry.Male {
			other = sexNames[registry.Female]
		}
		l.change(row, colSex, other, PINSex)
		fallthrough
	default:
		if l.file.lostZero {
			l.change(row, colPIN, strings.TrimLeft(pin, "0"), LostZero)
		}
	}
	if row.Has(PINYear) && (row.Has(ParentCMND) || row.Has(Scientific)) {
		row.Planted = without(row.Planted, PINYear) // nothing is left to contradict
	}
}

func without(kinds []Kind, k Kind) []Kind {
	var out []Kind
	for _, have := range kinds {
		if have != k {
			out = append(out, have)
		}
	}
	return out
}

// scientific is what a spreadsheet shows of a long number: 9.6215E+10.
func scientific(pin string) string {
	digits := strings.TrimLeft(pin, "0")
	return digits[:1] + "." + digits[1:5] + "E+" + strconv.Itoa(len(digits)-1)
}

func (l *lister) spoilPhone(row *Row) {
	if phone := row.Cells[colPhone]; phone != "" && l.permille(phoneRate) {
		l.change(row, colPhone, "0162"+phone[3:], Phone11)
	}
}

// tones are pairs of spellings of one sound; both are live on papers.
var tones = []string{"oà", "òa", "oá", "óa", "oả", "ỏa", "oè", "òe", "oé", "óe", "uý", "úy", "uỷ", "ủy", "uỳ", "ùy"}

// iys are names that are written with i and with y.
var iys = []string{"Mỹ", "Mĩ", "Lý", "Lí", "Kỳ", "Kì", "Quý", "Quí", "Vy", "Vi"}

func (l *lister) spoilNames(row *Row) {
	for _, col := range []int{colName, colMother, colFather} {
		if l.permille(toneRate) {
			l.change(row, col, swap(row.Cells[col], tones, false), TonePlace)
		}
		if l.permille(iyRate) {
			l.change(row, col, swap(row.Cells[col], iys, true), IY)
		}
	}
	if l.file.capitals {
		for _, col := range []int{colName, colMother, colFather, colHead} {
			l.change(row, col, strings.ToUpper(row.Cells[col]), Capitals)
		}
	}
}

// swap replaces the first spelling of a pair that a word ends with (or is) by
// the other.
func swap(s string, pairs []string, whole bool) string {
	words := strings.Fields(s)
	for i, w := range words {
		if strings.HasPrefix(strings.ToLower(w), "qu") && !whole {
			continue
		}
		for j, from := range pairs {
			to := pairs[j^1]
			if whole && w == from || !whole && strings.HasSuffix(w, from) {
				words[i] = strings.TrimSuffix(w, from) + to
				return strings.Join(words, " ")
			}
		}
	}
	return s
}

// textColumns are those in which somebody types words.
var textColumns = []int{colName, colMother, colFather, colHead, colHamlet, colCommune}

func (l *lister) spoilText(row *Row) {
	if l.file.font != viet.Unicode {
		kind := TCVN3
		if l.file.font == viet.VNIWindows {
			kind = VNI
		}
		for _, col := range append(textColumns, colSex, colEthnic) {
			l.change(row, col, encode(l.file.font, row.Cells[col]), kind)
		}
	}
	if l.file.eth {
		for _, col := range textColumns {
			if l.permille(500) {
				l.change(row, col, strings.NewReplacer("Đ", "\u00d0", "đ", "\u00f0").Replace(row.Cells[col]), Eth)
			}
		}
	}
	if l.file.font == viet.Unicode && l.permille(nfcRate) {
		l.change(row, colName, l.decompose(row.Cells[colName]), NonNFC)
	}
	if l.permille(spaceRate) {
		l.space(row)
	}
	if col := textColumns[l.dice.IntN(4)]; l.permille(doubleRate) && strings.Contains(row.Cells[col], " ") {
		l.change(row, col, strings.Replace(row.Cells[col], " ", "  ", 1), DoubleSpace)
	}
}

// decompose writes letters apart: wholly, or half as Windows-1258 software did.
func (l *lister) decompose(s string) string {
	if l.permille(500) {
		return norm.NFD.String(s)
	}
	var b strings.Builder
	for _, r := range s {
		apart := []rune(norm.NFD.String(string(r)))
		if len(apart) < 2 || utf8.RuneCountInString(norm.NFC.String(string(apart[:len(apart)-1]))) != 1 {
			b.WriteRune(r)
			continue
		}
		b.WriteString(norm.NFC.String(string(apart[:len(apart)-1])))
		b.WriteRune(apart[len(apart)-1])
	}
	return b.String()
}

func (l *lister) space(row *Row) {
	col := textColumns[l.dice.IntN(4)]
	s := row.Cells[col]
	if s == "" {
		col, s = colName, row.Cells[colName]
	}
	switch l.dice.IntN(4) {
	case 0:
		s = " " + s
	case 1:
		s = strings.Replace(s, " ", "\u00a0", 1)
		if l.file.font != viet.Unicode || s == row.Cells[col] {
			s += " " // in an old font that byte is a letter
		}
	case 2:
		s += "\u00a0"
		if l.file.font != viet.Unicode {
			s = strings.TrimSuffix(s, "\u00a0") + " "
		}
	default:
		s += " "
	}
	l.change(row, col, s, Space)
}
