package simtest

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// deed is something that happens in the world, with how often it does.
type deed struct {
	often int
	do    func(context.Context, *laptop) error
}

// deeds are all that can happen.
func (w *world) deeds() []deed {
	alone := func(do func(context.Context) error) func(context.Context, *laptop) error {
		return func(ctx context.Context, _ *laptop) error { return do(ctx) }
	}
	late, backups := 2, 3
	if w.snapshots {
		late, backups = 8, 10
	}
	return []deed{
		{80, w.edit},
		{8, w.remove},
		{8, w.merge},
		{52, w.sync},
		{6, w.load},
		{9, alone(w.deliver)},
		{3, alone(w.withhold)},
		{10, w.viaHub},
		{4, w.export},
		{12, alone(w.carry)},
		{3, w.hubPage},
		{4, alone(w.bringPage)},
		{6, w.reopen},
		{6, w.copyLaptop},
		{6, w.restoreLaptop},
		{3, alone(w.crashServer)},
		{4, w.failLaptop},
		{4, w.failServer},
		{4, alone(w.copyServer)},
		{2, alone(w.restoreServer)},
		{backups, alone(w.backUp)},
		{3, alone(w.restoreByCommand)},
		{8, alone(w.answer)},
		{late, alone(w.enrolAnother)},
		{3, w.grantAnother},
		{4, alone(w.revoke)},
		{1, alone(w.reform)},
		{6, alone(w.redact)},
		{4, alone(w.move)},
		{2, alone(w.giveUp)},
		{1, alone(w.release)},
		{4, alone(w.rogue)},
		{1, alone(w.forge)},
	}
}

// step does one random thing.
func (w *world) step(ctx context.Context) error {
	w.ticks++
	l := w.laptops[w.rng.IntN(len(w.laptops))]
	if l.wiped(ctx) && w.rng.IntN(10) > 0 {
		return nil // nobody works on it; now and then an old copy of its disk turns up
	}
	all := w.deeds()
	total := 0
	for _, d := range all {
		total += d.often
	}
	roll := w.rng.IntN(total)
	for _, d := range all {
		if roll -= d.often; roll < 0 {
			return d.do(ctx, l)
		}
	}
	return nil
}

// sync lets a laptop exchange; whatever went wrong, the next one goes on.
func (w *world) sync(ctx context.Context, l *laptop) error {
	_, _ = l.engine.Sync(ctx)
	return w.onward(ctx, l)
}

// edit types something new into a field of a record.
func (w *world) edit(ctx context.Context, l *laptop) error {
	if l.wiped(ctx) {
		return nil
	}
	scope := l.scopes[w.rng.IntN(len(l.scopes))]
	w.tokens++
	token := fmt.Sprintf("t%d", w.tokens)
	field := []string{"ho_ten", "me", "ghi_chu"}[w.rng.IntN(3)]
	list := w.records[scope]
	err := l.store.Write(ctx, scope, []ledger.Draft{{
		Kind: registry.KindPerson, Record: list[w.rng.IntN(len(list))], Op: ledger.OpSet,
		Fields: registry.Fields{field: []byte(`"` + token + `"`)},
	}}, "")
	if registry.CodeOf(err) == registry.Denied {
		return nil // a new hamlet's grant did not come yet
	}
	if err != nil {
		return fmt.Errorf("edit: %w", err)
	}
	if l.revoked {
		w.stolen[token] = true // it waits in quarantine
	} else {
		w.expected[token] = scope
	}
	return nil
}

// answer is what the server itself writes: an answer that the police gave.
func (w *world) answer(ctx context.Context) error {
	scope, record := w.place()
	w.tokens++
	token := fmt.Sprintf("t%d", w.tokens)
	w.expected[token] = scope
	return w.central.Write(ctx, scope, []ledger.Draft{{
		Kind: registry.KindPerson, Record: record, Op: ledger.OpSet, Fields: registry.Fields{"me": []byte(`"` + token + `"`)},
	}})
}

// load puts what a laptop has to send on a stick.
func (w *world) load(ctx context.Context, l *laptop) error {
	if l.wiped(ctx) {
		return nil
	}
	scope := l.scopes[w.rng.IntN(len(l.scopes))]
	if err := l.store.Seal(ctx, scope); err != nil && registry.CodeOf(err) != registry.Denied {
		return fmt.Errorf("seal: %w", err)
	}
	entries, err := l.store.Outbox(ctx, scope, 1<<20)
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	w.stick = append(w.stick, entries...)
	return nil
}

// deliver brings some of what is on the stick to the server, by the hand of the
// commune's officer: in any order, perhaps again, perhaps never.
func (w *world) deliver(ctx context.Context) error {
	if len(w.stick) == 0 {
		return nil
	}
	w.rng.Shuffle(len(w.stick), func(i, j int) { w.stick[i], w.stick[j] = w.stick[j], w.stick[i] })
	n := 1 + w.rng.IntN(len(w.stick))
	id, err := w.laptops[2].store.Identity(ctx)
	if err != nil {
		return err
	}
	if _, err := w.central.Push(ctx, id.Device, w.stick[:n]); err != nil && registry.CodeOf(err) != registry.NotFound {
		return fmt.Errorf("deliver: %w", err)
	}
	switch w.rng.IntN(3) {
	case 0: // it stays on the stick, and comes again
	case 1:
		w.stick = w.stick[n:]
	default: // the stick is lost
		w.stick = nil
	}
	return nil
}

// enrolAnother gives the first hamlet one more laptop: the server writes a grant
// into its own stream.
func (w *world) enrolAnother(ctx context.Context) error {
	if len(w.laptops) >= 6 {
		return nil
	}
	return w.addLaptop(ctx, ledger.RankHamlet, w.scopes[:1])
}

// revoke ends the second hamlet's laptop: it was stolen. What it wrote and did
// not send is not expected any more.
func (w *world) revoke(ctx context.Context) error {
	l := w.laptops[1]
	if l.revoked || w.rng.IntN(2) == 0 {
		return nil
	}
	id, err := l.id(ctx)
	if err != nil {
		return err
	}
	if err := w.central.Revoke(ctx, id); err != nil {
		if registry.CodeOf(err) == registry.NotFound {
			return nil // the restored server does not know it
		}
		return fmt.Errorf("revoke: %w", err)
	}
	for _, x := range w.laptops {
		other, err := x.id(ctx)
		if err != nil {
			return err
		}
		x.revoked = x.revoked || other == id // its twins too
	}
	return w.forgetLost(ctx)
}

// remove deletes a record that the laptop knows.
func (w *world) remove(ctx context.Context, l *laptop) error {
	if l.wiped(ctx) {
		return nil
	}
	list := w.records[l.scopes[0]]
	err := l.store.Write(ctx, l.scopes[0], []ledger.Draft{{
		Kind: registry.KindPerson, Record: list[w.rng.IntN(len(list))], Op: ledger.OpDelete,
	}}, "")
	if err != nil {
		return fmt.Errorf("remove: %w", err)
	}
	return nil
}

// reopen is a crash: the store is opened again on what is on the disk.
func (w *world) reopen(ctx context.Context, l *laptop) error {
	if err := l.store.Close(); err != nil {
		return err
	}
	return l.open(ctx)
}

func (w *world) copyLaptop(ctx context.Context, l *laptop) error {
	file := filepath.Join(w.dir, fmt.Sprintf("copy%d.db", w.ticks))
	if err := l.store.Close(); err != nil {
		return err
	}
	if err := copyFile(l.file, file); err != nil {
		return err
	}
	l.copies = append(l.copies, file)
	return l.open(ctx)
}

// restoreLaptop puts an old copy back, or starts a second laptop from it: a
// cloned disk.
func (w *world) restoreLaptop(ctx context.Context, l *laptop) error {
	if len(l.copies) == 0 {
		return nil
	}
	from := l.copies[w.rng.IntN(len(l.copies))]
	if len(w.laptops) < 5 && w.rng.IntN(2) == 0 {
		twin := &laptop{world: w, file: filepath.Join(w.dir, fmt.Sprintf("twin%d.db", w.ticks)), scopes: l.scopes, off: l.off, revoked: l.revoked}
		if err := copyFile(from, twin.file); err != nil {
			return err
		}
		w.laptops = append(w.laptops, twin)
		return twin.open(ctx)
	}
	if err := l.store.Close(); err != nil {
		return err
	}
	if err := copyFile(from, l.file); err != nil {
		return err
	}
	l.followed = nil
	if err := l.open(ctx); err != nil {
		return err
	}
	return w.forgetLost(ctx)
}

func (w *world) copyServer(ctx context.Context) error {
	file := filepath.Join(w.dir, fmt.Sprintf("server%d.db", w.ticks))
	if err := w.central.Close(); err != nil {
		return err
	}
	if err := copyFile(w.file, file); err != nil {
		return err
	}
	w.copies = append(w.copies, copied{w.ticks, file})
	return w.openServer(ctx)
}

// restoreServer puts an old copy of the server's file back without telling it.
func (w *world) restoreServer(ctx context.Context) error {
	if len(w.copies) == 0 {
		return nil
	}
	w.restored, w.behind = true, true
	if err := w.central.Close(); err != nil {
		return err
	}
	if err := copyFile(w.copies[w.rng.IntN(len(w.copies))].file, w.file); err != nil {
		return err
	}
	if err := w.openServer(ctx); err != nil {
		return err
	}
	if err := w.administer(ctx); err != nil {
		return err
	}
	return w.forgetLost(ctx)
}

// rogue asks, as a real device of one hamlet, for the other hamlet's blocks.
func (w *world) rogue(ctx context.Context) error {
	id, err := w.laptops[1].id(ctx)
	if err != nil {
		return err
	}
	entries, err := w.central.Pull(ctx, id, w.scopes[0], 0, 1<<20, uuid.Nil)
	if err == nil {
		return violation("scope leak: a device got %d entries of a scope that is not its own", len(entries))
	}
	if !w.laptops[1].revoked {
		return nil
	}
	entries, err = w.central.Pull(ctx, id, w.scopes[1], 0, 1<<20, uuid.Nil)
	if err == nil {
		return violation("a revoked device got %d entries", len(entries))
	}
	return nil
}

// forgetLost stops expecting what nobody holds any more, after a disk was
// replaced by an older one: that is gone by the rules of the world.
func (w *world) forgetLost(ctx context.Context) error {
	held := map[string]bool{}
	note := func(line ledger.Line) {
		line, _ = plain(line, uuid.Nil)
		for _, token := range tokensOf(line) {
			held[token] = true
		}
	}
	if err := w.heldLines(ctx, note); err != nil {
		return err
	}
	for _, scope := range w.scopes {
		if err := w.central.Lines(ctx, scope, func(_ uuid.UUID, _ ledger.Rank, l ledger.Line) { note(l) }); err != nil {
			return err
		}
		for _, l := range w.laptops {
			if l.revoked {
				continue
			}
			if err := l.store.Lines(ctx, scope, func(_ uuid.UUID, l ledger.Line) { note(l) }); err != nil {
				return err
			}
		}
	}
	for token := range w.expected {
		if !held[token] {
			delete(w.expected, token)
		}
	}
	return nil
}

// onward: within one life of the server a laptop's cursor only moves on, unless
// the server was put back behind its back.
func (w *world) onward(ctx context.Context, l *laptop) error {
	if l.revoked {
		return nil
	}
	server, epoch, err := l.store.ServerSeen(ctx)
	if err != nil {
		return err
	}
	for _, scope := range l.scopes {
		at, err := l.store.Position(ctx, server, epoch, scope)
		if err != nil {
			return err
		}
		key := [2]uuid.UUID{epoch, scope}
		if at.Cursor < l.followed[key] && !w.behind {
			return violation("monotonic cursor: %d after %d", at.Cursor, l.followed[key])
		}
		if l.followed == nil {
			l.followed = map[[2]uuid.UUID]uint64{}
		}
		l.followed[key] = at.Cursor
	}
	return nil
}

// broken promise, as opposed to a test that can't go on.
type violated string

func (v violated) Error() string { return string(v) }

func violation(format string, args ...any) error { return violated(fmt.Sprintf(format, args...)) }
