package demo

// census makes the people of a hamlet and what its laptop wrote about them.
func (p *plan) census(t *tables, c *commune, h *hamlet) (*maker, []*family, error) {
	m := &maker{
		namer: namer{t, p.seed.dice(h.path)}, numbers: newNumbers(t, h), hamlet: h,
		team: p.seed.teamAt(t, h.path), officer: p.seed.teamAt(t, c.path()).typist,
	}
	families := m.makeFamilies()
	m.settleFates(families)
	for _, f := range families {
		m.pay(f)
	}
	m.schedule(families)
	for _, f := range families {
		if err := m.writeFacts(f); err != nil {
			return nil, nil, err
		}
	}
	return m, families, nil
}
