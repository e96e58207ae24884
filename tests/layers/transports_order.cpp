// In which order the transports of a stack stand on a connection.
#include "support.hpp"
#include "test_layer.hpp"

#include <naru/transport.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

using namespace contract;
using namespace layers;

namespace {

/// Makes layers that change nothing, and writes down what it was asked.
class named_factory final : public naru::detail::layer_factory {
 public:
  named_factory(std::string name, std::string& asked, bool encrypts = false)
      : name_(std::move(name)), asked_(asked), encrypts_(encrypts) {}

  std::unique_ptr<naru::detail::stream_layer> make_server(
      const naru::detail::layered_connection& on, std::error_code&) override {
    asked_ += on.is_encrypted ? '(' + name_ + ") " : name_ + ' ';
    return make_identity();
  }
  std::unique_ptr<naru::detail::stream_layer> make_client(const naru::detail::layered_connection&,
                                                          std::error_code&) override {
    asked_ += name_ + ' ';
    return make_identity();
  }
  [[nodiscard]] bool encrypts() const noexcept override { return encrypts_; }

 private:
  const std::string name_;
  std::string& asked_;
  const bool encrypts_;
};

}  // namespace

TEST_SUITE_BEGIN("transports");

TEST_CASE("what_a_transport_is_over_is_put_on_first") {
  std::string asked;
  const auto called = [&](const char* name) {
    return naru::transport(std::make_shared<named_factory>(name, asked));
  };
  const naru::transport stack = called("messages").over(called("secrets").over(called("wire")));
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  CHECK(!stack.put_on_accepted(pair.server));
  CHECK(asked == "wire secrets messages ");
  asked.clear();
  CHECK(!stack.put_on_connected(pair.client, "localhost", 7080));
  CHECK(asked == "wire secrets messages ");
}

TEST_CASE("a_layer_of_a_server_knows_whether_one_below_it_encrypts") {
  std::string asked;
  const auto called = [&](const char* name, bool encrypts) {
    return naru::transport(std::make_shared<named_factory>(name, asked, encrypts));
  };
  const naru::transport stack = called("messages", false)
                                    .over(called("pieces", false))
                                    .over(called("secrets", true))
                                    .over(called("wire", false));
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  CHECK(!stack.put_on_accepted(pair.server));
  CHECK(asked == "wire secrets (pieces) (messages) ");
}

TEST_SUITE_END();
