package intake

import (
	"strconv"
	"strings"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// has tells whether the list has a column for a field at all: what it has no
// place for is not missing.
func (r *Reader) has(fields ...Field) bool {
	for _, f := range fields {
		if _, ok := r.options.Layout.At(f); ok {
			return true
		}
	}
	return false
}

// put writes a value that was put right back into the line, and says so; a cell
// that was already mended is told of once.
func (r *Reader) put(l *Line, field Field, value string, why Why) {
	at, ok := r.options.Layout.At(field)
	if !ok || at >= len(l.Cells) || l.Clean[at] == value {
		return
	}
	l.Clean[at] = value
	for i := range l.Problems {
		if p := &l.Problems[i]; p.Field == field && p.Code == CodeFix {
			p.Why = append(p.Why, why)
			return
		}
	}
	l.Problems = append(l.Problems, Problem{Field: field, Code: CodeFix, Why: []Why{why}, Was: l.Cells[at]})
}

func (r *Reader) name(l *Line, fields map[Field]string) {
	name := fields[Name]
	if name == "" {
		name = strings.TrimSpace(fields[FamilyNames] + " " + fields[GivenName])
	}
	l.Person.Name = name
	if name == "" {
		l.tell(Name, CodeMissing)
	} else if strings.ContainsAny(name, "0123456789") {
		l.tell(Name, CodeOdd)
	}
	l.Person.Mother, l.Person.Father = fields[Mother], fields[Father]
	l.Person.Guardian.Name = fields[Guardian]
	if r.has(Mother) && l.Person.Mother == "" && l.Person.Father == "" && l.Person.Guardian.Name == "" {
		l.tell(Mother, CodeMissing) // a father who is not on the certificate is no fault
	}
}

// person reads what is known of the child, the number last: it is judged by
// birth and sex.
func (r *Reader) person(l *Line, fields map[Field]string) {
	l.Person.Sex = r.sex(l, fields)
	r.birth(l, fields)
	if r.has(Ethnic) {
		r.ethnic(l, fields[Ethnic])
	}
	if r.has(Number) {
		r.number(l, fields[Number])
	}
	r.card(l, fields[HealthCard])
	l.Person.BirthPlace, l.Person.ToHead, l.Person.Note = fields[BirthPlace], fields[ToHead], fields[Note]
	if fields[School] != "" || fields[Grade] != "" {
		grade, _ := strconv.Atoi(strings.Trim(viet.SearchKey(fields[Grade]), "abcdefghijklmnopqrstuvwxyz "))
		l.Person.School = registry.School{Stage: registry.InSchool, Grade: min(max(grade, 0), 12), Year: registry.SchoolYear(r.options.Today), Name: fields[School]}
	}
}

// sexWords are the ways to write a sex, folded.
var sexWords = map[string]registry.Sex{
	"nam": registry.Male, "trai": registry.Male, "m": registry.Male, "male": registry.Male, "be trai": registry.Male, "con trai": registry.Male,
	"nu": registry.Female, "gai": registry.Female, "f": registry.Female, "female": registry.Female, "be gai": registry.Female, "con gai": registry.Female,
}

// sexTitles are the sexes as the house writes them.
var sexTitles = map[registry.Sex]string{registry.Male: "Nam", registry.Female: "Nữ"}

func (r *Reader) sex(l *Line, fields map[Field]string) registry.Sex {
	if r.has(IsMale, IsFemale) {
		return r.markedSex(l, fields[IsMale], fields[IsFemale])
	}
	if !r.has(Sex) {
		return ""
	}
	text := fields[Sex]
	sex, ok := sexWords[onlyWords(viet.SearchKey(text))]
	switch {
	case text == "":
		l.tell(Sex, CodeMissing)
	case !ok:
		l.tell(Sex, CodeError)
	default:
		r.put(l, Sex, sexTitles[sex], FixedForm)
	}
	return sex
}

func (r *Reader) markedSex(l *Line, male, female string) registry.Sex {
	switch {
	case male != "" && female == "":
		return registry.Male
	case female != "" && male == "":
		return registry.Female
	case male == "":
		l.tell(Sex, CodeMissing)
	default:
		l.tell(Sex, CodeError)
	}
	return ""
}

func (r *Reader) birth(l *Line, fields map[Field]string) {
	text := fields[Birth]
	if r.has(BirthMonth) {
		text = strings.Trim(fields[BirthDay]+"/"+fields[BirthMonth]+"/"+fields[BirthYear], "/")
	} else if !r.has(Birth) {
		return
	}
	read := r.readDate(text)
	l.Person.Birth = read.date
	if read.code != "" {
		l.tell(Birth, read.code)
	}
	if read.why != "" {
		r.put(l, Birth, read.date.String(), read.why)
	}
	switch d := l.Person.Birth; {
	case d.After(r.options.Today):
		l.tell(Birth, CodeError)
		l.Person.Birth = registry.Date{}
	case d.Known() && d.Month == 0:
		l.tell(Birth, CodeYearOnly)
	}
}

func (r *Reader) ethnic(l *Line, text string) {
	name, why, code := readEthnic(r.options.Ethnic, text)
	l.Person.Ethnic = name
	if code != "" {
		l.tell(Ethnic, code)
	}
	if why != "" {
		r.put(l, Ethnic, name, why)
	}
}

func (r *Reader) number(l *Line, text string) {
	plain := plainNumber(text)
	j := registry.JudgePIN(plain, l.Person.Birth, l.Person.Sex)
	for _, f := range j.Findings {
		switch f {
		case registry.PINOk:
		case registry.PINFixed:
			r.put(l, Number, string(j.PIN), fixOfNumber(j))
		default:
			l.tell(Number, string(f))
		}
	}
	if plain != text && j.PIN != "" {
		r.put(l, Number, string(j.PIN), FixedDigits)
	}
	if j.PIN != "" && j.Main() != registry.PINAdult {
		l.Person.Number = registry.Number{PIN: j.PIN, Source: registry.FromFamily, Standing: registry.Declared}
	}
}

func fixOfNumber(j registry.Judgement) Why {
	if j.Restored > 0 {
		return FixedZeros
	}
	return FixedDigits
}

func (r *Reader) card(l *Line, text string) {
	if text == "" {
		return
	}
	card, ok := registry.CleanHealthCard(text)
	l.Person.HealthCard = registry.HealthCard{State: registry.HasCard, Card: card}
	if !ok {
		l.tell(HealthCard, CodeOdd)
		return
	}
	r.put(l, HealthCard, card, FixedForm)
}

// home reads where the child's household is.
func (r *Reader) home(l *Line, fields map[Field]string) {
	l.STT, l.Result = fields[STT], fields[Result]
	l.Head, l.Number, l.Hamlet, l.Commune, l.Address = fields[Head], fields[HouseholdNo], fields[Hamlet], fields[Commune], fields[Address]
	phone, found := registry.JudgePhone(fields[Phone])
	l.Phone = phone
	switch found {
	case registry.PhoneOdd:
		l.tell(Phone, CodeOdd)
	case registry.PhoneFixed:
		r.put(l, Phone, phone, FixedPrefix)
	}
}
