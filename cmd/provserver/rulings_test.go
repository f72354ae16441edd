package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// An officer at the server lists what waits, releases one block and gives a gap
// up for lost.
func TestRulingsFromTheCommandLine(t *testing.T) {
	dir, log := t.TempDir(), slog.New(slog.NewTextHandler(io.Discard, nil))
	c, err := place{data: dir}.open(t.Context(), log)
	check(t, err)
	scope, user := uuid.New(), uuid.New()
	check(t, c.CreateScope(t.Context(), wire.Scope{ID: scope, Kind: wire.ScopeHamlet, Unit: uuid.New()}))
	stolen, held := waitingBlocks(t, c, scope, user, 1), waitingBlocks(t, c, scope, user, 2)
	check(t, c.Revoke(t.Context(), stolen.device))
	_, err = c.Push(t.Context(), held.device, []ledger.Entry{held.last(), stolen.last()})
	check(t, err)
	check(t, c.Close())

	if got := provserver(t, dir, "quarantine", "list"); !strings.Contains(got, stolen.last().Block.Hash.String()) || !strings.Contains(got, "Út 1") {
		t.Errorf("quarantine:\n%s", got)
	}
	missing := held.last().Block.Header.Prev.String()
	if got := provserver(t, dir, "gaps", "list"); !strings.Contains(got, missing) {
		t.Errorf("gaps:\n%s", got)
	}
	provserver(t, dir, "quarantine", "admit", "--block", stolen.last().Block.Hash.String(), "--reason", "đã xem")
	provserver(t, dir, "gaps", "lost", "--block", missing)

	for _, name := range []string{"quarantine", "gaps"} {
		if got := provserver(t, dir, name, "list"); !strings.HasPrefix(got, "0 ") {
			t.Errorf("%s after the rulings:\n%s", name, got)
		}
	}
	if err := run(t.Context(), []string{"quarantine", "admit", "--data", dir, "--block", missing}, io.Discard, io.Discard); err == nil {
		t.Error("a block that does not wait was released")
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func provserver(t *testing.T, dir string, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	args = append(args[:2:2], append([]string{"--data", dir}, args[2:]...)...)
	check(t, run(t.Context(), args, &out, io.Discard))
	return out.String()
}

// author is a device with the blocks that it sealed.
type author struct {
	device uuid.UUID
	blocks []ledger.Entry
}

func (a author) last() ledger.Entry { return a.blocks[len(a.blocks)-1] }

// waitingBlocks makes a device that sealed n blocks and sent none.
func waitingBlocks(t *testing.T, c *central.Central, scope, user uuid.UUID, n int) author {
	t.Helper()
	public, key, err := ed25519.GenerateKey(nil)
	check(t, err)
	a := author{device: uuid.New()}
	grants, err := c.AddDevice(t.Context(), central.DeviceSpec{
		Device: a.device, Sign: ledger.PublicKey(public), User: user, Name: "Út " + string(rune('0'+n)), Role: "hamlet", Rank: ledger.RankHamlet, Scopes: []uuid.UUID{scope},
	})
	check(t, err)
	header := ledger.Header{Stream: uuid.New(), Scope: scope, Grant: grants[0].Doc.ID}
	for q := range n {
		d := ledger.Draft{Kind: "person", Record: uuid.New(), Op: ledger.OpSet, Fields: map[string]json.RawMessage{"ho_ten": json.RawMessage(`"Bảo"`)}, Seen: map[string][]ledger.Dot{}}
		change, values := d.Change(uint64(q+1), nil, ledger.Author{User: user, Version: ledger.LineVersion})
		line, err := ledger.NewLine(change, values, ledger.Salt{byte(q)})
		check(t, err)
		block, err := ledger.Seal(header, []ledger.Line{line}, key)
		check(t, err)
		header.Prev = block.Hash
		a.blocks = append(a.blocks, ledger.Entry{Block: &block})
	}
	return a
}
