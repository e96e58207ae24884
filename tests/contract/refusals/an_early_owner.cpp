// A session asks in its constructor for the proactor that it will run on.
#include <naru/naru.hpp>

#include "ends_quietly.hpp"

namespace {

class hasty final : public naru::session<naru::raw> {
 public:
  hasty() { owner().poll(); }

 private:
  void on_message(naru::const_buffer) override {}
};

}  // namespace

int main() {
  end_quietly();
  const hasty early;
  return 0;
}
