package forms

import (
	"strconv"
	"time"

	"thamho.vn/internal/papers/official"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// BreachNotice is the draft of the notice that a laptop with personal data was
// lost, due 72 hours after it was noticed (Law 91/2025, Art. 23.1). It names no
// child; the list of those on the laptop stays at the office.
func BreachNotice(b registry.Breach, o Office) official.Document {
	sum := b.Sum()
	places := official.Table{Columns: []official.Column{
		{Head: "Địa bàn"},
		{Head: "Số hộ", MM: 24, Align: official.Right},
		{Head: "Số người", MM: 24, Align: official.Right},
		{Head: "Có dữ liệu nhạy cảm", MM: 40, Align: official.Right},
	}}
	for _, p := range b.Places {
		if p.Households+p.People == 0 {
			continue
		}
		places.Rows = append(places.Rows, []string{p.Name, viet.FormatInt(p.Households), viet.FormatInt(p.People), viet.FormatInt(p.Sensitive)})
	}
	places.Total = []string{"Cộng", viet.FormatInt(sum.Households), viet.FormatInt(sum.People), viet.FormatInt(sum.Sensitive)}
	return official.Document{
		Head:     official.Head{Superior: o.Superior, Agency: o.Agency, Number: "Số: ……/TB-UBND", Place: o.Place + ", " + dayOf(registry.DateOf(b.Found))},
		Title:    []string{"THÔNG BÁO", "Vi phạm quy định về bảo vệ dữ liệu cá nhân"},
		Subtitle: []string{"(Dự thảo; hạn gửi: " + clock(b.Until()) + ", 72 giờ từ khi phát hiện)"},
		Parts: []official.Part{
			official.Fields{Lines: []official.FieldLine{
				{Label: "Kính gửi", Value: "Cơ quan chuyên trách bảo vệ dữ liệu cá nhân"},
				{Label: "Sự việc", Value: "Mất máy tính xách tay dùng rà soát dữ liệu trẻ em"},
				{Label: "Phát hiện lúc", Value: clock(b.Found)},
				{Label: "Nơi và hoàn cảnh mất", Value: ""},
				{Label: "Máy", Value: b.Laptop + " (" + b.Device.String() + ")"},
				{Label: "Người sử dụng", Value: b.User},
				{Label: "Lần cuối máy liên lạc với máy chủ", Value: clockOr(b.Contact, "chưa lần nào")},
				{Label: "Đã thu hồi quyền của máy lúc", Value: clockOr(b.Revoked, "chưa thu hồi")},
			}},
			official.Paragraph{Text: "1. Dữ liệu có trên máy, nhiều nhất:", Bold: true},
			places,
			official.Paragraph{Text: "Loại dữ liệu: họ tên, ngày sinh, giới tính, số định danh, nơi ở, cha mẹ hoặc người giám hộ của trẻ; dữ liệu nhạy cảm gồm dân tộc, sức khoẻ, hoàn cảnh. Danh sách từng người do cơ quan giữ."},
			official.Paragraph{Text: "2. Biện pháp đã có: dữ liệu trên máy được mã hoá, mở bằng mật khẩu riêng của từng người; máy hết quyền từ lúc thu hồi, lần liên lạc kế tiếp tự gửi việc chưa gửi về máy chủ rồi xoá."},
			official.Paragraph{Text: "3. Hậu quả có thể xảy ra và biện pháp khắc phục:", Bold: true},
			official.Fields{Lines: []official.FieldLine{{Label: "", Value: ""}, {Label: "", Value: ""}}},
			official.Fields{Lines: []official.FieldLine{{Label: "Người phụ trách bảo vệ dữ liệu cá nhân", Value: blank(o.Guardian)}, {Label: "Điện thoại, thư điện tử", Value: ""}}},
		},
		Signatures: []official.Signature{
			{Title: "NGƯỜI PHỤ TRÁCH BẢO VỆ DỮ LIỆU", Note: "(Ký, ghi rõ họ tên)", Name: o.Guardian},
			{Title: "TM. " + o.Agency, Note: "(Ký tên, đóng dấu)"},
		},
		Recipients: []string{"Như trên;", "Lưu: VT."},
		Foot:       Foot("Thông báo mất máy "+registry.DateOf(b.Found).Padded(), o.Guardian),
	}
}

// clock writes a moment as offices do.
func clock(t time.Time) string {
	return strconv.Itoa(t.Hour()) + " giờ " + two(t.Minute()) + ", " + dayOf(registry.DateOf(t))
}

func clockOr(t time.Time, otherwise string) string {
	if t.IsZero() {
		return otherwise
	}
	return clock(t)
}

// LostCells is the list of the people on a lost laptop, the head first, for
// whoever tells the families.
func LostCells(l registry.Lost) [][]string {
	out := [][]string{{"Địa bàn", "STT hộ", "Chủ hộ", "Họ, chữ đệm và tên", "Ngày sinh", "Có số định danh", "Có dữ liệu nhạy cảm"}}
	yes := map[bool]string{true: "có", false: ""}
	for _, r := range l.Rows {
		out = append(out, []string{r.Place, strconv.Itoa(r.Household), r.Head, r.Name, r.Birth.String(), yes[r.HasNumber], yes[r.Sensitive]})
	}
	return out
}
