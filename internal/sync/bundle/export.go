package bundle

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
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
}

// maxExport bounds the blocks of one bundle; what is left goes with the next.
const maxExport = maxPayload / 4

// Export writes what the province has not acknowledged, sealed now where it was
// not, and returns how many blocks that is. With nothing to send it writes
// nothing and the error has the key bundle_empty.
func Export(ctx context.Context, l Laptop, now time.Time, w io.Writer) (int, error) {
	id, err := l.Identity(ctx)
	if err != nil {
		return 0, err
	}
	frames, blocks, err := collect(ctx, l)
	if err != nil {
		return 0, err
	}
	if blocks == 0 {
		return 0, bad("bundle_empty", errors.New("nothing waits"))
	}
	head := Header{ID: uuid.New(), Province: id.Root, Device: id.Device, At: now.UnixMilli()}
	parts, err := partsOf(ctx, l, id, Manifest{
		Header: head, Sign: ledger.PublicKey(id.SignKey.Public().(ed25519.PublicKey)), Blocks: blocks, Frames: ledger.Sum(frames),
	})
	if err != nil {
		return 0, err
	}
	line, err := json.Marshal(head)
	if err != nil {
		return 0, err
	}
	if _, err := fmt.Fprintf(w, "%s%d\n%s\n", magic, Version, line); err != nil {
		return 0, err
	}
	return blocks, encrypt(w, id.Server.Doc.Sign, append(parts, frames))
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
	shown, err := json.Marshal(wire.ReturnRequest{
		Grants: grants, Proof: ledger.Sign(id.SignKey, ledger.ForHello, wire.ReturnInput(id.Server.Doc.Server, id.Device)),
	})
	if err != nil {
		return nil, err
	}
	var out [][]byte
	for _, part := range [][]byte{signed.Bytes(), shown} {
		out = append(out, binary.BigEndian.AppendUint32(nil, uint32(len(part))), part)
	}
	return out, nil
}

func encrypt(w io.Writer, to ledger.PublicKey, parts [][]byte) error {
	recipient, err := recipientOf(to)
	if err != nil {
		return err
	}
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
// have the keys receipt_not and receipt_other.
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
	return signed.Doc, l.Acknowledge(ctx, signed.Doc.Vectors)
}
