package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"thamho.vn/internal/papers/folder"
	"thamho.vn/internal/papers/intake"
	"thamho.vn/internal/papers/sheet"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// unreadable is the exit code for a list that could not be read or written.
const unreadable = 2

// clean is «fieldapp clean IN -o OUT»: it standardises a spreadsheet by the
// rules of the import screen. It returns the exit code.
func clean(args []string, out, problems io.Writer) int {
	in, target, err := cleanFlags(args, out)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil {
		var sum intake.Summary
		if sum, err = cleanFile(in, target); err == nil {
			report(out, target, sum)
			return 0
		}
	}
	fmt.Fprintln(problems, "fieldapp clean:", explainForTerminal(err))
	return unreadable
}

// cleanFlags takes the flag before or behind the name of the list.
func cleanFlags(args []string, out io.Writer) (in, target string, err error) {
	fs := flag.NewFlagSet("fieldapp clean", flag.ContinueOnError)
	fs.SetOutput(out)
	fs.StringVar(&target, "o", "", "tệp kết quả, .csv hoặc .xlsx · result, .csv or .xlsx")
	fs.Usage = func() {
		fmt.Fprintln(out, "Chuẩn hoá một danh sách trẻ em; thêm cột van_de (vấn đề) và goc (giá trị cũ).\nStandardises a list of children; adds the columns van_de (problems) and goc (originals).\n\nCách dùng · usage: fieldapp clean DANH_SACH.(csv|xlsx) -o KET_QUA.(csv|xlsx)")
		fs.PrintDefaults()
	}
	var names []string
	for len(args) > 0 {
		if err := fs.Parse(args); err != nil {
			return "", "", err
		}
		args = fs.Args()
		if len(args) > 0 {
			names, args = append(names, args[0]), args[1:]
		}
	}
	kind := strings.ToLower(filepath.Ext(target))
	if len(names) != 1 || kind != ".csv" && kind != ".xlsx" {
		fs.Usage()
		return "", "", errors.New("cần một danh sách và -o tệp .csv hoặc .xlsx · a list and -o with .csv or .xlsx are needed")
	}
	return names[0], target, nil
}

// cleanFile writes a list anew; the list itself may be the target.
func cleanFile(in, target string) (sum intake.Summary, err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	table, err := sheet.Open(in)
	if err != nil {
		return sum, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	return sum, folder.Write(target, func(out io.Writer) (err error) {
		w := bufio.NewWriter(out)
		sum, err = intake.Standardise(ctx, table, w, strings.EqualFold(filepath.Ext(target), ".xlsx"), registry.DateOf(time.Now()))
		return errors.Join(err, w.Flush())
	})
}

// report says in a few lines what was met; the file has the rest.
func report(out io.Writer, target string, sum intake.Summary) {
	fmt.Fprintf(out, "%s: %s dòng, đã sửa %s dòng · rows, rows fixed\n", target, viet.FormatInt(sum.Rows), viet.FormatInt(sum.Fixed))
	for _, code := range slices.SortedFunc(maps.Keys(sum.Found), func(a, b string) int {
		return cmpCount(sum.Found[b], sum.Found[a], a, b)
	}) {
		fmt.Fprintf(out, "%8s  %s\n", viet.FormatInt(sum.Found[code]), code)
	}
}

func cmpCount(n, m int, a, b string) int {
	if n != m {
		return n - m
	}
	return strings.Compare(a, b)
}
