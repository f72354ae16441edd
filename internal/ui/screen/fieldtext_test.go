package screen

import (
	"encoding/json"
	"strings"
	"testing"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// A picture is told by its paper and its day, never as it is written.
func TestAPictureIsToldInWords(t *testing.T) {
	p := registry.Photo{Address: ledger.Hash{1}, Small: ledger.Hash{2}, Kind: registry.PhotoBirth, On: registry.Date{Year: 2023, Month: 1, Day: 9}, By: "Út"}
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	strange, _ := json.Marshal(registry.Photo{Address: ledger.Hash{1}, Kind: "moi"})
	for want, value := range map[string]string{
		"có ảnh giấy khai sinh, thêm 09/01/2023": string(raw),
		"có ảnh giấy khác":                       string(strange),
		"đã bỏ ảnh này":                          "null",
	} {
		for _, kind := range []string{registry.KindPerson, registry.KindHousehold, registry.KindPolice} {
			if got := ValueText(kind, registry.FieldPhotos+".0102", json.RawMessage(value)); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %q, want %q", kind, got, want)
			}
		}
	}
	if got := FieldName(registry.FieldPhotos + ".0102"); got != "Ảnh giấy tờ" {
		t.Errorf("field %q", got)
	}
}
