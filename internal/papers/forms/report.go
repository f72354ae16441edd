package forms

import (
	"slices"
	"strconv"

	"thamho.vn/internal/papers/official"
	"thamho.vn/internal/registry"
)

// Report is the paper of a count: «tính đến ngày», the figures, and why children
// are not done, the commonest reason first. reason names a reason and who acts
// next.
func Report(r registry.Report, where string, o Office, reason func(registry.ReasonInfo) (name, next string)) official.Document {
	figures := official.Table{Columns: []official.Column{{Head: "Chỉ tiêu"}, {Head: "Số trẻ", MM: 30, Align: official.Right}}}
	for _, f := range []struct {
		name string
		n    int
	}{
		{"Trẻ em dưới 16 tuổi", r.Children},
		{"Đã nhập phần mềm", r.Entered},
		{"Chưa có số định danh cá nhân", r.NoNumber},
		{"Trong đó: đã gửi công an, chưa trả lời", r.AtPolice},
	} {
		figures.Rows = append(figures.Rows, []string{f.name, strconv.Itoa(f.n)})
	}
	why := official.Table{Columns: []official.Column{{Head: "Khó khăn, vướng mắc"}, {Head: "Ai làm tiếp", MM: 45}, {Head: "Số trẻ", MM: 22, Align: official.Right}}}
	for _, info := range byCount(r.Reasons) {
		name, next := reason(info)
		why.Rows = append(why.Rows, []string{name, next, strconv.Itoa(r.Reasons[info.Code])})
	}
	parts := []official.Part{figures}
	if len(why.Rows) > 0 {
		parts = append(parts, official.Paragraph{Text: "Một trẻ có thể có nhiều lý do.", Italic: true}, why)
	}
	return official.Document{
		Head:       official.Head{Superior: o.Superior, Agency: o.Agency, Number: "Số: ……/BC-UBND", Place: o.Place + ", " + dayOf(r.AsOf)},
		Title:      []string{"BÁO CÁO", "Kết quả làm sạch dữ liệu trẻ em " + where},
		Subtitle:   []string{"(Số liệu tính đến " + dayOf(r.AsOf) + ")"},
		Parts:      parts,
		Signatures: []official.Signature{{Title: "NGƯỜI LẬP", Note: "(Ký, ghi rõ họ tên)", Name: r.By}, {Title: "TM. " + o.Agency, Note: "(Ký tên, đóng dấu)"}},
		Foot:       Foot("Tính đến "+r.AsOf.Padded(), o.Guardian),
	}
}

// byCount are the reasons that hold for somebody, the commonest first, then in
// the order of the table.
func byCount(counts map[registry.Reason]int) (out []registry.ReasonInfo) {
	for _, r := range registry.AllReasons {
		if counts[r.Code] > 0 {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b registry.ReasonInfo) int { return counts[b.Code] - counts[a.Code] })
	return out
}
