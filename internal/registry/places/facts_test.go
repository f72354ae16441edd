package places

import (
	"slices"
	"strings"
	"testing"

	"thamho.vn/assets/units"
	"thamho.vn/internal/registry"
)

var (
	asOf  = registry.Date{Year: 2023, Month: 1, Day: 10}
	day1  = reformDay.date()
	today = registry.Date{Year: 2026, Month: 11, Day: 24}
)

// at returns the unit of a code, which must be there.
func at(t testing.TB, code string, on registry.Date) Unit {
	t.Helper()
	u, ok := At(code, on)
	if !ok {
		t.Fatalf("no unit bears %s on %s", code, on)
	}
	return u
}

// communes returns the communes of a province.
func communes(l *List, province string, on registry.Date) []Unit {
	return slices.DeleteFunc(l.Standing(registry.LevelCommune, on), func(u Unit) bool { return u.Province != province })
}

func on(y, m, d int) registry.Date { return registry.Date{Year: y, Month: m, Day: d} }

func TestCountsAreThoseOfTheOfficialLists(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		province string
		on       registry.Date
		want     int
	}{
		{"Cà Mau", on(2022, 10, 1), 101},
		{"Cà Mau", on(2023, 4, 10), 101},
		{"Cà Mau", on(2024, 11, 30), 101},
		{"Cà Mau", on(2024, 12, 1), 100},
		{"Cà Mau", on(2025, 6, 30), 100},
		{"Cà Mau", day1, 64},
		{"Bạc Liêu", asOf, 64},
		{"Bạc Liêu", on(2025, 6, 30), 64},
		{"Bạc Liêu", day1, 0},
	} {
		for name, l := range map[string]*List{"home": Home(), "nation": Nation()} {
			if got := len(communes(l, tt.province, tt.on)); got != tt.want {
				t.Errorf("%s: %s has %d communes on %s, want %d", name, tt.province, got, tt.on, tt.want)
			}
		}
	}
}

func TestBacLieuBecameTwentyFiveCommunes(t *testing.T) {
	t.Parallel()
	made := map[Key]bool{}
	for _, u := range communes(Home(), "Bạc Liêu", asOf) {
		for _, c := range After(u) {
			made[c.New.Key] = true
		}
	}
	if len(made) != 25 {
		t.Errorf("%d communes", len(made))
	}
}

func TestDistrictsHaveTheirCommunes(t *testing.T) {
	t.Parallel()
	want := map[string]int{
		"Cà Mau": 17, "U Minh": 8, "Thới Bình": 12, "Trần Văn Thời": 13, "Cái Nước": 11,
		"Đầm Dơi": 16, "Năm Căn": 8, "Phú Tân": 9, "Ngọc Hiển": 7,
	}

	got := map[string]int{}
	for _, u := range communes(Home(), "Cà Mau", asOf) {
		got[at(t, u.Parent.Code, asOf).Name]++
	}

	for name, n := range want {
		if got[name] != n {
			t.Errorf("%s has %d communes, want %d", name, got[name], n)
		}
	}
	if n := len(Home().Standing(registry.LevelDistrict, day1)); len(got) != 9 || n != 0 {
		t.Errorf("%d districts, %d after the reform", len(got), n)
	}
}

func TestCodesNameOtherCommunesThanBefore(t *testing.T) {
	t.Parallel()
	var others, unchanged []string
	for _, now := range communes(Home(), "Cà Mau", day1) {
		old, ok := At(now.Code, on(2025, 6, 30))
		if !ok {
			t.Errorf("%s is a new code", now.Code)
		}
		if old.Name != now.Name {
			others = append(others, now.Code)
		}
		if before := Before(now); len(before) == 1 && before[0].Old.FullName() == now.FullName() && before[0].Extent == Full && before[0].Clause == 0 {
			unchanged = append(unchanged, now.Code)
		}
	}
	if len(others) != 31 || !slices.Equal(unchanged, []string{"32092"}) {
		t.Errorf("%d codes name another, unchanged are %v", len(others), unchanged)
	}
}

func TestCodeMeansWhatItMeantThatDay(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		code string
		on   registry.Date
		want string
	}{
		{"32047", asOf, "xã Khánh Hòa"},
		{"32047", on(2025, 6, 30), "xã Khánh Hòa"},
		{"32047", day1, "xã U Minh"},
		{"32044", asOf, "thị trấn U Minh"},
		{"32044", day1, "xã Nguyễn Phích"},
		{"32002", asOf, "phường 4"},
		{"32002", on(2024, 11, 30), "phường 4"},
		{"32002", on(2024, 12, 1), "phường 2"},
		{"32002", day1, "phường An Xuyên"},
		{"32011", asOf, "phường 2"},
		{"964", asOf, "thành phố Cà Mau"},
		{"96", asOf, "tỉnh Cà Mau"},
		{"79", asOf, "thành phố Hồ Chí Minh"},
		{"46", asOf, "tỉnh Thừa Thiên Huế"},
		{"46", on(2025, 1, 1), "thành phố Huế"},
		{"32047", registry.Date{Year: 2024}, "xã Khánh Hòa"},
		{"32002", registry.Date{Year: 2024, Month: 12}, "phường 2"},
	} {
		if got := at(t, tt.code, tt.on).FullName(); got != tt.want {
			t.Errorf("%s on %s is %s, want %s", tt.code, tt.on, got, tt.want)
		}
	}
}

func TestCodeMeansNothing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		code string
		on   registry.Date
	}{
		"AfterItsEnd":            {"32011", on(2024, 12, 1)},
		"WithoutADay":            {"32047", registry.Date{}},
		"InAYearWithTwoMeanings": {"32002", registry.Date{Year: 2024}},
		"NeverUsed":              {"965", asOf},
		"Empty":                  {"", asOf},
		"NoCode":                 {"xã", asOf},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if u, ok := At(tt.code, tt.on); ok {
				t.Errorf("%s on %s is %s", tt.code, tt.on, u.FullName())
			}
		})
	}
}

var splitCodes = []string{
	"32017", "32020", "32029", "32035", "32048", "32053", "32056", "32107", "32122", "32124",
	"32141", "32142", "32143", "32146", "32155", "32191", "32194", "32242", "32245",
}

func TestNineteenCommunesWereSplit(t *testing.T) {
	t.Parallel()
	var split, threefold []string
	for _, u := range Home().Standing(registry.LevelCommune, asOf) {
		if Split(u) {
			split = append(split, u.Code)
		}
		if len(After(u)) == 3 {
			threefold = append(threefold, u.Code)
		}
	}
	if !slices.Equal(split, splitCodes) {
		t.Errorf("split are %v", split)
	}
	if want := []string{"32053", "32122", "32141"}; !slices.Equal(threefold, want) {
		t.Errorf("split in three are %v", threefold)
	}
}

func TestFiveNewCommunesLieOverTwoDistricts(t *testing.T) {
	t.Parallel()
	var over []string
	for _, u := range communes(Home(), "Cà Mau", day1) {
		if strings.Contains(OldDistrict(u), ",") {
			over = append(over, u.Code)
		}
	}
	if want := []string{"31891", "32014", "32134", "32201", "32214"}; !slices.Equal(over, want) {
		t.Errorf("over two districts are %v", over)
	}
}

func TestChangesCoverEveryOldCommune(t *testing.T) {
	t.Parallel()
	pairs, parts := 0, 0
	for _, province := range []string{"Cà Mau", "Bạc Liêu"} {
		for _, u := range communes(Home(), province, on(2025, 6, 30)) {
			after := After(u)
			if len(after) == 0 {
				t.Errorf("nothing tells where %s went", u.FullName())
			}
			for _, c := range after {
				pairs++
				if c.Extent == Part {
					parts++
				}
				if c.On != day1 || c.Clause > 63 || (c.Clause == 0) != (u.Code == "32092") {
					t.Errorf("%s to %s: clause %d, %s", u.FullName(), c.New.FullName(), c.Clause, c.On)
				}
			}
			if (len(after) == 1) != (after[0].Extent == Full) {
				t.Errorf("%s went to %d communes, %s", u.FullName(), len(after), after[0].Extent)
			}
		}
	}
	if pairs != 186 || parts != 41 {
		t.Errorf("%d pairs, %d of parts", pairs, parts)
	}
}

func TestWardsOfTheCityFollowTwoChanges(t *testing.T) {
	t.Parallel()
	ward4, ward2 := at(t, "32002", asOf), at(t, "32011", asOf)
	if after := After(ward4); len(after) != 2 || after[0].New.Name != "2" || after[1].New.Name != "Tân Xuyên" || Split(ward4) {
		t.Errorf("phường 4: %+v", after)
	}
	if after := After(ward2); len(after) != 1 || after[0].New.Code != "32002" || after[0].Extent != Full {
		t.Errorf("phường 2: %+v", after)
	}
	if before := Before(at(t, "32002", on(2024, 12, 1))); len(before) != 3 {
		t.Errorf("the new phường 2: %+v", before)
	}
}

func TestNationHasItsUnits(t *testing.T) {
	t.Parallel()
	if n := len(Nation().Standing(registry.LevelCommune, day1)); n != 3321 {
		t.Errorf("%d communes", n)
	}
	for day, want := range map[registry.Date]int{asOf: 63, on(2025, 6, 30): 63, day1: 34, today: 34} {
		if n := len(Nation().Standing(registry.LevelProvince, day)); n != want {
			t.Errorf("%d provinces on %s, want %d", n, day, want)
		}
	}
	if n := len(Nation().Standing(registry.LevelDistrict, day1)); n != 0 {
		t.Errorf("%d districts after their end", n)
	}
}

func TestDongNaiChangedKindsUnderTheSameCodes(t *testing.T) {
	t.Parallel()
	changed := 0
	for _, u := range communes(Nation(), "Đồng Nai", on(2026, 4, 30)) {
		if u.From != on(2026, 4, 30) {
			continue
		}
		changed++
		old := at(t, u.Code, on(2026, 4, 29))
		after := After(old)
		if old.Type != "xã" || u.Type != "phường" || old.Name != u.Name || len(after) != 1 || after[0].New != u {
			t.Errorf("%s became %s: %+v", old.FullName(), u.FullName(), after)
		}
	}
	if changed != 10 {
		t.Errorf("%d communes changed", changed)
	}
}

// What the tables promise to the reader that splits their rows by hand, and
// what a unit needs to be told from others.
func TestTablesAreSound(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"units_2023.csv", "units_2025.csv", "unit_changes.csv", "province_codes.csv", "nation_units.csv.zst", "nation_changes.csv.zst"} {
		text := tableText(name)
		commas := strings.Count(text[:strings.Index(text, "\n")], ",")
		for line := range strings.Lines(text) {
			if strings.Contains(line, `"`) || strings.Count(line, ",") != commas {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
	Nation().changes() // panics on a pair that fits no unit
	rows := Nation().rows
	for i, r := range rows {
		if (r.parent == none) != (r.level() == registry.LevelProvince) {
			t.Errorf("%s %s has parent %d", r.code, r.fullName(), r.parent)
		}
		if i > 0 && rows[i-1].code == r.code && rows[i-1].until >= r.from {
			t.Errorf("%s is borne twice on %s", r.code, r.from.date())
		}
		if r.name == "" || r.until < r.from {
			t.Errorf("%s %q ends before it begins", r.code, r.name)
		}
	}
}

func TestTablesStaySmall(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]int{"nation_units.csv.zst": 140 << 10, "nation_changes.csv.zst": 40 << 10, "unit_changes.csv": 8 << 10, "units_2025.csv": 4 << 10} {
		data, err := units.Files.ReadFile(name)
		if err != nil || len(data) > limit {
			t.Errorf("%s: %d bytes, %v", name, len(data), err)
		}
	}
}

func TestNamesAreCleanedWhenRead(t *testing.T) {
	t.Parallel()
	for _, cells := range []string{" Thị  trấn ", "Ðầm Dơi"} {
		text := "code,name,type,parent_code,valid_from,valid_to\n1," + cells + ",xa,,2025-07-01,\n"
		rows := parseUnits("test", text)
		if len(rows) != 1 || strings.Contains(rows[0].name, "  ") || strings.Contains(rows[0].name, "Ð") || strings.TrimSpace(rows[0].name) != rows[0].name {
			t.Errorf("%q", rows[0].name)
		}
	}
}

func BenchmarkNation(b *testing.B) {
	for b.Loop() {
		newList([]string{"units_2023.csv", "units_2025.csv", "nation_units.csv.zst"}, nil)
	}
}

func BenchmarkHome(b *testing.B) {
	for b.Loop() {
		newList([]string{"units_2023.csv", "units_2025.csv"}, nil)
	}
}

func BenchmarkNationChanges(b *testing.B) {
	for b.Loop() {
		Nation().readChanges([]string{"unit_changes.csv", "nation_changes.csv.zst"})
	}
}
