package places

import (
	"testing"

	"thamho.vn/internal/registry"
)

func TestLabelTellsUnitsApart(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		code string
		on   registry.Date
		want string
	}{
		{"32047", day1, "xã U Minh (trước 01/7/2025: Khánh Hòa, Khánh Tiến, một phần Khánh Thuận, Khánh Lâm)"},
		{"32044", day1, "xã Nguyễn Phích (trước 01/7/2025: thị trấn U Minh, một phần Khánh Thuận, Nguyễn Phích)"},
		{"32002", day1, "phường An Xuyên (trước 01/7/2025: phường 9, phường 2, phường 1, phường Tân Xuyên, xã An Xuyên)"},
		{"32092", day1, "xã Hồ Thị Kỷ"},
		{"32092", asOf, "xã Hồ Thị Kỷ"},
		{"32047", asOf, "xã Khánh Hòa (cũ), nay thuộc xã U Minh"},
		{"32155", asOf, "xã Tạ An Khương (cũ), nay chia về xã Đầm Dơi và xã Tạ An Khương"},
		{"32122", asOf, "xã Lợi An (cũ), nay chia về phường Lý Văn Lâm, xã Trần Văn Thời và xã Lương Thế Trân"},
		{"32011", asOf, "phường 2 (cũ), nay thuộc phường An Xuyên"}, // by way of another phường 2
		{"970", asOf, "huyện Đầm Dơi (cũ)"},
		{"95", asOf, "tỉnh Bạc Liêu (cũ), nay thuộc tỉnh Cà Mau"},
		{"96", asOf, "tỉnh Cà Mau (trước 01/7/2025)"},
		{"96", day1, "tỉnh Cà Mau (trước 01/7/2025: Bạc Liêu, Cà Mau)"},
		{"75", today, "thành phố Đồng Nai (trước 30/4/2026: tỉnh Đồng Nai)"},
		{"26368", today, "phường Long Thành (trước 30/4/2026: xã Long Thành)"},
	} {
		if got := Label(at(t, tt.code, tt.on)); got != tt.want {
			t.Errorf("%s on %s: %s, want %s", tt.code, tt.on, got, tt.want)
		}
	}
	if got := Label(Unit{Name: "Xa Lạ", Type: "xã"}); got != "xã Xa Lạ" {
		t.Errorf("a unit of no table: %s", got)
	}
}

func TestOldDistrictNamesTheAreaPeopleThinkIn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		code string
		on   registry.Date
		want string
	}{
		{"32155", asOf, "khu vực Đầm Dơi (cũ)"},
		{"32155", day1, "khu vực Đầm Dơi (cũ)"},
		{"970", asOf, "khu vực Đầm Dơi (cũ)"},
		{"32201", day1, "khu vực Năm Căn, Ngọc Hiển (cũ)"},
		{"32014", day1, "khu vực thành phố Cà Mau, Trần Văn Thời (cũ)"},
		{"26368", today, "khu vực Long Thành (cũ)"}, // over two changes
		{"96", day1, ""},
		{"96", asOf, ""},
	} {
		if got := OldDistrict(at(t, tt.code, tt.on)); got != tt.want {
			t.Errorf("%s on %s: %q, want %q", tt.code, tt.on, got, tt.want)
		}
	}
	if OldDistrict(Unit{}) != "" || Before(Unit{}) != nil || After(Unit{}) != nil || Split(Unit{}) {
		t.Error("something is known of no unit")
	}
}
