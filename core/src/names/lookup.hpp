// lookup: one question to the system's name service, which may take its time to answer.
//
// The resolver that asks and the system's side share the object. Whoever is first completes the
// operation: the answer, or the resolver that no longer waits. From then on nothing of the
// resolver or its loop is touched, and what the system still finds dies with the object.
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

/// Who waits for the answer, and where it goes.
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

  /// Asks the system. Returns at once; the answer may come before that, on another thread.
  virtual void ask() noexcept = 0;

  /// Completes the operation with operation_canceled, unless the answer has come. Afterwards no
  /// other thread is inside the loop on behalf of this lookup.
  void abandon() noexcept;

 protected:
  lookup(const lookup_asker& asker, lookup_question question)
      : question_(std::move(question)), asker_(asker) {}

  [[nodiscard]] const lookup_question& question() const noexcept { return question_; }

  /// The answer, on any thread, once; in the system's order.
  void answer(std::error_code error, std::vector<endpoint> found) noexcept;
  /// The same with what getaddrinfo or its kin say; see address_list.hpp.
  template <class Node>
  void answer_with(const Node* first, const std::error_code& error) noexcept;

  /// Nobody waits any more.
  virtual void give_up() noexcept = 0;

 private:
  const lookup_question question_;
  // Held while the loop is told, so that it cannot vanish under the thread that does.
  std::mutex mutex_;  // guards asker_
  lookup_asker asker_;
};

/// The system's own kind.
[[nodiscard]] std::shared_ptr<lookup> make_lookup(const lookup_asker& asker,
                                                  lookup_question question);

}  // namespace naru::detail
