package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/demo"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/server/office"
	"thamho.vn/internal/viet"
)

// laptopCode is what a laptop of the demo hamlet may do.
func laptopCode(l demo.Laptop) central.CodeSpec {
	return central.CodeSpec{
		User: l.User, Name: l.Name, Role: registry.RoleHamlet, Rank: ledger.RankHamlet,
		Scopes: []uuid.UUID{l.Scope}, Reads: []uuid.UUID{l.Reference}, Logs: true,
	}
}

func loadDemo(ctx context.Context, args []string, out io.Writer, log *slog.Logger) error {
	var p place
	var o demo.Options
	fs := flag.NewFlagSet("provserver demo", flag.ContinueOnError)
	fs.SetOutput(out)
	p.flags(fs)
	fs.Float64Var(&o.Scale, "scale", 1, "cỡ: 1 là 188.584 trẻ của bài báo · size: 1 has the article's figures")
	fs.Uint64Var(&o.Seed, "seed", 0, "hạt giống · seed")
	if err := parse(fs, args); err != nil {
		return err
	}
	c, err := p.open(ctx, log)
	if err != nil {
		return err
	}
	defer func() {
		if err := c.Close(); err != nil {
			log.Error("close", "err", err)
		}
	}()
	began := time.Now()
	summary, err := demo.Load(ctx, c, o)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Đã nạp %s trẻ trong %s · loaded, %d blocks, %d changes\n",
		viet.FormatInt(summary.Loaded.Children), time.Since(began).Round(time.Second), summary.Blocks, summary.Changes)
	return err
}

func issueCode(ctx context.Context, args []string, out io.Writer, log *slog.Logger) error {
	var p place
	var name, hamlet, commune string
	fs := flag.NewFlagSet("provserver code", flag.ContinueOnError)
	fs.SetOutput(out)
	p.flags(fs)
	fs.StringVar(&name, "name", "", "tên người nhập · name of the typist")
	fs.StringVar(&hamlet, "hamlet", "", "mã (UUID) của ấp, khóm · id of the hamlet's unit")
	fs.StringVar(&commune, "commune", "", "mã (UUID) của xã, phường: mã cho cán bộ xã · id of the commune's unit: a code for its officer")
	life := office.CodeLife
	fs.DurationVar(&life, "life", office.CodeLife, "mã dùng được bao lâu · how long the code serves")
	if err := parse(fs, args); err != nil {
		return err
	}
	unit, err := uuid.Parse(hamlet + commune) // with both it is none
	if err != nil || name == "" {
		return fmt.Errorf("cần --name, và --hamlet hoặc --commune · a name and one unit are needed")
	}
	c, err := p.open(ctx, log)
	if err != nil {
		return err
	}
	defer func() {
		if err := c.Close(); err != nil {
			log.Error("close", "err", err)
		}
	}()
	code, err := c.CodeFor(ctx, registry.Account{Role: registry.RoleProvince}, unit, name, life)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, code)
	return err
}
