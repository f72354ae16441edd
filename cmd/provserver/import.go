package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/bundle"
)

// importBundle takes in a bundle that came by hand and writes the receipt that
// goes back, also while the server runs.
func importBundle(ctx context.Context, args []string, out io.Writer, log *slog.Logger) (err error) {
	var p place
	var file, receiptFile string
	flags := flag.NewFlagSet("provserver import", flag.ContinueOnError)
	flags.SetOutput(out)
	p.flags(flags)
	flags.StringVar(&file, "i", "", "gói đồng bộ do máy ấp xuất · the bundle of a laptop")
	flags.StringVar(&receiptFile, "o", "", "biên nhận sẽ ghi, mang về máy ấp · the receipt to write")
	if err := parse(flags, args); err != nil {
		return err
	}
	if file == "" || receiptFile == "" {
		return errors.New("cần -i GÓI và -o BIÊN_NHẬN · both are needed")
	}
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("open bundle: %w", err)
	}
	defer f.Close()
	c, err := p.open(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	receipt, raw, err := receive(ctx, c, f)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if err := writeFile(receiptFile, raw); err != nil {
		return err
	}
	held := 0
	for _, v := range receipt.Vectors {
		held += len(v.Held) + len(v.Quarantined)
	}
	_, err = fmt.Fprintf(out, "Đã nhận gói %s của máy %s, %d khối còn chờ. Mang %s về máy ấp · received, blocks that wait; carry the receipt back\n",
		receipt.Bundle, receipt.Device, held, receiptFile)
	return err
}

func receive(ctx context.Context, c *central.Central, r io.Reader) (bundle.Receipt, []byte, error) {
	return bundle.Receive(ctx, c, c.Keys.Sign, time.Now(), r)
}
