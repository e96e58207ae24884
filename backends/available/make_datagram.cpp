#include "datagrams/make_datagram.hpp"

#include <naru/detail/misuse.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>

#include "available/backend_table.hpp"
#include "available/datagram_table.hpp"

namespace naru::detail {

new_datagram make_datagram(loop& owner) {
  const auto names = backend_names();
  const auto factories = datagram_factories();
  assert(names.size() == factories.size());
  const auto found = std::find(names.begin(), names.end(), owner.backend());
  if (found == names.end()) misuse("a proactor has neither datagram sockets nor a known backend");
  return factories[static_cast<std::size_t>(found - names.begin())](owner);
}

}  // namespace naru::detail
