package places

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"thamho.vn/internal/registry"
)

func TestX(t *testing.T) {
	var a, b runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&a)
	t0 := time.Now()
	Home()
	d := time.Since(t0)
	runtime.GC()
	runtime.ReadMemStats(&b)
	fmt.Println("home", d, len(home().units), b.HeapAlloc-a.HeapAlloc)
	runtime.GC()
	runtime.ReadMemStats(&a)
	t0 = time.Now()
	Nation()
	d = time.Since(t0)
	runtime.ReadMemStats(&b)
	peak := b.HeapAlloc - a.HeapAlloc
	runtime.GC()
	runtime.ReadMemStats(&b)
	fmt.Println("nation", d, len(nation().units), len(nation().changes), b.HeapAlloc-a.HeapAlloc, peak)
	d23 := registry.Date{Year: 2023, Month: 1, Day: 10}
	d26 := registry.Date{Year: 2026, Month: 7, Day: 1}
	for _, s := range []string{"32047", "32002", "32092", "32191", "32201", "32044"} {
		u, _ := At(s, d23)
		v, _ := At(s, Day)
		fmt.Println(Label(u), "|", Label(v), "|", OldDistrict(u), "|", OldDistrict(v))
	}
	for _, s := range []string{"964", "970", "96", "95", "32155", "32122"} {
		u, ok := At(s, d23)
		fmt.Println(ok, Label(u), OldDistrict(u))
	}
	u, _ := At("96", Day)
	fmt.Println(Label(u))
	u, _ = At("75", d26)
	fmt.Println(Label(u))
	u, _ = At("26368", d26)
	fmt.Println(Label(u))
	u, _ = At("26368", Day)
	fmt.Println(Label(u))
	u, _ = At("32011", d23)
	fmt.Println(Label(u))
	for _, n := range []string{"Ðầm Dơi", "huyện Ðầm Dơi", "x. tan an", "TT Năm Căn", "P5", "TP.HCM", "Hồ Thị Kỉ", "Thi trấn Ngan Dừa", "Hoà Thành", "xã Lý Văn Lâm"} {
		for _, d := range []registry.Date{d23, d26, {}} {
			fmt.Print(n, " ", d.ISO(), ": ")
			for _, u := range Named(n, d) {
				fmt.Print(u.FullName(), " ", u.Code, ", ")
			}
			fmt.Println()
		}
	}
	for _, s := range []string{"ấp 4, xã Tạ An Khương, huyện Đầm Dơi, tỉnh Cà Mau", "Tạ An Khương - Đầm Dơi", "phường 5 TP Cà Mau", "ap 4 xa ta an khuong huyen dam doi tinh ca mau", "Tân Duyệt Đầm Dơi Cà Mau", "Đầm Dơi, Cà Mau", "Khánh Hòa", "xã Tân Tiến", "phường 1 thị xã Giá Rai", "P.5, TP.HCM", "số 12 Lê Lợi, P5, TP Cà Mau", "xã Đá Bạc, huyện Trần Văn Thời", "xã Tân Ân, huyện Đầm Dơi", "xã Thạnh Phú, huyện Cái Nước", "Bà Rịa - Vũng Tàu", "Phan Rang-Tháp Chàm, Ninh Thuận", "Tân Phú, Đồng Nai", "Cà Mau", "Ninh Quới A, Hồng Dân, Cà Mau", "Minh Diệu, Hòa Bình", "ấp Tân Thành xã Tân Ân", "xã Tân Xã huyện Thạch Thất Hà Nội", "huyen Can Loc tinh Ha Tinh", "Từ Dũ", "ấp 4 A xã Khánh Lâm", "Bệnh viện Từ Dũ, TP Hồ Chí Minh", "Bản Ngoại, Đại Từ, Thái Nguyên"} {
		for _, d := range []registry.Date{d23, d26} {
			p := Parse(s, d)
			fmt.Print(s, " ", d.ISO(), " => H[", p.Hamlet, "] P[", p.Province, "] R[", p.Rest, "] ")
			for _, u := range p.Units {
				if len(p.Units) > 6 {
					fmt.Print(len(p.Units))
					break
				}
				fmt.Print(u.FullName(), " ", u.Code, " ", u.Province, "; ")
			}
			fmt.Print("W:")
			for _, u := range p.Wider {
				fmt.Print(u.FullName(), " ", u.Code, ";")
			}
			fmt.Println()
		}
	}
}
