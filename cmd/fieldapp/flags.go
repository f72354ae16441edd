package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"thamho.vn/internal/ui/theme"
	"thamho.vn/internal/ui/words"
)

// options are the flags.
type options struct {
	data, server, code string
	theme, language    string
	scale              float64
	startLog           string
	passFile           string // begins or unlocks without asking: for scripts
	setupFile          string // begins without asking; unlocking asks
	version            bool
}

// variant is the theme to begin with; the stored one follows once the store is
// open.
func (o options) variant() theme.Variant {
	switch theme.Variant(o.theme) {
	case theme.Dark:
		return theme.Dark
	case theme.Sun:
		return theme.Sun
	}
	return theme.Light
}

// defaultData is the data folder of the user who runs the program.
func defaultData() string {
	base, err := os.UserConfigDir()
	if err != nil {
		base = "."
	}
	return filepath.Join(base, "thamho")
}

func parseFlags(args []string, out io.Writer) (options, error) {
	var o options
	fs := flag.NewFlagSet("fieldapp", flag.ContinueOnError)
	fs.SetOutput(out)
	fs.StringVar(&o.data, "data", defaultData(), "thư mục dữ liệu · data folder")
	fs.StringVar(&o.server, "server", "", "địa chỉ máy chủ của tỉnh · address of the provincial server")
	fs.StringVar(&o.code, "code", "", "mã đăng ký, dùng lần đầu · enrolment code, used at the first start")
	fs.StringVar(&o.theme, "theme", "", "light, dark, sun: nền sáng, tối, ngoài nắng")
	fs.StringVar(&o.language, "lang", words.Vietnamese, "vi, en: tiếng Việt, tiếng Anh · Vietnamese, English")
	fs.Float64Var(&o.scale, "scale", 0, "cỡ chữ, 1 là thường · size of everything, 1 is normal")
	fs.StringVar(&o.startLog, "start-log", "", "ghi mốc thời gian vào tệp này · write timings to this file")
	fs.StringVar(&o.passFile, "passphrase-file", "", "tệp có mật khẩu, để mở không hỏi · file with the passphrase, to open without asking")
	fs.StringVar(&o.setupFile, "setup-passphrase", "", "tệp có mật khẩu đầu tiên của máy mới · file with the first passphrase of a new laptop")
	fs.BoolVar(&o.version, "version", false, "in phiên bản · print the version")
	fs.Usage = func() {
		fmt.Fprintln(out, "Thăm Hộ – ứng dụng của tổ công tác ấp, khóm · the app of the hamlet working groups\n\nCách dùng · usage: fieldapp [cờ · flags]\n     fieldapp clean DANH_SACH -o KET_QUA   chuẩn hoá bảng tính · standardise a spreadsheet\n     fieldapp bundle export|import          gói đồng bộ qua USB · carry by hand\n     fieldapp sync                          đồng bộ một lần · exchange once\n     fieldapp export                        xuất danh sách có mục đích · a list for a purpose\n     fieldapp update THU_MUC                bản mới, từ USB cũng được · a new version, from a stick too\n     fieldapp audit verify                  kiểm tra nhật ký trên máy · check the log on this laptop\n     fieldapp recover                       hai cán bộ tỉnh mở máy quên mật khẩu · two officers open a laptop\nMỗi cờ có biến môi trường THAMHO_… cùng nghĩa · every flag has an environment twin THAMHO_….")
		fs.PrintDefaults()
	}
	if err := fromEnvironment(fs); err != nil {
		return o, err
	}
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	return o, o.check(fs.Arg(0))
}

// check refuses what no window could be opened with.
func (o options) check(extra string) error {
	switch {
	case extra != "":
		return fmt.Errorf("thừa tham số · unexpected argument %q", extra)
	case o.scale != 0 && !sound(o.scale):
		return fmt.Errorf("--scale %v: từ 0.5 đến 3 · 0.5 to 3", o.scale)
	case o.theme != "" && !slices.Contains([]theme.Variant{theme.Light, theme.Dark, theme.Sun}, theme.Variant(o.theme)):
		return fmt.Errorf("--theme %q: light, dark, sun", o.theme)
	case o.language != words.Vietnamese && o.language != words.English:
		return fmt.Errorf("--lang %q: vi, en", o.language)
	}
	return nil
}

// fromEnvironment takes THAMHO_DATA for --data and so on.
func fromEnvironment(fs *flag.FlagSet) (err error) {
	fs.VisitAll(func(f *flag.Flag) {
		name := "THAMHO_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if value, ok := os.LookupEnv(name); ok && err == nil {
			if err = fs.Set(f.Name, value); err != nil {
				err = fmt.Errorf("%s=%q: %w", name, value, err)
			}
		}
	})
	return err
}
