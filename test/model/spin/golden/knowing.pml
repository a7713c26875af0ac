/* by hand. Generated from what an exploration worked out (properties/model/spin/). */

c_decl {
\#include "tables.h"
}

short place[2];
int seen;

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
static void take(int end, const struct move *move) {
  const short *sent = sends[move->sends];
  int at;
  now.place[end] = move->next;
  for (at = 1; at <= sent[0]; at++) now.seen |= carries[sent[at]];
}
}

active proctype world() {
end:
  do
  :: d_step { c_expr { own_at0[now.place[0]] + 0 < own_at0[now.place[0] + 1] } -> c_code [is_fine(0, own_move(0, 0))] { take(0, own_move(0, 0)); } }
  :: d_step { c_expr { !ends[0].expanded[now.place[0]] } -> assert(false) }
  :: d_step { c_expr { !ends[1].expanded[now.place[1]] } -> assert(false) }
  :: d_step { c_expr { got0[now.place[0] * 1 + 0].next != NO_MOVE } -> c_code [is_fine(0, got_move(0, 0))] { take(0, got_move(0, 0)); } }
  :: d_step { c_expr { got1[now.place[1] * 1 + 0].next != NO_MOVE && (now.seen & 1) } -> c_code [is_fine(1, got_move(1, 0))] { take(1, got_move(1, 0)); } }
  :: d_step { c_expr { due_at0[now.place[0]] + 0 < due_at0[now.place[0] + 1] } -> c_code [is_fine(0, due_move(0, 0))] { take(0, due_move(0, 0)); } }
  :: d_step { c_expr { due_at0[now.place[0]] + 1 < due_at0[now.place[0] + 1] } -> c_code [is_fine(0, due_move(0, 1))] { take(0, due_move(0, 1)); } }
  od
}
