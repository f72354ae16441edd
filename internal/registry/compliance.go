package registry

// Compliance is the check that Art. 19.2 asks for, of the days from one to
// another: who took what out, what people asked, what is late, what should not
// be kept any more.
type Compliance struct {
	From, To Date
	By       string

	Exports  []ExportLine
	Expired  int // exports whose time is over: their copies have to be deleted
	Requests map[RequestKind]int
	Refused  int
	Late     int // acknowledged or answered late, or late now
	Open     int

	Complaints, ComplaintsOpen, ComplaintsLate int
	Consents, Withdrawn                        int
	PastAge                                    int // records of people who are 16
}

// ExportLine is one list that left the program.
type ExportLine struct {
	On, Until Date
	By        string
	Purpose   string
	Rows      int
}

func (c *Compliance) within(d Date) bool { return !c.From.After(d) && !d.After(c.To) }

// AddExport counts a list that left.
func (c *Compliance) AddExport(e Export, by string) {
	if e.Until.Known() && c.To.After(e.Until) {
		c.Expired++
	}
	if c.within(e.On) {
		c.Exports = append(c.Exports, ExportLine{On: e.On, Until: e.Until, By: by, Purpose: e.Purpose, Rows: e.Rows})
	}
}

// AddRequest counts a request that came in these days, or is open still.
func (c *Compliance) AddRequest(r Request) {
	clock := r.Clock(c.To)
	if clock.Open {
		c.Open++
	}
	if !c.within(r.Received) && !clock.Open {
		return
	}
	if c.Requests == nil {
		c.Requests = map[RequestKind]int{}
	}
	c.Requests[r.Kind]++
	if r.Refused {
		c.Refused++
	}
	if clock.AckLate || clock.AnswerLate {
		c.Late++
	}
}

// AddComplaint counts a complaint.
func (c *Compliance) AddComplaint(p Complaint) {
	open := !p.Closed.Known()
	if !open && !c.within(p.Received) {
		return
	}
	c.Complaints++
	if open {
		c.ComplaintsOpen++
	}
	if closed := p.Closed; open && c.To.After(p.DueBy()) || !open && closed.After(p.DueBy()) {
		c.ComplaintsLate++
	}
}

// AddConsent counts what was agreed to, or taken back, in these days.
func (c *Compliance) AddConsent(a Consent) {
	if c.within(a.On) {
		c.Consents++
	}
	if a.Withdrawn.Known() && c.within(a.Withdrawn) {
		c.Withdrawn++
	}
}
