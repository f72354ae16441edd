// Command provserver is the provincial server: it takes what the laptops push,
// gives them what others wrote, and shows the board.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// version is set when the program is built.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "provserver:", err)
		stop()
		os.Exit(1)
	}
}

// command is one of the things the program does.
type command struct {
	name, help string
	run        func(ctx context.Context, args []string, out io.Writer, log *slog.Logger) error
}

var commands = []command{
	{"serve", "chạy máy chủ · run the server", serve},
	{"demo", "nạp tỉnh mẫu rồi dừng · load the demo province and stop", loadDemo},
	{"migrate", "đưa dữ liệu về đúng bản này rồi dừng · bring the database to this version and stop", migrate},
	{"code", "cấp mã đăng ký cho máy của ấp hay cán bộ xã · issue an enrolment code for a hamlet's laptop or a commune's officer", issueCode},
	{"audit", "audit verify: kiểm tra nhật ký của các đơn vị · check the logs of all units", audit},
	{"lost", "máy bị mất: thu hồi, liệt kê dữ liệu trên máy, dự thảo thông báo 72 giờ · a lost laptop: revoke, list what is on it, draft the 72-hour notice", lost},
	{"release", "ký bản phát hành bằng khoá gốc · sign a release with the root key", release},
	{"recovery", "cán bộ tỉnh mở được máy khi người dùng quên mật khẩu · the officers who can open a laptop whose people can't", recovery},
	{"user", "tài khoản của cán bộ trên trang web · accounts of officers for the web pages", user},
	{"ca", "chứng thư TLS của tỉnh: xem, tạo cái kế tiếp, chuyển sang · the province's own TLS authority: show, prepare and take the next", authorities},
	{"import", "nhận gói đồng bộ mang tay, viết biên nhận · take a bundle that came by hand, write its receipt", importBundle},
	{"backup", "sao lưu, mã hoá, cả khi máy chủ đang chạy · write an encrypted backup, also while serving", makeBackup},
	{"restore", "phục hồi vào thư mục mới · make a data folder from a backup", restore},
	{"epoch", "sau khi phục hồi dữ liệu bằng công cụ khác: bắt đầu một đời mới · after a restore by other tools: begin a new epoch", newEpoch},
	{"quarantine", "khối bị tách riêng: list, admit · blocks in quarantine", quarantine},
	{"gaps", "khối chờ khối trước: list, lost · blocks behind a gap", gaps},
	{"version", "in phiên bản · print the version", func(_ context.Context, _ []string, out io.Writer, _ *slog.Logger) error {
		_, err := fmt.Fprintln(out, version)
		return err
	}},
}

func run(ctx context.Context, args []string, out, errOut io.Writer) error {
	log := slog.New(slog.NewTextHandler(errOut, nil))
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(out)
		return nil
	}
	for _, c := range commands {
		if c.name == args[0] {
			return c.run(ctx, args[1:], out, log)
		}
	}
	usage(errOut)
	return fmt.Errorf("không có lệnh %q · no command %q", args[0], args[0])
}

func usage(out io.Writer) {
	fmt.Fprint(out, "Thăm Hộ – máy chủ của tỉnh · the provincial server\n\nCách dùng · usage: provserver LỆNH [cờ]\n\n")
	for _, c := range commands {
		fmt.Fprintf(out, "  %-10s %s\n", c.name, c.help)
	}
	fmt.Fprint(out, "\nprovserver LỆNH --help nói rõ từng lệnh. Mỗi cờ có biến môi trường THAMHO_… cùng nghĩa.\nprovserver COMMAND --help tells more. Every flag has an environment twin THAMHO_….\n")
}

// parse reads flags; one that is not given takes its environment twin:
// THAMHO_LISTEN for --listen.
func parse(fs *flag.FlagSet, args []string) error {
	var err error
	fs.VisitAll(func(f *flag.Flag) {
		name := "THAMHO_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if value, ok := os.LookupEnv(name); ok && err == nil {
			if err = fs.Set(f.Name, value); err != nil {
				err = fmt.Errorf("%s=%q: %w", name, value, err)
			}
		}
	})
	if err != nil {
		return err
	}
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("thừa tham số · unexpected argument %q", fs.Arg(0))
	}
	return nil
}
