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

	"thamho.vn/internal/papers/folder"
	"thamho.vn/internal/store"
)

// carry is «fieldapp bundle export -o FILE» and «fieldapp bundle import FILE»:
// what waits goes out as a file, and the province's receipt comes in. It returns
// the exit code.
func carry(args []string, out, problems io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := carryFiles(ctx, args, out)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	fmt.Fprintln(problems, "fieldapp bundle:", explainForTerminal(err))
	return 1
}

func carryFiles(ctx context.Context, args []string, out io.Writer) (err error) {
	var data, target, passFile string
	flags := flag.NewFlagSet("fieldapp bundle", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&data, "data", defaultData(), "thư mục dữ liệu · data folder")
	flags.StringVar(&target, "o", "", "gói sẽ ghi · the bundle to write")
	flags.StringVar(&passFile, "passphrase-file", os.Getenv("THAMHO_PASSPHRASE_FILE"), "tệp có mật khẩu; không có thì hỏi · file with the passphrase; asked for without one")
	flags.Usage = func() {
		fmt.Fprintln(out, "Gói đồng bộ qua USB khi không có mạng.\nCarries what waits to the province without a network.\n\nCách dùng · usage:\n  fieldapp bundle export -o GOI.thamho\n  fieldapp bundle import BIEN_NHAN|GOI_VE")
		flags.PrintDefaults()
	}
	if len(args) == 0 {
		flags.Usage()
		return errors.New("cần export hoặc import · export or import is needed")
	}
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	wellFormed := args[0] == "export" && target != "" || args[0] == "import" && flags.NArg() == 1
	if !wellFormed {
		flags.Usage()
		return errors.New("cần export -o TỆP, hoặc import TỆP · export -o FILE or import FILE is needed")
	}
	p, err := openProfile(data, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	if err := p.byTerminal(ctx, passFile, out); err != nil {
		return errors.Join(err, p.lock())
	}
	defer func() { err = errors.Join(err, p.lock()) }()
	if args[0] == "export" {
		return exportBundle(ctx, p.theStore(), target, out)
	}
	return takeBack(ctx, p.theStore(), flags.Arg(0), out)
}

func exportBundle(ctx context.Context, st *store.Store, target string, out io.Writer) error {
	h := &house{store: st}
	blocks := 0
	err := folder.Write(target, func(w io.Writer) (err error) {
		blocks, err = h.writeBundle(ctx, target, w)
		return err
	})
	if err != nil {
		return err
	}
	if blocks == 0 {
		_, err = fmt.Fprintf(out, "%s: không có gì chờ gửi; gói này xin phần máy khác đã ghi · nothing waits; it asks for what others wrote\n", target)
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %d khối. Máy này vẫn giữ đủ cho đến khi có biên nhận · blocks; all is kept here until the receipt comes\n", target, blocks)
	return err
}

func takeBack(ctx context.Context, st *store.Store, file string, out io.Writer) error {
	h := &house{store: st}
	got, err := h.takeFile(ctx, file)
	if err != nil {
		return err
	}
	if got.Receipts > 0 {
		_, err = fmt.Fprintln(out, "Tỉnh đã nhận gói · received by the province")
	} else {
		_, err = fmt.Fprintf(out, "Nhận về %d khối · blocks that are new here\n", got.Blocks)
	}
	return err
}
