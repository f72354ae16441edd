package registry

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
)

// TestPINVectors runs every vector of the field's own list.
func TestPINVectors(t *testing.T) {
	file, err := os.Open("testdata/pin_vectors.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 13 {
		t.Fatalf("%d rows: the table was cut", len(rows))
	}
	for _, row := range rows[1:] {
		t.Run(row[0]+" "+row[3], func(t *testing.T) { checkVector(t, row) })
	}
}

func checkVector(t *testing.T, row []string) {
	birth, err := ParseISO(row[2])
	if err != nil {
		t.Fatal(err)
	}
	sex := map[string]Sex{"M": Male, "F": Female}[row[1]]
	j := JudgePIN(row[0], birth, sex)
	code, fixed, _ := strings.Cut(row[3], ":")
	want := PINFinding(row[3])
	if code == "fix" {
		want = PINFixed
		if string(j.PIN) != fixed {
			t.Errorf("read as %q, want %q", string(j.PIN), fixed)
		}
	}
	if j.Main() != want {
		t.Errorf("found %v, want %s first", j.Findings, want)
	}
}

func TestJudgePIN(t *testing.T) {
	child := Date{2015, 3, 9}
	for _, c := range []struct {
		name, text string
		birth      Date
		sex        Sex
		want       []PINFinding
	}{
		{"nothing typed", "  ", child, Male, []PINFinding{PINMissing}},
		{"ten digits lost two zeros", "1215900123", Date{2015, 0, 0}, Male, []PINFinding{PINFixed}},
		{"nine digits are an old card", "380123456", child, Male, []PINFinding{PINIsCMND}},
		{"eight digits", "38012345", child, Male, []PINFinding{PINWrong}},
		{"thirteen digits", "0962159001234", child, Male, []PINFinding{PINWrong}},
		{"the number row is nobody's", "123456789012", child, Male, []PINFinding{PINDummy}},
		{"backwards too", "987654321098", child, Male, []PINFinding{PINDummy}},
		{"noughts", "000000000000", child, Male, []PINFinding{PINDummy}},
		{"sex and year at once", "096314900123", child, Male, []PINFinding{PINOtherYear, PINOtherSex}},
		{"unknown birth and sex are not compared", "096314900123", Date{}, "", []PINFinding{PINOk}},
		{"an adult's number without a birth date", "096080901234", Date{}, "", []PINFinding{PINAdult}},
		{"an adult's own number", "096080901234", Date{1980, 0, 0}, Male, []PINFinding{PINOk}},
		{"no such province", "003215900123", child, Male, []PINFinding{PINNoProvince}},
		{"abroad and the other sex: the warning comes first", "101315900123", child, Male, []PINFinding{PINOtherSex, PINForeign}},
		{"full-width digits", "０９６２１５９００１２３", child, Male, []PINFinding{PINFixed}},
		{"a small health card", "te1969621234567", child, Male, []PINFinding{PINIsBHYT}},
		{"letters", "không có", child, Male, []PINFinding{PINWrong}},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := JudgePIN(c.text, c.birth, c.sex)
			if strings.Join(words(j.Findings), " ") != strings.Join(words(c.want), " ") {
				t.Errorf("found %v, want %v", j.Findings, c.want)
			}
		})
	}
}

func words(found []PINFinding) []string {
	out := make([]string, len(found))
	for i, f := range found {
		out[i] = string(f)
	}
	return out
}

func TestPINMeans(t *testing.T) {
	for pin, want := range map[PIN]Meaning{
		"096215900123": {Province: "Cà Mau", Code: "096", Sex: Male, Year: 2015},
		"079312900789": {Province: "Hồ Chí Minh", Code: "079", Sex: Female, Year: 2012},
		"015180900789": {Province: "Yên Bái", Code: "015", Sex: Female, Year: 1980}, // not today's 15, which is Lào Cai
		"101215900123": {Code: "101", Abroad: true, Sex: Male, Year: 2015},
		"09621590012":  {},
		"09621590012x": {},
	} {
		if got := pin.Means(); got != want {
			t.Errorf("means %+v, want %+v", got, want)
		}
	}
}

func FuzzJudgePIN(f *testing.F) {
	for _, s := range []string{"096215900123", "96215900123", "9.6215E+10", "TE1969621234567", "O962", "", "\xff\xfe", "٠٩٦٢١٥٩٠٠١٢٣"} {
		f.Add(s, 2015)
	}
	f.Fuzz(func(t *testing.T, text string, year int) {
		j := JudgePIN(text, Date{Year: year}, Male)
		if len(j.Findings) == 0 {
			t.Fatal("no finding at all")
		}
		if j.PIN != "" && len(j.PIN) != 12 {
			t.Fatalf("a number of %d characters", len(j.PIN))
		}
		if again := JudgePIN(string(j.PIN), Date{Year: year}, Male); j.PIN != "" && again.PIN != j.PIN {
			t.Fatal("judging again gives another number")
		}
	})
}

func TestTables(t *testing.T) {
	if n := len(provinces()); n != 63 {
		t.Errorf("%d provinces, want 63", n)
	}
}

func TestEthnicNames(t *testing.T) {
	names := EthnicNames()
	if len(names) != 56 || names[0] != "Kinh" || names[1] != "Khmer" || names[2] != "Hoa" {
		t.Errorf("%d names beginning with %v", len(names), names[:3])
	}
}
