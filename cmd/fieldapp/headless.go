package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"thamho.vn/internal/papers/forms"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/export"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/viet"
)

// headless are the acts of the program without a window.
var headless = map[string]func(args []string, out, problems io.Writer) int{
	"clean":   clean,
	"bundle":  withoutWindow("bundle", carry),
	"audit":   withoutWindow("audit", verifyLogs),
	"sync":    withoutWindow("sync", syncOnce),
	"export":  withoutWindow("export", exportList),
	"update":  withoutWindow("update", takeUpdate),
	"recover": withoutWindow("recover", recoverLaptop),
}

// syncOnce is «fieldapp sync»: one exchange with the province, or with the
// commune's hub.
func syncOnce(ctx context.Context, args []string, out io.Writer) (err error) {
	flags := newFlags("sync", "Đồng bộ một lần, không mở cửa sổ.\nExchanges once, without a window.\n\nCách dùng · usage:\n  fieldapp sync [--via MÁY_XÃ [--fingerprint MÃ]]", out)
	via := flags.String("via", "", "địa chỉ máy trung chuyển xã; \"auto\" để tìm trong mạng · address of the commune's hub")
	server := flags.String("server", "", "địa chỉ máy chủ tỉnh, khi đã đổi · address of the server, where it changed")
	fingerprint := flags.String("fingerprint", "", "mã của máy trung chuyển, đọc trên màn hình máy ấy · what stands on its screen")
	if err := flags.Parse(args); err != nil {
		return err
	}
	p, err := openHeadless(ctx, flags, out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Lock()) }()
	h := wire(options{data: *flags.data, server: *server}, p.Store(), slog.New(slog.DiscardHandler))
	h.moved(ctx)
	if *via != "" {
		return h.syncVia(ctx, *via, *fingerprint, out)
	}
	report, err := h.engine.Sync(ctx)
	if registry.KeyOf(err) == keyWiped {
		return errors.Join(err, giveUp(ctx, p))
	}
	if err == nil {
		err = p.Met(ctx)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Đã đồng bộ: gửi %d khối, nhận %d khối, %d ảnh · sent, received, pictures\n", report.Sent, report.Received, report.Photos)
	return err
}

func (h *house) syncVia(ctx context.Context, address, fingerprint string, out io.Writer) error {
	if address == "auto" {
		found, err := h.FindHubs(ctx)
		if err != nil || len(found) == 0 {
			return &registry.Error{Code: registry.Offline, Key: "hub_silent", Err: err}
		}
		address = found[0]
	}
	via, err := h.SendVia(ctx, address, fingerprint)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Xã đã nhận %d khối (máy của %s), nhận về %d khối. Máy này vẫn giữ đủ cho đến khi tỉnh nhận · the commune has them; all is kept here until the province has\n", via.Sent, via.Hub, via.Received)
	return err
}

// exportList is «fieldapp export»: a hamlet's list as a file, for a purpose that
// is written down.
func exportList(ctx context.Context, args []string, out io.Writer) (err error) {
	flags := newFlags("export", "Xuất danh sách trẻ em của một ấp; mục đích được ghi lại.\nExports a hamlet's children; the purpose is written down.\n\nCách dùng · usage:\n  fieldapp export --hamlet ẤP --kind MẪU --purpose MỤC_ĐÍCH --until NGÀY -o TỆP.(xlsx,csv)\n\nMẫu · kinds: "+strings.Join(exportCodes(), ", "), out)
	hamlet := flags.String("hamlet", "", "tên ấp; bỏ trống khi máy chỉ có một ấp · name of the hamlet")
	kind := flags.String("kind", "", "mẫu danh sách · which list")
	purpose := flags.String("purpose", "", "mục đích · what for")
	until := flags.String("until", "", "dùng đến ngày, dd/mm/yyyy · to be used until")
	target := flags.String("o", "", "tệp sẽ ghi · the file to write")
	if err := flags.Parse(args); err != nil {
		return err
	}
	template, ok := exportOf(*kind)
	if !ok || *target == "" {
		flags.Usage()
		return fmt.Errorf("cần --kind (%s) và -o TỆP · both are needed", strings.Join(exportCodes(), ", "))
	}
	y, m, d, err := words.ParseDate(strings.ReplaceAll(*until, "/", ""))
	if err != nil || m == 0 || d == 0 {
		return fmt.Errorf("--until %q: dd/mm/yyyy", *until)
	}
	p, err := openHeadless(ctx, flags, out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Lock()) }()
	work, err := wire(options{data: *flags.data}, p.Store(), slog.New(slog.DiscardHandler)).open(ctx)
	if err != nil {
		return err
	}
	hamlets, err := work.Hamlets(ctx)
	if err != nil {
		return err
	}
	place, err := hamletNamed(hamlets, *hamlet)
	if err != nil {
		return err
	}
	n, err := export.To(ctx, work, registry.Export{
		Unit: place.Unit, Purpose: *purpose, Until: registry.Date{Year: y, Month: m, Day: d}, Kind: template.Code,
	}, template, *target)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %d trẻ · children\n", *target, n)
	return err
}

func exportCodes() (out []string) {
	for _, e := range forms.Exports() {
		out = append(out, e.Code)
	}
	return out
}

func exportOf(code string) (forms.Export, bool) {
	for _, e := range forms.Exports() {
		if e.Code == code {
			return e, true
		}
	}
	return forms.Export{}, false
}

// hamletNamed finds the hamlet that was meant, however its name is typed.
func hamletNamed(all []registry.HamletRow, name string) (registry.HamletRow, error) {
	var found []registry.HamletRow
	var names []string
	for _, h := range all {
		names = append(names, h.Name)
		if name == "" || viet.SearchKey(h.Name) == viet.SearchKey(name) {
			found = append(found, h)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	return registry.HamletRow{}, fmt.Errorf("--hamlet %q: %s", name, strings.Join(names, ", "))
}
