package fieldtest

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
)

// Household adds a household of ấp 4 with an STT and a head.
func (l *Laptop) Household(p *Province, stt int, head string) uuid.UUID {
	p.T.Helper()
	saved, err := l.AddHousehold(context.Background(), registry.Household{
		Hamlet: p.Hamlets[0].Unit, Number: stt, Head: head, Line: "kênh Ba",
	}, "")
	p.check(err)
	return saved.Record
}

// Child is a whole record of a child, a girl born in 2015 with a number.
func Child(household uuid.UUID) registry.Person {
	return registry.Person{
		Household: household, Name: "Nguyễn Thị Đào", Birth: registry.Date{Year: 2015, Month: 3, Day: 9},
		Sex: registry.Female, Ethnic: "Kinh", Mother: "Trần Thị Bé", NoFather: true,
		Number:   registry.Number{PIN: "096315900123", Standing: registry.Declared, Source: registry.FromCertificate},
		Presence: registry.Presence{Where: registry.AtHome},
	}
}

// Child adds a child to a household.
func (l *Laptop) Child(p *Province, child registry.Person) uuid.UUID {
	p.T.Helper()
	saved, err := l.AddChild(context.Background(), child, "")
	p.check(err)
	return saved.Record
}

// Sheet is a paper of ấp 4, walked two days before the province's today.
func Sheet(p *Province) fieldwork.Sheet {
	return fieldwork.Sheet{Hamlet: p.Hamlets[0].Unit, By: "trưởng ấp", On: registry.Date{Year: 2023, Month: 1, Day: 8}, Number: 3}
}

// Met is a visit that found nothing new, from that paper.
func Met(p *Province, household uuid.UUID) registry.Visit {
	return Sheet(p).Fill(registry.Visit{Household: household, Outcome: registry.MetNoChange})
}
