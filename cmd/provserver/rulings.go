package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/server/central"
)

// quarantine lists the blocks of revoked and ungranted devices, and releases
// those that an officer has looked at.
func quarantine(ctx context.Context, args []string, out io.Writer, log *slog.Logger) error {
	return rule(ctx, args, out, log, ruling{
		name: "quarantine", act: "admit", kind: ledger.KindAdmit, list: (*central.Central).Quarantined,
		named: func(w central.WaitingBlock) ledger.Hash { return w.Hash },
	})
}

// gaps lists the blocks that wait for a missing one, and gives the missing one
// up for lost.
func gaps(ctx context.Context, args []string, out io.Writer, log *slog.Logger) error {
	return rule(ctx, args, out, log, ruling{
		name: "gaps", act: "lost", kind: ledger.KindLost, list: (*central.Central).Held,
		named: func(w central.WaitingBlock) ledger.Hash { return w.Missing },
	})
}

// ruling is what the two commands differ in.
type ruling struct {
	name, act, kind string
	list            func(*central.Central, context.Context) ([]central.WaitingBlock, error)
	named           func(central.WaitingBlock) ledger.Hash // what the act is given
}

func rule(ctx context.Context, args []string, out io.Writer, log *slog.Logger, r ruling) (err error) {
	if len(args) == 0 || args[0] != "list" && args[0] != r.act {
		return fmt.Errorf("cần · usage: provserver %s list | %s --block MÃ", r.name, r.act)
	}
	var p place
	var blocks, reason string
	flags := flag.NewFlagSet("provserver "+r.name+" "+args[0], flag.ContinueOnError)
	flags.SetOutput(out)
	p.flags(flags)
	flags.StringVar(&blocks, "block", "", "mã khối như list in ra, cách nhau bằng dấu phẩy · names that list prints, by commas")
	flags.StringVar(&reason, "reason", "", "lý do, ghi vào sổ · the reason, written down")
	if err := parse(flags, args[1:]); err != nil {
		return err
	}
	c, err := p.open(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if args[0] == "list" {
		return r.print(ctx, c, out)
	}
	hashes, err := parseHashes(blocks)
	if err != nil {
		return err
	}
	if err := c.Rule(ctx, r.kind, hashes, reason); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Đã ghi quyết định cho %d khối · written\n", len(hashes))
	return err
}

func (r ruling) print(ctx context.Context, c *central.Central, out io.Writer) error {
	all, err := r.list(c, ctx)
	if err != nil {
		return err
	}
	for _, w := range all {
		author := w.Author
		if w.Device == uuid.Nil {
			author = "?"
		}
		if _, err := fmt.Fprintf(out, "%s  %s  máy %s  %d–%d  dòng %s\n", r.named(w), author, w.Device, w.First, w.Last, w.Stream); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(out, "%d khối · blocks\n", len(all))
	return err
}

func parseHashes(list string) ([]ledger.Hash, error) {
	var out []ledger.Hash
	for _, word := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		h, err := ledger.ParseHash(word)
		if err != nil || h.IsZero() {
			return nil, fmt.Errorf("mã khối không đúng · not the name of a block: %q", word)
		}
		out = append(out, h)
	}
	if len(out) == 0 {
		return nil, errors.New("cần --block · it is needed")
	}
	return out, nil
}
