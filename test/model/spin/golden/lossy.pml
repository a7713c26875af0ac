/* by hand. Generated from what an exploration worked out (properties/model/spin/). */

c_decl {
\#include "tables.h"
}

short place[2];
short bag[2];

c_code {
static const struct move *own_move(int end, int nth) {
  return ends[end].own + ends[end].own_at[now.place[end]] + nth;
}
static const struct move *due_move(int end, int nth) {
  return ends[end].due + ends[end].due_at[now.place[end]] + nth;
}
static const struct move *got_move(int end, int place) {
  return ends[end].got + now.place[end] * ends[end].inbox + place;
}
static int is_known(const struct move *move) {
  if (move->next == UNKNOWN) printf("objection: the exploration did not come by this\n");
  return move->next != UNKNOWN;
}
/* Nobody objects to it, nor to where it leads. */
static int is_fine(int end, const struct move *move) {
  int at, looked = 0, objection;
  if (!is_known(move)) return 0;
  for (at = 0; at < sizeof looks / sizeof *looks; at++)
    looked = looked * looks[at] + ends[at].look[at == end ? move->next : now.place[at]];
  objection = move->objection ? move->objection : joint[looked];
  if (objection) printf("objection: %s\n", objections[objection]);
  return !objection;
}
#define ROOM (sizeof now.bag / sizeof *now.bag)
static const struct move *arrival(int at) {
  return got_move(receivers[now.bag[at] - 1].end, receivers[now.bag[at] - 1].place);
}
static void put(int without, int added, const short *sent) {
  short bag[ROOM + 1];
  int at, to, count = 0;
  for (at = 0; at < ROOM && now.bag[at]; at++) if (at != without) bag[count++] = now.bag[at];
  if (added >= 0) bag[count++] = added + 1;
  for (at = 1; at <= sent[0] && count < ROOM; at++) bag[count++] = sent[at] + 1;
  for (at = 1; at < count; at++) {
    short message = bag[at];
    for (to = at; to > 0 && bag[to - 1] > message; to--) bag[to] = bag[to - 1];
    bag[to] = message;
  }
  for (at = 0; at < ROOM; at++) now.bag[at] = at < count ? bag[at] : 0;
}
static void take(int end, const struct move *move, int without) {
  now.place[end] = move->next;
  put(without, -1, sends[move->sends]);
}
}

active proctype world() {
end:
  do
  :: d_step { c_expr { own_at0[now.place[0]] + 0 < own_at0[now.place[0] + 1] } -> c_code [is_fine(0, own_move(0, 0))] { take(0, own_move(0, 0), -1); } }
  :: d_step { c_expr { !ends[0].expanded[now.place[0]] } -> assert(false) }
  :: d_step { c_expr { !ends[1].expanded[now.place[1]] } -> assert(false) }
  :: d_step { c_expr { now.bag[0] && ends[receivers[now.bag[0] - 1].end].got[now.place[receivers[now.bag[0] - 1].end] * ends[receivers[now.bag[0] - 1].end].inbox + receivers[now.bag[0] - 1].place].next != NO_MOVE } -> c_code [is_fine(receivers[now.bag[0] - 1].end, arrival(0))] { take(receivers[now.bag[0] - 1].end, arrival(0), 0); } }
  :: d_step { c_expr { now.bag[0] && ends[receivers[now.bag[0] - 1].end].got[now.place[receivers[now.bag[0] - 1].end] * ends[receivers[now.bag[0] - 1].end].inbox + receivers[now.bag[0] - 1].place].next != NO_MOVE } -> c_code [is_fine(receivers[now.bag[0] - 1].end, arrival(0))] { take(receivers[now.bag[0] - 1].end, arrival(0), -1); } }
  :: d_step { c_expr { now.bag[0] } -> c_code [1] { put(0, -1, sends[0]); } }
  :: d_step { c_expr { now.bag[1] && now.bag[1] != now.bag[0] && ends[receivers[now.bag[1] - 1].end].got[now.place[receivers[now.bag[1] - 1].end] * ends[receivers[now.bag[1] - 1].end].inbox + receivers[now.bag[1] - 1].place].next != NO_MOVE } -> c_code [is_fine(receivers[now.bag[1] - 1].end, arrival(1))] { take(receivers[now.bag[1] - 1].end, arrival(1), 1); } }
  :: d_step { c_expr { now.bag[1] && now.bag[1] != now.bag[0] && ends[receivers[now.bag[1] - 1].end].got[now.place[receivers[now.bag[1] - 1].end] * ends[receivers[now.bag[1] - 1].end].inbox + receivers[now.bag[1] - 1].place].next != NO_MOVE } -> c_code [is_fine(receivers[now.bag[1] - 1].end, arrival(1))] { take(receivers[now.bag[1] - 1].end, arrival(1), -1); } }
  :: d_step { c_expr { now.bag[1] && now.bag[1] != now.bag[0] } -> c_code [1] { put(1, -1, sends[0]); } }
  :: d_step { c_expr { now.bag[1] == 0 } -> c_code [1] { put(-1, 1, sends[0]); } }
  :: d_step { c_expr { due_at0[now.place[0]] + 0 < due_at0[now.place[0] + 1] } -> c_code [is_fine(0, due_move(0, 0))] { take(0, due_move(0, 0), -1); } }
  :: d_step { c_expr { due_at0[now.place[0]] + 1 < due_at0[now.place[0] + 1] } -> c_code [is_fine(0, due_move(0, 1))] { take(0, due_move(0, 1), -1); } }
  od
}
