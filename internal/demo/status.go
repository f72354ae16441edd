package demo

import (
	"cmp"
	"slices"

	"thamho.vn/internal/registry"
)

// What families are like, in thousandths.
const (
	// awayMissing of the children who are not entered are of families that went
	// away: «chủ yếu đi làm ăn xa». FACTS also says 12 % of all children, which
	// can't hold beside it (65 % of the not entered alone are 17 % of all).
	awayMissing = 650
	// awayEntered of the entered ones are, too: the family left afterwards.
	awayEntered  = 15
	refusing     = 18  // of those not away: 1.5 % of all
	needVisit    = 49  // likewise: 4 %
	goneForGood  = 300 // of those away: đã rời địa phương
	workersAway  = 600 // of the parents in a household of grandparents
	babyYear     = 2022
	headStart    = 400 // in a draw of 1,000 for lacking a number or an entry
	surelyBehind = 2000
)

// settleFates decides, exactly as the hamlet's figures say, which children are
// entered and which have a number, and which families are away.
func (m *maker) settleFates(families []*family) {
	m.sendAway(families)
	for _, f := range families {
		m.setContact(f)
	}
	m.chooseEntered(families)
	m.chooseNumbered(families)
}

// sendAway picks whole families until enough children are away.
func (m *maker) sendAway(families []*family) {
	missing := m.hamlet.Children - m.hamlet.Entered
	want := m.roundBy(missing*awayMissing) + m.roundBy(m.hamlet.Entered*awayEntered)
	for _, i := range m.Perm(len(families)) {
		f := families[i]
		if f.lead == elderHead || len(f.children) > want {
			continue
		}
		want -= len(f.children)
		f.gone = m.destination()
	}
}

// roundBy divides by 1,000 and rounds up or down by chance, so that the mean
// over many hamlets is right.
func (m *maker) roundBy(n int) int { return (n + m.IntN(1000)) / 1000 }

func (m *maker) setContact(f *family) {
	switch {
	case f.away() && m.permille(goneForGood):
		f.contact = registry.ContactLeft
	case f.away():
		f.contact = registry.ContactAway
	case m.permille(refusing):
		f.contact = registry.ContactRefuses
	case m.permille(needVisit):
		f.contact = registry.ContactHardship
	}
}

// ranked is a child in a draw: those with the lowest place are taken first.
type ranked struct {
	child *child
	of    *family
	place int
}

// chooseEntered leaves out as many children as the figures say: most of them
// of families away, then families that refuse, brothers and sisters together.
func (m *maker) chooseEntered(families []*family) {
	missing := m.hamlet.Children - m.hamlet.Entered
	quota := m.roundBy(missing * awayMissing)
	var draw []ranked
	for _, i := range m.Perm(len(families)) {
		f, base := families[i], 1000+m.IntN(1000)
		switch {
		case f.away() && quota > 0:
			base, quota = 0, quota-len(f.children)
		case f.away():
			base += surelyBehind
		case f.contact == registry.ContactRefuses:
			base -= 2 * headStart
		case f.contact == registry.ContactHardship:
			base -= headStart
		}
		draw = appendFamily(draw, f, base)
	}
	for i, r := range sorted(draw) {
		r.child.entered = i >= missing
	}
}

// chooseNumbered picks, among the entered and among the others, as many
// children without a number as the figures say; babies more often than others.
func (m *maker) chooseNumbered(families []*family) {
	var in, out []ranked
	for _, f := range families {
		for i := range f.children {
			r := ranked{&f.children[i], f, m.IntN(1000)}
			if r.child.born.year() >= babyYear || f.contact == registry.ContactRefuses {
				r.place -= headStart
			}
			if r.child.entered {
				in = append(in, r)
			} else {
				out = append(out, r)
			}
		}
	}
	for i, r := range sorted(in) {
		r.child.numbered = i >= m.hamlet.inside()
	}
	for i, r := range sorted(out) {
		r.child.numbered = i >= m.hamlet.outside
	}
}

func appendFamily(draw []ranked, f *family, place int) []ranked {
	for i := range f.children {
		draw = append(draw, ranked{&f.children[i], f, place})
	}
	return draw
}

func sorted(draw []ranked) []ranked {
	slices.SortStableFunc(draw, func(a, b ranked) int { return cmp.Compare(a.place, b.place) })
	return draw
}

// elsewhere stands in destinations for all provinces that it does not name.
const elsewhere = ""

// destinations are where families go, by the digits of the province.
var destinations = tableOf([]odds[string]{
	{"079", 35},
	{"074", 33},
	{"075", 14},
	{"080", 7},
	{"092", 3},
	{"091", 3},
	{elsewhere, 5},
})

var tellers = []string{"bà nội", "bà ngoại", "hàng xóm", "trưởng ấp", "chú ruột", "gia đình điện về"}

// destination draws where somebody went, since when, and who told.
func (m *maker) destination() *registry.Presence {
	code := destinations.draw(m.dice)
	for code == elsewhere {
		code = m.others[m.IntN(len(m.others))]
	}
	return &registry.Presence{
		Where: registry.OutOfProvince, Province: m.provinces[code],
		Since: registry.Date{Year: m.between(2017, 2022), Month: m.between(1, 9)},
		Told:  tellers[m.IntN(len(tellers))],
	}
}
