package official

// table draws rows with lines around them. The head comes again on each page, a
// row never breaks, and the last two rows stay with what follows (tail points
// high), so that no page has signatures alone.
func (p *pen) table(t Table, tail float64) {
	widths := t.widths(p.right - p.left)
	p.tableHead(t, widths)
	rows := t.Rows
	if t.Total != nil {
		rows = append(rows[:len(rows):len(rows)], t.Total)
	}
	for i, row := range rows {
		bold := t.Total != nil && i == len(rows)-1
		cells, height := p.layRow(t, widths, row, bold)
		keep := height
		if i == len(rows)-2 && tail > 0 {
			_, next := p.layRow(t, widths, rows[i+1], false)
			keep += next + tail
		} else if i == len(rows)-1 && len(rows) == 1 {
			keep += tail
		}
		if p.need(min(keep, p.bottom-p.top-30*mm)) {
			p.tableHead(t, widths)
		}
		p.drawRow(t, widths, cells, height, bold)
	}
}

// widths shares the width: millimetres where they are given, the rest evenly.
// Given ones that do not fit are shrunk together.
func (t Table) widths(whole float64) []float64 {
	out := make([]float64, len(t.Columns))
	given, open := 0.0, 0
	for i, c := range t.Columns {
		out[i] = c.MM * mm
		given += out[i]
		if c.MM == 0 {
			open++
		}
	}
	const least = 15 * mm
	if room := whole - float64(open)*least; given > room {
		for i := range out {
			out[i] *= room / given
		}
		given = room
	}
	for i, c := range t.Columns {
		if c.MM == 0 {
			out[i] = (whole - given) / float64(open)
		}
	}
	return out
}

func (p *pen) tableHead(t Table, widths []float64) {
	heads := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = c.Head
	}
	cells, height := p.layRow(t, widths, heads, true)
	x := p.left
	p.tableFont(true)
	for i, lines := range cells {
		inner := float64(len(lines)) * p.height1()
		p.frame(x, widths[i], height)
		p.block(x, p.y+(height-inner)/2, widths[i], Centre, lines)
		x += widths[i]
	}
	p.y += height
}

func (p *pen) tableFont(bold bool) {
	style := ""
	if bold {
		style = "B"
	}
	p.font(style, tableText)
}

// layRow breaks the cells of a row into lines, and says how high it is: never
// higher than a page, a longer text is cut.
func (p *pen) layRow(t Table, widths []float64, row []string, bold bool) (cells [][]string, height float64) {
	p.tableFont(bold)
	most := int((p.bottom-p.top-40*mm)/p.height1()) - 1
	cells = make([][]string, len(t.Columns))
	for i := range t.Columns {
		cells[i] = wrap(cell(row, i), widths[i]-2*padding, p.measure)
		if len(cells[i]) > most {
			cells[i] = append(cells[i][:most], "…")
		}
		height = max(height, float64(len(cells[i]))*p.height1()+2*padding)
	}
	return cells, height
}

func (p *pen) drawRow(t Table, widths []float64, cells [][]string, height float64, bold bool) {
	p.tableFont(bold)
	x := p.left
	for i, lines := range cells {
		p.frame(x, widths[i], height)
		p.block(x+padding, p.y+padding-1, widths[i]-2*padding, t.Columns[i].Align, lines)
		x += widths[i]
	}
	p.y += height
}

func (p *pen) frame(x, width, height float64) {
	p.line(x, p.y, x+width, p.y)
	p.line(x, p.y+height, x+width, p.y+height)
	p.line(x, p.y, x, p.y+height)
	p.line(x+width, p.y, x+width, p.y+height)
}
