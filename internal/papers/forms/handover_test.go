package forms

import (
	"bytes"
	"fmt"
	"testing"

	"thamho.vn/internal/registry"
)

// However much is open, the book is two pages: more nobody signs.
func TestTheBookIsTwoPages(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 12, 29, 30, 31, 400} {
		h := Handover{From: "Nguyễn Thị Ánh", To: "Trần Văn Bảo", On: registry.Date{Year: 2023, Month: 1, Day: 10}, Where: "ấp 4, xã Tạ An Khương"}
		for i := range 6 {
			h.Left = append(h.Left, Count{Name: fmt.Sprintf("Việc %d", i), N: n})
		}
		for i := range n {
			h.Lists = append(h.Lists, HandedList{Code: fmt.Sprintf("DS-%02d", i), On: h.On, Waiting: i})
			h.Devices = append(h.Devices, HandedDevice{Name: "máy khác", Who: "Nguyễn Thị Ánh", Code: "1A2B3C4D"})
			h.Revisits = append(h.Revisits, registry.HouseholdRow{Number: i, Head: "Nguyễn Thị Ánh Nguyệt", Line: "Tổ 1, kênh Ba", Next: h.On})
		}
		var out bytes.Buffer
		if err := HandoverBook(h, OfficeOf("xã Tạ An Khương", "huyện Đầm Dơi")).PDF(&out); err != nil {
			t.Fatal(err)
		}
		if pages := bytes.Count(out.Bytes(), []byte("/Type /Page\n")); pages < 1 || pages > 2 {
			t.Errorf("%d open: %d pages", n, pages)
		}
	}
}
