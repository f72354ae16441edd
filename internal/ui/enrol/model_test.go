package enrol

import "testing"

func TestAddress(t *testing.T) {
	for typed, want := range map[string]string{
		"thamho.camau.gov.vn":       "https://thamho.camau.gov.vn",
		" thamho.camau.gov.vn/ ":    "https://thamho.camau.gov.vn",
		"http://127.0.0.1:8080":     "http://127.0.0.1:8080",
		"127.0.0.1:8080":            "http://127.0.0.1:8080",
		"10.20.0.5":                 "http://10.20.0.5",
		"localhost:9000":            "http://localhost:9000",
		"[::1]:9000":                "http://[::1]:9000",
		"HTTPS://may.chu":           "https://may.chu",
		"":                          "",
		"   ":                       "",
		"https://":                  "",
		"ftp://may.chu":             "",
		"xã Tạ An Khương":           "",
		"https://user:pass@may.chu": "",
		"6GKK-AZZQ-JCY9-J3H7 abc":   "",
		"javascript://alert(1)":     "",
		"http://a b":                "",
		"http://%zz":                "",
		"https://may.chu/thu-muc/":  "https://may.chu/thu-muc",
	} {
		got, ok := address(typed)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", typed, got, ok, want)
		}
	}
}
