// posix_lookup: a lookup by getaddrinfo.
#pragma once

#include <string_view>
#include <utility>

#include "names/lookup.hpp"

namespace naru::detail {

class posix_lookup final : public lookup {
 public:
  posix_lookup(const lookup_asker& asker, lookup_question question)
      : lookup(asker, std::move(question)) {}

  [[nodiscard]] std::string_view name() const noexcept { return question().host; }
  void ask() noexcept override;
  /// Asks and answers. Runs on a thread that may block.
  void run() noexcept;

 private:
  void give_up() noexcept override;
};

}  // namespace naru::detail
