package forms

import (
	"strconv"

	"thamho.vn/internal/papers/official"
	"thamho.vn/internal/registry"
)

// Handover is what the book of a hand-over (sổ bàn giao) says.
type Handover struct {
	From, To string
	On       registry.Date
	Where    string
	Revisits []registry.HouseholdRow
	Lists    []HandedList
	Devices  []HandedDevice
	// Left counts what is not done, each named: «Bản nháp chưa lưu».
	Left []Count
}

// HandedList is a list that lies at the police.
type HandedList struct {
	Code    string
	On      registry.Date
	Waiting int
}

// HandedDevice is a laptop that writes for the hamlet.
type HandedDevice struct{ Name, Who, Code string }

// Count is a number with its name.
type Count struct {
	Name string
	N    int
}

// bookRows is how many households a book names, so that it stays two pages; the
// rest is counted.
const bookRows = 30

// bookLists and bookDevices bound the two short tables.
const (
	bookLists   = 8
	bookDevices = 8
)

// HandoverBook is the book on paper: what was promised, what lies at the police,
// what is not done, and the places to sign.
func HandoverBook(h Handover, o Office) official.Document {
	parts := []official.Part{counts(h.Left)}
	if len(h.Lists) > 0 {
		lists := official.Table{Columns: []official.Column{{Head: "Danh sách ở công an"}, {Head: "Ngày gửi", MM: 30, Align: official.Centre}, {Head: "Trẻ chưa trả lời", MM: 35, Align: official.Right}}}
		for _, l := range h.Lists[:min(len(h.Lists), bookLists)] {
			lists.Rows = append(lists.Rows, []string{l.Code, l.On.Padded(), strconv.Itoa(l.Waiting)})
		}
		parts = append(parts, lists)
	}
	if len(h.Devices) > 0 {
		parts = append(parts, devices(h.Devices))
	}
	if len(h.Revisits) > 0 {
		parts = append(parts, promised(h.Revisits))
		if more := len(h.Revisits) - bookRows; more > 0 {
			parts = append(parts, official.Paragraph{Text: "Và " + strconv.Itoa(more) + " hộ khác, xem trên máy: trang Hộ, lọc «Hẹn lại».", Italic: true})
		}
	}
	return official.Document{
		Head:     official.Head{Superior: o.Superior, Agency: o.Agency, Number: "Số: ……/BB", Place: o.Place + ", " + dayOf(h.On)},
		Title:    []string{"SỔ BÀN GIAO", "Công việc làm sạch dữ liệu trẻ em " + h.Where},
		Subtitle: []string{"Người giao: " + blank(h.From) + "     Người nhận: " + blank(h.To)},
		Parts:    parts,
		Signatures: []official.Signature{
			{Title: "NGƯỜI GIAO", Note: "(Ký, ghi rõ họ tên)", Name: h.From},
			{Title: "NGƯỜI NHẬN", Note: "(Ký, ghi rõ họ tên)", Name: h.To},
			{Title: "CÁN BỘ XÃ", Note: "(Ký, ghi rõ họ tên)"},
		},
		Foot: Foot("Sổ bàn giao "+h.On.Padded(), o.Guardian),
	}
}

func devices(all []HandedDevice) official.Table {
	t := official.Table{Columns: []official.Column{{Head: "Máy đang ghi cho ấp này"}, {Head: "Người dùng", MM: 60}, {Head: "Mã máy", MM: 35, Align: official.Centre}}}
	for _, d := range all[:min(len(all), bookDevices)] {
		t.Rows = append(t.Rows, []string{d.Name, d.Who, d.Code})
	}
	return t
}

func counts(all []Count) official.Table {
	t := official.Table{Columns: []official.Column{{Head: "Việc đang dở"}, {Head: "Số lượng", MM: 35, Align: official.Right}}}
	for _, c := range all {
		t.Rows = append(t.Rows, []string{c.Name, strconv.Itoa(c.N)})
	}
	return t
}

func promised(rows []registry.HouseholdRow) official.Table {
	t := official.Table{Columns: []official.Column{
		{Head: "STT hộ", MM: 18, Align: official.Centre}, {Head: "Chủ hộ"}, {Head: "Tổ, tuyến", MM: 40}, {Head: "Hẹn lại", MM: 28, Align: official.Centre}, {Head: "Trẻ thiếu số", MM: 24, Align: official.Right},
	}}
	for _, r := range rows[:min(len(rows), bookRows)] {
		t.Rows = append(t.Rows, []string{strconv.Itoa(r.Number), r.Head, r.Line, r.Next.Padded(), strconv.Itoa(r.NoNumber)})
	}
	return t
}

func blank(name string) string {
	if name == "" {
		return "…………………………"
	}
	return name
}
