// simulated_resolver: answers with the names of the simulated hosts, and "localhost".
#pragma once

#include "names/system_resolver.hpp"

namespace naru::detail {

class simulated_proactor;

class simulated_resolver final : public system_resolver {
 public:
  explicit simulated_resolver(simulated_proactor& owner);

 private:
  std::shared_ptr<lookup> make_question(const lookup_asker& asker,
                                        lookup_question question) override;
};

}  // namespace naru::detail
