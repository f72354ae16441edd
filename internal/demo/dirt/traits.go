package dirt

import (
	"math/rand/v2"

	"thamho.vn/internal/viet"
)

// traits hold for everything that one typist made.
type traits struct {
	font     viet.Encoding
	eth      bool
	capitals bool
	lostZero bool
	numeric  bool       // the column of numbers went scientific
	codes    ethnicList // in place of the names of ethnic groups
}

// traitsOf deals out the traits to n files: exactly so many files have each as
// its rate says, whichever they are. Files in an old font have neither capitals
// nor Eth.
func traitsOf(dice *rand.Rand, n int) []traits {
	files := make([]traits, n)
	deal := newDealer(dice, n)
	deal.next(TCVN3, func(i int) { files[i].font = viet.TCVN3 })
	deal.next(VNI, func(i int) { files[i].font = viet.VNIWindows })
	deal.next(Capitals, func(i int) { files[i].capitals = true })
	deal = newDealer(dice, n)
	deal.skip = func(i int) bool { return files[i].font != viet.Unicode }
	deal.next(Eth, func(i int) { files[i].eth = true })
	deal = newDealer(dice, n)
	deal.next(Scientific, func(i int) { files[i].numeric = true })
	deal.next(LostZero, func(i int) { files[i].lostZero = true })
	deal = newDealer(dice, n)
	deal.next(EthnicOtherList, func(i int) { files[i].codes = list2008 + ethnicList(dice.IntN(2)) })
	return files
}

// dealer gives traits to files in a random order, no file two of them.
type dealer struct {
	order []int
	files int
	skip  func(i int) bool
}

func newDealer(dice *rand.Rand, n int) *dealer {
	return &dealer{order: dice.Perm(n), files: n, skip: func(int) bool { return false }}
}

func (d *dealer) next(k Kind, give func(i int)) {
	for left := (d.files*fileRates[k] + 500) / 1000; left > 0 && len(d.order) > 0; d.order = d.order[1:] {
		if i := d.order[0]; !d.skip(i) {
			give(i)
			left--
		}
	}
}
