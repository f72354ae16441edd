package bundle

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// Central is what takes a bundle in: the same calls as from the network.
type Central interface {
	Push(ctx context.Context, device uuid.UUID, entries []ledger.Entry) (wire.PushResponse, error)
	Return(ctx context.Context, req wire.ReturnRequest) error
	DeviceKey(ctx context.Context, device uuid.UUID) (key ledger.PublicKey, revoked bool, err error)
	Root() ledger.PublicKey
	// Epoch is the life of the database.
	Epoch() uuid.UUID
}

// opened is a bundle of which everything was checked but what the blocks say.
type opened struct {
	Manifest
	shown   shown
	entries []ledger.Entry
}

// pushed is how many blocks go into one transaction.
const pushed = 64

// Receive checks a whole bundle, gives it to the server as a push, and returns
// the signed receipt for its way back. Brought twice it gives the same answer;
// blocks that come before those that they follow are kept and told as held. The
// errors have the keys bundle_not, bundle_newer, bundle_other, bundle_damaged,
// bundle_large and return_refused.
func Receive(ctx context.Context, c Central, key ed25519.PrivateKey, now time.Time, r io.Reader) (Arrival, []byte, error) {
	b, err := open(r, c.Root(), key)
	if err != nil {
		return Arrival{}, nil, err
	}
	if err := admit(ctx, c, b); err != nil {
		return Arrival{}, nil, err
	}
	receipt := Receipt{Bundle: b.ID, Device: b.Device, Epoch: c.Epoch(), At: now.UnixMilli()}
	last := map[uuid.UUID]ledger.StreamVector{}
	for entries := b.entries; len(entries) > 0; {
		n := min(pushed, len(entries))
		answer, err := c.Push(ctx, b.Device, entries[:n])
		if err != nil {
			return Arrival{}, nil, err
		}
		for _, v := range answer.Vectors {
			v.Admitted = append(last[v.Stream].Admitted, v.Admitted...) // the rest of a later answer holds that of the earlier ones
			last[v.Stream] = v
		}
		entries = entries[n:]
	}
	for _, v := range last {
		receipt.Vectors = append(receipt.Vectors, v)
	}
	signed, err := ledger.SignDoc(key, ledger.ForReceipt, receipt)
	return Arrival{receipt, b.shown.Seen}, append(signed.Bytes(), '\n'), err
}

// admit checks that the bundle's device is who signed it, taking it back where
// the server was restored from before it enrolled.
func admit(ctx context.Context, c Central, b opened) error {
	known, _, err := c.DeviceKey(ctx, b.Device)
	if registry.CodeOf(err) == registry.NotFound {
		if err := c.Return(ctx, b.shown.ReturnRequest); err != nil {
			return err
		}
		known, _, err = c.DeviceKey(ctx, b.Device)
	}
	if err != nil {
		return err
	}
	if known != b.Sign {
		return bad("bundle_damaged", errors.New("signed by another key than the device's"))
	}
	return nil
}

// open reads and checks a file.
func open(r io.Reader, province ledger.PublicKey, key ed25519.PrivateKey) (b opened, err error) {
	in := bufio.NewReaderSize(r, maxLine)
	head, err := readHeader(in, magic, "bundle_not", "bundle_damaged")
	if err != nil {
		return b, err
	}
	if head.Province != province {
		return b, bad("bundle_other", errors.New("another province's"))
	}
	identity, err := identityOf(key)
	if err != nil {
		return b, err
	}
	raw, err := decryptWith(in, identity, "bundle_other", "bundle_damaged")
	if err != nil {
		return b, err
	}
	return parse(raw, head)
}

// readHeader reads the two lines in clear; not and damaged are what to tell when
// they are none.
func readHeader(in *bufio.Reader, magic, not, damaged string) (head Header, err error) {
	first, err := in.ReadSlice('\n')
	version, found := strings.CutPrefix(string(first), magic)
	if err != nil || !found {
		return head, bad(not, errors.New("no such first line"))
	}
	if n, err := strconv.Atoi(strings.TrimSpace(version)); err != nil || n < 1 {
		return head, bad(not, errors.New("no version"))
	} else if n > Version {
		return head, bad("bundle_newer", fmt.Errorf("version %d", n))
	}
	line, err := in.ReadSlice('\n')
	if err != nil || json.Unmarshal(line, &head) != nil {
		return head, bad(damaged, errors.New("second line"))
	}
	exact, err := json.Marshal(head)
	if err != nil || !bytes.Equal(append(exact, '\n'), line) { // as it was written, to the letter
		return head, bad(damaged, errors.Join(errors.New("second line"), err))
	}
	return head, nil
}

// decryptWith returns the payload; age tells any bit that was altered, and any cut.
func decryptWith(in io.Reader, identity age.Identity, other, damaged string) ([]byte, error) {
	sealed, err := age.Decrypt(in, identity)
	if _, none := errors.AsType[*age.NoIdentityMatchError](err); none {
		return nil, bad(other, err)
	}
	if err != nil {
		return nil, bad(damaged, err)
	}
	packed, err := zstd.NewReader(sealed, zstd.WithDecoderMaxMemory(64<<20), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, bad(damaged, err)
	}
	defer packed.Close()
	raw, err := io.ReadAll(io.LimitReader(packed, maxPayload+1))
	switch {
	case err != nil:
		return nil, bad(damaged, err)
	case len(raw) > maxPayload:
		return nil, bad("bundle_large", fmt.Errorf("more than %d bytes", maxPayload))
	}
	return raw, nil
}

// parse takes the payload apart and checks every part but the blocks themselves,
// which the server judges one by one.
func parse(raw []byte, head Header) (b opened, err error) {
	manifest, raw, err := part(raw)
	if err != nil {
		return b, err
	}
	second, frames, err := part(raw)
	if err != nil {
		return b, err
	}
	signed, err := ledger.ParseSigned[Manifest](manifest)
	if err == nil {
		err = signed.Verify(signed.Doc.Sign, ledger.ForBundle)
	}
	if err == nil && (signed.Doc.Header != head || signed.Doc.Frames != ledger.Sum(frames)) {
		err = errors.New("the manifest is of another bundle")
	}
	if err == nil {
		err = json.Unmarshal(second, &b.shown)
	}
	if err != nil {
		return b, bad("bundle_damaged", err)
	}
	b.Manifest = signed.Doc
	for in := bytes.NewReader(frames); ; {
		e, err := wire.ReadFrame(in)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || e.Block == nil {
			return b, bad("bundle_damaged", errors.Join(errors.New("frame"), err))
		}
		b.entries = append(b.entries, e)
	}
	if len(b.entries) != b.Blocks {
		return b, bad("bundle_damaged", fmt.Errorf("%d blocks, %d said", len(b.entries), b.Blocks))
	}
	return b, nil
}

// part is cutPart of a bundle.
func part(raw []byte) (first, rest []byte, err error) {
	if first, rest, err = cutPart(raw); err != nil {
		err = bad("bundle_damaged", err)
	}
	return first, rest, err
}

// cutPart cuts off what stands behind a length.
func cutPart(raw []byte) (first, rest []byte, err error) {
	if len(raw) < 4 {
		return nil, nil, errors.New("cut")
	}
	n := binary.BigEndian.Uint32(raw)
	if n > maxPart || int(n) > len(raw)-4 {
		return nil, nil, errors.New("length")
	}
	return raw[4 : 4+n], raw[4+n:], nil
}
