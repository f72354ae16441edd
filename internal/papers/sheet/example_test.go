package sheet_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"thamho.vn/internal/papers/sheet"
)

func ExampleOpen() {
	dir, _ := os.MkdirTemp("", "sheet")
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "danh-sach.csv")
	_ = os.WriteFile(path, []byte("Số định danh;Họ tên\n096215900123;Nguyễn Văn Ân\n"), 0o600)

	table, err := sheet.Open(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer table.Close()
	for row, err := range table.Rows(context.Background(), table.Sheets()[0]) {
		fmt.Println(row.Number, row.Cells, err)
	}
	// Output:
	// 1 [Số định danh Họ tên] <nil>
	// 2 [096215900123 Nguyễn Văn Ân] <nil>
}
