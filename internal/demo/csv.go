package demo

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"thamho.vn/assets/units"
)

// eachRow calls fn with the named columns of every row of an embedded table.
func eachRow(file string, columns []string, fn func(row []string) error) error {
	f, err := units.Files.Open(file)
	if err != nil {
		return fmt.Errorf("open table: %w", err)
	}
	defer f.Close() // embedded: nothing to lose
	r := csv.NewReader(f)
	places, err := findColumns(r, columns)
	if err != nil {
		return fmt.Errorf("table %s: %w", file, err)
	}
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = fn(pickColumns(rec, places))
		}
		if err != nil {
			return fmt.Errorf("table %s: %w", file, err)
		}
	}
}

func findColumns(r *csv.Reader, columns []string) ([]int, error) {
	head, err := r.Read()
	if err != nil {
		return nil, err
	}
	places := make([]int, len(columns))
	for i, want := range columns {
		places[i] = -1
		for j, have := range head {
			if have == want {
				places[i] = j
			}
		}
		if places[i] < 0 {
			return nil, fmt.Errorf("no column %s", want)
		}
	}
	return places, nil
}

func pickColumns(rec []string, places []int) []string {
	row := make([]string, len(places))
	for i, p := range places {
		row[i] = rec[p]
	}
	return row
}

// thousandths reads a weight such as 4.193 as 4193, so that no draw depends on
// floating point.
func thousandths(s string) (int, error) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, fmt.Errorf("weight: %w", err)
	}
	return int(math.Round(f * 1000)), nil
}
