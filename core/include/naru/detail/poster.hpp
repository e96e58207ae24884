// poster: a way to post functions to a serial, a session or a proactor, from any thread, which
// keeps the place alive if the place is shared. The place goes before the proactor may end.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/outstanding.hpp>
#include <naru/post.hpp>
#include <naru/serial.hpp>

#include <concepts>
#include <memory>
#include <utility>

namespace naru::detail {

/// Sessions come under this one: they are shared, and have post.
template <class Place>
class poster {
 public:
  explicit poster(Place& place)
      : work_(place.owner()), place_(std::static_pointer_cast<Place>(place.shared_from_this())) {}

  template <std::invocable Function>
  void post(Function function) {
    place_->post(std::move(function));
  }
  [[nodiscard]] proactor& owner() const noexcept { return work_.owner(); }

 private:
  outstanding work_;
  std::shared_ptr<Place> place_;
};

template <>
class poster<serial> {
 public:
  explicit poster(serial& place) : work_(place.owner()), place_(place.state()) {}

  template <std::invocable Function>
  void post(Function function) {
    auto stored = storable(std::move(function));
    post_to(*place_, offered_function(stored));
  }
  [[nodiscard]] proactor& owner() const noexcept { return work_.owner(); }

 private:
  NARU_API static void post_to(serial_state& place, const offered_function& function);

  outstanding work_;
  std::shared_ptr<serial_state> place_;
};

template <>
class poster<proactor> {
 public:
  explicit poster(proactor& place) noexcept : work_(place) {}

  template <std::invocable Function>
  void post(Function function) {
    naru::post(owner(), std::move(function));
  }
  [[nodiscard]] proactor& owner() const noexcept { return work_.owner(); }

 private:
  outstanding work_;
};

template <class Place>
concept postable =
    std::same_as<Place, serial> || std::same_as<Place, proactor> || requires(Place& place) {
      place.shared_from_this();
      place.post([] {});
    };

}  // namespace naru::detail
