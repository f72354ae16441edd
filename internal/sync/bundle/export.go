package bundle

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"filippo.io/age"
	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// Laptop is what an export, and the receipt, need of the laptop's store.
type Laptop interface {
	Identity(ctx context.Context) (ledger.Identity, error)
	Scopes(ctx context.Context) ([]ledger.Scope, error)
	OwnGrants(ctx context.Context) ([]ledger.SignedGrant, error)
	Seal(ctx context.Context, scope uuid.UUID) error
	Outbox(ctx context.Context, scope uuid.UUID, maxBytes int) ([]ledger.Entry, error)
	Acknowledge(ctx context.Context, vectors []ledger.StreamVector) error
	ServerSeen(ctx context.Context) (server, epoch uuid.UUID, err error)
	Position(ctx context.Context, server, epoch, scope uuid.UUID) (ledger.Position, error)
}

// maxExport bounds the blocks of one bundle; what is left goes with the next.
const maxExport = maxPayload / 4

// Export writes what the province has not acknowledged, sealed now where it was
// not, and how far the server was followed, and returns how many blocks that is
// beside the line in clear.
// A bundle without any asks for what others wrote.
func Export(ctx context.Context, l Laptop, now time.Time, w io.Writer) (head Header, blocks int, err error) {
	id, err := l.Identity(ctx)
	if err != nil {
		return head, 0, err
	}
	var frames []byte
	if frames, blocks, err = collect(ctx, l); err != nil {
		return head, 0, err
	}
	head = Header{ID: uuid.New(), Province: id.Root, Device: id.Device, At: now.UnixMilli()}
	parts, err := partsOf(ctx, l, id, Manifest{
		Header: head, Sign: ledger.PublicKey(id.SignKey.Public().(ed25519.PublicKey)), Blocks: blocks, Frames: ledger.Sum(frames),
	})
	if err != nil {
		return head, 0, err
	}
	if err := writeHead(w, magic, head); err != nil {
		return head, 0, err
	}
	to, err := recipientOf(id.Server.Doc.Sign)
	if err != nil {
		return head, 0, err
	}
	return head, blocks, encryptTo(w, to, append(parts, frames))
}

// writeHead writes the two lines in clear.
func writeHead(w io.Writer, magic string, head Header) error {
	line, err := json.Marshal(head)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%d\n%s\n", magic, Version, line)
	return err
}

// collect seals and gathers the frames of all scopes.
func collect(ctx context.Context, l Laptop) (frames []byte, blocks int, err error) {
	scopes, err := l.Scopes(ctx)
	if err != nil {
		return nil, 0, err
	}
	for _, sc := range scopes {
		if err := l.Seal(ctx, sc.ID); err != nil && registry.KeyOf(err) != "no_grant" {
			return nil, 0, err
		}
		entries, err := l.Outbox(ctx, sc.ID, maxExport-len(frames))
		if err != nil {
			return nil, 0, err
		}
		for _, e := range entries {
			frames = wire.AppendFrame(frames, e)
		}
		if blocks += len(entries); len(frames) >= maxExport {
			break
		}
	}
	return frames, blocks, nil
}

// partsOf are the signed manifest and the grants, each behind its length.
func partsOf(ctx context.Context, l Laptop, id ledger.Identity, m Manifest) ([][]byte, error) {
	signed, err := ledger.SignDoc(id.SignKey, ledger.ForBundle, m)
	if err != nil {
		return nil, err
	}
	grants, err := l.OwnGrants(ctx)
	if err != nil {
		return nil, err
	}
	seen, err := seenBy(ctx, l)
	if err != nil {
		return nil, err
	}
	second, err := json.Marshal(shown{wire.ReturnRequest{
		Grants: grants, Proof: ledger.Sign(id.SignKey, ledger.ForHello, wire.ReturnInput(id.Server.Doc.Server, id.Device)),
	}, seen})
	return prefixed(signed.Bytes(), second), err
}

// seenBy says how far a laptop followed the server.
func seenBy(ctx context.Context, l Laptop) (s Seen, err error) {
	if s.SeenServer, s.SeenEpoch, err = l.ServerSeen(ctx); err != nil {
		return s, err
	}
	scopes, err := l.Scopes(ctx)
	if err != nil {
		return s, err
	}
	for _, sc := range scopes {
		at, err := l.Position(ctx, s.SeenServer, s.SeenEpoch, sc.ID)
		if err != nil {
			return s, err
		}
		s.Places = append(s.Places, at)
	}
	return s, nil
}

func encryptTo(w io.Writer, recipient age.Recipient, parts [][]byte) error {
	sealed, err := age.Encrypt(w, recipient)
	if err != nil {
		return fmt.Errorf("encrypt: %w", err)
	}
	packed, err := zstd.NewWriter(sealed)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if _, err := packed.Write(part); err != nil {
			return err
		}
	}
	return errors.Join(packed.Close(), sealed.Close())
}

// TakeReceipt believes a receipt that the province's server signed for this
// laptop, and counts what it acknowledges as a push's answer would. The errors
// have the keys receipt_not, receipt_other, and receipt_old for one of another
// life of the server than the one that is followed: what the server held then, it
// may lack now.
func TakeReceipt(ctx context.Context, l Laptop, raw []byte) (Receipt, error) {
	id, err := l.Identity(ctx)
	if err != nil {
		return Receipt{}, err
	}
	trust, err := id.Trust()
	if err != nil {
		return Receipt{}, err
	}
	var signed ledger.Signed[Receipt]
	if err := signed.UnmarshalJSON(raw); err != nil {
		return Receipt{}, bad("receipt_not", err)
	}
	key, err := trust.ServerKey(signed.Key())
	if err == nil {
		err = signed.Verify(key, ledger.ForReceipt)
	}
	if err != nil {
		return Receipt{}, bad("receipt_other", err)
	}
	if signed.Doc.Device != id.Device {
		return Receipt{}, bad("receipt_other", errors.New("of another laptop"))
	}
	_, epoch, err := l.ServerSeen(ctx)
	if err != nil {
		return Receipt{}, err
	}
	if epoch != uuid.Nil && signed.Doc.Epoch != epoch {
		return Receipt{}, bad("receipt_old", fmt.Errorf("of life %s, %s is followed", signed.Doc.Epoch, epoch))
	}
	return signed.Doc, l.Acknowledge(ctx, signed.Doc.Vectors)
}
