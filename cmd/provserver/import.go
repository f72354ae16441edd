package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/bundle"
)

// importBundle takes in a bundle that came by hand and writes the receipt that
// goes back, also while the server runs.
func importBundle(ctx context.Context, args []string, out io.Writer, log *slog.Logger) (err error) {
	var p place
	var file, receiptFile, downFile string
	flags := flag.NewFlagSet("provserver import", flag.ContinueOnError)
	flags.SetOutput(out)
	p.flags(flags)
	flags.StringVar(&file, "i", "", "gói đồng bộ do máy ấp xuất · the bundle of a laptop")
	flags.StringVar(&receiptFile, "o", "", "biên nhận sẽ ghi, mang về máy ấp · the receipt to write")
	flags.StringVar(&downFile, "down", "", "gói về sẽ ghi: những gì máy ấp chưa có · what the laptop lacks, to carry back")
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
	if err := writeDown(ctx, c, downFile, receipt, out); err != nil {
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

// writeDown writes what the laptop lacks, if that was asked for.
func writeDown(ctx context.Context, c *central.Central, file string, from bundle.Arrival, out io.Writer) error {
	if file == "" {
		return nil
	}
	var down bytes.Buffer
	n, err := bundle.Answer(ctx, c, c.Keys.Sign, time.Now(), from, &down)
	if registry.CodeOf(err) == registry.NotFound {
		_, err = fmt.Fprintln(out, "Máy này đã bị thu hồi, không có gói về · the laptop is revoked, nothing goes back")
		return err
	}
	if err != nil {
		return fmt.Errorf("way down: %w", err)
	}
	if err := writeFile(file, down.Bytes()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %d khối máy ấp chưa có · blocks that the laptop lacks\n", file, n)
	return err
}

func receive(ctx context.Context, c *central.Central, r io.Reader) (bundle.Arrival, []byte, error) {
	return bundle.Receive(ctx, c, c.Keys.Sign, time.Now(), r)
}
