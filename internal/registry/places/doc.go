// Package places knows the administrative units of the country in time: which
// unit bore a code on a day, what a paper means by a written place, and what
// the reform of 1 July 2025 made of the units before it. That day ended the
// districts and gave codes to other communes: 32047 was xã Khánh Hòa and is
// xã U Minh, so a code without a day means nothing.
//
// Its words:
//
//   - home: the provinces of Cà Mau and Bạc Liêu, one since the reform. Their
//     tables are small and always at hand.
//   - nation: all provinces, home included, unpacked when a place elsewhere is
//     first asked for.
//   - to stand: to be a unit on a day. A day known by month or year only stands
//     for all its days, the zero day for all time.
//   - split: said of an old commune whose hamlets went to two or more communes.
//     Nothing in the tables tells which went where; an officer does.
//
// A written place is never decided by guess: whatever it may mean is returned.
// Everything here is a pure function of its arguments and of the tables of
// assets/units, safe for concurrent use. Hamlets have no codes and no table;
// they are records of the house.
package places
