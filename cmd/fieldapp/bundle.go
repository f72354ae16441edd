package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"thamho.vn/internal/papers/folder"
	"thamho.vn/internal/store"
)

// carry is «fieldapp bundle export -o FILE» and «fieldapp bundle import FILE»:
// what waits goes out as a file, and the province's receipt comes in.
func carry(ctx context.Context, args []string, out io.Writer) (err error) {
	flags := newFlags("bundle", "Gói đồng bộ qua USB khi không có mạng.\nCarries what waits to the province without a network.\n\nCách dùng · usage:\n  fieldapp bundle export -o GOI.thamho\n  fieldapp bundle import BIEN_NHAN|GOI_VE", out)
	target := flags.String("o", "", "gói sẽ ghi · the bundle to write")
	if len(args) == 0 {
		flags.Usage()
		return errors.New("cần export hoặc import · export or import is needed")
	}
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	wellFormed := args[0] == "export" && *target != "" || args[0] == "import" && flags.NArg() == 1
	if !wellFormed {
		flags.Usage()
		return errors.New("cần export -o TỆP, hoặc import TỆP · export -o FILE or import FILE is needed")
	}
	p, err := openHeadless(ctx, flags, out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Lock()) }()
	if args[0] == "export" {
		return exportBundle(ctx, p.Store(), *target, out)
	}
	return takeBack(ctx, p.Store(), flags.Arg(0), out)
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
