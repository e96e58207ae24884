#include "socket.hpp"

#include <utility>

#include "outstanding.hpp"
#include "seed.hpp"

namespace kernel {
namespace {

std::optional<outcome> attempt_kind(socket& on, request& what) {
  switch (what.what) {
    case request::kind::receive:
      return attempt_receive(on, what);
    case request::kind::send:
      return attempt_send(on, what);
    case request::kind::receive_from:
      return attempt_receive_from(on, what);
    case request::kind::send_to:
      return attempt_send_to(on, what);
    case request::kind::accept:
      return attempt_accept(on, what);
    case request::kind::connect:
      return attempt_connect(on, what);
  }
  return std::nullopt;
}

void advance_row(socket& which, deque<request>& row) {
  while (!row.empty()) {
    const std::optional<outcome> result = attempt_kind(which, row.front());
    if (!result) return;
    request ended = std::move(row.front());
    row.pop_front();
    finish(which, ended, *result);
  }
}

void end_row(socket& of, deque<request>& row, status how) noexcept {
  deque<request> ended;
  ended.swap(row);
  if (draw(2)) std::ranges::reverse(ended);
  for (request& each : ended) finish(of, each, {how, static_cast<DWORD>(each.moved)});
}

void end_cancelled_of(socket& of, deque<request>& row) {
  for (std::size_t i = 0; i != row.size();) {
    if (!row[i].cancelled) {
      ++i;
      continue;
    }
    request ended = std::move(row[i]);
    row.erase(row.begin() + static_cast<std::ptrdiff_t>(i));
    finish(of, ended, {status::cancelled, static_cast<DWORD>(ended.moved)});
  }
}

}  // namespace

socket::~socket() {
  leave(*this);
  link.reset();
}

std::optional<outcome> attempt(socket& on, request& what) {
  std::optional<outcome> result;
  on.advances = true;
  do {
    on.advances_again = false;
    result = attempt_kind(on, what);
  } while (!result && on.advances_again);
  on.advances = false;
  if (std::exchange(on.advances_again, false)) advance(on);
  return result;
}

void advance(socket& which) {
  if (which.advances) {
    which.advances_again = true;
    return;
  }
  do {
    which.advances_again = false;
    which.advances = true;
    advance_row(which, which.receives);
    advance_row(which, which.sends);
    which.advances = false;
  } while (which.advances_again);
  tell_end(which);
  changed().notify_all();
}

void end_requests(socket& of, status how) noexcept {
  if (draw(2)) {
    end_row(of, of.sends, how);
    end_row(of, of.receives, how);
  } else {
    end_row(of, of.receives, how);
    end_row(of, of.sends, how);
  }
}

void end_cancelled(socket& of) {
  end_cancelled_of(of, of.receives);
  end_cancelled_of(of, of.sends);
  advance(of);
}

void finish(socket& on, request& ended, const outcome& result) noexcept {
  OVERLAPPED& native = *ended.native;
  if (on.port == nullptr) {
    write_end(native, result.how, result.bytes);
    remove_outstanding(&native);
  } else {
    on.port->complete({on.key, &native, result.bytes, result.how});
  }
}

std::shared_ptr<socket> find_socket(handle number) noexcept {
  return std::dynamic_pointer_cast<socket>(find(number));
}

}  // namespace kernel
