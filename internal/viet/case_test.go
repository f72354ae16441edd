package viet

import "testing"

func TestProperCase(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "NGUYỄN THỊ ÁNH ĐÀO": "Nguyễn Thị Ánh Đào", "nguyễn thị ánh đào": "Nguyễn Thị Ánh Đào", "NGUYễN THị HƯƠNG": "Nguyễn Thị Hương",
		"H’MAI NIÊ KĐĂM": "H’Mai Niê Kđăm", "h'mai niê kđăm": "H'Mai Niê Kđăm", "y-blô êban": "Y-Blô Êban", "K'BRỬU": "K'Brửu", "ka'lang": "Ka'lang",
		"ðào": "Đào", " trần   văn  bé ": "Trần Văn Bé", "TRẦN VĂN BÉ (CON)": "Trần Văn Bé (Con)", "ẤP 1A": "Ấp 1a", "Nguyễn Văn An": "Nguyễn Văn An",
	} {
		if got := ProperCase(in); got != want {
			t.Errorf("ProperCase(%q) = %q, want %q", in, got, want)
		}
	}
}
