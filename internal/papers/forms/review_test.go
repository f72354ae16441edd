package forms

import (
	"bytes"
	"slices"
	"testing"

	"thamho.vn/internal/papers/official"
	"thamho.vn/internal/registry"
)

func TestReviewSheetShowsWhatIsToAsk(t *testing.T) {
	t.Parallel()
	whole := registry.Person{
		Name: "Nguyễn Thị Bé", Birth: registry.Date{Year: 2015, Month: 3, Day: 5}, Sex: registry.Female, Ethnic: "Kinh", Mother: "Trần Thị Út", NoFather: true,
		Number: registry.Number{PIN: "096315900123", Standing: registry.Declared}, Presence: registry.Presence{Where: registry.AtHome},
	}
	bare := registry.Person{Name: "Lê Văn Tí", Birth: registry.Date{Year: 2019}}
	rows := []ReviewRow{{STT: 47, Head: "Nguyễn Thị A", Child: whole}, {STT: 47, Head: "Nguyễn Thị A", Child: bare}, {STT: 48, Head: "Lê Văn B", Child: bare}}

	doc := ReviewSheet("Ấp 4, xã Tạ An Khương", registry.Date{Year: 2023, Month: 1, Day: 10}, rows, OfficeOf("xã Tạ An Khương", "huyện Đầm Dơi"))

	table := doc.Parts[0].(official.Table)
	first, second, third := table.Rows[0], table.Rows[1], table.Rows[2]
	if first[9] != "" || slices.Contains(first[:9], gap) || first[8] != "096 315 900 123" || first[7] != "không có trong giấy khai sinh" {
		t.Errorf("of a whole record is asked %q", first)
	}
	if second[9] != "ngày sinh đủ; giới tính; dân tộc; mẹ; cha; số định danh; đang ở đâu" || second[4] != gap || second[0] != "" {
		t.Errorf("of a bare one %q", second)
	}
	if third[0] != "48" || third[1] != "Lê Văn B" {
		t.Errorf("the next household is %q", third)
	}
	var out bytes.Buffer
	if err := doc.PDF(&out); err != nil || out.Len() == 0 {
		t.Errorf("printed %d bytes, %v", out.Len(), err)
	}
}
