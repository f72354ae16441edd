package viet

import (
	"strings"
	"unicode/utf8"
)

// rhymeList is every rhyme of the written language, without tones. The rhymes
// after qu and gi are those of the rest (quốc is qu + ôc, giêng is gi + êng).
const rhymeList = `
a ac ach ai am an ang anh ao ap at au ay
ăc ăm ăn ăng ăp ăt
âc âm ân âng âp ât âu ây
e ec em en eng eo ep et
ê êc êch êm ên êng ênh êp êt êu
i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong op ot ooc oong
oa oac oach oai oam oan oang oanh oao oap oat oay
oăc oăm oăn oăng oăp oăt
oe oem oen oeng oeo oet
ô ôc ôi ôm ôn ông ôp ôt
ơ ơi ơm ơn ơng ơp ơt
u uc ui um un ung up ut ua uôc uôi uôm uôn uông uôp uôt
uân uâng uât uây uê uêch uên uênh uêu uơ
uy uya uych uyn uynh uyp uyt uyu uyên uyêt
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y ych ynh yt yêm yên yêng yêt yêu`

// rhymes holds rhymeList; rhymeStarts also holds what stands on the screen while
// a rhyme is typed, and rawStarts the same before its quality marks are typed.
var rhymes, rhymeStarts, rawStarts = rhymeTables()

type stringSet map[string]struct{}

func (s stringSet) add(v string) { s[v] = struct{}{} }

// has looks a short run of letters up without allocating.
func (s stringSet) has(letters []rune) bool {
	var buf [maxSpelling * utf8.UTFMax]byte
	b := buf[:0]
	for _, r := range letters {
		b = utf8.AppendRune(b, r)
	}
	_, ok := s[string(b)]
	return ok
}

func rhymeTables() (whole, starts, raw stringSet) {
	whole, starts, raw = stringSet{}, stringSet{}, stringSet{}
	for _, rhyme := range strings.Fields(rhymeList) {
		whole.add(rhyme)
		start, bare := "", ""
		for _, r := range rhyme {
			start += string(r)
			bare += string(rune(asciiOf(r)))
			starts.add(start)
			raw.add(bare)
		}
	}
	return whole, starts, raw
}

// knownRhyme reports whether plain letters form a rhyme, a final k counting as
// c (Đắk Lắk).
func knownRhyme(plain []rune) bool {
	return rhymes.has(plain) || rhymes.has(kAsC(plain))
}

func kAsC(plain []rune) []rune {
	last := len(plain) - 1
	if last < 1 || plain[last] != 'k' {
		return plain
	}
	var buf [maxSpelling]rune
	copy(buf[:], plain[:last])
	buf[last] = 'c'
	return buf[:len(plain)]
}
