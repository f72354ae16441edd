package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"thamho.vn/internal/demo"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// children makes n records of about a kilobyte: children of the demo province
// as a hamlet has them when every paper was seen and every question asked. All
// are different, and no two bear one number.
func children(n int) ([]ledger.Draft, error) {
	rng := rand.New(rand.NewPCG(1, 2))
	out := make([]ledger.Draft, 0, n)
	for place, err := range demo.Places(1, 1) {
		if err != nil {
			return nil, err
		}
		for _, c := range place.Children {
			fields, err := registry.Encode(complete(c, place, rng))
			if err != nil {
				return nil, err
			}
			out = append(out, ledger.Draft{Kind: registry.KindPerson, Record: newID(), Op: ledger.OpCreate, Fields: fields})
			if len(out) == n {
				return out, nil
			}
		}
	}
	return nil, fmt.Errorf("the demo province has %d children, not %d", len(out), n)
}

// complete fills in what the demo leaves to the visits.
func complete(c demo.Listed, place demo.Place, rng *rand.Rand) registry.Person {
	p := c.Person
	_, commune, _ := strings.Cut(place.Commune, " ") // without xã, phường
	home := fmt.Sprintf("%s, %s, tỉnh Cà Mau", place.Name, place.Commune)
	soon := registry.Date{Year: p.Birth.Year, Month: min(12, p.Birth.Month+1), Day: 1 + rng.IntN(28)}
	p.Certificate = registry.Certificate{
		Registered: registry.Yes, Number: fmt.Sprint(1 + rng.IntN(400)), Book: fmt.Sprintf("%02d/%d", 1+rng.IntN(3), soon.Year),
		On: soon, Place: "UBND " + place.Commune,
	}
	p.Nationality, p.BirthPlace, p.Origin = "Việt Nam", hospitals[rng.IntN(len(hospitals))], place.Commune+", tỉnh Cà Mau"
	p.MotherMore, p.FatherMore = parent(1, p.Birth.Year, rng), parent(0, p.Birth.Year, rng)
	p.Permanent, p.Living = home, home
	p.School = registry.School{Stage: registry.InSchool, Grade: 1 + rng.IntN(9), Year: 2025, Name: "Trường " + commune}
	p.HealthCard = registry.HealthCard{
		State: registry.HasCard, Card: fmt.Sprintf("TE196%010d", rng.Int64N(1e10)), Until: registry.Date{Year: p.Birth.Year + 6, Month: 9, Day: 30},
	}
	p.Vaccinated = registry.Yes
	p.Services = map[registry.Topic]registry.Date{registry.TopicVNeID: visitDay(rng), registry.TopicServices: visitDay(rng)}
	p.Note = fmt.Sprintf("%s; %s, hẹn lại %s sau %d giờ", notes[rng.IntN(len(notes))], notes[rng.IntN(len(notes))], visitDay(rng), 7+rng.IntN(12))
	return p
}

var hospitals = []string{
	"Bệnh viện Sản - Nhi tỉnh Cà Mau", "Bệnh viện Đa khoa Cà Mau", "Bệnh viện Từ Dũ, Thành phố Hồ Chí Minh", "Trạm Y tế xã", "Ở nhà",
}

var notes = []string{
	"gặp bà ngoại, cha mẹ đi làm ở Bình Dương", "giấy khai sinh bị ướt, số còn đọc được", "nhà bên kia kênh, đi bằng vỏ máy",
	"đã xem sổ hộ khẩu cũ", "mẹ nói sẽ đem giấy đến trụ sở ấp", "cháu ở với ông bà nội từ năm ngoái", "đã chụp giấy khai sinh",
}

func visitDay(rng *rand.Rand) registry.Date {
	return registry.Date{Year: 2026, Month: 1 + rng.IntN(10), Day: 1 + rng.IntN(28)}
}

// parent is a mother (1) or father (0) of a child born in a year.
func parent(sex, child int, rng *rand.Rand) registry.Parent {
	born := child - 20 - rng.IntN(15)
	return registry.Parent{
		Born: born, Number: fmt.Sprintf("096%d%02d%06d", sex, born%100, rng.IntN(1e6)), Nationality: "Việt Nam",
		Phone: fmt.Sprintf("09%08d", rng.IntN(1e8)), Life: registry.Living,
	}
}
