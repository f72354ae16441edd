package child

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/words"
)

// sample is a text that a slot can hold.
func sample(key string, s slot[registry.Person]) string {
	switch v := reflect.ValueOf(s.among); {
	case v.Len() > 0:
		return s.among[v.Len()-1]
	case slices.Contains([]string{"certon", "absenceon", "deathon", "carduntil", "since"}, key):
		return "05032019"
	case slices.Contains([]string{"grade", "schoolyear", "motherborn", "fatherborn", "guardianborn"}, key):
		return "9"
	}
	return "khac"
}

// Every slot gives back what was typed into it, and touches one ledger field.
func TestSlotsGiveBackWhatWasTyped(t *testing.T) {
	if len(slots) < 50 {
		t.Fatalf("%d slots", len(slots))
	}
	for key, s := range slots {
		if s.set == nil {
			continue // a row of a group: below
		}
		p := person()
		text := sample(key, s)
		after := over(p, map[string]string{key: text}, words.ParseDate)
		if got := s.get(&after); got != text {
			t.Errorf("%s: %q became %q", key, text, got)
		}
		diff, err := registry.Diff(p, after)
		if err != nil || len(diff) > 1 && key != "risks" {
			t.Errorf("%s wrote %v %v", key, diff, err)
		}
		if !reflect.DeepEqual(p, func() registry.Person { q := person(); q.Household = p.Household; return q }()) {
			t.Errorf("%s wrote into the record before", key)
		}
	}
}

// What a field can't hold changes nothing.
func TestSlotsRefuseWhatIsNoneOfTheirWords(t *testing.T) {
	p := person()
	p.School.Stage, p.Death.On = registry.InSchool, registry.Date{Year: 2020}
	after := over(p, map[string]string{"stage": "sao hoả", "deathon": "9", "spell0group": "đ", "nobody's": "x"}, words.ParseDate)
	if !reflect.DeepEqual(after, p) {
		t.Errorf("became %+v", after)
	}
}

func TestSpells(t *testing.T) {
	date := func(y int) registry.Date { return registry.Date{Year: y} }
	type groups = map[registry.Circumstance]registry.Spell
	for name, c := range map[string]struct {
		before groups
		more   map[string]string
		after  groups
	}{
		"one more":     {nil, map[string]string{"spell0group": "a", "spell0from": "2019", "spell0source": "ấp"}, groups{"a": {From: date(2019), Source: "ấp"}}},
		"without name": {nil, map[string]string{"spell0from": "2019"}, nil},
		"taken away":   {groups{"a": {}, "b": {Case: "x"}}, map[string]string{"spell0group": ""}, groups{"b": {Case: "x"}}},
		"the last":     {groups{"a": {}}, map[string]string{"spell0group": ""}, nil},
		"changed places": {
			groups{"a": {Case: "1"}, "b": {Case: "2"}},
			map[string]string{"spell0group": "b", "spell1group": "a"},
			groups{"b": {Case: "1"}, "a": {Case: "2"}},
		},
		"a fourth stays": {
			groups{"a": {}, "b": {}, "c": {}, "o": {Case: "4"}},
			map[string]string{"spell0until": "2020"},
			groups{"a": {Until: date(2020)}, "b": {}, "c": {}, "o": {Case: "4"}},
		},
		"a protected one is not recorded": {nil, map[string]string{"spell0group": "đ"}, nil},
	} {
		p := registry.Person{Circumstance: c.before}
		kept := maps.Clone(c.before)
		after := over(p, c.more, words.ParseDate)
		if !reflect.DeepEqual(after.Circumstance, c.after) {
			t.Errorf("%s: %v", name, after.Circumstance)
		}
		if !reflect.DeepEqual(c.before, kept) {
			t.Errorf("%s: wrote into the record before", name)
		}
	}
}

func TestPlaceRemark(t *testing.T) {
	old := registry.Date{Year: 2015, Month: 3, Day: 5}
	for text, want := range map[string]string{
		"xã Tạ An Khương, huyện Đầm Dơi, tỉnh Cà Mau": "xã Tạ An Khương",
		"đâu đó ngoài biển":                           words.Say("place.unknown"),
		"":                                            "",
	} {
		got := placeRemark(text, old).Text
		if len(got) < len(want) || got[:len(want)] != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
