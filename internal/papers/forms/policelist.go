package forms

import (
	"strconv"
	"strings"

	"thamho.vn/internal/papers/official"
	"thamho.vn/internal/registry"
)

// Office says who sends a list to whom, as the papers of the place have it.
type Office struct {
	Superior string // UỶ BAN NHÂN DÂN HUYỆN ĐẦM DƠI; none after the reform
	Agency   string // UỶ BAN NHÂN DÂN XÃ TẠ AN KHƯƠNG
	Place    string // Tạ An Khương
	Police   string // CÔNG AN XÃ TẠ AN KHƯƠNG
	Guardian string // of the data: its name stands on every print
}

// listColumns are the columns of a list for the police.
var listColumns = []official.Column{
	{Head: "STT", MM: 12, Align: official.Centre},
	{Head: "Họ, chữ đệm và tên"},
	{Head: "Ngày sinh", MM: 24, Align: official.Centre},
	{Head: "Giới tính", MM: 15, Align: official.Centre},
	{Head: "Họ tên mẹ"},
	{Head: "Họ tên cha"},
	{Head: "Số giấy khai sinh", MM: 24},
	{Head: "Số định danh cá nhân", MM: 36},
	{Head: "Kết quả", MM: 36},
}

// PoliceList is the list of children without a number for the commune police:
// numbered, dated, with places to sign. The official number stays blank until
// the clerk has given one.
func PoliceList(l registry.PoliceList, children []registry.Person, where string, o Office) official.Document {
	number := l.Number
	if number == "" {
		number = "……/DS-UBND"
	}
	t := official.Table{Columns: listColumns}
	for i, p := range children {
		t.Rows = append(t.Rows, append([]string{strconv.Itoa(i + 1)}, row(p)...))
	}
	return official.Document{
		Landscape: true,
		Head: official.Head{
			Superior: o.Superior, Agency: o.Agency, Number: "Số: " + number,
			Place: o.Place + ", " + dayOf(l.On),
		},
		Title:    []string{"DANH SÁCH TRẺ EM CHƯA CÓ SỐ ĐỊNH DANH CÁ NHÂN", where},
		Subtitle: []string{"Đề nghị " + o.Police + " đối chiếu, xác minh và ghi kết quả vào hai cột cuối"},
		Parts:    []official.Part{t, official.Paragraph{Text: "Danh sách có " + strconv.Itoa(len(children)) + " trẻ.", Italic: true}},
		Signatures: []official.Signature{
			{Title: "NGƯỜI LẬP DANH SÁCH", Note: "(Ký, ghi rõ họ tên)", Name: l.By},
			{Title: o.Police, Note: "(Ký, ghi rõ họ tên, đóng dấu)"},
			{Title: "TM. " + o.Agency, Note: "(Ký tên, đóng dấu)"},
		},
		Recipients: []string{o.Police + ";", "Lưu: VT."},
		Foot:       Foot(l.Code, o.Guardian),
	}
}

func row(p registry.Person) []string {
	father := p.Father
	if father == "" && p.NoFather {
		father = "không có trong giấy khai sinh"
	}
	result := ""
	if p.Police.GivesNumber() {
		result = "đã có số"
	}
	return []string{p.Name, p.Birth.String(), sexNames[p.Sex], p.Mother, father, p.Certificate.Number, p.Number.PIN.Grouped(), result}
}

// two and month write a date as offices do: the day with two digits, January
// and February too.
// dayOf writes a day as letters are dated (Decree 30/2020, Appendix I).
func dayOf(d registry.Date) string {
	return "ngày " + two(d.Day) + " tháng " + month(d.Month) + " năm " + strconv.Itoa(d.Year)
}

func two(day int) string {
	if day < 10 {
		return "0" + strconv.Itoa(day)
	}
	return strconv.Itoa(day)
}

func month(m int) string {
	if m < 3 {
		return "0" + strconv.Itoa(m)
	}
	return strconv.Itoa(m)
}

// Foot is the foot of every page that leaves: what the paper is, and who answers
// for the protection of the data (Law 91/2025, Art. 33). Where no name was set
// there is room to write it.
func Foot(paper, guardian string) string {
	return paper + " · Người phụ trách bảo vệ dữ liệu cá nhân: " + blank(guardian)
}

// ListCells is the same list as rows of a workbook, the head first; numbers are
// text.
func ListCells(children []registry.Person) [][]string {
	head := make([]string, len(listColumns))
	for i, c := range listColumns {
		head[i] = c.Head
	}
	out := [][]string{head}
	for i, p := range children {
		cells := row(p)
		cells[6] = string(p.Number.PIN)
		out = append(out, append([]string{strconv.Itoa(i + 1)}, cells...))
	}
	return out
}

// OfficeFor is the office of a hamlet's commune today. While nobody said to which
// commune a hamlet of a divided one went there is none to head a paper: the error is
// a registry.Error with the key hamlet_waits.
func OfficeFor(h registry.HamletRow) (Office, error) {
	if h.Waits {
		return Office{}, registry.Bad("hamlet_waits", "", map[string]any{"hamlet": h.Name})
	}
	return OfficeOf(h.Commune, h.District), nil
}

// OfficeOf makes the names of a commune's offices: «xã Tạ An Khương», «huyện Đầm
// Dơi» (empty after the reform of 2025).
func OfficeOf(commune, district string) Office {
	_, place, ok := strings.Cut(commune, " ")
	if !ok || strings.HasPrefix(commune, "thị trấn ") {
		place = strings.TrimPrefix(commune, "thị trấn ")
	}
	o := Office{
		Agency: "UỶ BAN NHÂN DÂN " + strings.ToUpper(commune), Place: place, Police: "CÔNG AN " + strings.ToUpper(commune),
	}
	if district != "" {
		o.Superior = "UỶ BAN NHÂN DÂN " + strings.ToUpper(district)
	}
	return o
}
