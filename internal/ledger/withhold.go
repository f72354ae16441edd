package ledger

// Withhold returns the block with those of its lines withheld that hide names,
// and the lines as they are then. Header, hash and signature stay; a block of
// which nothing is hidden comes back as it was.
func (b Block) Withhold(lines []Line, hide func(Line) bool) (Block, []Line, error) {
	out, hidden := make([]Line, len(lines)), false
	for i, l := range lines {
		out[i] = l
		if l.Withheld || !hide(l) {
			continue
		}
		var err error
		if out[i], err = l.Withhold(); err != nil {
			return b, lines, err
		}
		hidden = true
	}
	if !hidden {
		return b, lines, nil
	}
	raw, err := joinLines(out)
	if err != nil {
		return b, lines, err
	}
	b.body = pack(raw)
	return b, out, nil
}

// Complete returns the block with its withheld lines taken from another copy
// of the same block, as far as that one has them.
func (b Block) Complete(lines, other []Line) (Block, []Line, error) {
	if len(lines) != len(other) {
		return b, lines, ErrRoot
	}
	out := make([]Line, len(lines))
	for i, l := range lines {
		if out[i] = l; l.Withheld && other[i].leaf == l.leaf {
			out[i] = other[i]
		}
	}
	raw, err := joinLines(out)
	if err != nil {
		return b, lines, err
	}
	b.body = pack(raw)
	return b, out, nil
}

// Withhold drops the values that a change wrote; that it wrote them, and what
// they replaced, stays. It returns whether there were any.
func (s *State) Withhold(dot Dot) bool {
	changed := false
	for i := range s.Fields {
		f := &s.Fields[i]
		if j, ok := f.find(dot); ok && !f.Siblings[j].Withheld && f.Name != FieldDeleted && f.Name != FieldHome {
			f.Siblings[j].Value, f.Siblings[j].Withheld = nil, true
			changed = true
		}
	}
	return changed
}

// WithheldDots returns the changes of which the state holds values that are
// withheld.
func (s *State) WithheldDots() (dots []Dot) {
	for i := range s.Fields {
		for _, sib := range s.Fields[i].Siblings {
			if sib.Withheld {
				dots = append(dots, sib.Dot)
			}
		}
	}
	return dots
}
