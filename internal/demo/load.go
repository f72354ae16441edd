package demo

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// Sink is the server that takes the province: *central.Central. Every call
// made twice must do nothing the second time.
type Sink interface {
	CreateScope(ctx context.Context, scope wire.Scope) error
	AddDevice(ctx context.Context, device central.DeviceSpec) ([]ledger.SignedGrant, error)
	Push(ctx context.Context, device uuid.UUID, entries []ledger.Entry) (wire.PushResponse, error)
	Pull(ctx context.Context, device, scope uuid.UUID, after uint64, maxBytes int, mine uuid.UUID) ([]ledger.Entry, error)
}

var _ Sink = (*central.Central)(nil)

// Options choose the province.
type Options struct {
	Seed  uint64
	Scale float64 // 1 = the article's figures; 0 stands for 1
	// Communes are the codes of the communes whose people are loaded; nil means
	// all, an empty list none. Units, groups and targets are always loaded.
	Communes []string
	// Progress, when set, is told how many of the steps are done.
	Progress func(done, total int)
}

// Summary is what stands in the server after Load.
type Summary struct {
	Province Counts // the whole province's
	Loaded   Counts // of the communes whose people were asked for
	Blocks   int    // pushed by this Load; 0 when everything was there
	Changes  int    // in these blocks
	Laptop   Laptop
}

// loader carries one Load.
type loader struct {
	*plan
	tables  *tables
	sink    Sink
	opts    Options
	wanted  map[string]bool
	done    int
	total   int
	summary Summary
}

// Load brings the province into sink: the same bytes for the same options,
// however often it is called, and also after a call that was cut off. A server
// that holds the province of another seed or scale is left alone: ErrOther.
func Load(ctx context.Context, sink Sink, opts Options) (Summary, error) {
	l, err := newLoader(sink, opts)
	if err != nil {
		return Summary{}, fmt.Errorf("plan the demo province: %w", err)
	}
	for _, step := range []func(context.Context) error{l.loadPlaces, l.loadPeople} {
		if err := step(ctx); err != nil {
			return l.summary, fmt.Errorf("load the demo province: %w", err)
		}
	}
	return l.summary, nil
}

func newLoader(sink Sink, opts Options) (*loader, error) {
	if opts.Scale == 0 {
		opts.Scale = 1
	}
	p, err := newPlan(seed(opts.Seed), opts.Scale)
	if err != nil {
		return nil, err
	}
	t, err := loadTables()
	if err != nil {
		return nil, err
	}
	l := &loader{plan: p, tables: t, sink: sink, opts: opts, total: 1 + len(p.communes)}
	if err := l.chooseCommunes(); err != nil {
		return nil, err
	}
	l.summary.Province, l.summary.Laptop = p.province.Counts, p.laptop(t)
	return l, p.eachHamlet(l.wanted, func(_ *commune, h *hamlet) error {
		l.summary.Loaded = l.summary.Loaded.plus(h.Counts)
		l.total++
		return nil
	})
}

// chooseCommunes refuses a code that no commune has, rather than loading
// nothing for it.
func (l *loader) chooseCommunes() error {
	if l.opts.Communes == nil {
		return nil
	}
	l.wanted = map[string]bool{}
	for _, code := range l.opts.Communes {
		l.wanted[code] = true
	}
	known := 0
	for i := range l.communes {
		if l.wanted[l.communes[i].Code] {
			known++
		}
	}
	if known != len(l.wanted) {
		return fmt.Errorf("communes %v: %w", l.opts.Communes, ErrCommune)
	}
	return nil
}

func (l *loader) step(n int) {
	l.done += n
	if l.opts.Progress != nil {
		l.opts.Progress(l.done, l.total)
	}
}

// loadPlaces loads units, groups and targets. The province's own stream comes
// last: where it stands, the rest does, too.
func (l *loader) loadPlaces(ctx context.Context) error {
	o, err := l.open(ctx, office{
		path: provincePath, ids: anySeed, role: registry.RoleProvince, rank: ledger.RankProvince,
		scope: l.referenceScope(),
	})
	if err != nil {
		return err
	}
	if len(o.held) > 0 {
		l.step(len(l.communes) + 1)
		return l.fill(ctx, o, l.writeProvince)
	}
	for i := range l.communes {
		if err := l.loadCommune(ctx, &l.communes[i]); err != nil {
			return fmt.Errorf("commune %s: %w", l.communes[i].Code, err)
		}
		l.step(1)
	}
	err = l.fill(ctx, o, l.writeProvince)
	l.step(1)
	return err
}

// loadCommune makes the scopes of a commune and its hamlets, so that any
// laptop can be enrolled, and loads the hamlets' targets.
func (l *loader) loadCommune(ctx context.Context, c *commune) error {
	for j := range c.hamlets {
		if err := l.sink.CreateScope(ctx, c.hamlets[j].scope()); err != nil {
			return err
		}
	}
	o, err := l.open(ctx, office{
		path: c.path(), ids: l.seed, role: registry.RoleCommune, rank: ledger.RankCommune, scope: c.scope(),
		reads: []uuid.UUID{l.reference},
	})
	if err != nil {
		return err
	}
	return l.fill(ctx, o, func() ([]act, error) { return l.writeHamletTargets(c) })
}

// loadPeople loads the hamlets of the wanted communes.
func (l *loader) loadPeople(ctx context.Context) error {
	return l.eachHamlet(l.wanted, func(c *commune, h *hamlet) error {
		if err := l.loadHamlet(ctx, c, h); err != nil {
			return fmt.Errorf("%s: %w", h.path, err)
		}
		l.step(1)
		return nil
	})
}

func (l *loader) loadHamlet(ctx context.Context, c *commune, h *hamlet) error {
	o, err := l.open(ctx, office{
		path: h.path, ids: l.seed, role: registry.RoleHamlet, rank: ledger.RankHamlet, scope: h.scope(),
		reads: []uuid.UUID{l.reference}, // the commune's scope is not for hamlets to read
	})
	if err != nil || len(o.held) > 0 {
		return err // people are dear to make again only to compare
	}
	return l.fill(ctx, o, func() ([]act, error) { return l.writeCensus(c, h) })
}

// writeCensus makes the script of a hamlet's laptop.
func (l *loader) writeCensus(c *commune, h *hamlet) ([]act, error) {
	m, families, err := l.census(l.tables, c, h)
	if err != nil {
		return nil, err
	}
	return m.writeAll(families)
}
