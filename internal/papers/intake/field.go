package intake

import (
	"slices"
	"strings"

	"thamho.vn/internal/viet"
)

// Field is what a column holds. The codes stand in reports and in saved
// layouts and never change.
type Field string

// The fields.
const (
	Unused      Field = ""
	STT         Field = "stt"
	Name        Field = "ho_ten"
	FamilyNames Field = "ho_dem" // of a list that writes the given name apart
	GivenName   Field = "ten"
	Birth       Field = "ngay_sinh"
	BirthDay    Field = "sinh_ngay" // of a list with a column each
	BirthMonth  Field = "sinh_thang"
	BirthYear   Field = "sinh_nam"
	Sex         Field = "gioi_tinh"
	IsMale      Field = "cot_nam" // marked with an x
	IsFemale    Field = "cot_nu"
	Ethnic      Field = "dan_toc"
	Number      Field = "so_dinh_danh"
	Mother      Field = "me"
	Father      Field = "cha"
	Guardian    Field = "nguoi_nuoi"
	Head        Field = "chu_ho"
	HouseholdNo Field = "so_ho"
	ToHead      Field = "quan_he"
	Hamlet      Field = "ap"
	Commune     Field = "xa"
	District    Field = "huyen"
	Address     Field = "dia_chi"
	Phone       Field = "dien_thoai"
	HealthCard  Field = "bhyt"
	BirthPlace  Field = "noi_sinh"
	School      Field = "truong"
	Grade       Field = "lop"
	Reason      Field = "ly_do"
	Result      Field = "ket_qua"
	Note        Field = "ghi_chu"
)

// titles are the words by which officers head a column, folded by
// viet.SearchKey. The first is the common one.
var titles = []struct {
	field Field
	names []string
}{
	{STT, []string{"stt", "so tt", "tt", "so thu tu", "no"}},
	{Name, []string{
		"ho va ten", "ho ten", "ho ten tre", "ho va ten tre", "ho ten tre em", "ho va ten tre em", "ten tre", "ten tre em", "ho ten khai sinh",
		"ho chu dem va ten", "ho chu dem ten", "ho chu dem va ten khai sinh", "ho dem va ten", "ho va ten khai sinh", "ho va ten hoc sinh", "ho ten hoc sinh",
		"ten hoc sinh", "ho va ten doi tuong", "ho ten doi tuong", "ho va ten nguoi tham gia", "ho ten cong dan", "full name", "name",
	}},
	{FamilyNames, []string{"ho va dem", "ho dem", "ho lot", "ho va ten dem", "ho va chu lot", "ho va chu dem", "ho chu dem", "ho"}},
	{GivenName, []string{"ten"}},
	{Birth, []string{
		"ngay sinh", "ngay thang nam sinh", "sinh ngay", "ntns", "ngay thang nam", "ngay thang sinh", "nam sinh", "ngay nam sinh", "ngay sinh tre",
		"ngay sinh tre em", "date of birth", "dob", "birthday",
	}},
	{BirthDay, []string{"ngay"}},
	{BirthMonth, []string{"thang"}},
	{Sex, []string{"gioi tinh", "phai", "nam nu", "gioi", "gt", "gioi tinh tre", "sex", "gender"}},
	{IsFemale, []string{"nu"}},
	{Ethnic, []string{"dan toc", "ma dan toc", "thanh phan dan toc", "dan toc tre"}},
	{Number, []string{
		"so dinh danh ca nhan", "so dinh danh", "ma dinh danh ca nhan", "ma dinh danh", "so ddcn", "ma ddcn", "ddcn", "so dd", "ma dd", "ma so dinh danh",
		"ma so dinh danh ca nhan", "sddcn", "so dinh danh cccd", "so cccd", "cccd", "can cuoc cong dan", "so can cuoc cong dan", "so can cuoc", "so cccd cmnd",
		"cmnd cccd", "so cmnd cccd", "so dinh danh ca nhan cccd", "so dinh danh ca nhan cua tre", "ma dinh danh cong dan", "dinh danh", "dinh danh ca nhan",
	}},
	{Mother, []string{"ho ten me", "ho va ten me", "me", "ten me", "ho va ten cua me", "ho ten cua me", "ho ten nguoi me"}},
	{Father, []string{"ho ten cha", "ho va ten cha", "cha", "ten cha", "bo", "ho ten bo", "ho va ten bo", "ten bo", "ho va ten cua cha", "ho ten cua cha"}},
	{Guardian, []string{"nguoi giam ho", "ho ten nguoi giam ho", "ho va ten nguoi giam ho", "nguoi nuoi duong", "nguoi cham soc", "ho ten nguoi cham soc"}},
	{Head, []string{"chu ho", "ho ten chu ho", "ho va ten chu ho", "ten chu ho"}},
	{HouseholdNo, []string{"so ho", "stt ho", "ma ho", "ho so", "so thu tu ho"}},
	{ToHead, []string{"quan he voi chu ho", "quan he", "qh voi chu ho", "moi quan he"}},
	{Hamlet, []string{"ap khom", "ap", "khom", "khom ap", "ten ap", "ap khu pho", "thon", "thon ap", "thon to", "to dan pho", "ap khom to", "dia ban"}},
	{Commune, []string{"xa", "xa phuong", "phuong xa", "xa phuong thi tran", "ten xa", "phuong", "xa phuong tt"}},
	{District, []string{"huyen", "quan huyen", "huyen thanh pho", "huyen tp"}},
	{Address, []string{"dia chi", "noi o", "noi o hien tai", "noi o hien nay", "cho o", "thuong tru", "noi thuong tru", "dia chi thuong tru", "ho khau", "ho khau thuong tru", "dia chi lien he"}},
	{Phone, []string{"dien thoai", "so dien thoai", "sdt", "dt", "so dt", "dtdd", "dien thoai lien he", "so dien thoai lien he", "phone"}},
	{HealthCard, []string{"bhyt", "so the bhyt", "ma the bhyt", "the bhyt", "ma the bao hiem y te", "so the bao hiem y te", "ma so bhxh", "ma the", "so bhyt", "ma bhyt"}},
	{BirthPlace, []string{"noi sinh", "noi dang ky khai sinh", "noi dkks"}},
	{School, []string{"truong", "ten truong", "truong hoc", "don vi truong"}},
	{Grade, []string{"lop", "khoi lop", "dang hoc lop"}},
	{Reason, []string{"ly do", "nguyen nhan", "ly do chua co", "vuong mac", "nguyen nhan vuong mac"}},
	{Result, []string{"ket qua", "tra loi", "ket qua doi chieu", "ket qua xac minh", "cong an tra loi"}},
	{Note, []string{"ghi chu", "chu thich", "note"}},
}

// Fields lists what a column may be said to hold, in the order of the choice.
func Fields() []Field {
	out := make([]Field, 0, len(titles)+2)
	for _, t := range titles {
		out = append(out, t.field)
	}
	at := slices.Index(out, IsFemale)
	return slices.Insert(out, at, BirthYear, IsMale)
}

// FieldOf tells what a column under this title holds: any case, any accents, in
// an old font or with signs. Unused when nothing is known by that title.
func FieldOf(title string) Field {
	if f := fieldOf(title); f != Unused || agrees(viet.Unicode, title) {
		return f
	}
	for _, enc := range encodings[1:] {
		if f := fieldOf(viet.Decode(enc, title)); f != Unused {
			return f
		}
	}
	return Unused
}

func fieldOf(title string) Field {
	// Two titles differ by a mark only: nam (male) and năm (year).
	switch exact := onlyWords(viet.MatchKey(title)); exact {
	case "năm":
		return BirthYear
	case "nam":
		return IsMale
	}
	key := onlyWords(viet.SearchKey(title))
	code := strings.ReplaceAll(key, " ", "_")
	best, length := Unused, 0
	for _, t := range titles {
		if code == string(t.field) || slices.Contains(t.names, key) {
			return t.field
		}
		for _, name := range t.names {
			if len(name) > length && len(name) >= 4 && begins(key, name) {
				best, length = t.field, len(name)
			}
		}
	}
	return best
}

// begins tells whether a title begins with the words of a name: «họ tên mẹ (ghi
// đủ)» does, «họ tên mẹ» is no «họ tên».
func begins(key, name string) bool {
	rest, ok := strings.CutPrefix(key, name+" ")
	if !ok {
		return false
	}
	for _, other := range []string{"me", "cha", "bo", "chu ho", "nguoi", "cua me", "cua cha", "cua bo", "giam ho"} {
		if rest == other || strings.HasPrefix(rest, other+" ") {
			return false
		}
	}
	return true
}

// onlyWords leaves letters and digits, one space between words.
func onlyWords(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z' && r < 0x80
	}), " ")
}
