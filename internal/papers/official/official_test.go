package official

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
)

// list is a police list of n children, all invented.
func list(n int) Document {
	d := Document{
		Landscape: true,
		Head:      Head{Superior: "UỶ BAN NHÂN DÂN HUYỆN ĐẦM DƠI", Agency: "UỶ BAN NHÂN DÂN XÃ TẠ AN KHƯƠNG", Number: "Số: ……/DS-UBND", Place: "Tạ An Khương, ngày …… tháng …… năm 2023"},
		Title:     []string{"DANH SÁCH TRẺ EM CHƯA CÓ SỐ ĐỊNH DANH CÁ NHÂN", "đề nghị Công an xã đối chiếu, xác minh"},
		Subtitle:  []string{"Tính đến ngày 10/01/2023"},
		Signatures: []Signature{
			{"CÁN BỘ LẬP DANH SÁCH", "(Ký, ghi rõ họ tên)", ""}, {"CÔNG AN XÃ", "(Ký, ghi rõ họ tên)", ""}, {"TM. UỶ BAN NHÂN DÂN", "(Ký tên, đóng dấu)", ""},
		},
		Recipients: []string{"Công an xã;", "Lưu: VT."}, Foot: "DS-01 · Người phụ trách bảo vệ dữ liệu: …",
	}
	t := Table{Columns: []Column{
		{Head: "STT", MM: 12, Align: Centre},
		{Head: "Họ, chữ đệm và tên"},
		{Head: "Ngày sinh", MM: 24, Align: Centre},
		{Head: "Giới tính", MM: 16, Align: Centre},
		{Head: "Họ tên mẹ"},
		{Head: "Họ tên cha"},
		{Head: "Ấp, khóm", MM: 22},
		{Head: "Số định danh cá nhân", MM: 36},
		{Head: "Kết quả, ghi chú", MM: 34},
	}}
	for i := range n {
		t.Rows = append(t.Rows, []string{fmt.Sprint(i + 1), "Nguyễn Thị Bích Ngọc Ánh", "05/3/2015", "Nữ", "Trần Thị Mỹ Hoà", "Nguyễn Văn Quý", "ấp 4", "", ""})
	}
	d.Parts = []Part{t}
	return d
}

func pdfOf(t *testing.T, d Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.PDF(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var pageObject = regexp.MustCompile(`/Type /Page\b[^s]`)

func TestPDFHasItsPagesAndAlwaysTheSameBytes(t *testing.T) {
	t.Parallel()
	one, many := pdfOf(t, list(3)), pdfOf(t, list(120))
	if n := len(pageObject.FindAll(one, -1)); n != 1 {
		t.Errorf("3 rows on %d pages", n)
	}
	if n := len(pageObject.FindAll(many, -1)); n < 5 || n > 12 {
		t.Errorf("120 rows on %d pages", n)
	}
	if !bytes.Equal(many, pdfOf(t, list(120))) {
		t.Error("the same document gave other bytes")
	}
	if dir := os.Getenv("PAGE_SAMPLES"); dir != "" { // to be looked at
		if err := os.WriteFile(dir+"/list.pdf", pdfOf(t, list(40)), 0o600); err != nil {
			t.Error(err)
		}
		if err := os.WriteFile(dir+"/form.pdf", pdfOf(t, form()), 0o600); err != nil {
			t.Error(err)
		}
	}
}

func form() Document {
	return Document{
		Head:  Head{Agency: "CÔNG AN XÃ TẠ AN KHƯƠNG"},
		Title: []string{"PHIẾU THU THẬP THÔNG TIN DÂN CƯ"}, Subtitle: []string{"(Mẫu DC01)"},
		Parts: []Part{
			Fields{[]FieldLine{
				{Label: "1. Họ, chữ đệm và tên", Value: "NGUYỄN THỊ BÍCH NGỌC"},
				{Label: "2. Ngày, tháng, năm sinh", Value: "05/3/2015"},
				{Label: "3. Số định danh cá nhân", Boxes: 12},
				{Label: "4. Số định danh của mẹ", Value: "096190912345", Boxes: 12},
				{Label: "5. Nơi đăng ký khai sinh"},
			}},
			Checklist{"Gia đình mang theo:", []string{"Giấy khai sinh của trẻ (bản chính hoặc bản sao)", "Căn cước của cha hoặc mẹ"}},
			Paragraph{Text: "Tôi cam đoan lời khai trên là đúng.", Italic: true},
		},
		Signatures: []Signature{{"", "", ""}, {"NGƯỜI KHAI", "(Ký, ghi rõ họ tên)", "Trần Thị Mỹ Hoà"}},
	}
}

func TestDOCXIsWellFormedAndHoldsItsText(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]Document{"list": list(2), "form": form(), "hostile": hostile()} {
		var b bytes.Buffer
		if err := d.DOCX(&b); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		if z.File[0].Name != "[Content_Types].xml" {
			t.Errorf("%s begins with %s", name, z.File[0].Name)
		}
		text := ""
		for _, f := range z.File {
			text += textOf(t, f)
		}
		want := []string{d.Title[0]}
		if name == "list" {
			want = append(want, "Nguyễn Thị Bích Ngọc Ánh", "CÔNG AN XÃ", nation, motto, "Nơi nhận:")
		}
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s lacks %q", name, w)
			}
		}
	}
}

// textOf reads a part and makes sure that it is well-formed.
func textOf(t *testing.T, f *zip.File) string {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var out strings.Builder
	for d := xml.NewDecoder(r); ; {
		token, err := d.Token()
		if err == io.EOF {
			return out.String()
		}
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		if s, ok := token.(xml.CharData); ok {
			out.Write(s)
		}
	}
}

func hostile() Document {
	long := strings.Repeat("Nguyễn", 2000)
	return Document{
		Title: []string{"A & B <b> ]]>"},
		Parts: []Part{Table{
			Columns: []Column{{Head: "1", MM: 500}, {Head: "2"}, {Head: "3"}},
			Rows:    [][]string{{long, "\x00\x07\u202e😀", "Nguye\u0302\u0303n"}, {"một"}, {"1", "2", "3", "4"}, nil, {strings.Repeat("chữ ", 4000)}},
		}, Paragraph{Text: "\xff\xfe"}, Fields{[]FieldLine{{Label: "x", Value: long}}}, Checklist{Items: []string{long}}},
		Signatures: []Signature{{long, long, long}},
	}
}

func TestHostileTextMakesAPageAllTheSame(t *testing.T) {
	t.Parallel()
	if n := len(pdfOf(t, hostile())); n < 1000 {
		t.Errorf("%d bytes", n)
	}
}

func TestThousandsOfRows(t *testing.T) {
	t.Parallel()
	if n := len(pageObject.FindAll(pdfOf(t, list(3000)), -1)); n < 100 {
		t.Errorf("3000 rows on %d pages", n)
	}
}
