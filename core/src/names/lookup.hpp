// lookup: one question to the system's name service, which may take its time to answer.
//
// The resolver that asks and the system's side share the object. The first of two events completes
// the operation: the answer, or the end of the resolver's wait. After the resolver has stopped
// waiting, neither it nor its loop is touched. A later answer of the system is freed with the
// object.
#pragma once

#include <naru/endpoint.hpp>
#include <naru/operation.hpp>
#include <naru/resolve_options.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <system_error>
#include <vector>

namespace naru::detail {

class loop;

struct lookup_question {
  std::string host;
  std::uint16_t port;
  address_family family;
};

/// The operation that waits for the answer, and where the answer goes.
struct lookup_asker {
  loop* owner;
  operation* op;
  std::vector<endpoint>* results;
};

class lookup : public std::enable_shared_from_this<lookup> {
 public:
  virtual ~lookup() = default;
  lookup(const lookup&) = delete;
  lookup& operator=(const lookup&) = delete;

  /// Asks the system and returns at once. The answer may come earlier than that, on another
  /// thread.
  virtual void ask() noexcept = 0;

  /// Completes the operation with operation_canceled, unless the answer has come. After the call
  /// no other thread is inside the loop for this lookup.
  void abandon() noexcept;

 protected:
  lookup(const lookup_asker& asker, lookup_question question)
      : question_(std::move(question)), asker_(asker) {}

  [[nodiscard]] const lookup_question& question() const noexcept { return question_; }

  /// Gives the answer, in the system's order. On any thread, once.
  void answer(std::error_code error, std::vector<endpoint> found) noexcept;
  /// Gives an answer that is a list of getaddrinfo or its kin; see address_list.hpp.
  template <class Node>
  void answer_with(const Node* first, const std::error_code& error) noexcept;

  /// Called when nothing waits for the answer any more.
  virtual void give_up() noexcept = 0;

 private:
  const lookup_question question_;
  // Held while the loop is told of the answer, so that the loop cannot be destroyed under that
  // thread.
  std::mutex mutex_;  // guards asker_
  lookup_asker asker_;
};

/// Makes the lookup of this system.
[[nodiscard]] std::shared_ptr<lookup> make_lookup(const lookup_asker& asker,
                                                  lookup_question question);

}  // namespace naru::detail
