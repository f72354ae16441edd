package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"

	"thamho.vn/internal/ledger"
)

// audit checks the logs of all units and names the first break of each.
func audit(ctx context.Context, args []string, out io.Writer, log *slog.Logger) (err error) {
	var p place
	flags := flag.NewFlagSet("provserver audit", flag.ContinueOnError)
	flags.SetOutput(out)
	p.flags(flags)
	if len(args) == 0 || args[0] != "verify" {
		return errors.New("cách dùng · usage: provserver audit verify --data DIR")
	}
	if err := parse(flags, args[1:]); err != nil {
		return err
	}
	c, err := p.open(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	logs, broken, changes := 0, 0, 0
	err = c.AuditLogs(ctx, func(l ledger.Log) error {
		r := c.CheckLog(l)
		logs, changes = logs+1, changes+r.Changes
		if r.First == nil {
			return nil
		}
		broken++
		_, err := fmt.Fprintf(out, "%s  HỎNG · BROKEN: %s\n", l.Scope, r.First)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d nhật ký, %d dòng, %d hỏng · logs, changes, broken\n", logs, changes, broken)
	if broken > 0 {
		return errors.New("nhật ký không còn nguyên · a log is broken")
	}
	return nil
}
