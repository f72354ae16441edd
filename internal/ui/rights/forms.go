package rights

import (
	"context"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
)

func named[T ~string](prefix string, codes []T) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = words.Say(prefix + string(c))
	}
	return out
}

// picked is the code behind a numbered choice, "" for none.
func picked[T ~string](codes []T, f *kit.Choice) (v T) {
	if i := f.Picked(); i >= 0 {
		v = codes[i]
	}
	return v
}

// newRequest is the form of what somebody asks.
func (s *Screen) newRequest() *entry {
	e := newEntry(s.window, s.source, "rightsrequest", "request/"+s.hamlet.String())
	kind := e.choice("loai", words.Say("rights.kind"), named("request.", registry.RequestKinds)...)
	by := e.line("nguoi_yeu_cau", words.Say("rights.by"), words.Say("rights.byhint"))
	relation := e.choice("quan_he", words.Say("rights.relation"), named("stands.", registry.Representatives)...)
	child := e.child("nguoi", words.Say("rights.child"), words.Say("rights.childhint"), s.book)
	received := e.day("ngay_nhan", words.Say("rights.received"))
	return e.show(words.Say("rights.newrequest"), words.Say("rights.requestsaved"), func(ctx context.Context, draft string) error {
		_, err := s.source.SaveRequest(ctx, registry.Record[registry.Request]{}, registry.Request{
			Kind: picked(registry.RequestKinds, kind), Unit: s.hamlet, Person: chosenChild(child), By: by.Text,
			Relation: picked(registry.Representatives, relation), Received: dayOf(received),
		}, draft)
		return err
	})
}

// answer is the form of what came of a request.
func (s *Screen) answer(r registry.Record[registry.Request]) *entry {
	e := newEntry(s.window, s.source, "rightsanswer", "answer/"+r.ID.String())
	e.row(kit.Row{Key: "what", Label: words.Say("rights.what"), Static: kit.NewWrapped(s.requestText(r.Value), kit.Body, 2), Wide: true, Bare: true})
	did := e.choice("tu_choi", words.Say("rights.did"), words.Say("rights.done"), words.Say("rights.refused"))
	text := e.area("tra_loi", words.Say("rights.answer"), words.Say("rights.answerhint"))
	closed := e.day("ngay_xong", words.Say("rights.closed"))
	return e.show(words.Say("rights.answertitle"), words.Say("rights.answersaved"), func(ctx context.Context, draft string) error {
		if did.Picked() < 0 {
			return registry.Bad("request_did", "tu_choi", nil)
		}
		after := r.Value
		after.Refused, after.Answer, after.Closed = did.Picked() == 1, text.Text, dayOf(closed)
		if !after.Closed.Known() {
			return registry.Bad("request_closed", "ngay_xong", nil)
		}
		if !after.Acked.Known() { // an answer acknowledges as well
			after.Acked = after.Closed
		}
		_, err := s.source.SaveRequest(ctx, r, after, draft)
		return err
	})
}

// putOff is the form by which the answer gets as much time again.
func (s *Screen) putOff(r registry.Record[registry.Request]) *entry {
	e := newEntry(s.window, s.source, "rightsputoff", "putoff/"+r.ID.String())
	e.row(kit.Row{Key: "what", Label: words.Say("rights.what"), Static: kit.NewWrapped(s.requestText(r.Value), kit.Body, 2), Wide: true, Bare: true})
	why := e.area("ly_do_gia_han", words.Say("rights.why"), words.Say("rights.whyhint"))
	return e.show(words.Say("rights.putofftitle"), words.Say("rights.putoffsaved"), func(ctx context.Context, draft string) error {
		after := r.Value
		after.Extended, after.Why = s.source.Today(), why.Text
		_, err := s.source.SaveRequest(ctx, r, after, draft)
		return err
	})
}

// newComplaint is the form of a complaint.
func (s *Screen) newComplaint() *entry {
	e := newEntry(s.window, s.source, "rightscomplaint", "complaint/"+s.hamlet.String())
	by := e.line("nguoi_phan_anh", words.Say("rights.complainer"), "")
	what := e.area("noi_dung", words.Say("rights.complaint"), words.Say("rights.complainthint"))
	received := e.day("ngay_nhan", words.Say("rights.received"))
	return e.show(words.Say("rights.newcomplaint"), words.Say("rights.complaintsaved"), func(ctx context.Context, draft string) error {
		_, err := s.source.SaveComplaint(ctx, registry.Record[registry.Complaint]{}, registry.Complaint{
			Unit: s.hamlet, By: by.Text, What: what.Text, Received: dayOf(received),
		}, draft)
		return err
	})
}

// answerComplaint is the form of the answer to one.
func (s *Screen) answerComplaint(c registry.Record[registry.Complaint]) *entry {
	e := newEntry(s.window, s.source, "rightsreply", "reply/"+c.ID.String())
	e.row(kit.Row{Key: "what", Label: c.Value.Code(), Static: kit.NewWrapped(c.Value.By+": "+c.Value.What, kit.Body, 3), Wide: true, Bare: true})
	text := e.area("tra_loi", words.Say("rights.answer"), words.Say("rights.answerhint"))
	closed := e.day("ngay_xong", words.Say("rights.closed"))
	return e.show(words.Say("rights.answertitle"), words.Say("rights.answersaved"), func(ctx context.Context, draft string) error {
		after := c.Value
		after.Answer, after.Closed = text.Text, dayOf(closed)
		if !after.Closed.Known() {
			return registry.Bad("request_closed", "ngay_xong", nil)
		}
		_, err := s.source.SaveComplaint(ctx, c, after, draft)
		return err
	})
}

// consentHows are the ways to agree, in the order of the choice.
var consentHows = []registry.ConsentHow{registry.ConsentSigned, registry.ConsentSpoken, registry.ConsentVNeID}

// consentText is the version of the texts that are read out: a changed text gets
// a new one, and what was agreed to keeps the old.
const consentText = "2026-01"

// newConsent is the form of what a family agrees to; the text that is read out
// stands under the choice.
func (s *Screen) newConsent() *entry {
	e := newEntry(s.window, s.source, "rightsconsent", "consent/"+s.hamlet.String())
	child := e.child("nguoi", words.Say("rights.child"), "", s.book)
	codes := consentCodes()
	what := e.choice("viec_thu_thap", words.Say("rights.collection"), named("consent.", codes)...)
	shown := kit.NewWrapped(words.Say("consent.pick"), kit.Body, 4)
	what.OnPick = func(i int) {
		e.edited("viec_thu_thap")
		shown.Set(consentWords(codes, i))
	}
	put := e.inputs["viec_thu_thap"].put
	e.inputs["viec_thu_thap"] = input{e.inputs["viec_thu_thap"].text, func(text string) {
		put(text)
		shown.Set(consentWords(codes, what.Picked()))
	}}
	e.row(kit.Row{Key: "ban_van", Label: words.Say("rights.text"), Static: shown, Wide: true, Bare: true})
	giver := e.line("nguoi_dong_y", words.Say("rights.giver"), "")
	relation := e.choice("quan_he", words.Say("rights.relation"), named("stands.", registry.Representatives)...)
	how := e.choice("cach", words.Say("rights.how"), named("consenthow.", consentHows)...)
	witness := e.line("nguoi_chung_kien", words.Say("rights.witness"), words.Say("rights.witnesshint"))
	too := e.choice("tre_dong_y", words.Say("rights.childtoo"), words.Say("rights.childyes"), words.Say("rights.childno"))
	on := e.day("ngay", words.Say("rights.consenton"))
	return e.show(words.Say("rights.newconsent"), words.Say("rights.consentsaved"), func(ctx context.Context, draft string) error {
		who := chosenChild(child)
		if s.book.Name(who) == "" {
			return registry.Bad("consent_person", "nguoi", nil)
		}
		if !dayOf(on).Known() {
			return registry.Bad("consent_day", "ngay", nil)
		}
		if too.Picked() == 1 {
			return registry.Bad("consent_no", "tre_dong_y", nil)
		}
		_, err := s.source.SaveConsent(ctx, registry.Record[registry.Consent]{}, registry.Consent{
			Person: who, Collection: picked(codes, what), Giver: giver.Text, Relation: picked(registry.Representatives, relation),
			How: picked(consentHows, how), Witness: witness.Text, Text: consentText, ChildToo: too.Picked() == 0, On: dayOf(on),
		}, draft)
		return err
	})
}

// consentCodes are the collections that need consent.
func consentCodes() (out []string) {
	for _, c := range registry.Collections {
		if c.Basis == registry.ByConsent {
			out = append(out, c.Code)
		}
	}
	return out
}

func consentWords(codes []string, i int) string {
	if i < 0 {
		return words.Say("consent.pick")
	}
	return words.Say("consent.text." + codes[i])
}
