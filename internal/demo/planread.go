package demo

import (
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// levels and words of the types in the table of units.
var unitTypes = map[string]struct {
	level registry.Level
	word  string
}{
	"tinh":      {registry.LevelProvince, "tỉnh"},
	"thanh_pho": {registry.LevelDistrict, "thành phố"},
	"thi_xa":    {registry.LevelDistrict, "thị xã"},
	"huyen":     {registry.LevelDistrict, "huyện"},
	"xa":        {registry.LevelCommune, "xã"},
	"phuong":    {registry.LevelCommune, "phường"},
	"thi_tran":  {registry.LevelCommune, "thị trấn"},
}

// readUnits takes the units of Cà Mau that stood at asOf, in the order of the
// official list. Their last days lie after asOf and were not known then.
func (p *plan) readUnits() error {
	parents := map[string]uuid.UUID{}
	districts := map[string]int{}
	columns := []string{"code", "name", "type", "parent_code", "valid_from", "valid_to"}
	return eachRow("units_2023.csv", columns, func(row []string) error {
		code, parent := row[0], row[3]
		if code != provinceNum && parents[parent] == uuid.Nil || row[4] > AsOf.ISO() || row[5] < AsOf.ISO() {
			return nil
		}
		u, err := p.readUnit(row, parents[parent])
		if err != nil {
			return err
		}
		parents[code] = u.id
		switch u.Level {
		case registry.LevelProvince:
			p.province = u
		case registry.LevelDistrict:
			u.Order = len(p.districts) + 1
			districts[code] = len(p.districts)
			p.districts = append(p.districts, u)
		default:
			u.Order = len(p.communes) + 1
			u.Scope = p.seed.id("scope/commune/" + code)
			p.communes = append(p.communes, commune{unit: u, district: districts[parent]})
		}
		return nil
	})
}

func (p *plan) readUnit(row []string, parent uuid.UUID) (unit, error) {
	kind, ok := unitTypes[row[2]]
	if !ok {
		return unit{}, fmt.Errorf("unit %s: type %q", row[0], row[2])
	}
	from, err := registry.ParseISO(row[4])
	if err != nil {
		return unit{}, fmt.Errorf("unit %s: %w", row[0], err)
	}
	return unit{
		id: p.seed.id("unit/" + row[0]),
		Unit: registry.Unit{
			Code: row[0], Name: row[1], Type: kind.word, Level: kind.level, Parent: parent, From: from,
		},
	}, nil
}

// readTargets takes the figures of the communes and brings them to scale: each
// of the three totals is exact, its parts are rounded by largest remainder.
func (p *plan) readTargets() error {
	rows, err := readFigures()
	if err != nil {
		return err
	}
	n := len(p.communes)
	children, entered, noNumber := make([]int, n), make([]int, n), make([]int, n)
	for i := range p.communes {
		c := &p.communes[i]
		f, ok := rows[c.Code]
		if !ok {
			return fmt.Errorf("targets: no row for commune %s", c.Code)
		}
		children[i], entered[i], noNumber[i] = f.Children, f.Entered, f.NoNumber
		c.hamlets = p.newHamlets(c, f.hamlets)
	}
	children = share(p.scaled(sumOf(children)), children, nil)
	entered = share(p.scaled(sumOf(entered)), entered, children)
	noNumber = share(p.scaled(sumOf(noNumber)), noNumber, children)
	for i := range p.communes {
		p.communes[i].Counts = Counts{children[i], entered[i], noNumber[i]}
	}
	return nil
}

// figures are a row of the table of targets.
type figures struct {
	hamlets int
	Counts
}

func readFigures() (map[string]figures, error) {
	rows := map[string]figures{}
	columns := []string{"commune_code", "hamlets", "children_target", "children_entered", "children_without_pin"}
	err := eachRow("generator_targets.csv", columns, func(row []string) error {
		var n [4]int
		for i := range n {
			v, err := strconv.Atoi(row[i+1])
			if err != nil {
				return fmt.Errorf("commune %s: %w", row[0], err)
			}
			n[i] = v
		}
		rows[row[0]] = figures{n[0], Counts{n[1], n[2], n[3]}}
		return nil
	})
	return rows, err
}
