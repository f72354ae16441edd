package intake

import (
	"encoding/csv"
	"strings"
	"sync"

	"thamho.vn/assets/units"
	"thamho.vn/internal/viet"
)

// EthnicList is one of the two official lists of codes, which disagree in 37 of
// 56: 04 is Hoa in one and Mường in the other.
type EthnicList int

// The lists.
const (
	AskList  EthnicList = iota // codes on which both agree are read, others told
	List2008                   // Decision 1019/QĐ-TCTK of 2008
	List1979                   // 121-TCTK/PPCĐ of 1979
)

type ethnicTable struct {
	names map[string]string    // by loose key of every spelling met
	codes [3]map[string]string // by list; [AskList] has those on which both agree
}

var ethnics = sync.OnceValue(func() ethnicTable {
	t := ethnicTable{names: map[string]string{}}
	for i := range t.codes {
		t.codes[i] = map[string]string{}
	}
	rows, err := readEthnics()
	if err != nil {
		panic("intake: ethnic_groups.csv: " + err.Error()) // part of the program
	}
	for _, row := range rows[1:] {
		name := row[0]
		for _, spelling := range append(strings.Split(row[3], ";"), name) {
			if spelling != "" {
				t.names[ethnicKey(spelling)] = name
			}
		}
		t.codes[List2008][row[1]] = name
		t.codes[List1979][row[2]] = name
	}
	for code, name := range t.codes[List2008] {
		if t.codes[List1979][code] == name {
			t.codes[AskList][code] = name
		}
	}
	return t
})

func readEthnics() ([][]string, error) {
	file, err := units.Files.Open("ethnic_groups.csv")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return csv.NewReader(file).ReadAll()
}

// ethnicKey folds case, marks, hyphens and spaces: Khơ-me, Khơ me and KHƠ ME
// are one; no two groups fall together (a test says so).
func ethnicKey(s string) string {
	key := onlyWords(viet.SearchKey(s))
	key = strings.TrimPrefix(strings.TrimPrefix(key, "dan toc "), "nguoi ")
	return strings.ReplaceAll(key, " ", "")
}

// readEthnic returns the name of a group as the house writes it.
func readEthnic(list EthnicList, text string) (name string, why Why, code string) {
	if text == "" {
		return "", "", CodeMissing
	}
	if isCode(text) {
		if len(text) == 1 {
			text = "0" + text
		}
		if name := ethnics().codes[list][text]; name != "" {
			return name, FixedForm, ""
		}
		return "", "", CodeEthnicList
	}
	name, ok := ethnics().names[ethnicKey(text)]
	switch {
	case !ok:
		return "", "", CodeUnknown
	case name != text:
		return name, FixedForm, ""
	}
	return name, "", ""
}

func isCode(s string) bool {
	return len(s) <= 2 && strings.Trim(s, "0123456789") == ""
}
