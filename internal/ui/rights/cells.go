package rights

import (
	"strings"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
)

// cells are a line of any list: who, what, and how much time there is.
func (s *Screen) cells(l line) []kit.Cell {
	switch {
	case l.request != nil:
		return s.requestCells(l.request.Value)
	case l.complaint != nil:
		return s.complaintCells(l.complaint.Value)
	case l.consent != nil:
		return s.consentCells(l.consent.Value)
	case l.grown != nil:
		return s.grownCells(*l.grown)
	}
	return nil
}

func (s *Screen) requestCells(r registry.Request) []kit.Cell {
	return []kit.Cell{
		{Text: r.By, Second: relation(r.Relation, s.book.Name(r.Person)), Bold: true},
		{Text: words.Say("request." + string(r.Kind)), Second: words.Say("rights.receivedon", words.Args{"on": r.Received.Padded()})},
		s.clockCell(r),
	}
}

// clockCell is where a request stands in its time.
func (s *Screen) clockCell(r registry.Request) kit.Cell {
	c := r.Clock(s.book.today)
	if !c.Open {
		cell := kit.Cell{Text: words.Say("rights.doneon", words.Args{"on": r.Closed.Padded()}), Level: kit.Good}
		if r.Refused {
			cell.Text = words.Say("rights.refusedon", words.Args{"on": r.Closed.Padded()})
		}
		if c.AnswerLate {
			cell.Level, cell.Second = kit.Warn, words.Say("rights.answeredlate")
		}
		return cell
	}
	if !r.Acked.Known() && c.DueBy.After(c.AckBy) {
		return due(c.Left, words.Say("rights.ackby", words.Args{"on": c.AckBy.Padded()}))
	}
	return due(c.Left, words.Say("rights.answerby", words.Args{"on": c.DueBy.Padded()}))
}

// due says how many days are left: by its sign and its words, not by its colour
// alone.
func due(left int, by string) kit.Cell {
	switch {
	case left < 0:
		return kit.Cell{Text: words.Say("rights.late", words.Args{"n": -left}), Second: by, Level: kit.Warn, Bold: true}
	case left == 0:
		return kit.Cell{Text: words.Say("rights.today"), Second: by, Level: kit.Warn}
	}
	return kit.Cell{Text: words.Say("rights.left", words.Args{"n": left}), Second: by}
}

func (s *Screen) complaintCells(c registry.Complaint) []kit.Cell {
	state := due(c.Left(s.book.today), words.Say("rights.answerby", words.Args{"on": c.DueBy().Padded()}))
	if c.Closed.Known() {
		state = kit.Cell{Text: words.Say("rights.doneon", words.Args{"on": c.Closed.Padded()}), Level: kit.Good}
	}
	return []kit.Cell{
		{Text: c.By, Second: c.Code(), Bold: true},
		{Text: c.What, Second: words.Say("rights.receivedon", words.Args{"on": c.Received.Padded()})},
		state,
	}
}

func (s *Screen) consentCells(c registry.Consent) []kit.Cell {
	state := kit.Cell{Text: words.Say("rights.holds"), Second: words.Say("rights.since", words.Args{"on": c.On.Padded()}), Level: kit.Good}
	if c.Withdrawn.Known() {
		state = kit.Cell{Text: words.Say("rights.withdrawn"), Second: words.Say("rights.since", words.Args{"on": c.Withdrawn.Padded()}), Level: kit.Warn}
	}
	how := words.Say("consenthow." + string(c.How))
	if c.Witness != "" {
		how += " · " + c.Witness
	}
	return []kit.Cell{
		{Text: s.book.Name(c.Person), Second: relation(c.Relation, c.Giver), Bold: true},
		{Text: words.Say("consent." + c.Collection), Second: how},
		state,
	}
}

func (s *Screen) grownCells(g registry.Grown) []kit.Cell {
	p := g.Person.Value
	state := kit.Cell{Text: words.Say("rights.undecided"), Level: kit.Warn}
	switch g.Held(s.book.today) {
	case registry.HeldWaiting:
		state = kit.Cell{Text: words.Say("rights.leton", words.Args{"on": p.LetGo.Padded()}), Second: words.Say("rights.eraseafter", words.Args{"on": g.GraceEnds().Padded()})}
	case registry.HeldUnsent:
		state = kit.Cell{Text: words.Say("rights.unsent"), Second: words.Say("rights.unsentdo"), Level: kit.Warn}
	case registry.HeldNoMore:
		state = kit.Cell{Text: words.Say("rights.mayerase"), Second: words.Say("rights.leton", words.Args{"on": p.LetGo.Padded()})}
	}
	return []kit.Cell{
		{Text: p.Name, Second: words.Say("rights.home", words.Args{"stt": words.STT(g.Household.Number)}), Bold: true},
		{Text: words.Say("rights.born", words.Args{"on": p.Birth.String()}), Second: words.Say("rights.sixteen", words.Args{"year": p.Birth.Year + registry.ChildAge})},
		state,
	}
}

// relation is «Mẹ · Nguyễn Văn B».
func relation(r registry.Representative, name string) string {
	if r == "" {
		return name
	}
	return strings.Trim(words.Say("stands."+string(r))+" · "+name, " ·")
}

// requestText says a request in a line.
func (s *Screen) requestText(r registry.Request) string {
	return strings.Trim(words.Say("request."+string(r.Kind))+" · "+r.By+" · "+relation(r.Relation, s.book.Name(r.Person)), " ·")
}

// facts say what is written of a line beyond its cells.
func (s *Screen) facts(l line) (out []kit.Fact) {
	add := func(key, text string) {
		if text != "" {
			out = append(out, kit.Fact{Label: words.Say(key), Text: text})
		}
	}
	switch {
	case l.request != nil:
		r := l.request.Value
		add("rights.ackedon", r.Acked.Padded())
		add("rights.why", r.Why)
		add("rights.answer", r.Answer)
	case l.complaint != nil:
		add("rights.complaint", l.complaint.Value.What)
		add("rights.answer", l.complaint.Value.Answer)
	case l.consent != nil:
		add("rights.text", words.Say("consent.text."+l.consent.Value.Collection))
	}
	return out
}
