package intake

import (
	"testing"

	"thamho.vn/internal/registry"
)

func TestAnswersAsThePoliceWriteThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]registry.PoliceState{
		"Có số": registry.NumberGiven, "ĐÃ CÓ SỐ": registry.NumberGiven, "đã cấp số ĐDCN": registry.NumberGiven, "Ðã có số định danh": registry.NumberGiven,
		"Sai thông tin": registry.DataDiffer, "không khớp": registry.DataDiffer, "Chưa cấp được": registry.CannotGive,
		"Thường trú xã khác": registry.OtherCommune, "chưa thu thập DC01": registry.NoDC01, "Số huỷ, cấp lại": registry.NumberReplaced,
		"số đã hủy, cấp lại": registry.NumberReplaced, "Trùng": registry.PoliceTwin, "đã mất": registry.PoliceDead,
	} {
		if got, ok := answerOf(text); !ok || got != want {
			t.Errorf("%q is %q, %v; want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"chưa có số", "không có số", "có số, sai ngày sinh", "ok", "x", "không tìm thấy", ""} {
		if got, ok := answerOf(text); ok {
			t.Errorf("%q was taken for %q", text, got)
		}
	}
}

func TestARowIsReadAsAnAnswer(t *testing.T) {
	t.Parallel()
	layout, _ := Guess([]Row{{Number: 1, Cells: cells("STT|Họ, chữ đệm và tên|Ngày sinh|Số định danh cá nhân|Kết quả|Ghi chú")}})
	lines := list(t,
		cells("STT|Họ, chữ đệm và tên|Ngày sinh|Số định danh cá nhân|Kết quả|Ghi chú"),
		cells("1|Lê Thị Bé|20/5/2016|96316900123|có số|"),
		cells("2|Lê Thị Ba|20/5/2016||096 316 900 124|"), // the number stands where the result goes
		cells("3.0|Lê Thị Tư|20/5/2016||Chưa cấp được|thiếu giấy"),
		cells("4|Lê Thị Năm|20/5/2016|||"),
		cells("|Người lập|||cái gì đó|"),
	)
	want := []Answer{
		{STT: 1, Number: "96316900123", State: registry.NumberGiven, Said: "có số"},
		{STT: 2, Number: "096 316 900 124", State: registry.NumberGiven},
		{STT: 3, State: registry.CannotGive, Said: "Chưa cấp được", Note: "thiếu giấy"},
		{STT: 4},
		{Said: "cái gì đó", Unread: true},
	}
	for i := range want {
		got := lines[i].Answer(layout)
		want[i].Row, want[i].Name, want[i].Birth = got.Row, got.Name, got.Birth
		if got != want[i] {
			t.Errorf("row %d: %+v, want %+v", i+2, got, want[i])
		}
	}
	if !lines[3].Answer(layout).Silent() {
		t.Error("a blank row is not silent")
	}
}
