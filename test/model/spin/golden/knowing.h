/* by hand. Generated from what an exploration worked out (properties/model/spin/). */

/* An answer that is no move. */
#define NO_MOVE -1
#define UNKNOWN -2
struct move { short next; short sends; short objection; };
static const short sends[][3] = {{0}, {1, 0}, {2, 1, 1}};
static const int carries[] = {1, 0};
static const short own_at0[] = {0, 1, 1, 2};
static const struct move own0[] = {{1, 1, 0}, {0, 0, 1}};
static const short due_at0[] = {0, 0, 2, 2};
static const struct move due0[] = {{0, 0, 0}, {1, 0, 0}};
static const struct move got0[] = {
  {NO_MOVE, 0, 0},
  {2, 0, 0},
  {UNKNOWN, 0, 0},
};
static const short look0[] = {0, 1, 0};
static const unsigned char expanded0[] = {1, 1, 1};
static const unsigned char waits0[] = {0, 1, 0};
static const short own_at1[] = {0, 0, 0};
static const struct move own1[] = {{0, 0, 0}};
static const short due_at1[] = {0, 0, 0};
static const struct move due1[] = {{0, 0, 0}};
static const struct move got1[] = {
  {1, 2, 0},
  {UNKNOWN, 0, 0},
};
static const short look1[] = {0, 1};
static const unsigned char expanded1[] = {1, 0};
static const unsigned char waits1[] = {0, 0};
struct end {
  int inbox;
  const short *own_at, *due_at, *look;
  const struct move *own, *due, *got;
  const unsigned char *expanded, *waits;
};
static const struct end ends[] = {
  {1, own_at0, due_at0, look0, own0, due0, got0, expanded0, waits0},
  {1, own_at1, due_at1, look1, own1, due1, got1, expanded1, waits1},
};
static const int looks[] = {2, 2};
/* Of each combination of looks, what a joint invariant objects to. */
static const short joint[] = {0, 0, 0, 2};
static const char *objections[] = {"", "D22: \"for ever\"", "I6: two"};
