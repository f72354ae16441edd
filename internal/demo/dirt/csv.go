package dirt

import (
	"encoding/csv"
	"fmt"
	"io"
)

// byteOrderMark tells a spreadsheet program that the text is UTF-8.
const byteOrderMark = "\ufeff"

// WriteCSV writes the list as a file that a spreadsheet program opens.
func WriteCSV(w io.Writer, of uint64, scale float64) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return fmt.Errorf("write dirty list: %w", err)
	}
	out := csv.NewWriter(w)
	if err := out.Write(Header()); err != nil {
		return fmt.Errorf("write dirty list: %w", err)
	}
	for row, err := range Rows(of, scale) {
		if err == nil {
			err = out.Write(row.Cells)
		}
		if err != nil {
			return fmt.Errorf("write dirty list: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write dirty list: %w", err)
	}
	return nil
}
