package intake

import (
	"strconv"
	"strings"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// Answer is what a list that came back from the police says in one row.
type Answer struct {
	Row    int
	STT    int // 0 when the cell is no number
	Name   string
	Birth  registry.Date
	Number string // as written, the marks of spreadsheets undone
	State  registry.PoliceState
	Said   string // the result in the words of the list
	Note   string
	// Unread is set when the result is in words that are none of the police's
	// answers: nobody guesses.
	Unread bool
}

// Silent tells whether the row says nothing.
func (a Answer) Silent() bool { return a.Number == "" && a.Said == "" }

// answerWords are the ways in which the results are written, folded.
var answerWords = map[registry.PoliceState][]string{
	registry.NumberGiven:    {"co so", "da co so", "da co", "da cap", "da cap so", "cap so", "duoc cap so", "da duoc cap so", "co ma", "da co ma", "da cap ma"},
	registry.DataDiffer:     {"sai thong tin", "sai", "thong tin sai", "lech thong tin", "sai lech thong tin", "sai lech", "thong tin khong khop", "khong khop", "khong khop thong tin"},
	registry.CannotGive:     {"chua cap duoc", "chua cap", "khong cap duoc", "chua cap duoc so", "chua duoc cap"},
	registry.OtherCommune:   {"thuong tru xa khac", "xa khac", "thuong tru noi khac", "thuong tru dia phuong khac", "khong thuong tru"},
	registry.NoDC01:         {"chua thu thap dc01", "chua co dc01", "chua thu thap", "chua lap dc01", "thieu dc01"},
	registry.NumberReplaced: {"so da huy cap lai", "so huy cap lai", "cap lai", "da huy cap lai", "huy cap lai", "cap lai so", "da cap lai"},
	registry.PoliceTwin:     {"trung", "trung ho so", "bi trung"},
	registry.PoliceDead:     {"da chet", "chet", "da mat", "tu vong"},
}

// fillers are words that say nothing more beside «có số».
var fillers = []string{"dinh danh", "ca nhan", "ddcn", "cccd"}

// answerOf tells which answer a text is, the whole of it: «có số» is one, «có số,
// sai ngày sinh» is for a person to read.
func answerOf(text string) (registry.PoliceState, bool) {
	key := onlyWords(viet.SearchKey(text))
	for _, f := range fillers {
		key = strings.ReplaceAll(key, f, "")
	}
	key = strings.Join(strings.Fields(key), " ")
	for state, ways := range answerWords {
		for _, way := range ways {
			if key == way {
				return state, true
			}
		}
	}
	return registry.NotSent, false
}

// Answer reads the row as one of a list that came back from the police. Some
// write the number where the result goes, or only the number.
func (l *Line) Answer(layout Layout) Answer {
	a := Answer{Row: l.Row, Name: l.Person.Name, Birth: l.Person.Birth, Said: l.Result, Note: l.Person.Note}
	a.STT, _ = strconv.Atoi(strings.TrimSuffix(strings.TrimSuffix(l.STT, ".0"), "."))
	if at, ok := layout.At(Number); ok {
		a.Number = plainNumber(viet.Clean(cellAt(l.Cells, at)))
	}
	if isNumber(a.Said) && a.Number == "" {
		a.Number, a.Said = plainNumber(a.Said), ""
	}
	switch {
	case a.Said != "":
		state, known := answerOf(a.Said)
		a.State, a.Unread = state, !known
	case a.Number != "":
		a.State = registry.NumberGiven
	}
	return a
}

// isNumber tells whether a cell holds nothing but a long number.
func isNumber(text string) bool {
	digits := registry.CleanPIN(text)
	return len(digits) >= 9 && strings.Trim(digits, "0123456789") == ""
}
