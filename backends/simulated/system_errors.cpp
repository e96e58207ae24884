#include "simulated/system_errors.hpp"

#include <naru/error.hpp>

#include <array>
#include <cstddef>

namespace naru::detail {
namespace {

using std::errc;

constexpr std::array opening{errc::too_many_files_open, errc::no_buffer_space,
                             errc::not_enough_memory};
constexpr std::array binding{errc::address_in_use, errc::address_not_available,
                             errc::permission_denied};
constexpr std::array connecting{
    errc::connection_refused,    errc::connection_reset,    errc::timed_out,
    errc::host_unreachable,      errc::network_unreachable, errc::network_down,
    errc::address_not_available, errc::no_buffer_space};
constexpr std::array accepting{errc::too_many_files_open, errc::no_buffer_space,
                               errc::not_enough_memory,   errc::connection_aborted,
                               errc::connection_reset,    errc::network_down};
constexpr std::array receiving{errc::connection_reset, errc::connection_aborted, errc::timed_out,
                               errc::host_unreachable, errc::network_reset,      errc::network_down,
                               errc::no_buffer_space,  errc::not_enough_memory};
constexpr std::array sending{errc::connection_reset, errc::connection_aborted, errc::broken_pipe,
                             errc::timed_out,        errc::host_unreachable,   errc::network_down,
                             errc::no_buffer_space,  errc::not_enough_memory};
constexpr std::array receiving_datagrams{errc::connection_refused, errc::host_unreachable,
                                         errc::network_down, errc::no_buffer_space,
                                         errc::not_enough_memory};
constexpr std::array sending_datagrams{
    errc::connection_refused, errc::host_unreachable, errc::network_unreachable, errc::network_down,
    errc::permission_denied,  errc::no_buffer_space,  errc::not_enough_memory};
constexpr std::array looking_up{error::try_again, error::lookup_failed};

template <class Error, std::size_t Size>
std::error_code one_of(const std::array<Error, Size>& errors, random_source& random) noexcept {
  return make_error_code(errors[static_cast<std::size_t>(random.below(Size))]);
}

}  // namespace

std::error_code draw_error(system_call which, random_source& random) noexcept {
  switch (which) {
    case system_call::open:
      return one_of(opening, random);
    case system_call::bind:
      return one_of(binding, random);
    case system_call::connect:
      return one_of(connecting, random);
    case system_call::accept:
      return one_of(accepting, random);
    case system_call::receive:
      return one_of(receiving, random);
    case system_call::send:
      return one_of(sending, random);
    case system_call::receive_datagram:
      return one_of(receiving_datagrams, random);
    case system_call::send_datagram:
      return one_of(sending_datagrams, random);
    case system_call::look_up:
      return one_of(looking_up, random);
  }
  return {};
}

}  // namespace naru::detail
