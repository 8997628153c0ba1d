#define BOUND {{bound}}
#define MARK "{{bound.text}}"
