package forms

import (
	"strconv"

	"thamho.vn/internal/papers/official"
	"thamho.vn/internal/registry"
)

// requestNames are the kinds of request in the words of the decree.
var requestNames = map[registry.RequestKind]string{
	registry.AskView: "Xem dữ liệu", registry.AskCorrect: "Chỉnh sửa", registry.AskDelete: "Xoá", registry.AskWithdraw: "Rút lại sự đồng ý",
	registry.AskRestrict: "Hạn chế xử lý", registry.AskObject: "Phản đối xử lý", registry.AskProtect: "Yêu cầu bảo vệ",
}

// Compliance is the report of the periodic check (Law 91/2025, Art. 19.2). It
// names who took lists out, and no child.
func Compliance(c registry.Compliance, where string, o Office) official.Document {
	n := strconv.Itoa
	exports := official.Table{Columns: []official.Column{
		{Head: "Ngày", MM: 24, Align: official.Centre}, {Head: "Người xuất", MM: 40}, {Head: "Mục đích"}, {Head: "Số dòng", MM: 20, Align: official.Right}, {Head: "Dùng đến", MM: 24, Align: official.Centre},
	}}
	for _, e := range c.Exports {
		exports.Rows = append(exports.Rows, []string{e.On.Padded(), e.By, e.Purpose, n(e.Rows), e.Until.Padded()})
	}
	asked := official.Table{Columns: []official.Column{{Head: "Yêu cầu của người dân"}, {Head: "Số lượng", MM: 35, Align: official.Right}}}
	for _, kind := range registry.RequestKinds {
		if c.Requests[kind] > 0 {
			asked.Rows = append(asked.Rows, []string{requestNames[kind], n(c.Requests[kind])})
		}
	}
	counts := official.Table{Columns: []official.Column{{Head: "Nội dung kiểm tra"}, {Head: "Số lượng", MM: 35, Align: official.Right}}}
	for _, row := range []struct {
		what string
		n    int
	}{
		{"Danh sách đã xuất trong kỳ", len(c.Exports)},
		{"Danh sách đã hết hạn dùng, bản sao phải xoá", c.Expired},
		{"Yêu cầu đang giải quyết", c.Open},
		{"Yêu cầu bị từ chối, có trả lời bằng lý do", c.Refused},
		{"Yêu cầu trễ hạn xác nhận hoặc trả lời", c.Late},
		{"Phản ánh nhận được", c.Complaints},
		{"Phản ánh đang giải quyết", c.ComplaintsOpen},
		{"Phản ánh trễ hạn", c.ComplaintsLate},
		{"Sự đồng ý ghi nhận trong kỳ", c.Consents},
		{"Sự đồng ý đã rút lại trong kỳ", c.Withdrawn},
		{"Hồ sơ người đã đủ 16 tuổi, phải rà để xoá bản trên máy", c.PastAge},
	} {
		counts.Rows = append(counts.Rows, []string{row.what, n(row.n)})
	}
	basis := official.Table{Columns: []official.Column{{Head: "Việc thu thập"}, {Head: "Cơ sở pháp lý", MM: 45}, {Head: "Điều khoản", MM: 60}}}
	for _, b := range registry.Collections {
		basis.Rows = append(basis.Rows, []string{collectionNames[b.Code], basisNames[b.Basis], b.Article})
	}
	return official.Document{
		Head:     official.Head{Superior: o.Superior, Agency: o.Agency, Number: "Số: ……/BC-UBND", Place: o.Place + ", " + dayOf(c.To)},
		Title:    []string{"BÁO CÁO", "Kiểm tra việc tuân thủ quy định về bảo vệ dữ liệu cá nhân " + where},
		Subtitle: []string{"(Từ " + dayOf(c.From) + " đến " + dayOf(c.To) + ")"},
		Parts: []official.Part{
			counts,
			official.Paragraph{Text: "Danh sách đã xuất", Bold: true},
			exports,
			official.Paragraph{Text: "Yêu cầu của người dân về dữ liệu của mình", Bold: true},
			asked,
			official.Paragraph{Text: "Cơ sở pháp lý của từng việc thu thập", Bold: true},
			basis,
		},
		Signatures: []official.Signature{{Title: "NGƯỜI LẬP", Note: "(Ký, ghi rõ họ tên)", Name: c.By}, {Title: "TM. " + o.Agency, Note: "(Ký tên, đóng dấu)"}},
		Recipients: []string{"Lưu: VT."},
		Foot:       Foot("Kiểm tra tuân thủ đến "+c.To.Padded(), o.Guardian),
	}
}

var collectionNames = map[string]string{
	"ra_soat_ho": "Rà soát tại hộ", "danh_sach_cong_an": "Danh sách gửi công an", "phuc_tra": "Phúc tra", "anh_giay_to": "Ảnh giấy tờ ngoài mức cần thiết",
	"cong_bo": "Công bố", "chia_se_ngoai": "Chia sẻ ngoài nhiệm vụ",
}

var basisNames = map[registry.Basis]string{registry.ByDuty: "Nhiệm vụ của cơ quan nhà nước", registry.ByConsent: "Sự đồng ý"}
