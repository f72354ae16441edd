package viet

// A quality is one kind of mark on vowels: what each run of bare vowels becomes
// under it. A run that is not listed can't take the mark.
type quality map[string]string

var (
	roofA = quality{"a": "â", "au": "âu", "ay": "ây", "ua": "uâ", "uay": "uây"}
	roofE = quality{
		"e": "ê", "eu": "êu", "ie": "iê", "ieu": "iêu", "ye": "yê", "yeu": "yêu",
		"ue": "uê", "ueu": "uêu", "uye": "uyê",
	}
	roofO = quality{"o": "ô", "oi": "ôi", "uo": "uô", "uoi": "uôi"}
	horn  = quality{
		"u": "ư", "ui": "ưi", "ua": "ưa", "uu": "ưu", "o": "ơ", "oi": "ơi",
		"uo": "ươ", "uoi": "ươi", "uou": "ươu",
	}
	breve = quality{"a": "ă", "oa": "oă"}
)

// typeQuality puts the mark on, or takes it back and types the key when the
// vowels bear it already.
func typeQuality(q quality) act {
	return func(d *draft) bool {
		if !d.composable() {
			return false
		}
		bare := d.bareNucleus()
		marked, ok := q[bare]
		if !ok {
			return false
		}
		if now := string(d.nucleus()); now == marked || now == "uơ" && marked == "ươ" {
			d.setNucleus(bare)
			return d.typeKey()
		}
		if marked == "ươ" && d.keepsOpenU() {
			marked = "uơ"
		}
		d.setNucleus(marked)
		return rhymeStarts.has(d.rhyme()) || rhymeStarts.has(kAsC(d.rhyme()))
	}
}

// keepsOpenU reports the onsets of huơ, thuở and khuơ: nothing ends in an open
// ươ, and completeHorn mends the word when more follows.
func (d *draft) keepsOpenU() bool {
	if d.coda < d.n || d.nucleus()[0] != 'u' {
		return false
	}
	switch string(d.onset()) {
	case "h", "th", "kh":
		return true
	}
	return false
}

func (d *draft) bareNucleus() string {
	var b [maxSpelling]byte
	for i, r := range d.nucleus() {
		b[i] = asciiOf(r)
	}
	return string(b[:d.coda-d.vowel])
}

// typeTone puts a tone on the syllable, or takes it back and types the key when
// it is there already.
func typeTone(t tone) act {
	return func(d *draft) bool {
		if !d.composable() || stopped(d.ending()) && t != acute && t != dot {
			return false
		}
		if d.tone == t {
			d.tone, d.at = level, -1
			return d.typeKey()
		}
		d.tone = t
		return true
	}
}

// clearTone takes the tone off; without one the key is a letter.
func clearTone(d *draft) bool {
	if d.tone == level || !d.composable() {
		return false
	}
	d.tone, d.at = level, -1
	return true
}

// typeStroke makes đ of the d before the vowels, at once or at the end of the
// word, or takes the stroke back.
func typeStroke(d *draft) bool {
	at := -1
	for i, r := range d.onset() {
		if asciiOf(r) == 'd' {
			if at >= 0 {
				return false // «dd» was escaped before
			}
			at = i
		}
	}
	if at < 0 || at > 0 && at != d.vowel-1 || d.vowel < d.n && !d.composable() {
		return false
	}
	if d.plain[at] == 'đ' {
		d.plain[at] = 'd'
		return d.typeKey()
	}
	d.plain[at] = 'đ'
	return true
}

// typeKey adds the key as it is, after an escape.
func (d *draft) typeKey() bool {
	l, ok := letterOf(d.key)
	if ok && d.push(l) {
		d.split()
	} else {
		d.tail = d.key
	}
	return true
}
