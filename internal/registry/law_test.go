package registry_test

import (
	"testing"

	"thamho.vn/internal/registry"
)

func day(y, m, d int) registry.Date { return registry.Date{Year: y, Month: m, Day: d} }

func keyOf(err *registry.Error) string {
	if err == nil {
		return ""
	}
	return err.Key
}

// Decree 356/2025, Art. 5: two working days, then 10, 20 or 15, and once as much
// again.
func TestRequestsHaveClocks(t *testing.T) {
	t.Parallel()
	friday := day(2026, 11, 27)
	for name, c := range map[string]struct {
		r          registry.Request
		today      registry.Date
		ack, due   registry.Date
		left       int
		ackLate    bool
		answerLate bool
	}{
		"view, the first day":      {registry.Request{Kind: registry.AskView, Received: friday}, friday, day(2026, 12, 1), day(2026, 12, 7), 4, false, false},
		"not acknowledged in time": {registry.Request{Kind: registry.AskView, Received: friday}, day(2026, 12, 2), day(2026, 12, 1), day(2026, 12, 7), -1, true, false},
		"acknowledged":             {registry.Request{Kind: registry.AskCorrect, Received: friday, Acked: day(2026, 11, 30)}, day(2026, 12, 2), day(2026, 12, 1), day(2026, 12, 7), 5, false, false},
		"delete":                   {registry.Request{Kind: registry.AskDelete, Received: friday, Acked: friday}, day(2026, 12, 17), day(2026, 12, 1), day(2026, 12, 17), 0, false, false},
		"delete, a day late":       {registry.Request{Kind: registry.AskDelete, Received: friday, Acked: friday}, day(2026, 12, 18), day(2026, 12, 1), day(2026, 12, 17), -1, false, true},
		"put off":                  {registry.Request{Kind: registry.AskDelete, Received: friday, Acked: friday, Extended: day(2026, 12, 10)}, day(2026, 12, 18), day(2026, 12, 1), day(2027, 1, 6), 19, false, false},
		"withdraw":                 {registry.Request{Kind: registry.AskWithdraw, Received: friday, Acked: friday}, friday, day(2026, 12, 1), day(2026, 12, 12), 15, false, false},
		"answered in time":         {registry.Request{Kind: registry.AskView, Received: friday, Acked: friday, Closed: day(2026, 12, 7)}, day(2027, 6, 1), day(2026, 12, 1), day(2026, 12, 7), -176, false, false},
	} {
		got := c.r.Clock(c.today)
		if got.AckBy != c.ack || got.DueBy != c.due || got.Left != c.left || got.AckLate != c.ackLate || got.AnswerLate != c.answerLate {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := (registry.Request{Kind: registry.AskView, Received: friday}).Clock(friday, day(2026, 11, 30)); got.AckBy != day(2026, 12, 2) {
		t.Errorf("a holiday counts as a working day: %+v", got)
	}
}

func TestRequestsAreWhole(t *testing.T) {
	t.Parallel()
	good := registry.Request{Kind: registry.AskView, By: "Trần Thị Hoa", Received: day(2026, 11, 27)}
	for want, change := range map[string]func(*registry.Request){
		"":               func(*registry.Request) {},
		"request_kind":   func(r *registry.Request) { r.Kind = "khac" },
		"request_by":     func(r *registry.Request) { r.By = "" },
		"request_day":    func(r *registry.Request) { r.Received = registry.Date{Year: 2026} },
		"request_answer": func(r *registry.Request) { r.Closed = day(2026, 12, 1) },
		"request_why":    func(r *registry.Request) { r.Extended = day(2026, 12, 1) },
		"request_late":   func(r *registry.Request) { r.Extended, r.Why = day(2026, 12, 8), "hồ sơ ở tỉnh khác" },
	} {
		r := good
		change(&r)
		if got := keyOf(r.Check()); got != want {
			t.Errorf("%s: %q", want, got)
		}
	}
}

func TestConsent(t *testing.T) {
	t.Parallel()
	on, small, big := day(2026, 11, 27), day(2020, 11, 28), day(2019, 11, 27)
	good := registry.Consent{Collection: "anh_giay_to", Giver: "Trần Thị Hoa", Relation: registry.ByMother, How: registry.ConsentSigned, Text: "2026-01", On: on}
	for name, c := range map[string]struct {
		change func(*registry.Consent)
		birth  registry.Date
		want   string
	}{
		"a small child":                  {func(*registry.Consent) {}, small, ""},
		"seven today, not asked":         {func(*registry.Consent) {}, big, "consent_child"},
		"seven today, asked":             {func(c *registry.Consent) { c.ChildToo = true }, big, ""},
		"may be seven: only the year":    {func(*registry.Consent) {}, registry.Date{Year: 2019}, "consent_child"},
		"no birth date":                  {func(*registry.Consent) {}, registry.Date{}, "consent_child"},
		"nobody gave it":                 {func(c *registry.Consent) { c.Giver = "" }, small, "consent_giver"},
		"silence":                        {func(c *registry.Consent) { c.How = "" }, small, "consent_how"},
		"spoken, nobody heard":           {func(c *registry.Consent) { c.How = registry.ConsentSpoken }, small, "consent_witness"},
		"no text was shown":              {func(c *registry.Consent) { c.Text = "" }, small, "consent_text"},
		"the state's duty needs none":    {func(c *registry.Consent) { c.Collection = "ra_soat_ho" }, small, "consent_not_needed"},
		"a collection that nobody knows": {func(c *registry.Consent) { c.Collection = "khac" }, small, "consent_not_needed"},
	} {
		consent := good
		c.change(&consent)
		if got := keyOf(consent.Check(c.birth)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	good.Withdrawn = day(2026, 12, 1)
	if !good.Holds(day(2026, 11, 30)) || good.Holds(day(2026, 12, 1)) || good.Holds(day(2026, 11, 26)) {
		t.Error("a consent holds from its day to its withdrawal")
	}
}

func TestComplaintsAreNumbered(t *testing.T) {
	t.Parallel()
	c := registry.Complaint{Number: 7, By: "Ông Ba", What: "Danh sách dán ở nhà văn hoá", Received: day(2026, 11, 27)}
	if c.Code() != "PA-2026-007" || c.DueBy() != day(2026, 12, 27) || c.Check() != nil {
		t.Errorf("%s %v %v", c.Code(), c.DueBy(), c.Check())
	}
}
