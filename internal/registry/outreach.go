package registry

// CardState is whether somebody has the chip card.
type CardState string

// The states of the card.
const (
	CardHeld     CardState = "co"
	CardPromised CardState = "hen"
	CardNone     CardState = "chua"
)

// CardStates lists them in the order of the choice.
var CardStates = []CardState{CardHeld, CardPromised, CardNone}

// IDLevel is the level of somebody's VNeID account; 0 is none. No password, code
// or one-time code of it is ever kept.
type IDLevel int

// Duty says what a rule of outreach asks of somebody at an age.
type Duty string

// The duties.
const (
	NotPossible  Duty = ""
	ByParents    Duty = "qua_cha_me" // through the parents' account
	OnRequest    Duty = "theo_nhu_cau"
	Entitled     Duty = "duoc_cap"
	MustHave     Duty = "bat_buoc"
	CardAge           = 14 // from which a card is compulsory
	PhotoAge          = 6  // from which a card bears a photograph
	lawOfCardDay      = 20240701
)

// Eligible is what outreach may offer to somebody on a day.
type Eligible struct {
	Card   Duty
	Photo  bool // the card bears a photograph
	Level1 Duty
	Level2 Duty
}

// EligibleOn applies the rules in force on a day. Until 2024-06-30 an account of
// one's own and the chip card began at 14, younger ones stood in a parent's
// account (Decree 59/2022, Art. 11). Since 2024-07-01 a card is possible at any
// age (Law on Identification 2023) and accounts go by age (Decree 69/2024, Art. 7).
func EligibleOn(birth, on Date) Eligible {
	age, known := birth.AgeOn(on)
	switch {
	case !known:
		return Eligible{}
	case on.Year*10_000+on.Month*100+on.Day < lawOfCardDay:
		if age >= CardAge {
			return Eligible{Card: MustHave, Photo: true, Level1: Entitled, Level2: Entitled}
		}
		return Eligible{Level1: ByParents}
	case age >= CardAge:
		return Eligible{Card: MustHave, Photo: true, Level1: Entitled, Level2: Entitled}
	case age >= PhotoAge:
		return Eligible{Card: OnRequest, Photo: true, Level1: Entitled, Level2: OnRequest}
	}
	return Eligible{Card: OnRequest, Level1: OnRequest}
}

// AgeOn returns the completed years on a day. With only a year or a month of
// birth known it is the age at the end of that time: nobody is offered what
// comes too early. known is false without a year, or before the birth.
func (d Date) AgeOn(on Date) (years int, known bool) {
	if !d.Known() || !on.Full() {
		return 0, false
	}
	born := d
	if born.Month == 0 {
		born.Month = 12
	}
	if born.Day == 0 {
		born.Day = daysIn(born.Year, born.Month)
	}
	years = on.Year - born.Year
	if on.Month < born.Month || on.Month == born.Month && on.Day < born.Day {
		years--
	}
	return max(years, 0), on.Year >= d.Year
}
