#include "base/counted.h"

namespace anabranch {

namespace detail {
ANABRANCH_TLS Counted* dead_list = nullptr;
ANABRANCH_TLS bool dead_draining = false;
}  // namespace detail

void Counted::dispose(Counted* object) {
  using detail::dead_draining;
  using detail::dead_list;
  if (dead_draining) {
    object->next_dead_ = dead_list;
    dead_list = object;
    return;
  }
  dead_draining = true;
  while (object) {
    delete object;
    object = dead_list;
    if (object) dead_list = object->next_dead_;
  }
  dead_draining = false;
}

}  // namespace anabranch
