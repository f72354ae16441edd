package demo

import (
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// visit is one walk to a household, and when it was typed in.
type visit struct {
	registry.Visit
	id    uuid.UUID
	on    day
	typed day
}

const (
	visited  = 550 // households, in thousandths, that somebody went to
	changing = 350 // meetings that changed something
)

var visitCounts = tableOf([]odds[int]{{1, 600}, {2, 280}, {3, 120}})

// outcomes of a visit that met nobody, or not willingly, by how the family can
// be reached.
var outcomes = map[registry.Contact]weighted[registry.Outcome]{
	registry.ContactHome:     tableOf([]odds[registry.Outcome]{{registry.NotThere, 700}, {registry.Away, 300}}),
	registry.ContactAway:     tableOf([]odds[registry.Outcome]{{registry.Away, 800}, {registry.NotThere, 200}}),
	registry.ContactLeft:     tableOf([]odds[registry.Outcome]{{registry.Left, 700}, {registry.Away, 300}}),
	registry.ContactRefuses:  tableOf([]odds[registry.Outcome]{{registry.Refused, 850}, {registry.NotThere, 150}}),
	registry.ContactHardship: tableOf([]odds[registry.Outcome]{{registry.Hardship, 900}, {registry.NotThere, 100}}),
}

// pay makes the visits to a family, oldest first.
func (m *maker) pay(f *family) {
	if !m.permille(visited) {
		return
	}
	days := m.visitDays(visitCounts.draw(m.dice))
	for i, on := range days {
		v := m.visit(f, i+1, on, i == len(days)-1)
		if i < len(days)-1 && v.Next.Known() {
			v.Next = days[i+1].date()
		}
		f.visits = append(f.visits, v)
	}
	f.revised = f.lastVisit().Outcome == registry.MetChanged
}

// visitDays draws n days about a week apart.
func (m *maker) visitDays(n int) []day {
	const apart = 9
	last := asOf - day(m.IntN(int(asOf-visiting)-apart*(n-1)+1))
	days := make([]day, n)
	for i := range days {
		days[i] = max(last-day((n-1-i)*m.between(6, apart)), visiting)
	}
	return days
}

func (f *family) lastVisit() *visit { return &f.visits[len(f.visits)-1] }

func (m *maker) visit(f *family, attempt int, on day, last bool) visit {
	v := visit{
		id: uuid.NewSHA1(m.hamlet.id, fmt.Appendf(nil, "visit/%d/%d", f.stt, attempt)),
		on: on, typed: min(on+day(m.between(0, 2)), asOf),
	}
	v.Visit = registry.Visit{
		Household: f.id, On: on.date(), By: m.team.walkers[m.IntN(len(m.team.walkers))],
		Sheet: 1 + f.stt/15, Outcome: m.outcome(f, last),
	}
	if v.Outcome.Met() {
		m.explain(&v.Visit)
	} else {
		m.leaveNotice(f, &v, last)
	}
	return v
}

// outcome draws how a visit ended: a family at home is met at the last try at
// the latest, in most cases.
func (m *maker) outcome(f *family, last bool) registry.Outcome {
	reachable := f.contact == registry.ContactHome || f.contact == registry.ContactHardship
	if !last || !reachable || m.permille(100) {
		table := outcomes[f.contact]
		return table.draw(m.dice)
	}
	if m.permille(changing) {
		return registry.MetChanged
	}
	return registry.MetNoChange
}

// explain notes what was explained, and that some signed a notice.
func (m *maker) explain(v *registry.Visit) {
	for _, t := range []odds[registry.Topic]{
		{registry.TopicCard, 500}, {registry.TopicVNeID, 450}, {registry.TopicServices, 300},
	} {
		if m.permille(t.weight) {
			if v.Explained == nil {
				v.Explained = map[registry.Topic]bool{}
			}
			v.Explained[t.item] = true
		}
	}
	if m.permille(200) {
		v.Notice = registry.NoticeSigned
	}
	if m.permille(150) {
		v.Note = visitNotes[m.IntN(len(visitNotes))]
	}
}

var visitNotes = []string{
	"Gia đình sẽ mang giấy khai sinh ra văn phòng ấp",
	"Đã xem giấy khai sinh bản chính",
	"Bà nội cung cấp thông tin, cha mẹ đi làm chiều mới về",
	"Hẹn chụp ảnh làm căn cước tại công an xã",
}

// leaveNotice notes how a notice was served where nobody gave information, and
// when the team comes again.
func (m *maker) leaveNotice(f *family, v *visit, last bool) {
	if m.permille(500) {
		v.Notice = registry.NoticeAbsent
		if v.Outcome == registry.Refused {
			v.Notice = registry.NoticeRefused
		}
	}
	if !last || f.contact != registry.ContactLeft {
		v.Next = (v.on + day(m.between(6, 9))).date()
	}
}
