package viet

// VNI types key after the text before the cursor, digits composing: 1 to 5 are
// the tones, 6 the roof, 7 the horn, 8 the breve, 9 the stroke, 0 takes the tone
// off. It answers as Telex does.
func VNI(before string, key rune) (string, bool) {
	return compose(before, key, vniActs[key])
}

var vniActs = map[rune]act{
	'1': typeTone(acute),
	'2': typeTone(grave),
	'3': typeTone(hook),
	'4': typeTone(tilde),
	'5': typeTone(dot),
	'0': clearTone,
	'6': firstOf(typeQuality(roofA), typeQuality(roofE), typeQuality(roofO)),
	'7': typeQuality(horn),
	'8': typeQuality(breve),
	'9': typeStroke,
}

// firstOf tries acts in turn, each on the word as it was.
func firstOf(acts ...act) act {
	return func(d *draft) bool {
		was := *d
		for _, do := range acts {
			if *d = was; do(d) {
				return true
			}
		}
		return false
	}
}
