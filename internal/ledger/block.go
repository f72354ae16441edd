package ledger

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
)

// Header describes a block; the device signs its JSON bytes.
type Header struct {
	Version int       `json:"v"`
	Stream  uuid.UUID `json:"stream"`
	Scope   uuid.UUID `json:"scope"`
	First   uint64    `json:"first"`
	Last    uint64    `json:"last"`
	Prev    Hash      `json:"prev"` // hash of the header before it in the stream; zero for the first
	Root    Hash      `json:"root"`
	Grant   uuid.UUID `json:"grant"`
	Key     KeyID     `json:"key"`
}

// Validate checks what can be checked of a header alone.
func (h Header) Validate() error {
	switch {
	case h.Version != HeaderVersion:
		return fmt.Errorf("header version %d: %w", h.Version, ErrMalformed)
	case h.Stream == uuid.Nil || h.Scope == uuid.Nil || h.Grant == uuid.Nil:
		return fmt.Errorf("header without stream, scope or grant: %w", ErrMalformed)
	case h.First == 0 || h.Last < h.First || h.Last >= 1<<63:
		return fmt.Errorf("header range %d..%d: %w", h.First, h.Last, ErrMalformed)
	case h.Last-h.First >= MaxChanges:
		return fmt.Errorf("header range %d..%d: %w", h.First, h.Last, ErrTooLarge)
	case (h.First == 1) != h.Prev.IsZero():
		return fmt.Errorf("header %d..%d: chain start: %w", h.First, h.Last, ErrMalformed)
	}
	return nil
}

// Block is 1 to 500 changes of one stream, signed and compressed. It is sealed
// once and relayed byte for byte.
type Block struct {
	Header Header
	Hash   Hash // of the header's bytes: the block's name everywhere
	header []byte
	sig    Signature
	body   []byte // zstd of the NDJSON lines
}

// Seal makes the block that follows prev in its stream. Header.First, Last,
// Root, Key and Version are filled in from the lines and the key; lines must be
// consecutive.
func Seal(h Header, lines []Line, key ed25519.PrivateKey) (Block, error) {
	if len(lines) == 0 || len(lines) > MaxChanges {
		return Block{}, fmt.Errorf("seal %d changes: %w", len(lines), ErrTooLarge)
	}
	h.Version = HeaderVersion
	h.First, h.Last = lines[0].Change.Seq, lines[len(lines)-1].Change.Seq
	h.Key = KeyIDOf(key.Public().(ed25519.PublicKey))
	raw, err := joinLines(lines)
	if err != nil {
		return Block{}, err
	}
	if h.Root, err = rootOf(lines); err != nil {
		return Block{}, err
	}
	if err := h.Validate(); err != nil {
		return Block{}, err
	}
	header, err := json.Marshal(h)
	if err != nil {
		return Block{}, fmt.Errorf("encode header: %w", err)
	}
	return Block{Header: h, Hash: Sum(header), header: header, sig: Sign(key, ForBlock, header), body: pack(raw)}, nil
}

// joinLines returns the NDJSON of a block.
func joinLines(lines []Line) ([]byte, error) {
	var raw bytes.Buffer
	for _, l := range lines {
		raw.Write(l.raw)
		raw.WriteByte('\n')
	}
	if raw.Len() > MaxRaw {
		return nil, fmt.Errorf("seal %d bytes: %w", raw.Len(), ErrTooLarge)
	}
	return raw.Bytes(), nil
}

// rootOf returns the root of the lines' tree; they must be consecutive.
func rootOf(lines []Line) (Hash, error) {
	leaves := make([]Hash, len(lines))
	for i, l := range lines {
		if l.Change.Seq != lines[0].Change.Seq+uint64(i) {
			return Hash{}, fmt.Errorf("change %d out of order: %w", l.Change.Seq, ErrMalformed)
		}
		leaves[i] = l.leaf
	}
	return Root(leaves), nil
}

// Verify checks the device's signature over the header.
func (b Block) Verify(key PublicKey) error {
	if b.Header.Key != key.ID() {
		return fmt.Errorf("block signed by %s: %w", b.Header.Key, ErrUnknownKey)
	}
	return Check(key, ForBlock, b.header, b.sig)
}

// Lines unpacks the block and checks that its lines are those that were
// signed. It costs the unpacking of at most MaxRaw bytes whatever the body claims.
func (b Block) Lines() ([]Line, error) {
	raw, err := unpack(b.body)
	if err != nil {
		return nil, err
	}
	lines, err := ParseLines(raw)
	if err != nil {
		return nil, err
	}
	if uint64(len(lines)) != b.Header.Last-b.Header.First+1 {
		return nil, fmt.Errorf("block has %d lines: %w", len(lines), ErrRoot)
	}
	root, err := rootOf(lines)
	if err != nil {
		return nil, err
	}
	if root != b.Header.Root || lines[0].Change.Seq != b.Header.First {
		return nil, ErrRoot
	}
	return lines, nil
}

// Size returns the length of Bytes.
func (b Block) Size() int { return 8 + len(b.header) + len(b.sig) + len(b.body) }

// Bytes returns the block as it is stored and sent: header length as 4 bytes
// big-endian, header, signature of 64 bytes, body length as 4 bytes, body.
func (b Block) Bytes() []byte {
	out := make([]byte, 0, b.Size())
	out = binary.BigEndian.AppendUint32(out, uint32(len(b.header)))
	out = append(out, b.header...)
	out = append(out, b.sig[:]...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(b.body)))
	return append(out, b.body...)
}

// ParseBlock reads the bytes of Bytes and keeps slices of data. It checks
// sizes and the header's form, not the signature and not the lines.
func ParseBlock(data []byte) (Block, error) {
	header, rest, err := cut(data, MaxHeader)
	if err != nil {
		return Block{}, fmt.Errorf("block header: %w", err)
	}
	b := Block{header: header, Hash: Sum(header)}
	if len(rest) < len(b.sig) {
		return Block{}, fmt.Errorf("block signature: %w", ErrMalformed)
	}
	copy(b.sig[:], rest)
	body, rest, err := cut(rest[len(b.sig):], MaxPacked)
	if err != nil {
		return Block{}, fmt.Errorf("block body: %w", err)
	}
	if len(rest) != 0 {
		return Block{}, fmt.Errorf("block: %d bytes too many: %w", len(rest), ErrMalformed)
	}
	b.body = body
	if err := json.Unmarshal(header, &b.Header); err != nil {
		return Block{}, fmt.Errorf("block header: %w", ErrMalformed)
	}
	return b, b.Header.Validate()
}

// cut takes a length of 4 bytes and that many bytes from the front.
func cut(data []byte, limit int) (part, rest []byte, err error) {
	if len(data) < 4 {
		return nil, nil, ErrMalformed
	}
	n := binary.BigEndian.Uint32(data)
	if uint64(n) > uint64(limit) {
		return nil, nil, ErrTooLarge
	}
	if uint64(len(data)-4) < uint64(n) {
		return nil, nil, ErrMalformed
	}
	return data[4 : 4+n : 4+n], data[4+n:], nil
}
