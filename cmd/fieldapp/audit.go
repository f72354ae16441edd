package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"thamho.vn/internal/ledger"
)

// errBroken says that a log is not whole; what was found is printed already.
var errBroken = errors.New("nhật ký không còn nguyên: giữ máy, báo cán bộ tỉnh · the log is broken: keep the laptop, tell the province")

// verifyLogs is «fieldapp audit verify»: checks the logs that this laptop keeps and
// names the first break.
func verifyLogs(ctx context.Context, args []string, out io.Writer) (err error) {
	if len(args) == 0 || args[0] != "verify" {
		return errors.New("cần verify · verify is needed")
	}
	flags := newFlags("audit verify", "Kiểm tra nhật ký trên máy này.\nChecks the log on this laptop.\n\nCách dùng · usage:\n  fieldapp audit verify", out)
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	p, err := openHeadless(ctx, flags, out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Lock()) }()
	st := p.Store()
	id, err := st.Identity(ctx)
	if err != nil {
		return err
	}
	trust, err := id.Trust()
	if err != nil {
		return err
	}
	logs, err := st.AuditLogs(ctx)
	if err != nil {
		return err
	}
	return printLogs(logs, trust.CheckLog, out)
}

func printLogs(logs []ledger.Log, check func(ledger.Log) ledger.LogReport, out io.Writer) (err error) {
	for _, l := range logs {
		r := check(l)
		if r.First != nil {
			fmt.Fprintf(out, "%s  HỎNG · BROKEN: %s\n", l.Scope, r.First)
			err = errBroken
			continue
		}
		fmt.Fprintf(out, "%s  nguyên vẹn · whole: %d dòng, %d khối; %d dòng cuối tỉnh chưa ký nhận, nếu bị cắt thì máy này không biết được · changes, blocks; the last ones are not countersigned: if they were cut, this laptop could not tell\n",
			l.Scope, r.Changes, r.Blocks, r.Tail)
	}
	return err
}
