package simtest

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	fieldsync "thamho.vn/internal/sync"
)

// dumpAlone dumps when one seed is played alone.
func (w *world) dumpAlone(ctx context.Context) {
	if *oneSeed != 0 {
		w.dump(ctx)
	}
}

// dump prints what the server and the laptops hold, when one seed is played
// that breaks a promise.
func (w *world) dump(ctx context.Context) {
	held, _ := w.central.Held(ctx)
	for _, h := range held {
		fmt.Printf("HELD %s %s %d-%d missing %s author %s\n", h.Scope, h.Hash, h.First, h.Last, h.Missing, h.Author)
	}
	q, _ := w.central.Quarantined(ctx)
	for _, h := range q {
		fmt.Printf("QUAR %s %s %d-%d author %s dev %s\n", h.Scope, h.Hash, h.First, h.Last, h.Author, h.Device)
	}
	_ = w.onServer(ctx, `SELECT stream || ' ' || first || '-' || last || ' ' || hash || ' prev ' || prev || ' ' || status || ' seq ' || coalesce(seq,-1) || ' rank ' || rank FROM block ORDER BY scope, stream, first`, func(raw []byte) error {
		fmt.Printf("SERVER %s\n", raw)
		return nil
	})
	_ = w.onServer(ctx, `SELECT scope || ' ' || stream || ' ' || first || '-' || last || ' head ' || head || ' parent ' || parent FROM branch ORDER BY scope, stream, first`, func(raw []byte) error {
		fmt.Printf("BRANCH %s\n", raw)
		return nil
	})
	_ = w.onServer(ctx, `SELECT scope || ' ' || stream || ' ' || q || ' rec ' || record || ' entry ' || entry || coalesce((SELECT status || ' ' || coalesce(seq,-1) from block b where b.hash=entry and b.scope=redacted.scope),' none') FROM redacted`, func(raw []byte) error {
		fmt.Printf("REDACTED %s\n", raw)
		return nil
	})
	for _, sc := range w.scopes {
		_ = w.central.Lines(ctx, sc, func(stream uuid.UUID, rank ledger.Rank, l ledger.Line) {
			fmt.Printf("LINE %s %s rank %d %s\n", sc, stream, rank, l.Raw())
		})
	}
	for i, l := range w.laptops {
		heads, err := l.store.AckedHeads(ctx)
		fmt.Printf("HEADS %d %v %v\n", i, heads, err)
		spooled, err := l.store.Spooled(ctx, 1<<20)
		for _, e := range spooled {
			fmt.Printf("SPOOLED %d %s %s %d-%d prev %s err %v\n", i, e.Block.Header.Stream, e.Block.Hash, e.Block.Header.First, e.Block.Header.Last, e.Block.Header.Prev, err)
		}
		for _, sc := range l.scopes {
			out, err := l.store.Outbox(ctx, sc, 1<<20)
			for _, e := range out {
				lines, _ := e.Block.Lines()
				fmt.Printf("laptop %d revoked %v outbox %s %d-%d adm %v err %v", i, l.revoked, e.Block.Hash, e.Block.Header.First, e.Block.Header.Last, e.Admission != nil, err)
				for _, x := range lines {
					fmt.Printf(" %s", x.Raw())
				}
				fmt.Println()
			}
		}
	}
}

// trace prints what an exchange moved and where the laptop stands.
func (w *world) trace(ctx context.Context, l *laptop, report fieldsync.Report) {
	server, epoch, _ := l.store.ServerSeen(ctx)
	fmt.Printf("SYNC %s sent %d received %d epoch %s", filepath.Base(l.file), report.Sent, report.Received, epoch)
	for _, sc := range l.scopes {
		at, _ := l.store.Position(ctx, server, epoch, sc)
		fmt.Printf(" %d", at.Cursor)
	}
	fmt.Println()
}

// compare prints the records in which a laptop differs from the server.
func (w *world) compare(ctx context.Context, l *laptop, scope uuid.UUID) {
	if *oneSeed == 0 {
		return
	}
	w.dump(ctx)
	for _, id := range w.records[scope] {
		a, errA := w.central.State(ctx, scope, id)
		b, errB := l.store.State(ctx, scope, id)
		if string(a.AppendBinary(nil)) != string(b.AppendBinary(nil)) {
			fmt.Printf("RECORD %s %v %v\n", id, errA, errB)
			for side, st := range map[string]ledger.State{"server": a, "laptop": b} {
				for _, f := range st.Fields {
					fmt.Printf("%s %s", side, f.Name)
					for _, sib := range f.Siblings {
						fmt.Printf(" [%s %d %s %v]", sib.Dot, sib.Rank, sib.Value, sib.Withheld)
					}
					fmt.Printf(" context %d\n", len(f.Context))
				}
			}
		}
	}
}
