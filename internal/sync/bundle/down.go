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
	"slices"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// The way down: what the server admitted behind the places that a bundle told of,
// for one laptop, encrypted to its X25519 key. The file is as that of a bundle,
// under another first line:
//
//	thamho-down 1⏎
//	{"id":…,"province":…,"device":…,"at":…}⏎
//	age, to the laptop's key, of zstd of:
//	  4 bytes length, manifest signed by the server for ledger.ForDown (Down)
//	  4 bytes length, JSON of Reach
//	  frames to the end
const downMagic = "thamho-down "

// Down is what the server signs.
type Down struct {
	Header
	Server uuid.UUID   `json:"server"`
	Epoch  uuid.UUID   `json:"epoch"`
	Blocks int         `json:"blocks"`
	Reach  ledger.Hash `json:"reach"`  // ledger.Sum of the second part
	Frames ledger.Hash `json:"frames"` // ledger.Sum of all frames
}

// Reach is what a laptop may read, and, when it followed another life of the
// server, what that holds of it.
type Reach struct {
	Scopes  []wire.Scope          `json:"scopes"`
	Vectors []ledger.StreamVector `json:"vectors,omitempty"`
}

// Giver is what the server needs for the way down.
type Giver interface {
	// Reach returns what a device may read and its key; a device that is revoked
	// or unknown is NotFound. With vectors it tells what it holds of each scope.
	Reach(ctx context.Context, device uuid.UUID, vectors bool) (r wire.Reach, err error)
	Pull(ctx context.Context, device, scope uuid.UUID, after uint64, maxBytes int, mine uuid.UUID) ([]ledger.Entry, error)
	Root() ledger.PublicKey
}

// maxDown bounds the frames of one file; what is left goes with the next.
const maxDown = 64 << 20

// Answer writes the way down for the laptop that a bundle came from, and returns
// how many blocks that is.
func Answer(ctx context.Context, g Giver, key ed25519.PrivateKey, now time.Time, from Arrival, w io.Writer) (int, error) {
	reach, err := g.Reach(ctx, from.Device, true)
	if err != nil {
		return 0, err
	}
	known := from.SeenServer == reach.Server && from.SeenEpoch == reach.Epoch
	frames, blocks, err := behind(ctx, g, from, reach, known)
	if err != nil {
		return 0, err
	}
	second := Reach{Scopes: reach.Scopes}
	if !known {
		second.Vectors = reach.Vectors
	}
	shown, err := json.Marshal(second)
	if err != nil {
		return 0, err
	}
	head := Header{ID: uuid.New(), Province: g.Root(), Device: from.Device, At: now.UnixMilli()}
	signed, err := ledger.SignDoc(key, ledger.ForDown, Down{
		Header: head, Server: reach.Server, Epoch: reach.Epoch, Blocks: blocks, Reach: ledger.Sum(shown), Frames: ledger.Sum(frames),
	})
	if err != nil {
		return 0, err
	}
	if err := writeHead(w, downMagic, head); err != nil {
		return 0, err
	}
	to, err := boxRecipient(reach.Box)
	if err != nil {
		return 0, err
	}
	return blocks, encryptTo(w, to, append(prefixed(signed.Bytes(), shown), frames))
}

// behind gathers what stands behind the places that the laptop told of.
func behind(ctx context.Context, g Giver, from Arrival, reach wire.Reach, known bool) (frames []byte, blocks int, err error) {
	for _, sc := range reach.Scopes {
		after := uint64(0)
		for _, at := range from.Places {
			if known && at.Scope == sc.ID {
				after = at.Cursor
			}
		}
		for len(frames) < maxDown {
			entries, err := g.Pull(ctx, from.Device, sc.ID, after, 1<<20, uuid.Nil)
			if err != nil {
				return nil, 0, err
			}
			if len(entries) == 0 {
				break
			}
			for _, e := range entries {
				frames = wire.AppendFrame(frames, e)
				after = e.Admission.Doc.Seq
			}
			blocks += len(entries)
		}
	}
	return frames, blocks, nil
}

// Follower is what a laptop needs to take the way down.
type Follower interface {
	Identity(ctx context.Context) (ledger.Identity, error)
	SetScopes(ctx context.Context, scopes []ledger.Scope) error
	ServerSeen(ctx context.Context) (server, epoch uuid.UUID, err error)
	SetServerSeen(ctx context.Context, server, epoch uuid.UUID) error
	Position(ctx context.Context, server, epoch, scope uuid.UUID) (ledger.Position, error)
	ResendMissing(ctx context.Context, scopes []uuid.UUID, vectors []ledger.StreamVector) error
	ApplyPage(ctx context.Context, server, epoch, scope uuid.UUID, entries []ledger.Entry) error
	// Heard is the latest time that the server signed; Hear keeps a later one.
	Heard(ctx context.Context) (time.Time, error)
	Hear(ctx context.Context, at time.Time) error
}

// TakeDown checks a whole file from the province and applies it by the code of a
// pull; it returns how many blocks were new. Brought twice, the second time none
// is. The errors have the keys down_not, bundle_newer, down_other, down_damaged,
// bundle_large, down_old and down_gap: then nothing of it was applied, but for
// down_gap, where other hamlets' parts may be.
func TakeDown(ctx context.Context, l Follower, r io.Reader) (int, error) {
	id, err := l.Identity(ctx)
	if err != nil {
		return 0, err
	}
	d, err := openDown(r, id)
	if err != nil {
		return 0, err
	}
	if err := d.follow(ctx, l); err != nil {
		return 0, err
	}
	scopes := make([]ledger.Scope, len(d.reach.Scopes))
	for i, sc := range d.reach.Scopes {
		scopes[i] = ledger.Scope{ID: sc.ID, Kind: sc.Kind, Unit: sc.Unit}
	}
	if err := l.SetScopes(ctx, scopes); err != nil {
		return 0, err
	}
	return d.apply(ctx, l)
}

// downFile is a file of which everything was checked.
type downFile struct {
	Down
	reach   Reach
	entries []ledger.Entry
}

// IsDown tells whether a file is one that TakeDown reads.
func IsDown(raw []byte) bool { return bytes.HasPrefix(raw, []byte(downMagic)) }

func openDown(r io.Reader, id ledger.Identity) (d downFile, err error) {
	in := bufio.NewReaderSize(r, maxLine)
	head, err := readHeader(in, downMagic, "down_not", "down_damaged")
	if err != nil {
		return d, err
	}
	if head.Province != id.Root || head.Device != id.Device {
		return d, bad("down_other", errors.New("of another laptop"))
	}
	box, err := boxIdentity(id.BoxKey)
	if err != nil {
		return d, err
	}
	raw, err := decryptWith(in, box, "down_other", "down_damaged")
	if err != nil {
		return d, err
	}
	return parseDown(raw, head, id)
}

// parseDown takes the payload apart and checks all of it.
func parseDown(raw []byte, head Header, id ledger.Identity) (d downFile, err error) {
	damaged := func(err error) (downFile, error) { return d, bad("down_damaged", err) }
	first, raw, err := cutPart(raw)
	if err != nil {
		return damaged(err)
	}
	shown, frames, err := cutPart(raw)
	if err != nil {
		return damaged(err)
	}
	trust, err := id.Trust()
	if err != nil {
		return d, err
	}
	signed, err := ledger.ParseSigned[Down](first)
	if err != nil {
		return damaged(err)
	}
	key, err := trust.ServerKey(signed.Key())
	if err == nil {
		err = signed.Verify(key, ledger.ForDown)
	}
	switch {
	case err != nil:
		return damaged(err)
	case signed.Doc.Header != head || signed.Doc.Frames != ledger.Sum(frames) || signed.Doc.Reach != ledger.Sum(shown):
		return damaged(errors.New("the manifest is of another file"))
	}
	d.Down = signed.Doc
	if err := json.Unmarshal(shown, &d.reach); err != nil {
		return damaged(err)
	}
	d.reach.Scopes = slices.DeleteFunc(d.reach.Scopes, func(sc wire.Scope) bool { return !id.MayHold(sc.Kind) })
	for in := bytes.NewReader(frames); ; {
		e, err := wire.ReadFrame(in)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || e.Block == nil || e.Admission == nil {
			return damaged(errors.Join(errors.New("frame"), err))
		}
		d.entries = append(d.entries, e)
	}
	if len(d.entries) != d.Blocks {
		return damaged(fmt.Errorf("%d blocks, %d said", len(d.entries), d.Blocks))
	}
	return d, nil
}

// follow makes the laptop follow the life of the server that the file is of. A
// file of another life than the one that is followed counts only when the server
// signed nothing later that was heard, by a file or over the network: an old one
// must not bring an old life back.
func (d downFile) follow(ctx context.Context, l Follower) error {
	server, epoch, err := l.ServerSeen(ctx)
	if err != nil {
		return err
	}
	if server != d.Server || epoch != d.Epoch {
		if epoch != uuid.Nil {
			heard, err := l.Heard(ctx)
			if err != nil {
				return err
			}
			if d.At <= heard.UnixMilli() {
				return bad("down_old", fmt.Errorf("of %d, %d was heard", d.At, heard.UnixMilli()))
			}
			if err := d.newLife(ctx, l); err != nil {
				return err
			}
		}
		if err := l.SetServerSeen(ctx, d.Server, d.Epoch); err != nil {
			return err
		}
	}
	return l.Hear(ctx, time.UnixMilli(d.At))
}

// newLife puts into the outbox what a new life of the server lacks, as a hello
// that tells of one does.
func (d downFile) newLife(ctx context.Context, l Follower) error {
	scopes := make([]uuid.UUID, len(d.reach.Scopes))
	for i, sc := range d.reach.Scopes {
		scopes[i] = sc.ID
	}
	return l.ResendMissing(ctx, scopes, d.reach.Vectors)
}

// pageEntries is how many entries go into one transaction.
const pageEntries = 256

// apply brings the entries in, scope by scope; what is here already is left out.
func (d downFile) apply(ctx context.Context, l Follower) (taken int, err error) {
	byScope := map[uuid.UUID][]ledger.Entry{}
	for _, e := range d.entries {
		byScope[e.Admission.Doc.Scope] = append(byScope[e.Admission.Doc.Scope], e)
	}
	var gap error
	for _, sc := range d.reach.Scopes {
		entries := byScope[sc.ID]
		at, err := l.Position(ctx, d.Server, d.Epoch, sc.ID)
		if err != nil {
			return taken, err
		}
		for len(entries) > 0 && entries[0].Admission.Doc.Seq <= at.Cursor {
			entries = entries[1:]
		}
		if len(entries) > 0 && entries[0].Admission.Doc.Seq > at.Cursor+1 {
			gap = bad("down_gap", fmt.Errorf("%d after %d", entries[0].Admission.Doc.Seq, at.Cursor))
			continue
		}
		for len(entries) > 0 {
			n := min(pageEntries, len(entries))
			if err := l.ApplyPage(ctx, d.Server, d.Epoch, sc.ID, entries[:n]); err != nil {
				return taken, damagedIf(err)
			}
			taken += n
			entries = entries[n:]
		}
	}
	return taken, gap
}

// damagedIf tells a fault of the file from one of this laptop.
func damagedIf(err error) error {
	if _, ours := errors.AsType[*registry.Error](err); ours {
		return err
	}
	return bad("down_damaged", err)
}

// prefixed puts parts behind their lengths.
func prefixed(parts ...[]byte) (out [][]byte) {
	for _, part := range parts {
		out = append(out, binary.BigEndian.AppendUint32(nil, uint32(len(part))), part)
	}
	return out
}
