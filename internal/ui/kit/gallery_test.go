package kit_test

import (
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"thamho.vn/assets/icons"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/kit/kittest"
	"thamho.vn/internal/ui/theme"
)

// TestGallery draws every widget in three themes and two scales into
// build/gallery, to be looked at: THAMHO_GALLERY=1 go test -run Gallery.
func TestGallery(t *testing.T) {
	if os.Getenv("THAMHO_GALLERY") == "" {
		t.Skip("THAMHO_GALLERY is not set")
	}
	dir := filepath.Join("..", "..", "..", "build", "gallery")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	settings := fyne.CurrentApp().Settings()
	defer settings.SetTheme(settings.Theme())
	for _, v := range []theme.Variant{theme.Light, theme.Dark, theme.Sun} {
		settings.SetTheme(theme.New(v))
		for _, scale := range []float32{1, 1.5} {
			for name, build := range sheets {
				path := filepath.Join(dir, fmt.Sprintf("%s-%s-%g.png", name, v, scale))
				draw(t, path, build(), scale)
			}
		}
	}
}

// sheets are the pictures. Each fills the 1366×661 pixels that bars and menu
// leave, whatever the scale.
var sheets = map[string]func() fyne.CanvasObject{
	"widgets":    widgetSheet,
	"households": householdScreen,
	"visit":      visitScreen,
	"child":      childScreen,
}

func draw(t *testing.T, path string, content fyne.CanvasObject, scale float32) {
	t.Helper()
	w := kittest.Open(t, content, 1366/scale, 661/scale)
	w.SetScale(scale)
	if f, ok := content.(*kit.Frame); ok {
		showFocus(w.Canvas(), f)
	}
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := png.Encode(out, w.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}

// showFocus gives the focus to what the sheet wants to show with it.
func showFocus(c fyne.Canvas, f *kit.Frame) {
	if want := focusOf[f]; want != nil {
		want()
	}
}

var focusOf = map[*kit.Frame]func(){}

func fold(s string) string { return strings.ToLower(s) }

func parse(digits string) (y, m, d int, err error) {
	n := func(a, b int) int { v, _ := strconv.Atoi(digits[a:b]); return v }
	switch len(digits) {
	case 4:
		return n(0, 4), 0, 0, nil
	case 6:
		return n(2, 6), n(0, 2), 0, nil
	case 8:
		if n(2, 4) > 12 || n(0, 2) > 31 || (n(2, 4) == 2 && n(0, 2) > 29) {
			return 0, 0, 0, errors.New("no such day")
		}
		return n(4, 8), n(2, 4), n(0, 2), nil
	}
	return 0, 0, 0, errors.New("malformed")
}

func widgetSheet() fyne.CanvasObject {
	text := func(s string) *kit.TextField { f := kit.NewTextField(); f.Put(s); return f }
	ringed := func(f kit.Field) fyne.CanvasObject { f.FocusGained(); return f }
	name := text("Nguyễn Thị Ẫ Ỹ Ặ Ễ Ộ gjpqy")
	empty := kit.NewTextField()
	empty.SetPlaceHolder("Tìm tên, số, STT…")
	area := kit.NewTextArea(2)
	area.Put("Nhà đi vắng, bà nội giữ cháu; hẹn lại chiều thứ bảy, nhớ mang sổ hộ khẩu cũ.")
	secret := kit.NewSecretField()
	secret.Put("123456")
	date := kit.NewDateField(parse)
	date.PutDate(2015, 3, 5)
	pin := kit.NewDigitField(' ', 3, 3, 3, 3)
	pin.PutDigits("096215900123")
	pick := kit.NewPickField([]kit.Option{{ID: "1", Text: "Kinh"}, {ID: "2", Text: "Khơ Me"}}, fold)
	pick.PutOption("2")
	choice := kit.NewChoice("Gặp, không thay đổi", "Gặp, có thay đổi", "Đi vắng", "Chưa phối hợp")
	choice.SetPicked(2)
	filter := kit.NewChoice("Chưa đến", "Hẹn lại", "Thiếu số")
	filter.SetCount(0, "61")
	filter.SetCount(1, "9")
	filter.SetCount(2, "48")
	checks := kit.NewChecks("CCCD", "VNeID", "dịch vụ công")
	checks.SetTicked(1, true)
	col := func(o ...fyne.CanvasObject) fyne.CanvasObject {
		return container.New(gaps{}, o...)
	}
	left := col(name, ringed(text("Đặng Ỹ Ặ")), empty, area, secret, date, ringed(pin), pick, ringed(kit.NewPickField(nil, fold)))
	right := col(
		kit.NewText("Hộ 047 · chủ hộ Nguyễn Thị Ẫ", kit.Title), kit.NewText("Nguyễn Thị Ẫm Ỹ Ặ", kit.Confirm),
		kit.NewText("096 215 900 123", kit.Name), choice, ringed(filter), ringed(checks),
		ringed(kit.NewActs(kit.Act{Text: "Nhận về"}, kit.Act{Text: "Nhập danh sách"}, kit.Act{Text: "Thêm hộ"})),
		container.New(row{}, kit.NewMainButton("Lưu", "Ctrl+S", nil), kit.NewButton("Lưu, sang hộ 048", "Ctrl+Enter", nil)),
		container.New(row{}, ringed(kit.NewButton("Thôi", "Esc", nil)), ringed(kit.NewMainButton("Thăm hộ", "Ctrl+T", nil))),
		kit.NewSheetBar("Phiếu đang nhập", kit.NewButton("Đổi", "Ctrl+D", nil)),
	)
	third := col(
		kit.NewBanner(kit.Error, "Ổ đĩa đầy, chưa ghi được hộ 047. Chữ đã gõ còn đây, đừng tắt máy. (TH-13)", kit.Act{Text: "Dọn bản sao cũ"}, kit.Act{Text: "Xuất gói ra USB"}),
		kit.NewBanner(kit.Warn, "Cùng lần thăm này đã có người nhập lúc 10:20."), kit.NewBanner(kit.Good, "Đã lưu hộ 047."), kit.NewBanner(kit.Info, "3 hộ mới, nhấn để xem."),
		kit.NewEmpty("Máy này chưa có hộ nào của ấp 4.", kit.Act{Text: "Nhận về"}, kit.Act{Text: "Nhập danh sách"}),
	)
	return container.NewGridWithColumns(3, left, right, third)
}

func frame(here int, work fyne.CanvasObject) *kit.Frame {
	search := kit.NewSearchBox("Tìm tên, số, STT…   Ctrl+F")
	top := kit.NewTopStrip("xã Tạ An Khương", search, kit.NewButton("Ấp: cả 20", "Ctrl+G", nil), kit.NewButton("Nguyễn Văn An", "", nil), kit.NewButton("Khoá", "Ctrl+L", nil))
	nav := kit.NewNav(
		kit.Place{Word: "Hôm nay", Short: "Nay", Count: "12"}, kit.Place{Word: "Hộ", Short: "Hộ"}, kit.Place{Word: "Trẻ em", Short: "Trẻ"},
		kit.Place{Word: "Làm sạch", Short: "Sạch", Count: "37"}, kit.Place{Word: "Đối chiếu", Short: "Chiếu", Count: "2"}, kit.Place{Word: "Công an", Short: "CA", Count: "1"},
		kit.Place{Word: "Tuyên truyền", Short: "Truyền"}, kit.Place{Word: "Khó khăn", Short: "Khó"}, kit.Place{Word: "Tiến độ", Short: "Tiến"}, kit.Place{Word: "Đồng bộ", Short: "Gửi"},
	)
	nav.SetHere(here)
	status := kit.NewStatusBar()
	status.Set(0, kit.StatusCell{Text: "Đã lưu hộ 047 · Ctrl+U hoàn tác", Level: kit.Good})
	status.Set(1, kit.StatusCell{Text: "12 thay đổi chờ gửi, 2 ngày", Level: kit.Warn})
	status.Set(2, kit.StatusCell{Text: "Đồng bộ 16:20", Icon: icons.Sync})
	status.Set(3, kit.StatusCell{Text: "Máy chủ: thông", Icon: icons.Online})
	panel := kit.NewPanel()
	panel.Set("Hộ 047 · Nguyễn Thị A", kit.Fact{Label: "Ấp, tuyến", Text: "ấp 4, kênh Ba"}, kit.Fact{Label: "Trẻ em", Text: "2 trẻ, 1 chưa có số định danh", Level: kit.Warn}, kit.Fact{Label: "Lần thăm gần nhất", Text: "20/12/2022, đi vắng, lần 2. Hẹn lại 08/01/2023, thông báo lần 1: vắng."}, kit.Fact{Label: "Số định danh", Text: "096 215 900 123", Bold: true})
	return kit.NewFrame(top, nav, panel, status)
}

type house struct{ stt, head, route, kids, missing, last, receipt string }

func householdScreen() fyne.CanvasObject {
	cols := []kit.Column{{Title: "STT", Least: 40}, {Title: "Chủ hộ", Weight: 3, Least: 120}, {Title: "Tổ, tuyến", Weight: 2}, {Title: "Trẻ", Least: 32, Right: true}, {Title: "Thiếu số", Least: 60, Right: true}, {Title: "Lần thăm gần nhất", Weight: 3}, {Title: "Tới đâu", Weight: 2}}
	var rows kit.Rows[house]
	for i := range 214 {
		rows = append(rows, house{fmt.Sprintf("%03d", i+1), []string{"Nguyễn Thị A", "Trần Văn Bảo Quốc", "Lê Thị Ỹ Ặ", "Đặng Hoàng Phương Quyên"}[i%4], "kênh Ba", "2", []string{"1", "–"}[i%2], "20/12 đi vắng, lần 2", []string{"tỉnh đã nhận", "trên máy này"}[i%2]})
	}
	list := kit.NewList[house](partly{rows}, cols, func(h house) []kit.Cell {
		missing := kit.Say(h.missing)
		if h.missing != "–" {
			missing.Level, missing.Icon = kit.Warn, icons.Warn
		}
		return []kit.Cell{kit.Say(h.stt), {Text: h.head, Bold: true}, kit.Say(h.route), kit.Say(h.kids), missing, kit.Say(h.last), {Text: h.receipt, Quiet: true}}
	})
	filter := kit.NewChoice("Chưa đến", "Hẹn lại", "Thiếu số", "Đi vắng")
	filter.SetCount(0, "61")
	filter.SetCount(1, "9")
	filter.SetCount(2, "48")
	filter.SetCount(3, "12")
	filter.SetPicked(2)
	f := frame(1, nil)
	f.SetWork(kit.NewPage(kit.PageParts{Title: "Hộ · ấp 4 · 214", Acts: []*kit.Button{kit.NewMainButton("Thăm hộ", "Ctrl+T", nil)}, Beside: filter, Body: list}))
	focusOf[f] = func() { kit.Focus(list); list.Step(3) }
	return f
}

// partly shows some rows as not yet here.
type partly struct{ kit.Rows[house] }

func (p partly) Row(i int) (house, bool) {
	if i == 8 || i == 9 {
		return house{}, false
	}
	return p.Rows.Row(i)
}

func visitScreen() fyne.CanvasObject {
	outcome := kit.NewChoice("Gặp, không thay đổi", "Gặp, có thay đổi", "Đi vắng", "Chưa phối hợp", "Đã rời địa phương", "Khó đi lại, đơn chiếc", "Không tìm thấy hộ")
	outcome.SetPicked(2)
	again := kit.NewDateField(parse)
	notice := kit.NewChoice("ký nhận", "vắng", "từ chối")
	told := kit.NewChecks("CCCD", "VNeID", "dịch vụ công")
	note := kit.NewTextArea(2)
	form := kit.NewForm([]kit.Row{
		{Key: "outcome", Label: "Kết quả", Fields: []kit.Field{outcome}, Wide: true},
		{Key: "again", Label: "Hẹn lại", Fields: []kit.Field{again}, Hint: "Gõ 8 số: ngày, tháng, năm"},
		{Key: "notice", Label: "Thông báo lần 2", Fields: []kit.Field{notice}},
		{Key: "told", Label: "Đã giải thích", Fields: []kit.Field{told}, Wide: true, Bare: true},
		{Key: "note", Label: "Ghi chú", Fields: []kit.Field{note}, Wide: true, Bare: true},
		{Key: "kids", Label: "Trẻ", Static: kit.NewText("B 05/3/2015 đủ · D 2021 còn thiếu số định danh", kit.Body), Wide: true, Bare: true},
	}, kit.NewMainButton("Lưu", "Ctrl+S", nil), kit.NewButton("Lưu, sang hộ 048", "Ctrl+Enter", nil))
	sheet := kit.NewSheetBar("Phiếu đang nhập", kit.NewButton("Đổi", "Ctrl+D", nil))
	sheet.Set("ấp 4 · người đi: trưởng ấp · ngày đi 08/01/2023 · tờ 3")
	f := frame(1, nil)
	f.SetWork(kit.NewPage(kit.PageParts{Title: "Hộ 047 · Nguyễn Thị A · lần thăm thứ 3", Note: "Bản nháp lưu 16:21", Above: []fyne.CanvasObject{sheet}, Body: form.View(), Foot: kit.NewText("Esc ra, nháp vẫn giữ", kit.Caption)}))
	focusOf[f] = func() { form.First() }
	return f
}

func childScreen() fyne.CanvasObject {
	text := func(s string) *kit.TextField { f := kit.NewTextField(); f.Put(s); return f }
	birth := kit.NewDateField(parse)
	birth.Put("31/02/2021")
	pin := kit.NewDigitField(' ', 3, 3, 3, 3)
	pin.PutDigits("096215900456")
	sex := kit.NewChoice("Nam", "Nữ")
	sex.SetPicked(1)
	where := kit.NewChoice("Ở địa phương", "Đi ngoài tỉnh", "Ra nước ngoài", "Khác")
	where.SetPicked(0)
	people := kit.NewPickField([]kit.Option{{Text: "Kinh"}, {Text: "Khơ Me"}, {Text: "Khơ Mú"}, {Text: "Hoa"}}, fold)
	people.PutText("Kinh")
	form := kit.NewForm([]kit.Row{
		{Key: "name", Label: "Họ, chữ đệm, tên", Fields: []kit.Field{text("Nguyễn Thị D")}, Hint: "Ghi đúng như giấy khai sinh"},
		{Key: "birth", Label: "Ngày sinh", Fields: []kit.Field{birth}},
		{Key: "sex", Label: "Giới tính", Fields: []kit.Field{sex}},
		{Key: "people", Label: "Dân tộc", Fields: []kit.Field{people}},
		{Key: "pin", Label: "Số định danh", Fields: []kit.Field{pin}},
		{Key: "why", Label: "Chưa có số vì", Fields: []kit.Field{kit.NewTextField()}},
		{Key: "mother", Label: "Mẹ", Fields: []kit.Field{text("Nguyễn Thị A")}},
		{Key: "father", Label: "Cha", Fields: []kit.Field{kit.NewTextField(), kit.NewChecks("Không có trong giấy khai sinh")}, Weights: []float32{1, 1}, Wide: true},
		{Key: "where", Label: "Hiện diện", Fields: []kit.Field{where}, Wide: true},
	}, kit.NewMainButton("Lưu", "Ctrl+S", nil))
	form.SetRemark("birth", kit.Remark{Level: kit.Error, Text: "Tháng 2 không có ngày 31. Sửa, hoặc chỉ gõ năm"})
	form.SetRemark("pin", kit.Remark{Level: kit.Warn, Text: "Số này: Cà Mau · nam · 2015. Xem lại giấy; nếu đúng, chọn lý do (Ctrl+E)"})
	form.SetRemark("mother", kit.Remark{Level: kit.Good, Text: "Công an xác nhận"})
	form.SetIdle("why", true)
	f := frame(2, nil)
	f.SetWork(kit.NewPage(kit.PageParts{Title: "Phiếu trẻ · hộ 047", Note: "Nháp 16:22", Body: form.View()}))
	focusOf[f] = func() {
		form.Focus("people")
		people.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
		people.TypedRune('k')
	}
	return f
}

// gaps stacks objects with room for rings; row puts them side by side.
type gaps struct{}

func (gaps) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (gaps) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(12)
	for _, o := range objects {
		o.Move(fyne.NewPos(12, y))
		o.Resize(fyne.NewSize(size.Width-24, o.MinSize().Height))
		h := o.MinSize().Height
		o.Resize(fyne.NewSize(size.Width-24, h))
		y += h + 14
	}
}

type row struct{}

func (row) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 36) }

func (row) Layout(objects []fyne.CanvasObject, _ fyne.Size) {
	x := float32(0)
	for _, o := range objects {
		o.Move(fyne.NewPos(x, 0))
		o.Resize(o.MinSize())
		x += o.MinSize().Width + 12
	}
}
