package police

import (
	"context"
	"errors"
	"path/filepath"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/papers/intake"
	"thamho.vn/internal/papers/sheet"
	"thamho.vn/internal/registry"
)

// maxAnswers bounds what is read of a file: no list for the police is longer.
const maxAnswers = 20_000

// readAnswers reads a file with the police's answers. It needs a column with the
// STT of the list, and one with the number or the result.
func readAnswers(ctx context.Context, path string, today registry.Date) (out []fieldwork.FileAnswer, err error) {
	table, err := sheet.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	file, err := intake.Read(ctx, table)
	if err != nil {
		return nil, err
	}
	_, stt := file.Layout.At(intake.STT)
	_, number := file.Layout.At(intake.Number)
	_, result := file.Layout.At(intake.Result)
	switch {
	case !stt || !number && !result:
		return nil, registry.Bad("no_answer_columns", "", nil)
	case file.Rows > maxAnswers:
		return nil, registry.Bad("too_many_answers", "", map[string]any{"n": maxAnswers})
	}
	for l, err := range file.Lines(ctx, table, intake.Options{Today: today}) {
		if err != nil {
			return nil, err
		}
		if a := l.Answer(file.Layout); !below(a) {
			out = append(out, fileAnswer(a))
		}
	}
	return out, nil
}

// below tells whether a row is what stands under a list: signatures, a sum.
func below(a intake.Answer) bool { return a.STT == 0 && a.Silent() }

func fileAnswer(a intake.Answer) fieldwork.FileAnswer {
	return fieldwork.FileAnswer{
		Row: a.Row, STT: a.STT, Name: a.Name, Birth: a.Birth, Number: a.Number, State: a.State, Said: a.Said,
		Unread: a.Unread, Silent: a.Silent(), Note: a.Note,
	}
}

// judged are the rows of a file with what becomes of them.
type judged struct {
	path string
	read []fieldwork.FileAnswer
	rows []fieldwork.AnsweredRow
}

// open reads a file and says what its rows come to.
func openAnswers(ctx context.Context, s Source, list registry.Record[registry.PoliceList], path string) (j judged, err error) {
	j.path = path
	if j.read, err = readAnswers(ctx, path, s.Today()); err != nil {
		return j, err
	}
	j.rows, err = s.JudgeAnswers(ctx, list, j.read)
	return j, err
}

// take writes what is ready; what is left is the rows as they ended.
func (j judged) take(ctx context.Context, s Source, list registry.Record[registry.PoliceList]) (judged, error) {
	rows, err := s.TakeAnswers(ctx, list, filepath.Base(j.path), j.read)
	if err != nil {
		return j, err
	}
	j.rows = rows
	return j, nil
}

// of are the rows that ended in one way.
func (j judged) of(o fieldwork.AnswerOutcome) []fieldwork.AnsweredRow {
	var out []fieldwork.AnsweredRow
	for _, r := range j.rows {
		if r.Outcome == o {
			out = append(out, r)
		}
	}
	return out
}
