package places_test

import (
	"fmt"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/places"
)

// A paper of today still bears the address of before: the place is found, and
// its label tells where it lies now.
func Example() {
	today := registry.Date{Year: 2026, Month: 11, Day: 24}

	p := places.Parse("ấp 4, xã Khánh Hòa, huyện U Minh, tỉnh Cà Mau", today)

	fmt.Println(p.Hamlet)
	fmt.Println(places.Label(p.Units[0]))
	for _, c := range places.After(p.Units[0]) {
		fmt.Println(places.Label(c.New))
	}
	// Output:
	// ấp 4
	// xã Khánh Hòa (cũ), nay thuộc xã U Minh
	// xã U Minh (trước 01/7/2025: Khánh Hòa, Khánh Tiến, một phần Khánh Thuận, Khánh Lâm)
}
