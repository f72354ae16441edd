package demo

import (
	"crypto/ed25519"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// pen writes one stream: acts become lines, lines become signed blocks that
// follow each other.
type pen struct {
	header ledger.Header // Stream, Scope and Grant; Prev moves on
	key    ed25519.PrivateKey
	user   uuid.UUID
	salts  dice
	seq    uint64
	states map[uuid.UUID]*ledger.State // of the records that are changed again
	lines  []ledger.Line
	raw    int
	blocks []ledger.Block
}

// write turns a whole script into the blocks of its stream.
func (p *pen) write(acts []act) ([]ledger.Block, error) {
	p.watch(acts)
	for _, a := range acts {
		line, err := p.line(a)
		if err != nil {
			return nil, err
		}
		if err := p.add(line); err != nil {
			return nil, err
		}
	}
	err := p.seal()
	return p.blocks, err
}

// watch notes the records that come up more than once: a later change of
// theirs must name the values that it replaces.
func (p *pen) watch(acts []act) {
	p.states = map[uuid.UUID]*ledger.State{}
	for _, a := range acts {
		if a.Op != ledger.OpCreate {
			p.states[a.Record] = &ledger.State{}
		}
	}
}

func (p *pen) line(a act) (ledger.Line, error) {
	state, watched := p.states[a.Record]
	if !watched {
		state = &ledger.State{}
	}
	p.seq++
	change, values := a.Change(p.seq, state, ledger.Author{User: p.user, Wall: a.wall, Version: ledger.LineVersion})
	line, err := ledger.NewLine(change, values, p.salts.salt())
	if watched && err == nil {
		state.Apply(line, p.header.Stream, 0)
	}
	return line, err
}

// add puts a line into the open block, after sealing it when it is full.
func (p *pen) add(line ledger.Line) error {
	size := len(line.Raw()) + 1
	if len(p.lines) == ledger.MaxChanges || p.raw+size > ledger.MaxRaw {
		if err := p.seal(); err != nil {
			return err
		}
	}
	p.lines, p.raw = append(p.lines, line), p.raw+size
	return nil
}

func (p *pen) seal() error {
	if len(p.lines) == 0 {
		return nil
	}
	block, err := ledger.Seal(p.header, p.lines, p.key)
	if err != nil {
		return err
	}
	p.header.Prev = block.Hash
	p.blocks = append(p.blocks, block)
	p.lines, p.raw = nil, 0
	return nil
}
