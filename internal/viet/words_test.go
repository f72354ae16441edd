package viet

import "strings"

// allSyllables calls visit with every syllable of the spelling, in small letters
// and the new tone style.
func allSyllables(visit func(string)) {
	onsetsAndNone := append(strings.Fields(onsetList), "")
	for _, onset := range onsetsAndNone {
		for _, rhyme := range strings.Fields(rhymeList) {
			s, ok := spell(onset + rhyme)
			if !ok || string(s.rhyme()) != rhyme {
				continue // gi + ia is read as gi + a
			}
			for s.tone = level; s.tone < toneCount; s.tone++ {
				if word := string(s.appendTo(nil, s.tonePlace(newStyle))); ValidSyllable(word) {
					visit(word)
				}
			}
		}
	}
}

// people are names as registers have them.
var people = strings.Split(`Nguyễn Văn An,Trần Thị Kim Ngân,Lê Hoàng Phúc,Phạm Thuý Hằng,Huỳnh Quốc Đạt,
Võ Thị Mỹ Duyên,Phan Gia Huy,Trương Tấn Lộc,Bùi Ngọc Ánh,Đặng Thị Như Ý,Đỗ Khánh Vy,Hồ Quới Thành,Dương Bảo Trân,
Lý Thị Cẩm Tiên,Trịnh Hữu Nghĩa,Đinh Thị Tuyết Nhung,Lâm Chí Khoẻ,Tạ Thị Huế,Quách Thanh Tuyền,Danh Sà Rươl,
Thạch Thị Sô Phia,Châu Minh Khuê,Tô Thị Bé Bảy,Ngô Văn Đức,Cao Thị Diễm Hương,Lưu Gia Bảo,Mai Thị Quỳnh Như,
Hà Thị Thuỷ,Đoàn Quang Vinh,Kim Thị Mộng Tuyền,Từ Nhật Duy,La Thị Hồng Đào,Vương Tiến Sĩ,Lương Ngọc Quyên,
Châu Thị Ngoãn,Nguyễn Hoài Thương,Trần Văn Giàu,Lê Thị Gấm,Phạm Văn Tèo,Nguyễn Thị Út`, ",")

func init() {
	for i, name := range people {
		people[i] = strings.TrimSpace(name)
	}
}
