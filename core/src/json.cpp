// SPDX-License-Identifier: MIT
#include "attn/json.hpp"

namespace attn {

void write_json(JsonWriter &out, const Json &json) {
  switch (json.type()) {
  case Json::value_t::object:
    out.begin_object();
    for (const auto &[key, value] : json.get_ref<const Json::object_t &>()) {
      out.key(key);
      write_json(out, value);
    }
    out.end_object();
    break;
  case Json::value_t::array:
    out.begin_array();
    for (const Json &item : json.get_ref<const Json::array_t &>()) {
      write_json(out, item);
    }
    out.end_array();
    break;
  case Json::value_t::string:
    out.string(json.get_ref<const std::string &>());
    break;
  case Json::value_t::boolean:
    out.boolean(json.get<bool>());
    break;
  case Json::value_t::number_integer:
    out.integer(json.get<std::int64_t>());
    break;
  case Json::value_t::number_unsigned:
    out.unsigned_integer(json.get<std::uint64_t>());
    break;
  case Json::value_t::number_float:
    out.number(json.get<float>());
    break;
  default:
    out.null();
  }
}

} // namespace attn
