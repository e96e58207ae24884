// packet_handlers: a table that calls the handler of a packet by its id.
//
// The handlers take the context that dispatch is given, such as the session, and then the packet:
//
//     static const naru::packet_handlers<player&>& handlers() {
//       static const auto all = naru::packet_handlers<player&>()
//                                   .on<login>(&player::on_login)
//                                   .on<say>([](player& from, const say& one) { … });
//       return all;
//     }
//     void on_message(naru::packet received) override {
//       if (handlers().dispatch(*this, received) != naru::dispatch_outcome::handled) close();
//     }
//
// login and say are types of the program that read themselves: see packet_traits. A packet that is
// too short, too long, or has a field out of bounds reaches no handler.
//
// One table serves all sessions. In a coroutine_session, serve calls dispatch between two receives.
// A handler returns before the next packet is received, so a handler that has to await something
// starts a task. If the conversation knows which packet comes next, read_packet is shorter.
//
// If the id is the first field of a message instead:
//
//     naru::packet_reader reader(message);
//     const auto id = reader.read<std::uint16_t>();
//     const auto outcome = handlers().dispatch(*this, id, reader);
//
// Thread-safety: dispatch may run on any number of threads at a time. Register everything before.
#pragma once

#include <naru/detail/misuse.hpp>
#include <naru/packet/packet.hpp>
#include <naru/packet/packet_reader.hpp>
#include <naru/packet/packet_traits.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace naru {

/// The outcome of packet_handlers::dispatch.
enum class dispatch_outcome : std::uint8_t {
  handled,     ///< its handler was called
  unknown_id,  ///< there is no handler of that id
  malformed,   ///< too short, too long, or a field is out of bounds; no handler was called
};

template <class... Context>
class packet_handlers {
 public:
  /// Registers the handler of the packets of the type `Packet`. It is called as
  /// function(context..., packet), on any thread that dispatches, so what it holds is const. The
  /// packet may refer to the bytes that were dispatched. An exception of the handler leaves
  /// dispatch. Two handlers of one id end the program with a sentence. Allocates.
  template <class Packet, class Function>
  packet_handlers& on(Function function) & {
    add<Packet>(std::move(function));
    return *this;
  }
  template <class Packet, class Function>
  packet_handlers on(Function function) && {
    add<Packet>(std::move(function));
    return std::move(*this);
  }

  /// Calls the handler of the packet's id. Allocates nothing.
  [[nodiscard]] dispatch_outcome dispatch(Context... context, const packet& received) const {
    packet_reader body(received.body);
    return dispatch(std::forward<Context>(context)..., received.id, body);
  }
  /// Works like the above, for the fields that `body` has not read yet, in the byte order of that
  /// reader. If the reader has failed before, the packet is malformed.
  [[nodiscard]] dispatch_outcome dispatch(Context... context, std::uint32_t id,
                                          packet_reader& body) const {
    if (!body.ok()) return dispatch_outcome::malformed;
    const handler* const one = find(id);
    if (one == nullptr) return dispatch_outcome::unknown_id;
    return one->handle(std::forward<Context>(context)..., body) ? dispatch_outcome::handled
                                                                : dispatch_outcome::malformed;
  }

 private:
  class handler {
   public:
    virtual ~handler() = default;
    /// Returns false if the packet is malformed.
    virtual bool handle(Context... context, packet_reader& body) const = 0;
  };

  template <class Packet, class Function>
  class handler_of final : public handler {
   public:
    explicit handler_of(Function function) : function_(std::move(function)) {}

    bool handle(Context... context, packet_reader& body) const override {
      std::optional<Packet> one = read_packet<Packet>(body);
      if (!one) return false;
      std::invoke(function_, std::forward<Context>(context)..., *std::move(one));
      return true;
    }

   private:
    const Function function_;
  };

  struct row {
    std::uint32_t id;
    std::unique_ptr<const handler> one;
  };

  template <class Packet, class Function>
  void add(Function function) {
    constexpr bool readable = readable_packet<Packet>;
    static_assert(readable,
                  "a packet needs a static id and a member read(naru::packet_reader&), or a "
                  "specialization of naru::packet_traits, and a default constructor");
    constexpr bool callable = std::is_invocable_v<const Function&, Context..., Packet>;
    static_assert(callable,
                  "the handler must take the context of its packet_handlers, and then the packet");
    if constexpr (readable && callable) {
      insert(detail::id_of<Packet>,
             std::make_unique<handler_of<Packet, Function>>(std::move(function)));
    }
  }

  void insert(std::uint32_t id, std::unique_ptr<const handler> one) {
    const auto place = std::lower_bound(rows_.begin(), rows_.end(), id, is_less);
    if (place != rows_.end() && place->id == id) {
      detail::misuse("two handlers were registered for one id of a packet");
    }
    rows_.insert(place, row{id, std::move(one)});
  }

  // Ids that follow one another without a gap are found at once: each lies as far from the first
  // row as its id is from the first id.
  [[nodiscard]] const handler* find(std::uint32_t id) const noexcept {
    if (rows_.empty() || id < rows_.front().id) return nullptr;
    const std::size_t distance = id - rows_.front().id;
    if (distance < rows_.size() && rows_[distance].id == id) return rows_[distance].one.get();
    const auto place = std::lower_bound(rows_.begin(), rows_.end(), id, is_less);
    return place != rows_.end() && place->id == id ? place->one.get() : nullptr;
  }

  static bool is_less(const row& one, std::uint32_t id) noexcept { return one.id < id; }

  std::vector<row> rows_;  // by id
};

}  // namespace naru
