package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"

	"thamho.vn/internal/ledger"
)

// audit is «fieldapp audit verify»: checks the logs that this laptop keeps and
// names the first break. It returns the exit code.
func audit(args []string, out, problems io.Writer) int {
	err := verifyLogs(context.Background(), args, out)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	fmt.Fprintln(problems, "fieldapp audit:", explainForTerminal(err))
	return 1
}

// errBroken says that a log is not whole; what was found is printed already.
var errBroken = errors.New("nhật ký không còn nguyên: giữ máy, báo cán bộ tỉnh · the log is broken: keep the laptop, tell the province")

func verifyLogs(ctx context.Context, args []string, out io.Writer) (err error) {
	var data, passFile string
	flags := flag.NewFlagSet("fieldapp audit verify", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&data, "data", defaultData(), "thư mục dữ liệu · data folder")
	flags.StringVar(&passFile, "passphrase-file", os.Getenv("THAMHO_PASSPHRASE_FILE"), "tệp có mật khẩu; không có thì hỏi · file with the passphrase; asked for without one")
	if len(args) == 0 || args[0] != "verify" {
		return errors.New("cần verify · verify is needed")
	}
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	p, err := openProfile(data, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	if err := p.byTerminal(ctx, passFile, out); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.lock()) }()
	st := p.theStore()
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
