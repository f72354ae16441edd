package central

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

const (
	sqlFindGrant  = `SELECT scope, device, sign, rank, cert FROM grants WHERE id = $1`
	sqlAdmittedAt = `SELECT last FROM block WHERE scope = $1 AND hash = $2 AND stream = $3 AND status = 'admitted'`
	sqlHasScope   = `SELECT 1 FROM scope WHERE id = $1`
)

// vouched tells whether a server that we believe admitted the block before, in
// whatever epoch, and at which rank.
func (p *push) vouched(e ledger.Entry) (ledger.Rank, bool) {
	if e.Admission == nil || p.c.trust.CheckAdmission(*e.Admission, e.Block.Header, e.Block.Hash) != nil {
		return 0, false
	}
	return e.Admission.Doc.Rank, true
}

// judge decides about a block that is not admitted yet. refusal is the reason
// for which it is not kept at all, "" when it is. A block that a server vouches
// for is admitted whatever grants, gaps and revocations are now.
func (p *push) judge(b ledger.Block, rank ledger.Rank, vouched bool) (a arrival, refusal string, err error) {
	h := b.Header
	g, err := p.grant(h.Grant)
	if err != nil {
		return a, "", err
	}
	if !p.verified(b, g, vouched) {
		return a, "signature", nil
	}
	a = arrival{block: b, rank: g.rank, status: admitted, vouched: vouched}
	here, err := p.has(h.Scope)
	if err != nil {
		return a, "", err
	}
	valid := g.found && !g.revoked && !p.revoked && g.scope == h.Scope
	if p.c.Faults.RevokedViaHub {
		valid = g.found && !p.revoked && g.scope == h.Scope
	}
	if !g.found || g.scope != h.Scope {
		a.rank = ledger.RankHamlet // a right elsewhere is none here
	}
	if vouched {
		a.rank = rank
	}
	if here && !vouched && !valid {
		if valid, err = p.verdict(h.Scope, b.Hash, ledger.KindAdmit); err != nil {
			return a, "", err
		}
	}
	switch {
	case !here, !vouched && !valid:
		a.status = quarantined
	case !vouched:
		a.status, err = p.fate(h, b.Hash)
	}
	return a, "", err
}

// inOwnName tells whether all changes of a block name the user of its grant as
// their author: nobody writes under a colleague's name.
func (p *push) inOwnName(h ledger.Header, lines []ledger.Line) (bool, error) {
	g, err := p.grant(h.Grant)
	if err != nil || !g.found {
		return true, err
	}
	return !slices.ContainsFunc(lines, func(l ledger.Line) bool { return l.Change.User != g.user }), nil
}

// verified checks who signed a block: the device of the grant that it cites.
// When the grant is not known (a restored database), the asker's own key must
// fit, or a server must vouch for the block.
func (p *push) verified(b ledger.Block, g grantRow, vouched bool) bool {
	if g.found {
		return b.Verify(g.sign) == nil
	}
	return vouched || b.Verify(p.sign) == nil
}

// grantRow is what a block's grant allows.
type grantRow struct {
	scope   uuid.UUID
	sign    ledger.PublicKey
	user    uuid.UUID
	rank    ledger.Rank
	revoked bool
	found   bool
}

func (m *merge) grant(id uuid.UUID) (g grantRow, err error) {
	if g, ok := m.grants[id]; ok {
		return g, nil
	}
	var device uuid.UUID
	var cert string
	g.found, err = m.find(sqlFindGrant, []any{id.String()}, text{&g.scope}, text{&device}, text{&g.sign}, &g.rank, &cert)
	if err != nil {
		return g, fmt.Errorf("read grant: %w", err)
	}
	if g.found {
		signed, err := ledger.ParseSigned[ledger.Grant]([]byte(cert))
		if err != nil {
			return g, fmt.Errorf("stored grant: %w", err)
		}
		g.user = signed.Doc.User
	}
	if g.revoked, err = m.revokedNow(device); err != nil {
		return g, fmt.Errorf("read grant: %w", err)
	}
	m.grants[id] = g
	return g, nil
}

// revokedNow tells whether a device is revoked, and keeps it from being so until
// the transaction ends: a revocation comes before a push or after it, so that no
// block of a revoked device stays held.
func (m *merge) revokedNow(device uuid.UUID) (bool, error) {
	if m.c.gone.has(device) { // also one that a restored database does not know
		return true, nil
	}
	_, revoked, err := m.heldDevice(device)
	if registry.CodeOf(err) == registry.NotFound {
		return false, nil
	}
	return revoked, err
}

// learnGrant keeps a grant of ours that came back in a block: the database was
// restored from before it was issued, and what its device writes must be
// checked again. The device itself has to enrol anew.
func (m *merge) learnGrant(scope uuid.UUID, line ledger.Line) error {
	if line.Change.Kind != registry.KindGrant || line.Withheld {
		return nil
	}
	for i, name := range line.Change.Names {
		cert, err := ledger.ParseSigned[ledger.Grant](line.Values[i])
		if name != registry.FieldCert || err != nil || m.c.trust.CheckGrant(cert) != nil || cert.Doc.Scope != scope || cert.Doc.ID != line.Change.Record {
			continue
		}
		delete(m.grants, cert.Doc.ID)
		if _, err := m.addGrant(cert); err != nil {
			return fmt.Errorf("keep grant: %w", err)
		}
	}
	return nil
}

// has tells whether a scope is in this database (a restored one may have
// forgotten it) and enters it: who is alone there has left, or waits for us.
func (m *merge) has(scope uuid.UUID) (bool, error) {
	if here, ok := m.scopes[scope]; ok {
		return here, nil
	}
	var one int
	here, err := m.find(m.c.engine.locking(sqlHasScope, entering), []any{scope.String()}, &one)
	m.scopes[scope] = here
	return here, err
}

// follows tells whether the block before is admitted.
func (m *merge) follows(h ledger.Header) (bool, error) {
	if h.First == 1 {
		return true, nil
	}
	if before, ok := m.pending[h.Prev]; ok {
		return before.Scope == h.Scope && before.Stream == h.Stream && before.Last+1 == h.First, nil
	}
	var last uint64
	there, err := m.find(sqlAdmittedAt, []any{h.Scope.String(), h.Prev.String(), h.Stream.String()}, &last)
	return there && last+1 == h.First, err
}
