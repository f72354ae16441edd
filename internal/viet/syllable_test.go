package viet

import (
	"strings"
	"testing"
)

func TestValidSyllable(t *testing.T) {
	for _, w := range strings.Fields(`Nguyễn Thị Hương an Ân Y Ý ỷ yêu yến quốc quý Quới quỳnh quyết quạu gì già gìn giếng giết giường Huỳnh
		nghiêng nghĩ ghế gà kỳ kính ký Khuya khuỷu thuở huơ hoà hòa thuý thúy xoong goòng soóc ngoằn ngoéo oanh uỷ ủy ươm Đạt ĐẠT đượm pin`) {
		if !ValidSyllable(w) {
			t.Errorf("%s is a syllable", w)
		}
	}
	for _, w := range strings.Fields(`Nguyeãn NguyÔn ngiêng nghà ghà gế kà ci ce kuy quu q bcd aa zoo web Kđăm batf bàt học1 hóc-eo Tòan Qúy
		ngh s ươ thươ hiê luơ yên1 byên toâ Hòá cacs hoâ ấpp tràch lôp̀ ngyên`) {
		if ValidSyllable(w) {
			t.Errorf("%s is no syllable", w)
		}
	}
	if ValidSyllable("") || ValidSyllable("\xff") || ValidSyllable("an an") {
		t.Error("nothing, broken bytes and two words are no syllable")
	}
}
