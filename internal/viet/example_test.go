package viet_test

import (
	"bytes"
	"fmt"
	"slices"

	"thamho.vn/internal/viet"
)

func Example() {
	column := []string{"NguyÔn ThÞ Thuý", "§Çm D¬i", "TrÇn V¨n Hoµ", "Lª ThÞ TuyÕt", "Ph¹m Quèc Hïng"}
	enc, sure := viet.Detect(column)
	fmt.Println(enc, sure >= viet.Sure)
	for _, cell := range column[:3] {
		name := viet.Clean(viet.Decode(enc, cell))
		fmt.Printf("%s | %s | %s\n", name, viet.MatchKey(name), viet.SearchKey(name))
	}
	// Output:
	// TCVN3 (ABC) true
	// Nguyễn Thị Thuý | nguyễn thị thúy | nguyen thi thuy
	// Đầm Dơi | đầm dơi | dam doi
	// Trần Văn Hoà | trần văn hòa | tran van hoa
}

func ExampleSortKey() {
	names := []string{"Trần Văn Đào", "Nguyễn Thị Ánh", "Lê Dương", "Nguyễn An", "Bùi Thị An"}
	slices.SortFunc(names, func(a, b string) int { return bytes.Compare(viet.SortKey(a), viet.SortKey(b)) })
	fmt.Println(names)
	// Output: [Bùi Thị An Nguyễn An Nguyễn Thị Ánh Lê Dương Trần Văn Đào]
}

func ExampleTelex() {
	text := ""
	for _, key := range "Thuowngr, thuowr" {
		text, _ = viet.Telex(text, key)
	}
	fmt.Println(text)
	// Output: Thưởng, thuở
}

func ExampleParseDate() {
	born, err := viet.ParseDate("ngày 5 tháng 3 năm 2018")
	fmt.Println(viet.FormatDate(born), err)
	_, err = viet.ParseDate("31/02/2021")
	fmt.Println(err)
	// Output:
	// 05/3/2018 <nil>
	// date: month 2 of 2021 has no day 31
}
