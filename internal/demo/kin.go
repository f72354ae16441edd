package demo

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

var headships = tableOf([]odds[headship]{{coupleHead, 840}, {elderHead, 120}, {motherHead, 40}})

// householdSizes counts children: half of the households have one.
var householdSizes = tableOf([]odds[int]{{1, 500}, {2, 380}, {3, 90}, {4, 24}, {5, 6}})

const (
	// twinHouseholds is how many of a thousand households with two children or
	// more have twins: that makes 1 birth in 100.
	twinHouseholds = 33
	// fathersName is how many of a thousand children with a father take his
	// family name: 80 of 100 of all children.
	fathersName = 833
	// birthGap is the least number of days between two births of a mother.
	birthGap = 300
	// unnamedFather is how many of a thousand mothers alone have certificates
	// that name no father.
	unnamedFather = 700
)

// ageYears draws the age in whole years at asOf: each younger year has one in
// a hundred fewer.
var ageYears = func() (w weighted[int]) {
	for age, weight := 15, 1_000_000; age >= 0; age-- {
		w.add(age, weight)
		weight = weight * 99 / 100
	}
	return w
}()

// maker makes the people of one hamlet, in one fixed order of draws.
type maker struct {
	namer
	numbers *numbers
	hamlet  *hamlet
	team    team
	officer string // of the commune, who types into the ministry's software
	persons int
}

// makeFamilies makes households until they have the hamlet's children.
func (m *maker) makeFamilies() []*family {
	var families []*family
	for left := m.hamlet.Children; left > 0; {
		n := min(householdSizes.draw(m.dice), left)
		left -= n
		families = append(families, m.makeFamily(len(families)+1, n))
	}
	return families
}

func (m *maker) makeFamily(stt, children int) *family {
	f := &family{
		id:  uuid.NewSHA1(m.hamlet.id, fmt.Appendf(nil, "household/%d", stt)),
		stt: stt, lead: headships.draw(m.dice), ethnic: m.ethnic(m.dice), contact: registry.ContactHome,
	}
	births := m.births(children)
	m.addParents(f, births[0].day.year())
	m.addElders(f)
	for _, b := range births {
		m.addChild(f, b)
	}
	m.settle(f)
	return f
}

// birth is the day of a birth; twin marks the second child of that day.
type birth struct {
	day  day
	twin bool
}

// births draws the birthdays of n siblings, the oldest first.
func (m *maker) births(n int) []birth {
	twins := n >= 2 && m.permille(twinHouseholds)
	if twins {
		n--
	}
	days := m.birthdays(n)
	var out []birth
	pair := m.IntN(n)
	for i, d := range days {
		out = append(out, birth{day: d})
		if twins && i == pair {
			out = append(out, birth{day: d, twin: true})
		}
	}
	return out
}

// birthdays draws n days far enough apart for one mother.
func (m *maker) birthdays(n int) []day {
	days := make([]day, n)
	for try := 0; ; try++ {
		for i := range days {
			days[i] = m.birthday()
		}
		slices.Sort(days)
		if spaced(days) || try == 99 {
			return days
		}
	}
}

func (m *maker) birthday() day {
	age := ageYears.draw(m.dice)
	from := dayOf(2022-age, time.January, 11)
	until := dayOf(2023-age, time.January, 10)
	return from + day(m.IntN(int(until-from)+1))
}

func spaced(days []day) bool {
	for i := 1; i < len(days); i++ {
		if days[i]-days[i-1] < birthGap {
			return false
		}
	}
	return true
}

// addParents makes the parents of a family whose oldest child was born in the
// given year.
func (m *maker) addParents(f *family, oldest int) {
	born := oldest - m.between(18, 30)
	f.mother = m.newAdult(f, registry.Female, born, m.familyName(m.dice, f.ethnic))
	if f.lead != motherHead {
		f.father = m.newAdult(f, registry.Male, born-m.between(-2, 8), m.familyName(m.dice, f.ethnic))
	}
	switch {
	case f.lead == coupleHead:
		f.father.ToHead, f.mother.ToHead = "chủ hộ", "vợ"
	case f.lead == motherHead:
		f.mother.ToHead = "chủ hộ"
	}
}

// addElders gives a household of grandparents its one or two heads, and the
// parents their place in it.
func (m *maker) addElders(f *family) {
	if f.lead != elderHead {
		return
	}
	child, inLaw, inLawIs := f.father, f.mother, "con dâu"
	if m.permille(400) {
		child, inLaw, inLawIs = f.mother, f.father, "con rể"
	}
	child.ToHead, inLaw.ToHead = "con", inLawIs
	if m.permille(workersAway) {
		f.workers = m.destination()
	}
	born := child.born.year() - m.between(20, 33)
	grandmother := m.newAdult(f, registry.Female, born, m.familyName(m.dice, f.ethnic))
	if m.permille(350) { // a widow
		grandmother.ToHead = "chủ hộ"
		f.elders = []*adult{grandmother}
		return
	}
	grandfather := m.newAdult(f, registry.Male, born-m.between(0, 8), child.name.family)
	grandfather.ToHead, grandmother.ToHead = "chủ hộ", "vợ"
	f.elders = []*adult{grandfather, grandmother}
}

func (m *maker) newAdult(f *family, sex registry.Sex, year int, familyName string) *adult {
	a := &adult{
		id: m.nextPerson(), name: m.adultName(sex, familyName),
		born: dayOf(year, time.January, 1) + day(m.IntN(365)),
	}
	a.Person = registry.Person{Household: f.id, Name: a.name.String(), Sex: sex, Ethnic: f.ethnic}
	return a
}

// addChild makes a child of the family.
func (m *maker) addChild(f *family, b birth) {
	c := child{id: m.nextPerson(), born: b.day, twin: b.twin}
	sex := registry.Female
	if m.permille(520) {
		sex = registry.Male
	}
	if b.twin {
		// A twin of the other sex would be told apart at a glance; those of one
		// sex are what a search for duplicates stumbles over.
		before := &f.children[len(f.children)-1]
		before.twin = true
		sex, c.name = before.Sex, before.name
		c.name.given = m.nearGiven(sex, before.name)
	} else {
		c.name = m.siblingName(f, sex)
	}
	c.Person = registry.Person{
		Household: f.id, Name: c.name.String(), Birth: b.day.date(), Sex: sex, Ethnic: f.ethnic,
		Mother: f.mother.Name, ToHead: m.toHead(f),
	}
	f.children = append(f.children, c)
	m.nameFather(f, &f.children[len(f.children)-1])
}

// siblingName draws a name that no sibling bears.
func (m *maker) siblingName(f *family, sex registry.Sex) name {
	family := f.mother.name.family
	if f.father != nil && m.permille(fathersName) {
		family = f.father.name.family
	}
	for {
		n := m.childName(sex, family, f.mother.name.family)
		if !slices.ContainsFunc(f.children, func(c child) bool { return c.name.given == n.given }) {
			return n
		}
	}
}

// nameFather writes the father's name, or that the certificate has none. All
// children of a mother alone are treated alike.
func (m *maker) nameFather(f *family, c *child) {
	switch {
	case f.father != nil:
		c.Father = f.father.Name
	case len(f.children) > 1:
		c.Father, c.NoFather = f.children[0].Father, f.children[0].NoFather
	case m.permille(unnamedFather):
		c.NoFather = true
	default:
		c.Father = m.adultName(registry.Male, m.familyName(m.dice, f.ethnic)).String()
	}
}

// toHead says what a child is to the head of the household.
func (m *maker) toHead(f *family) string {
	switch {
	case f.lead != elderHead:
		return "con"
	case f.father.ToHead == "con":
		return "cháu nội"
	}
	return "cháu ngoại"
}

func (m *maker) nextPerson() uuid.UUID {
	m.persons++
	return uuid.NewSHA1(m.hamlet.id, fmt.Appendf(nil, "person/%d", m.persons))
}

// rows are what the houses of a group stand along.
var rows = []string{"kênh Ba", "kênh Tư", "kênh Năm", "rạch Cây Dừa", "rạch Ông Tư", "lộ mới", "bờ sông", "xóm chùa", "kênh Xáng"}

// settle gives the household its place and its telephone.
func (m *maker) settle(f *family) {
	f.line = fmt.Sprintf("Tổ %d, %s", 1+f.stt/15, rows[f.stt/15%len(rows)])
	if m.permille(720) {
		// 095 was the prefix of an operator that closed: nobody answers there.
		f.phone = fmt.Sprintf("095%07d", m.IntN(10_000_000))
	}
}
