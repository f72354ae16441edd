package forms

import (
	"strconv"
	"strings"

	"thamho.vn/internal/papers/official"
	"thamho.vn/internal/registry"
)

// ReviewRow is a child on the sheet with which a hamlet is walked.
type ReviewRow struct {
	STT   int // of the household: the paper is keyed back in this order
	Head  string
	Child registry.Person
}

// reviewColumns are what is known, what has to be asked, and the family's word.
var reviewColumns = []official.Column{
	{Head: "Hộ", MM: 11, Align: official.Centre},
	{Head: "Chủ hộ", MM: 27},
	{Head: "Họ, chữ đệm và tên trẻ"},
	{Head: "Ngày sinh", MM: 22, Align: official.Centre},
	{Head: "Giới tính", MM: 13, Align: official.Centre},
	{Head: "Dân tộc", MM: 16},
	{Head: "Họ tên mẹ", MM: 28},
	{Head: "Họ tên cha", MM: 28},
	{Head: "Số định danh", MM: 30},
	{Head: "Cần hỏi", MM: 32},
	{Head: "Gia đình ký", MM: 18},
}

// gap is what is to be filled in by hand.
const gap = "……"

// ReviewSheet is the paper (phiếu rà soát) with which the hamlet's group goes: what
// is known of each child, gaps for what is not, and a place for the family to sign.
// It is keyed back in the order of its STT.
func ReviewSheet(where string, on registry.Date, rows []ReviewRow, o Office) official.Document {
	t := official.Table{Columns: reviewColumns}
	before := 0
	for _, r := range rows {
		stt, head := "", ""
		if r.STT != before { // said once for a household
			stt, head, before = strconv.Itoa(r.STT), r.Head, r.STT
		}
		p := r.Child
		father := p.Father
		if father == "" && p.NoFather {
			father = "không có trong giấy khai sinh"
		}
		number := p.Number.PIN.Grouped()
		if !p.HasNumber() {
			number = ""
		}
		t.Rows = append(t.Rows, []string{
			stt, head, p.Name, orGap(p.Birth.String()), orGap(sexNames[p.Sex]), orGap(p.Ethnic), orGap(p.Mother), orGap(father), orGap(number),
			strings.Join(toAsk(p), "; "), "",
		})
	}
	return official.Document{
		Landscape: true,
		Head:      official.Head{Superior: o.Superior, Agency: o.Agency, Place: o.Place + ", " + dayOf(on)},
		Title:     []string{"PHIẾU RÀ SOÁT THÔNG TIN TRẺ EM", where},
		Subtitle:  []string{"Người đi: ……………………………     Ngày đi: …… / …… / …………     Tờ số: ………"},
		Parts:     []official.Part{t, official.Paragraph{Text: "Phiếu có " + strconv.Itoa(len(rows)) + " trẻ. Ghi thêm trẻ chưa có tên vào cuối phiếu.", Italic: true}},
		Signatures: []official.Signature{
			{Title: "NGƯỜI RÀ SOÁT", Note: "(Ký, ghi rõ họ tên)"},
			{Title: "TRƯỞNG ẤP, KHÓM", Note: "(Ký, ghi rõ họ tên)"},
			{Title: "CÁN BỘ XÃ", Note: "(Ký, ghi rõ họ tên)"},
		},
		Foot: Foot("Phiếu rà soát "+on.Padded(), o.Guardian),
	}
}

func orGap(s string) string {
	if s == "" {
		return gap
	}
	return s
}

// toAsk names what the family has to be asked for: the basics that the ministry's
// lists are about, and why there is no number.
func toAsk(p registry.Person) []string {
	var out []string
	for _, missing := range []struct {
		is   bool
		what string
	}{
		{!p.Birth.Full(), "ngày sinh đủ"},
		{p.Sex == "", "giới tính"},
		{p.Ethnic == "", "dân tộc"},
		{p.Mother == "", "mẹ"},
		{p.Father == "" && !p.NoFather, "cha"},
		{!p.HasNumber(), "số định danh"},
		{p.Presence.Where == "", "đang ở đâu"},
	} {
		if missing.is {
			out = append(out, missing.what)
		}
	}
	return out
}
